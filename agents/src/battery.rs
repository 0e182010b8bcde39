//! A battery behind a home's meter.

/// What a battery is. Energy in Wh, power in W, at the alternating current side unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatterySpec {
	/// Usable capacity, Wh in the cells.
	pub capacity_wh: f64,
	/// Highest charging power, W.
	pub charge_w: f64,
	/// Highest discharging power, W.
	pub discharge_w: f64,
	/// Part of what is charged that reaches the cells, above 0 and at most 1.
	pub charge_efficiency: f64,
	/// Part of what leaves the cells that is delivered, above 0 and at most 1.
	pub discharge_efficiency: f64,
	/// What a delivered Wh wears off, money per Wh.
	pub wear: f64,
}

/// Why a battery cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSpec {
	/// Negative or not a number.
	Capacity,
	/// Negative or not a number.
	Power,
	/// Not above 0, or above 1.
	Efficiency,
	/// Negative or not a number.
	Wear,
}

impl BatterySpec {
	/// What is wrong with it, if anything.
	pub fn check(&self) -> Result<(), BadSpec> {
		let amount = |value: f64| value.is_finite() && value >= 0.0;
		let part = |value: f64| value > 0.0 && value <= 1.0;
		match self {
			Self { capacity_wh, .. } if !amount(*capacity_wh) => Err(BadSpec::Capacity),
			Self {
				charge_w,
				discharge_w,
				..
			} if !amount(*charge_w) || !amount(*discharge_w) => Err(BadSpec::Power),
			Self {
				charge_efficiency,
				discharge_efficiency,
				..
			} if !part(*charge_efficiency) || !part(*discharge_efficiency) => Err(BadSpec::Efficiency),
			Self { wear, .. } if !amount(*wear) => Err(BadSpec::Wear),
			_ => Ok(()),
		}
	}

	/// The least and the most that it can take from its home in `hours` when `stored` Wh are in the
	/// cells, Wh; below 0 it delivers.
	pub fn reach(&self, stored: f64, hours: f64) -> (f64, f64) {
		let room = (self.capacity_wh - stored).max(0.0) / self.charge_efficiency;
		let charge = room.min(self.charge_w * hours);
		let discharge = (stored.max(0.0) * self.discharge_efficiency).min(self.discharge_w * hours);
		(-discharge, charge)
	}

	/// What it must take from its home for its cells to change by `change` Wh.
	pub fn taking(&self, change: f64) -> f64 {
		match change >= 0.0 {
			true => change / self.charge_efficiency,
			false => change * self.discharge_efficiency,
		}
	}

	/// What is in the cells after it took `taken` Wh from its home.
	pub fn after(&self, stored: f64, taken: f64) -> f64 {
		let change = match taken >= 0.0 {
			true => taken * self.charge_efficiency,
			false => taken / self.discharge_efficiency,
		};
		(stored + change).clamp(0.0, self.capacity_wh)
	}
}

/// A battery at work. What it takes and delivers is metered in whole Wh.
#[derive(Clone, Debug, PartialEq)]
pub struct Battery {
	spec: BatterySpec,
	/// Length of an interval, hours.
	hours: f64,
	stored: f64,
	delivered: u64,
}

impl Battery {
	/// An empty battery, metered every `hours`.
	pub fn new(spec: BatterySpec, hours: f64) -> Result<Self, BadSpec> {
		spec.check()?;
		Ok(Self {
			spec,
			hours,
			stored: 0.0,
			delivered: 0,
		})
	}

	/// As [`Battery::new`], with `stored` Wh in the cells, as far as they hold that.
	pub fn holding(spec: BatterySpec, hours: f64, stored: f64) -> Result<Self, BadSpec> {
		let mut battery = Self::new(spec, hours)?;
		battery.stored = stored.max(0.0).min(spec.capacity_wh);
		Ok(battery)
	}

	/// What it is.
	pub fn spec(&self) -> &BatterySpec {
		&self.spec
	}

