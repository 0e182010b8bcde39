//! The terminal, or the pipe, that this tool writes to.

use std::{
	fmt,
	io::{ErrorKind, IsTerminal, Write},
	process::exit,
};

/// What the tool ends with when nobody reads on, as a shell has it of a tool that SIGPIPE ends: not with
/// success, for what it had to say may have been an error.
const NOBODY_READS: i32 = 141;

/// As std's, which panics when nobody reads on.
macro_rules! print {
	($($text:tt)*) => {
		$crate::screen::print(format_args!($($text)*))
	};
}

/// As std's, which panics when nobody reads on.
macro_rules! println {
	() => {
		print!("\n")
	};
	($($text:tt)*) => {
		print!("{}\n", format_args!($($text)*))
	};
}

/// Writes to standard output; ends the tool quietly if that is a pipe that was closed.
pub fn print(text: fmt::Arguments<'_>) {
	let mut out = std::io::stdout().lock();
	match out.write_fmt(text).and_then(|()| out.flush()) {
		Ok(()) => {}
		Err(error) if error.kind() == ErrorKind::BrokenPipe => exit(NOBODY_READS),
		Err(error) => {
			let _ = writeln!(std::io::stderr(), "error: writing the output: {error}");
			exit(1)
		}
	}
}

/// Columns of a pipe that does not say how wide it is.
const DEFAULT_WIDTH: usize = 80;

/// What may be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
	/// Columns.
	pub width: usize,
	pub colour: bool,
}

#[derive(Clone, Copy)]
pub enum Colour {
	Red,
	Green,
	Dim,
	Bold,
}

impl Screen {
	/// Standard output. A terminal says how wide it is, for a pipe the variable `COLUMNS` may. Colours
	/// are for terminals, unless the variable `NO_COLOR` is set.
	pub fn stdout() -> Self {
		let terminal = std::io::stdout().is_terminal();
		let measured = terminal
			.then(|| console::Term::stdout().size_checked())
			.flatten()
			.map(|(_, columns)| usize::from(columns));
		let told = || std::env::var("COLUMNS").ok()?.parse().ok();
		Self {
			width: measured
				.or_else(told)
				.unwrap_or(DEFAULT_WIDTH)
				.clamp(40, 120),
			colour: terminal && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty()),
		}
	}

	pub fn paint(&self, text: &str, colour: Colour) -> String {
		let code = match colour {
			Colour::Red => 31,
			Colour::Green => 32,
			Colour::Dim => 2,
			Colour::Bold => 1,
		};
		match self.colour && !text.is_empty() {
			true => format!("\x1b[{code}m{text}\x1b[0m"),
			false => text.to_string(),
		}
	}
}
