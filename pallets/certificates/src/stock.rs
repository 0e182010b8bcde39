//! The arithmetic of storage: charge lots wait in the order of their intervals, what is discharged takes
//! the oldest first.
//!
//! A discharge of `d` takes `ceil(d / efficiency)` charged Wh, as far as there are. Of a lot that is taken
//! in part goes the same part of its green Wh, rounded down; of one taken whole all of them. Green of the
//! discharge is `floor(efficiency x green taken)`. So nothing is green that was not charged green.

use crate::{is_over, Stock};
use alloc::vec::Vec;
use codec::Encode;
use commonwatt_primitives::{
	certificate::{ChargeLot, Discharge},
	Interval, Wh,
};
use frame_support::{traits::Get, BoundedVec};
use sp_core::H256;
use sp_runtime::Permill;

/// Why certificates cannot be allocated to a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocationRefusal {
	/// Nothing was charged in the interval, it was discharged since, or merged with another's charge.
	NoChargeRecord,
	/// Less of the charge is left that is not green already.
	BeyondCharge,
}

/// What a discharge brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discharged {
	pub record: Discharge,
	/// The part of it that is green.
	pub green: Wh,
	/// Of what was taken.
	pub lineage: H256,
}

/// `energy x part / whole`, rounded down; `part <= whole`.
fn share(energy: Wh, part: Wh, whole: Wh) -> Wh {
	let product = u128::from(energy).saturating_mul(u128::from(part));
	let share = product.checked_div(u128::from(whole)).unwrap_or(0);
	Wh::try_from(share).unwrap_or(energy)
}

/// Charged Wh that a discharge takes, rounded up. An efficiency of 0 takes all there is.
fn charge_for(discharged: Wh, efficiency: Permill) -> Wh {
	let millionths = u128::from(discharged).saturating_mul(1_000_000);
	let parts = u128::from(efficiency.deconstruct());
	let taken = match parts {
		0 => u128::MAX,
		parts => millionths.div_ceil(parts),
	};
	Wh::try_from(taken).unwrap_or(Wh::MAX)
}

impl<MaxLots: Get<u32>> Stock<MaxLots> {
	/// Charged Wh that wait.
	pub fn charged(&self) -> Wh {
		let charged = self.lots.iter().map(|lot| lot.charged);
		charged.fold(0, Wh::saturating_add)
	}

	/// The green ones of those.
	pub fn green(&self) -> Wh {
		let green = self.lots.iter().map(|lot| lot.green);
		green.fold(0, Wh::saturating_add)
	}

	/// Adds what was charged in an interval, `green` of it with green energy of neighbours. Returns the lot
	/// that the two oldest were merged into, if there were as many as may be.
	pub fn charge(
		&mut self,
		interval: Interval,
		charged: Wh,
		green: Wh,
		lineage: H256,
	) -> Option<ChargeLot> {
		if charged == 0 {
			return None;
		}
		let green = green.min(charged);
		let merged = match self.lots.is_full() {
			true => self.merge_oldest(),
			false => None,
		};
		let lot = ChargeLot {
			from: interval,
			until: interval,
			charged,
			green,
			lineage,
		};
		// Readings may be settled out of order.
		let place = self.lots.partition_point(|lot| lot.from <= interval);
		// There is room: `integrity_test` asks for two lots at least.
		if self.lots.try_insert(place, lot).is_ok() {
			let totals = &mut self.totals;
			totals.charged = totals.charged.saturating_add(charged);
			totals.green_charged = totals.green_charged.saturating_add(green);
		}
		merged
	}

	fn merge_oldest(&mut self) -> Option<ChargeLot> {
		if self.lots.len() < 2 {
			return None;
		}
		let older = self.lots.remove(0);
		let lot = self.lots.get_mut(0)?;
		*lot = ChargeLot {
			from: older.from.min(lot.from),
			until: older.until.max(lot.until),
			charged: older.charged.saturating_add(lot.charged),
			green: older.green.saturating_add(lot.green),
			lineage: hash(&(older.lineage, lot.lineage)),
		};
		Some(*lot)
	}

	/// Makes `quantity` Wh of an interval's charge green; the lineage of the lot with it.
	pub fn allocate(
		&mut self,
		interval: Interval,
		quantity: Wh,
		lineage: H256,
	) -> Result<H256, AllocationRefusal> {
		let own = |lot: &&mut ChargeLot| (lot.from, lot.until) == (interval, interval);
		let lot = self.lots.iter_mut().find(own);
		let lot = lot.ok_or(AllocationRefusal::NoChargeRecord)?;
		if quantity > lot.unmatched() {
			return Err(AllocationRefusal::BeyondCharge);
		}
		lot.green = lot.green.saturating_add(quantity);
		lot.lineage = hash(&(lot.lineage, lineage, quantity));
		self.totals.allocated = self.totals.allocated.saturating_add(quantity);
		Ok(lot.lineage)
	}

	/// Takes what a discharge of an interval needs, the oldest first, of intervals before it only.
	pub fn discharge(
		&mut self,
		interval: Interval,
		discharged: Wh,
		efficiency: Permill,
	) -> Discharged {
		let needed = charge_for(discharged, efficiency);
		let (mut taken, mut green_taken) = (0, 0);
		let mut sources = Vec::new();
		let mut kept = Vec::new();
		for mut lot in core::mem::take(&mut self.lots) {
			let part = match lot.until < interval {
				true => lot.charged.min(needed.saturating_sub(taken)),
				false => 0,
			};
			if part > 0 {
				let green = share(lot.green, part, lot.charged);
				taken = part.saturating_add(taken);
				green_taken = green.saturating_add(green_taken);
				sources.push((lot.lineage, part, green));
				lot.charged = lot.charged.saturating_sub(part);
				lot.green = lot.green.saturating_sub(green);
			}
			if lot.charged > 0 {
				kept.push(lot);
			}
		}
		// No more than there were.
		self.lots = BoundedVec::truncate_from(kept);
		let covered = match taken == needed {
			true => discharged,
			false => efficiency.mul_floor(taken).min(discharged),
		};
		let record = Discharge {
			discharged,
			covered,
			taken,
			green_taken,
		};
		let totals = &mut self.totals;
		totals.discharged = totals.discharged.saturating_add(discharged);
		totals.covered = totals.covered.saturating_add(covered);
		totals.losses = totals.losses.saturating_add(taken.saturating_sub(covered));
		totals.green_taken = totals.green_taken.saturating_add(green_taken);
		Discharged {
			record,
			green: efficiency.mul_floor(green_taken).min(covered),
			lineage: hash(&sources),
		}
	}

	/// Drops lots whose validity is over: what is still in them was lost, or the meter would have shown
	/// it. Returns their Wh and the green ones of those.
	pub fn drop_expired(&mut self, now: Interval, validity: Interval) -> (Wh, Wh) {
		let (charged, green) = (self.charged(), self.green());
		self.lots.retain(|lot| !is_over(lot.until, now, validity));
		let lost = charged.saturating_sub(self.charged());
		let green_lost = green.saturating_sub(self.green());
		let totals = &mut self.totals;
		totals.losses = totals.losses.saturating_add(lost);
		totals.green_expired = totals.green_expired.saturating_add(green_lost);
		(lost, green_lost)
	}
}

fn hash(of: &impl Encode) -> H256 {
	sp_io::hashing::blake2_256(&of.encode()).into()
}
