//! The invariants of the page, checked after every test and by the simulator.

use crate::{
	Attributes, Bundles, Config, Consumptions, Device, DeviceAt, DeviceCount, Devices, Due,
	HoldReason, Issuances, Owned, Pallet, RetirementRings, Retirements, Stocks, Sweep,
};
use alloc::{collections::BTreeMap, vec::Vec};
use commonwatt_primitives::{
	certificate::{BundleId, BundleStatus, DeviceKind, DeviceTotals, Issuance, IssuanceStatus},
	traits::MarketClock,
	Balance, Interval, PointId, Wh,
};
use frame_support::traits::{fungible::InspectHold, Get};

/// What the records of a device add up to.
#[derive(Default)]
struct Sums {
	kept: Vec<Interval>,
	unissued: Vec<Interval>,
	by_version: BTreeMap<u32, u32>,
	/// Of what is kept.
	totals: DeviceTotals,
}

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	pub fn check_invariants() {
		let mut sums = BTreeMap::<PointId, Sums>::new();
		Self::sum_issuances(&mut sums);
		Self::sum_consumptions(&mut sums);
		for (point, device) in Devices::<T>::iter() {
			let sums = sums.remove(&point).unwrap_or_default();
			Self::check_device(point, &device, &sums);
		}
		assert!(sums.is_empty(), "records belong to devices");
		Self::check_index();
		Self::check_bundles();
		Self::check_stocks();
		Self::check_retirements();
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn sum_issuances(sums: &mut BTreeMap<PointId, Sums>) {
		for (point, interval, issuance) in Issuances::<T>::iter() {
			let of = alloc::format!("device {point} in interval {interval}");
			let sums = sums.entry(point).or_default();
			sums.kept.push(interval);
			*sums.by_version.entry(issuance.version).or_default() += 1;
			Self::check_partition(point, interval, &issuance, &mut sums.totals);
			let given = match issuance.discharge {
				// Of storage: green of what it discharged.
				Some(discharge) => {
					assert!(issuance.tradeable <= discharge.green_taken, "{of} is green");
					assert!(discharge.covered <= discharge.discharged, "{of}");
					assert!(discharge.covered <= discharge.taken, "{of}");
					issuance.netted + discharge.discharged
				}
				None => issuance.energy.export,
			};
			assert_eq!(given, issuance.energy.export, "{of} exported");
			let parts = issuance.netted
				+ issuance.sold_ahead
				+ issuance.local
				+ issuance.uncertified
				+ issuance.tradeable;
			assert_eq!(
				parts, issuance.energy.export,
				"every Wh of {of} goes one way"
			);
			match issuance.status {
				IssuanceStatus::Unissued => {
					sums.unissued.push(interval);
					sums.totals.unissued += issuance.tradeable;
				}
				IssuanceStatus::Lapsed => sums.totals.lapsed += issuance.tradeable,
				IssuanceStatus::NothingToIssue => assert_eq!(issuance.tradeable, 0, "{of}"),
				IssuanceStatus::Issued { .. } => assert!(issuance.tradeable > 0, "{of}"),
			}
		}
	}

	/// Bundles of an issuance partition what was issued.
	#[allow(clippy::arithmetic_side_effects)]
	fn check_partition(
		point: PointId,
		interval: Interval,
		issuance: &Issuance,
		totals: &mut DeviceTotals,
	) {
		let of = alloc::format!("device {point} in interval {interval}");
		let bundles: BTreeMap<_, _> = Bundles::<T>::iter_prefix((point, interval)).collect();
		assert_eq!(bundles.len() as u32, issuance.bundles, "bundles of {of}");
		assert!(issuance.bundles <= T::MaxBundles::get(), "bundles of {of}");
		let mut next: Wh = 0;
		for (first, bundle) in bundles {
			assert_eq!(
				first, next,
				"no certificate of {of} is missing or there twice"
			);
			assert!(bundle.quantity > 0, "a bundle of {of} has certificates");
			next += bundle.quantity;
			let total = match bundle.status {
				BundleStatus::Active => &mut totals.active,
				BundleStatus::Reserved { price, minimum } => {
					assert!(price > 0 && minimum > 0, "an offer of {of}");
					&mut totals.reserved
				}
				BundleStatus::Retired { .. } => &mut totals.retired,
				BundleStatus::Withdrawn => &mut totals.withdrawn,
				BundleStatus::Stored { .. } => &mut totals.stored,
			};
			*total += bundle.quantity;
			assert_eq!(
				bundle.deposit.is_none(),
				first == 0,
				"splits of {of} hold deposits"
			);
		}
		let issued = match issuance.status {
			IssuanceStatus::Issued { .. } => issuance.tradeable,
			_ => 0,
		};
		assert_eq!(next, issued, "what was issued of {of}");
	}

	fn sum_consumptions(sums: &mut BTreeMap<PointId, Sums>) {
		for (point, interval, used) in Consumptions::<T>::iter() {
			let device = Devices::<T>::get(point).expect("who is followed is a device");
			assert_eq!(device.kind, DeviceKind::Consumption);
			let green = used.green_local.saturating_add(used.retired);
			assert!(
				green <= used.used && used.used > 0,
				"point {point} is green for no more than it used in interval {interval}"
			);
			sums.entry(point).or_default().kept.push(interval);
		}
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_device(point: PointId, device: &Device, sums: &Sums) {
		let of = alloc::format!("device {point}");
		let totals = &device.totals;
		assert_eq!(
			totals.exported,
			totals.retired_locally + totals.uncertified + totals.tradeable(),
			"every Wh of {of} goes one way: {totals:?}"
		);
		assert_eq!(totals.active, sums.totals.active, "{of}");
		assert_eq!(totals.reserved, sums.totals.reserved, "{of}");
		assert_eq!(totals.unissued, sums.totals.unissued, "{of}");
		assert!(totals.lapsed >= sums.totals.lapsed, "{of}");
		assert!(totals.retired >= sums.totals.retired, "{of}");
		assert!(totals.withdrawn >= sums.totals.withdrawn, "{of}");
		assert!(totals.stored >= sums.totals.stored, "{of}");
		let check_due = |due: &Due, records: &[Interval], what: &str| {
			assert_eq!(due.count as usize, records.len(), "{what} of {of}");
			assert!(
				records.iter().all(|interval| due.from <= *interval),
				"{what} of {of} come after {due:?}: {records:?}"
			);
		};
		check_due(&device.kept, &sums.kept, "records");
		check_due(&device.backlog, &sums.unissued, "the backlog");
		let used: u32 = device.versions.iter().map(|used| used.issuances).sum();
		let named: u32 = sums.by_version.values().sum();
		assert_eq!(used, named, "versions of {of}");
		for version in &device.versions {
			let named = sums.by_version.get(&version.version).copied();
			assert_eq!(version.issuances, named.unwrap_or(0), "versions of {of}");
			assert!(
				Attributes::<T>::contains_key(point, version.version),
				"versions of {of}"
			);
		}
		let kept = Attributes::<T>::iter_key_prefix(point).count();
		assert_eq!(kept, device.versions.len(), "versions of {of}");
		let consumption = &device.consumption;
		assert!(
			consumption.green_local + consumption.retired <= consumption.used,
			"{of} is green for no more than it used"
		);
	}

	fn check_index() {
		let count = DeviceCount::<T>::get();
		assert_eq!(
			DeviceAt::<T>::iter().count() as u32,
			count,
			"devices are dense"
		);
		assert_eq!(
			Devices::<T>::iter().count() as u32,
			count,
			"devices are dense"
		);
		for (point, device) in Devices::<T>::iter() {
			assert!(device.index < count, "devices are dense");
			assert_eq!(DeviceAt::<T>::get(device.index), Some(point));
		}
		for (point, _) in Attributes::<T>::iter_keys() {
			assert!(Devices::<T>::contains_key(point), "attributes of a device");
		}
		assert!(Sweep::<T>::get().interval <= T::Clock::ended());
	}

	/// The index of owners is exact, deposits are held.
	#[allow(clippy::arithmetic_side_effects)]
	fn check_bundles() {
		let mut held = BTreeMap::<T::AccountId, Balance>::new();
		let mut bundles: usize = 0;
		for ((device, interval, first), bundle) in Bundles::<T>::iter() {
			bundles += 1;
			assert!(
				Issuances::<T>::contains_key(device, interval),
				"bundles belong to issuances"
			);
			assert!(
				Owned::<T>::contains_key((&bundle.owner, device, interval, first)),
				"{:?} is its owner's",
				BundleId {
					device,
					interval,
					first
				}
			);
			if let Some(deposit) = bundle.deposit {
				*held.entry(deposit.who).or_default() += deposit.amount;
			}
		}
		assert_eq!(Owned::<T>::iter_keys().count(), bundles, "one owner each");
		for (who, amount) in held {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Split.into(), &who);
			assert_eq!(on_hold, amount, "deposits of {who:?} are held");
		}
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_stocks() {
		for (point, stock) in Stocks::<T>::iter() {
			let of = alloc::format!("storage {point}");
			let device = Devices::<T>::get(point).expect("storage is a device");
			assert_eq!(device.kind, DeviceKind::Storage, "{of}");
			let totals = stock.totals;
			assert_eq!(
				totals.charged,
				totals.covered + totals.losses + stock.charged(),
				"what {of} charged is given, lost or there"
			);
			assert_eq!(
				totals.green_charged + totals.allocated,
				totals.green_taken + totals.green_expired + stock.green(),
				"what is green in {of} is taken, expired or there"
			);
			assert!(totals.covered <= totals.discharged, "{of}");
			assert!(
				device.totals.tradeable() <= totals.green_taken,
				"{of} gives no more green than it took"
			);
			assert!(
				stock.lots.is_sorted_by_key(|lot| lot.from),
				"lots of {of} wait in order"
			);
			for lot in &stock.lots {
				assert!(
					lot.charged > 0 && lot.green <= lot.charged,
					"{lot:?} of {of}"
				);
				assert!(lot.from <= lot.until, "{lot:?} of {of}");
			}
		}
	}

	fn check_retirements() {
		for (community, ring) in RetirementRings::<T>::iter() {
			let kept: Vec<_> = (ring.oldest..ring.next).collect();
			assert!(kept.len() as u32 <= T::MaxRetirements::get());
			for id in &kept {
				let retirement = Retirements::<T>::get(community, id);
				let retirement = retirement.expect("what is in the ring is kept");
				assert_eq!(retirement.community, community);
			}
			assert_eq!(Retirements::<T>::iter_prefix(community).count(), kept.len());
			assert_eq!(ring.folded.records, ring.oldest, "what went was folded");
		}
		for (community, _) in Retirements::<T>::iter_keys() {
			assert!(RetirementRings::<T>::contains_key(community));
		}
		for ((device, interval, first), bundle) in Bundles::<T>::iter() {
			let BundleStatus::Retired { retirement } = bundle.status else {
				continue;
			};
			let device_of = Devices::<T>::get(device).expect("a bundle has its device");
			let Some(record) = Retirements::<T>::get(device_of.community, retirement) else {
				continue;
			};
			let id = BundleId {
				device,
				interval,
				first,
			};
			assert_eq!(
				(record.bundle, record.quantity, record.lineage),
				(id, bundle.quantity, bundle.lineage),
				"a retirement is of its bundle"
			);
		}
	}
}