	/// Length of an interval, hours.
	pub fn hours(&self) -> f64 {
		self.hours
	}

	/// In the cells, Wh.
	pub fn stored(&self) -> f64 {
		self.stored
	}

	/// Delivered since it was new, Wh.
	pub fn delivered(&self) -> u64 {
		self.delivered
	}

	/// Money that has worn off.
	pub fn worn(&self) -> f64 {
		self.delivered as f64 * self.spec.wear
	}

	/// What it can take in the interval, from the least (below 0: deliver) to the most, whole Wh.
	pub fn reach(&self) -> (i64, i64) {
		let (least, most) = self.spec.reach(self.stored, self.hours);
		// Towards zero, so that neither a limit nor the cells are overrun.
		(least.ceil() as i64, most.floor() as i64)
	}

	/// Takes (or, below 0, delivers) as near to `wish` Wh as it can, and tells how much.
	pub fn take(&mut self, wish: i64) -> i64 {
		let (least, most) = self.reach();
		let taken = wish.clamp(least, most);
		self.stored = self.spec.after(self.stored, taken as f64);
		self.delivered += taken.min(0).unsigned_abs();
		taken
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn spec() -> BatterySpec {
		BatterySpec {
			capacity_wh: 6_400.0,
			charge_w: 5_000.0,
			discharge_w: 4_000.0,
			charge_efficiency: 0.9,
			discharge_efficiency: 0.8,
			wear: 0.5,
		}
	}

	#[test]
	fn losses_are_paid_at_both_ends() {
		let mut battery = Battery::new(spec(), 1.0).unwrap();
		assert_eq!(battery.take(1_000), 1_000);
		assert!((battery.stored() - 900.0).abs() < 1e-9);
		// 900 Wh in the cells deliver 720.
		assert_eq!(battery.take(-5_000), -720);
		assert!(battery.stored().abs() < 1e-9);
		assert_eq!(battery.delivered(), 720);
		assert!((battery.worn() - 360.0).abs() < 1e-9);
	}

	#[test]
	fn power_bounds_what_an_interval_moves() {
		let mut battery = Battery::new(spec(), 0.25).unwrap();
		assert_eq!(battery.take(9_999), 1_250);
		let mut full = Battery::new(spec(), 1.0).unwrap();
		assert_eq!(full.take(5_000), 5_000);
		// 1,900 Wh of room take 2,111.
		assert_eq!(full.take(5_000), 2_111);
		assert_eq!(full.take(-9_999), -4_000);
	}

	#[test]
	fn a_battery_that_cannot_be_is_refused() {
		let bad = |change: &dyn Fn(&mut BatterySpec)| {
			let mut spec = spec();
			change(&mut spec);
			Battery::new(spec, 1.0).err()
		};
		assert_eq!(bad(&|s| s.capacity_wh = f64::NAN), Some(BadSpec::Capacity));
		assert_eq!(bad(&|s| s.discharge_w = -1.0), Some(BadSpec::Power));
		assert_eq!(
			bad(&|s| s.charge_efficiency = 0.0),
			Some(BadSpec::Efficiency)
		);
		assert_eq!(
			bad(&|s| s.discharge_efficiency = 1.1),
			Some(BadSpec::Efficiency)
		);
		assert_eq!(bad(&|s| s.wear = -0.1), Some(BadSpec::Wear));
	}

	proptest! {
		#[test]
		fn energy_is_conserved_but_for_the_stated_losses(wishes in prop::collection::vec(-9_000i64..9_000, 1..200)) {
			let mut battery = Battery::new(spec(), 1.0).unwrap();
			let mut expected = 0.0;
			for wish in wishes {
				let taken = battery.take(wish);
				prop_assert!(taken.abs() <= wish.abs() && taken * wish >= 0);
				expected += if taken >= 0 { taken as f64 * 0.9 } else { taken as f64 / 0.8 };
				prop_assert!((battery.stored() - expected).abs() < 1e-6);
				prop_assert!((0.0..=6_400.0).contains(&battery.stored()));
			}
		}
	}
}
