//! Batteries of one kind differ in size alone, so that a plan fits all of them in proportion to capacity.
//!
//! Kinds plan one after another, those with the least power for what they hold first: what these cannot do in
//! an hour they must do in others, and who has more power goes around them. Each kind plans as if it were one
//! battery and expects of the community what the kinds before it leave. Everybody can reckon that who knows
//! what each kind is and holds.

use commonwatt_agents::{Battery, BatterySpec, Expectation, Planner};

/// All batteries of a kind.
pub struct Kind {
	/// Where they are, in the order of the homes.
	pub homes: Vec<usize>,
	/// They together, as one.
	pub all: Battery,
}

/// Two numbers are the same but for rounding.
fn same(one: f64, other: f64) -> bool {
	(one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

/// Whether one is the other, so many times as large.
fn alike(one: &BatterySpec, other: &BatterySpec) -> bool {
	let (a, b) = (one.capacity_wh, other.capacity_wh);
	same(one.charge_w * b, other.charge_w * a)
		&& same(one.discharge_w * b, other.discharge_w * a)
		&& one.charge_efficiency == other.charge_efficiency
		&& one.discharge_efficiency == other.discharge_efficiency
		&& one.wear == other.wear
}

fn together(one: &BatterySpec, other: &BatterySpec) -> BatterySpec {
	BatterySpec {
		capacity_wh: one.capacity_wh + other.capacity_wh,
		charge_w: one.charge_w + other.charge_w,
		discharge_w: one.discharge_w + other.discharge_w,
		..*one
	}
}

/// Power for what it holds, by the weaker direction; then, as more is better, what it loses and wears off.
fn rank(spec: &BatterySpec) -> [f64; 3] {
	[
		spec.charge_w.min(spec.discharge_w) / spec.capacity_wh,
		-spec.charge_efficiency * spec.discharge_efficiency,
		spec.wear,
	]
}

/// The kinds in the order in which they plan; a battery that holds nothing is of none.
pub fn kinds(batteries: &[Option<Battery>]) -> Vec<Kind> {
	let mut kinds: Vec<Kind> = Vec::new();
	for (home, battery) in batteries.iter().enumerate() {
		let Some(battery) = battery else { continue };
		if battery.spec().capacity_wh <= 0.0 {
			continue;
		}
		let known = kinds
			.iter_mut()
			.find(|kind| alike(kind.all.spec(), battery.spec()));
		let Some(kind) = known else {
			kinds.push(Kind {
				homes: vec![home],
				all: battery.clone(),
			});
			continue;
		};
		let spec = together(kind.all.spec(), battery.spec());
		let stored = kind.all.stored() + battery.stored();
		// What two that can be are together can be.
		if let Ok(all) = Battery::holding(spec, battery.hours(), stored) {
			kind.homes.push(home);
			kind.all = all;
		}
	}
	kinds.sort_by(|one, other| {
		let ranks = rank(one.all.spec()).into_iter().zip(rank(other.all.spec()));
		ranks
			.map(|(one, other)| one.total_cmp(&other))
			.find(|order| order.is_ne())
			.unwrap_or(std::cmp::Ordering::Equal)
	});
	kinds
}

impl Kind {
	/// What they do together in each interval of the outlook if all comes as expected, Wh.
	pub fn plan(&self, planner: &Planner, outlook: &[Expectation]) -> Vec<i64> {
		let mut all = self.all.clone();
		let values = planner.values(all.spec(), all.hours(), outlook);
		values
			.iter()
			.zip(outlook)
			.map(|(value, now)| {
				let dispatch = planner.decide(&all, value, now, 0.0);
				all.take(dispatch.aim)
			})
			.collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn battery(capacity_wh: f64, power_w: f64, stored: f64) -> Option<Battery> {
		let spec = BatterySpec {
			capacity_wh,
			charge_w: power_w,
			discharge_w: power_w,
			charge_efficiency: 1.0,
			discharge_efficiency: 1.0,
			wear: 0.0,
		};
		Battery::holding(spec, 1.0, stored).ok()
	}

	#[test]
	fn batteries_that_differ_in_size_alone_are_one_kind_and_the_slowest_plans_first() {
		let batteries = [
			battery(6_000.0, 3_000.0, 1_000.0),
			None,
			battery(60_000.0, 3_000.0, 20_000.0),
			battery(0.0, 3_000.0, 0.0),
			battery(2_000.0, 1_000.0, 500.0),
		];
		let kinds = kinds(&batteries);
		let homes: Vec<&[usize]> = kinds.iter().map(|kind| &*kind.homes).collect();
		assert_eq!(homes, [&[2][..], &[0, 4]]);
		assert_eq!(kinds[1].all.spec().capacity_wh, 8_000.0);
		assert_eq!(kinds[1].all.spec().charge_w, 4_000.0);
		assert_eq!(kinds[1].all.stored(), 1_500.0);
	}
}
