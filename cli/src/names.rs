//! Things that are chosen by name.

/// What a text names, of a list of names in the order in which they are told.
///
/// # Errors
///
/// With all names, for one that is none of them.
pub fn named<T: Copy>(what: &str, names: &[(&str, T)], text: &str) -> Result<T, String> {
	let found = names.iter().find(|(name, _)| *name == text);
	found.map(|(_, thing)| *thing).ok_or_else(|| {
		let names: Vec<_> = names.iter().map(|(name, _)| *name).collect();
		format!("\"{text}\" is no {what}: give one of {}", names.join(", "))
	})
}

/// The name of a thing, of the list by which it is read.
pub fn name_of<T: Copy + PartialEq>(names: &[(&'static str, T)], thing: T) -> &'static str {
	let found = names.iter().find(|(_, other)| *other == thing);
	found.map_or("unknown", |(name, _)| name)
}

#[cfg(test)]
mod tests {
	use super::*;

	const FRUITS: &[(&str, u8)] = &[("apple", 1), ("pear", 2)];

	#[test]
	fn a_name_is_read_and_written() {
		assert_eq!(named("fruit", FRUITS, "pear"), Ok(2));
		assert_eq!(name_of(FRUITS, 2), "pear");
		assert_eq!(
			named("fruit", FRUITS, "Pear"),
			Err("\"Pear\" is no fruit: give one of apple, pear".into())
		);
	}
}
