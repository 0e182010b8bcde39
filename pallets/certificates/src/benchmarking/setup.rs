//! Devices, bundles, charge lots as benchmarks begin with them.

use super::BenchmarkHelper;
use crate::{
	Attributes, Bundle, Bundles, Config, Deposit, Device, Devices, HoldReason, Issuances, Owned,
	Pallet, Stocks, VersionUse, MAX_VERSIONS,
};
use alloc::vec;
use commonwatt_primitives::{
	certificate::{
		BundleId, BundleStatus, ChargeLot, DeviceAttributes, DeviceKind, EnergySource, Issuance,
		IssuanceStatus, Support, Technology, MAX_ZONE,
	},
	green::{Certification, OnSettledEnergy, SettledEnergy},
	reading::Registers,
	CommunityId, Interval, PointId, Price, Wh,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		Get,
	},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::{Permill, SaturatedConversion};

pub(super) const COMMUNITY: CommunityId = 0;
/// Intervals below have ended.
pub(super) const NOW: Interval = 10_000;
/// The interval that is settled.
pub(super) const INTERVAL: Interval = NOW - 1;
/// Wh that a device exports in an interval: no more than it can.
pub(super) const EXPORT: Wh = 1_000;

pub(super) fn owner<T: Config>() -> T::AccountId {
	account("owner", 0, 0)
}

/// An account that can pay for splits and bundles.
pub(super) fn rich<T: Config>(
	name: &'static str,
	index: u32,
) -> Result<T::AccountId, BenchmarkError> {
	let who = account(name, index, 0);
	let amount = T::SplitDeposit::get().saturating_add(T::Currency::minimum_balance());
	T::Currency::mint_into(&who, amount.saturating_mul(10))?;
	Ok(who)
}

/// Attributes of the most bytes; of another `version` they are others.
pub(super) fn attributes(technology: Technology, version: u32) -> DeviceAttributes {
	let is_storage = technology.kind() == DeviceKind::Storage;
	DeviceAttributes {
		technology,
		energy_source: EnergySource::Solar,
		zone: BoundedVec::truncate_from(vec![b'Z'; MAX_ZONE as usize]),
		commissioned: u32::MAX,
		support: Support::None,
		emission_factor: version,
		capacity_w: 8_000,
		round_trip_efficiency: is_storage.then(|| Permill::from_percent(80)),
	}
}

/// A device of [`owner`], with as many versions of its attributes as may be: issuances name the current one
/// alone.
pub(super) fn register<T: Config>(
	technology: Technology,
	automatic: bool,
) -> Result<PointId, BenchmarkError> {
	T::BenchmarkHelper::set_ended(NOW);
	let operator = T::BenchmarkHelper::operator(COMMUNITY);
	let point = T::BenchmarkHelper::point(COMMUNITY, &owner::<T>());
	Pallet::<T>::do_register_device(&operator, point, attributes(technology, 0), automatic)?;
	Devices::<T>::mutate_extant(point, |device| {
		let versions = (0..MAX_VERSIONS).map(|version| VersionUse {
			version,
			issuances: 0,
		});
		device.versions = BoundedVec::truncate_from(versions.collect());
	});
	for version in 0..MAX_VERSIONS {
		Attributes::<T>::insert(point, version, attributes(technology, version));
	}
	Ok(point)
}

/// Attributes that the device does not have.
pub(super) fn other_attributes(technology: Technology) -> DeviceAttributes {
	attributes(technology, MAX_VERSIONS)
}

pub(super) fn settled_energy(
	point: PointId,
	certification: Certification,
	energy: Registers,
) -> SettledEnergy {
	SettledEnergy {
		community: COMMUNITY,
		point,
		interval: INTERVAL,
		certification,
		energy,
		sold_ahead: 1,
		local: 1,
		green_used: 1,
		late: false,
	}
}

/// The issuance of a plant, all of it one bundle of [`owner`]'s if that is issued by itself.
pub(super) fn export<T: Config>(automatic: bool) -> Result<BundleId, BenchmarkError> {
	let device = register::<T>(Technology::SolarPhotovoltaic, automatic)?;
	let energy = Registers {
		import: 0,
		export: EXPORT,
	};
	Pallet::<T>::settled(&settled_energy(device, Certification::Producer, energy));
	Ok(BundleId {
		device,
		interval: INTERVAL,
		first: 0,
	})
}

/// A bundle whose owner can pay for a split.
pub(super) fn bundle<T: Config>() -> Result<BundleId, BenchmarkError> {
	rich::<T>("owner", 0)?;
	export::<T>(true)
}

/// A bundle that is offered at a price that endows an account.
pub(super) fn offered<T: Config>() -> Result<(BundleId, Price), BenchmarkError> {
	let id = bundle::<T>()?;
	let price = T::Currency::minimum_balance()
		.saturated_into::<Price>()
		.max(1);
	Pallet::<T>::do_offer(&owner::<T>(), id, price, 1)?;
	Ok((id, price))
}

/// A storage device with as many charge lots as may be, the last of [`INTERVAL`].
pub(super) fn storage<T: Config>() -> Result<PointId, BenchmarkError> {
	let point = register::<T>(Technology::Battery, true)?;
	let most = T::MaxLots::get();
	let lots = (0..most).map(|nth| {
		let interval = INTERVAL - (most - 1 - nth);
		ChargeLot {
			from: interval,
			until: interval,
			charged: EXPORT,
			green: EXPORT / 2,
			lineage: H256::repeat_byte(nth as u8),
		}
	});
	let lots = BoundedVec::truncate_from(lots.collect());
	Stocks::<T>::mutate(point, |stock| stock.lots = lots);
	Ok(point)
}

/// A plant, with an issuance of `interval` that consists of so many bundles, each with an owner and a
/// deposit of its own.
pub(super) fn with_bundles<T: Config>(
	interval: Interval,
	bundles: u32,
) -> Result<(PointId, Device, Issuance), BenchmarkError> {
	let point = export::<T>(false)?.device;
	let unissued = Issuances::<T>::take(point, INTERVAL).ok_or("it was settled")?;
	for nth in 0..bundles {
		let amount = T::SplitDeposit::get();
		let who = rich::<T>("splitter", nth)?;
		T::Currency::hold(&HoldReason::Split.into(), &who, amount)?;
		let first = Wh::from(nth);
		let owner: T::AccountId = account("holder", nth, 0);
		Owned::<T>::insert((&owner, point, interval, first), ());
		let bundle = Bundle {
			quantity: 1,
			owner,
			status: BundleStatus::Reserved {
				price: 1,
				minimum: 1,
			},
			lineage: H256::repeat_byte(1),
			deposit: Some(Deposit { who, amount }),
		};
		Bundles::<T>::insert((point, interval, first), bundle);
	}
	let issuance = Issuance {
		status: IssuanceStatus::Issued { at: 1 },
		bundles,
		..unissued
	};
	Issuances::<T>::insert(point, interval, issuance);
	let device = Devices::<T>::get(point).ok_or("it was registered")?;
	Ok((point, device, issuance))
}

/// An interval whose validity is over.
pub(super) fn expired<T: Config>() -> Interval {
	NOW.saturating_sub(T::Validity::get())
}
