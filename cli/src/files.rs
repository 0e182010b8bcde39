//! Files that are named on the command line, looked at before work is done for them.

use anyhow::{bail, ensure, Context, Result};
use std::{
	fs::{self, File},
	io::ErrorKind,
	path::Path,
};

fn taken(file: &Path) -> String {
	format!(
		"{} exists: give another name, or remove it first",
		file.display()
	)
}

/// Refuses a name at which no new file can be made.
pub fn ensure_new(file: &Path) -> Result<()> {
	// As it is made: a link that leads nowhere is in the way too.
	ensure!(file.symlink_metadata().is_err(), taken(file));
	let folder = file.parent().filter(|folder| folder.as_os_str() != "");
	if let Some(folder) = folder {
		ensure!(
			folder.is_dir(),
			"there is no folder {} for {}: make it first, or give another name",
			folder.display(),
			file.display()
		);
	}
	Ok(())
}

/// Makes a file that was not there.
pub fn create_new(file: &Path) -> Result<File> {
	match File::create_new(file) {
		Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(taken(file)),
		made => made.with_context(|| format!("writing {}", file.display())),
	}
}

/// The text of a file; where there is none, with how to come by one.
pub fn read(file: &Path, next: &str) -> Result<String> {
	match fs::read_to_string(file) {
		Err(error) if error.kind() == ErrorKind::NotFound => {
			bail!("there is no file {}\nnext: {next}", file.display())
		}
		read => read.with_context(|| format!("reading {}", file.display())),
	}
}

/// Makes the folder of `--out`, if need be.
pub fn ensure_folder(folder: &Path) -> Result<()> {
	ensure!(
		folder.is_dir() || folder.symlink_metadata().is_err(),
		"--out {} is no folder: give another name, or remove it first",
		folder.display()
	);
	fs::create_dir_all(folder).with_context(|| {
		format!(
			"making the folder {}: give an --out that you may write to",
			folder.display()
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use tempfile::TempDir;

	fn text(error: anyhow::Error) -> String {
		format!("{error:#}")
	}

	#[test]
	fn a_new_file_has_a_name_that_is_free_in_a_folder_that_is_there() {
		let folder = TempDir::new().expect("makes a folder");
		let file = folder.path().join("proof.json");
		ensure_new(&file).expect("is free");
		ensure_new(Path::new("a-name-that-nobody-gave.json")).expect("is free");
		let beyond = folder.path().join("none/proof.json");
		assert_eq!(
			text(ensure_new(&beyond).expect_err("has no folder")),
			format!(
				"there is no folder {} for {}: make it first, or give another name",
				folder.path().join("none").display(),
				beyond.display()
			)
		);
		fs::write(&file, "").expect("writes");
		let expected = format!(
			"{} exists: give another name, or remove it first",
			file.display()
		);
		assert_eq!(text(ensure_new(&file).expect_err("is taken")), expected);
		assert_eq!(text(create_new(&file).expect_err("is taken")), expected);
	}

	#[test]
	fn what_is_no_folder_is_refused_as_one() {
		let folder = TempDir::new().expect("makes a folder");
		let file = folder.path().join("out");
		fs::write(&file, "").expect("writes");
		assert_eq!(
			text(ensure_folder(&file).expect_err("is a file")),
			format!(
				"--out {} is no folder: give another name, or remove it first",
				file.display()
			)
		);
		let deep = folder.path().join("a/b");
		ensure_folder(&deep).expect("is made");
		ensure_folder(&deep).expect("is there");
		assert!(deep.is_dir());
	}

	#[test]
	fn a_file_that_is_not_there_is_told_with_what_makes_one() {
		let folder = TempDir::new().expect("makes a folder");
		let file = folder.path().join("none.json");
		assert_eq!(
			text(read(&file, "make one").expect_err("is not there")),
			format!("there is no file {}\nnext: make one", file.display())
		);
		let error = text(read(folder.path(), "make one").expect_err("is a folder"));
		assert!(error.starts_with("reading "), "{error}");
	}
}
