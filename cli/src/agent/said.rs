//! Faults that pass: said when they begin and when they are over, not all the while.

/// Whether a fault lasts.
#[derive(Debug, Default)]
pub struct Said {
	lasting: bool,
}

impl Said {
	/// What to say of a fault: nothing if it has been said and lasts.
	pub fn of(&mut self, fault: impl FnOnce() -> String) -> Option<String> {
		match std::mem::replace(&mut self.lasting, true) {
			true => None,
			false => Some(fault()),
		}
	}

	/// It is over, if there was one.
	pub fn over<'a>(&mut self, good: &'a str) -> Option<&'a str> {
		std::mem::take(&mut self.lasting).then_some(good)
	}
}

/// What no waiting mends.
#[derive(Debug)]
pub struct Lasting(pub String);

impl std::fmt::Display for Lasting {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(&self.0)
	}
}

impl std::error::Error for Lasting {}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_fault_is_said_once_and_its_end_too() {
		let mut said = Said::default();
		assert_eq!(said.over("back"), None);
		assert_eq!(said.of(|| "gone".into()), Some("gone".into()));
		assert_eq!(said.of(|| "still gone".into()), None);
		assert_eq!(said.over("back"), Some("back"));
		assert_eq!(said.over("back"), None);
		assert_eq!(said.of(|| "gone".into()), Some("gone".into()));
	}
}
