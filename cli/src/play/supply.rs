//! Who may draw: the gateway switches a point off when the chain says that it is disconnected, and on
//! again when it is not any more.

use commonwatt_primitives::{statement::SupplyState, Interval, PointId};
use commonwatt_runtime::RuntimeEvent;
use pallet_billing::Event;

/// A point was off from an interval on, until another began.
struct Outage {
	point: PointId,
	from: Interval,
	until: Option<Interval>,
}

/// The gateway's switches. Each acts with the next interval that begins.
#[derive(Default)]
pub struct Switches {
	outages: Vec<Outage>,
}

impl Switches {
	/// A point is off already.
	pub fn is_off_from(&mut self, point: PointId, from: Interval) {
		self.outages.push(Outage {
			point,
			from,
			until: None,
		});
	}

	/// Hears an event while `in_progress` is under way; the interval from which a point is off or on.
	pub fn hear(&mut self, event: &RuntimeEvent, in_progress: Interval) -> Option<Interval> {
		let RuntimeEvent::Billing(Event::SupplyChanged { point, from, to }) = *event else {
			return None;
		};
		let next = in_progress.saturating_add(1);
		if to == SupplyState::Disconnected {
			self.is_off_from(point, next);
			return Some(next);
		}
		if from != SupplyState::Disconnected {
			return None;
		}
		let outage = self.outages.iter_mut().rev();
		let outage = outage
			.filter(|outage| outage.until.is_none())
			.find(|outage| outage.point == point)?;
		outage.until = Some(next);
		Some(next)
	}

	pub fn is_off(&self, point: PointId, interval: Interval) -> bool {
		self.outages.iter().any(|outage| {
			outage.point == point
				&& interval >= outage.from
				&& outage.until.is_none_or(|until| interval < until)
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn changed(point: PointId, from: SupplyState, to: SupplyState) -> RuntimeEvent {
		RuntimeEvent::Billing(Event::SupplyChanged { point, from, to })
	}

	#[test]
	fn a_point_is_off_from_the_next_interval_until_the_next_after_its_return() {
		use SupplyState::*;
		let mut switches = Switches::default();
		assert_eq!(
			switches.hear(&changed(3, Emergency, Disconnected), 7),
			Some(8)
		);
		assert_eq!(switches.hear(&changed(3, Disconnected, Low), 10), Some(11));
		let off: Vec<_> = (0..20).filter(|at| switches.is_off(3, *at)).collect();
		assert_eq!(off, [8, 9, 10]);
		assert!(!switches.is_off(4, 8));
	}

	#[test]
	fn a_point_that_returns_within_the_interval_was_never_off() {
		use SupplyState::*;
		let mut switches = Switches::default();
		switches.hear(&changed(3, Low, Disconnected), 7);
		switches.hear(&changed(3, Disconnected, Normal), 7);
		assert!((0..20).all(|at| !switches.is_off(3, at)));
	}

	#[test]
	fn other_changes_switch_nothing() {
		use SupplyState::*;
		let mut switches = Switches::default();
		assert_eq!(switches.hear(&changed(3, Low, Emergency), 7), None);
		assert_eq!(switches.hear(&changed(3, Emergency, Normal), 7), None);
		assert!((0..20).all(|at| !switches.is_off(3, at)));
	}
}
