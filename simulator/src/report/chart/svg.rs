//! What the drawings share. Floats are drawing coordinates only.

/// Text for HTML and SVG, in content and in quoted attributes.
pub fn escape(text: &str) -> String {
	text.replace('&', "&amp;")
		.replace('<', "&lt;")
		.replace('>', "&gt;")
		.replace('"', "&quot;")
		.replace('\'', "&#39;")
}

/// A linear axis that holds 0, in percent of the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
	from: f64,
	to: f64,
}

impl Axis {
	/// An axis for these values. It is never empty.
	pub fn over(values: impl IntoIterator<Item = f64>) -> Self {
		let (from, to) = values.into_iter().fold((0f64, 0f64), |(from, to), value| {
			(from.min(value), to.max(value))
		});
		Self {
			from,
			to: if to > from { to } else { from + 1.0 },
		}
	}

	/// The axis widened to the next round steps, and those steps: three to seven of them.
	pub fn with_steps(self) -> (Self, Vec<f64>) {
		let rough = (self.to - self.from) / 5.0;
		let magnitude = 10f64.powf(rough.log10().floor());
		let step = [1.0, 2.0, 5.0, 10.0]
			.into_iter()
			.map(|factor| factor * magnitude)
			.find(|step| *step >= rough)
			.unwrap_or(rough);
		let (first, last) = ((self.from / step).floor(), (self.to / step).ceil());
		let steps = (0..=(last - first) as u32)
			.map(|n| (first + f64::from(n)) * step)
			.collect();
		(
			Self {
				from: first * step,
				to: last * step,
			},
			steps,
		)
	}

	/// Percent of the way from the low end.
	pub fn along(&self, value: f64) -> f64 {
		100.0 * (value - self.from) / (self.to - self.from)
	}

	/// Percent of the way from the high end: a y coordinate.
	pub fn down(&self, value: f64) -> f64 {
		100.0 - self.along(value)
	}
}

/// A step of an axis, with no more decimals than it needs.
pub fn plain(step: f64) -> String {
	let text = format!("{step:.3}");
	text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn no_character_of_markup_is_left() {
		let escaped = escape(r#"<a b="c" d='e'>&amp;"#);
		assert_eq!(escaped, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
	}

	#[test]
	fn an_axis_holds_zero_and_its_ends() {
		let axis = Axis::over([2.0, 8.0]);
		assert_eq!(
			(axis.along(0.0), axis.along(8.0), axis.down(2.0)),
			(0.0, 100.0, 75.0)
		);
		let axis = Axis::over([-1.0, -4.0]);
		assert_eq!((axis.along(-4.0), axis.along(0.0)), (0.0, 100.0));
	}

	#[test]
	fn an_axis_of_nothing_is_not_empty() {
		assert_eq!(Axis::over([]).along(0.0), 0.0);
	}

	#[test]
	fn steps_are_round_and_enclose_the_axis() {
		let steps = |values: [f64; 2]| Axis::over(values).with_steps().1;
		assert_eq!(
			steps([0.0, 491.0]),
			[0.0, 100.0, 200.0, 300.0, 400.0, 500.0]
		);
		assert_eq!(steps([25.0, -15.0]), [-20.0, -10.0, 0.0, 10.0, 20.0, 30.0]);
	}

	#[test]
	fn a_step_is_written_without_needless_decimals() {
		assert_eq!([500.0, 0.2, 0.0].map(plain), ["500", "0.2", "0"]);
	}
}
