//! What an order offers, as people write it: `1kWh@0.15,500Wh@0.12`.

use crate::units::{energy, price, write_price, write_wh};
use commonwatt_primitives::{
	order::{Order, Side, Step, MAX_STEPS},
	Price, Wh,
};

/// Steps in the order in which they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve(Vec<Step>);

/// Steps of energy and limit, separated by commas.
pub fn curve(text: &str) -> Result<Curve, String> {
	let steps = text.split(',').map(|part| step(part.trim()));
	let steps: Vec<Step> = steps.collect::<Result<_, _>>()?;
	if steps.len() > MAX_STEPS as usize {
		return Err(format!(
			"an order has at most {MAX_STEPS} steps, these are {}",
			steps.len()
		));
	}
	for (index, step) in steps.iter().enumerate() {
		if steps[..index].iter().any(|other| other.limit == step.limit) {
			return Err(format!(
				"two steps have the limit {}: write one with the sum",
				write_price(step.limit)
			));
		}
	}
	Ok(Curve(steps))
}

fn step(text: &str) -> Result<Step, String> {
	let (quantity, limit) = text.split_once('@').ok_or_else(|| {
		format!("\"{text}\" is no step: give energy@price, like 1kWh@0.15 or 500Wh@0.12")
	})?;
	Ok(Step {
		limit: price(limit)?,
		quantity: energy(quantity)?,
	})
}

impl Curve {
	/// The order, best limit first, as the chain wants it.
	pub fn order(&self, side: Side) -> Order {
		let mut steps = self.0.clone();
		steps.sort_by_key(|step| step.limit);
		if side == Side::Buy {
			steps.reverse();
		}
		Order {
			side,
			// At most as many: checked when they were read.
			steps: steps.try_into().unwrap_or_default(),
		}
	}
}

/// `buys`, `sells`
pub fn verb(side: Side) -> &'static str {
	match side {
		Side::Buy => "buys",
		Side::Sell => "sells",
	}
}

/// `1,000 Wh at 0.15 per kWh`
pub fn write_step(quantity: Wh, limit: Price) -> String {
	format!(
		"{} Wh at {} per kWh",
		write_wh(quantity),
		write_price(limit)
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn step(limit: Price, quantity: Wh) -> Step {
		Step { limit, quantity }
	}

	#[test]
	fn steps_are_read_and_put_best_limit_first() {
		let curve = curve("500Wh@0.12, 1.5kWh@0.15,20@0.1").expect("is a curve");
		let (low, middle, high) = (
			step(100_000_000, 20),
			step(120_000_000, 500),
			step(150_000_000, 1_500),
		);
		assert_eq!(
			curve.order(Side::Buy).steps.into_inner(),
			[high, middle, low]
		);
		assert_eq!(
			curve.order(Side::Sell).steps.into_inner(),
			[low, middle, high]
		);
		assert!(curve.order(Side::Buy).is_monotonic());
		assert!(curve.order(Side::Sell).is_monotonic());
	}

	#[test]
	fn eight_steps_are_a_curve_and_nine_are_not() {
		let steps = |count: u32| {
			let steps: Vec<_> = (1..=count).map(|step| format!("10@0.{step:02}")).collect();
			curve(&steps.join(","))
		};
		assert_eq!(
			steps(8).expect("is a curve").order(Side::Buy).steps.len(),
			8
		);
		assert_eq!(
			steps(9).expect_err("too many"),
			"an order has at most 8 steps, these are 9"
		);
	}

	#[test]
	fn what_is_no_curve_is_refused_with_the_reason() {
		for (text, reason) in [
			("", "is no step"),
			("abc", "is no step"),
			("1kWh", "is no step"),
			("1kWh@0.15,", "is no step"),
			("1kWh@0,15", "is no step"),
			("1kWh@", "is no price"),
			("@0.15", "is no energy"),
			("1kWh@0.15@0.2", "is no price"),
			("-1kWh@0.15", "negative"),
			("1kWh@-0.15", "negative"),
			("0Wh@0.15", "nothing"),
			("1.2345kWh@0.15", "more than 3 decimals"),
			("1kWh@0.1234567891", "more than 9 decimals"),
			(
				"1kWh@99999999999999999999999999999999999999999",
				"too large",
			),
			("99999999999kWh@0.15", "too large"),
			("1kWh@0.15,500Wh@0.150", "two steps have the limit 0.15"),
		] {
			let message = curve(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}
}
