//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(30_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// Bytes of a charge lot.
const LOT_PROOF: u64 = 64;
/// Decoding, encoding and hashing a charge lot.
const LOT: Weight = Weight::from_parts(1_000_000, LOT_PROOF);
/// Ending a bundle.
const BUNDLE: Weight = Weight::from_parts(10_000_000, 0);

pub trait WeightInfo {
	fn register_device() -> Weight;
	fn update_device() -> Weight;
	fn deregister_device() -> Weight;
	fn remove_device() -> Weight;
	fn issue() -> Weight;
	fn transfer() -> Weight;
	fn split() -> Weight;
	fn offer() -> Weight;
	fn cancel_offer() -> Weight;
	fn buy() -> Weight;
	fn retire() -> Weight;
	fn withdraw() -> Weight;
	fn store() -> Weight;
	fn expire() -> Weight;
	/// Hearing what settlement says of one reading.
	fn settled() -> Weight;
	fn poll_base() -> Weight;
	/// Looking whether a device has anything due.
	fn poll_device() -> Weight;
	/// Looking at one of its intervals, and ending its backlog.
	fn poll_record() -> Weight;
	/// Removing the record of an interval with so many bundles.
	fn remove_record(bundles: u32) -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: crate::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(Self::db(reads, writes))
	}

	fn db(reads: u64, writes: u64) -> Weight {
		T::DbWeight::get()
			.reads_writes(reads, writes)
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}

	/// Splitting a bundle: reads Issuances, the payer, its holds; writes them, a bundle and its owner.
	fn split_off() -> Weight {
		Self::db(3, 5)
	}

	/// The lots of a storage device, as many as there may be.
	fn stock() -> Weight {
		LOT.saturating_mul(T::MaxLots::get().into())
	}
}

impl<T: crate::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads the point, Communities, Devices, DeviceCount, Attributes, the meter. Writes Devices,
	/// DeviceAt, DeviceCount, Attributes (the new one, and each that goes), the meter.
	fn register_device() -> Weight {
		Self::of(6, 5u64.saturating_add(crate::MAX_VERSIONS.into()))
	}
	/// Reads Devices, Communities, the point, Attributes; writes Devices, Attributes (the new one, and each
	/// that goes).
	fn update_device() -> Weight {
		Self::of(4, 2u64.saturating_add(crate::MAX_VERSIONS.into()))
	}
	/// Reads Devices, Communities, the meter; writes Devices, the meter.
	fn deregister_device() -> Weight {
		Self::of(3, 2)
	}
	/// Reads Devices, Communities, Stocks, DeviceCount, DeviceAt, another device. Writes them but
	/// Communities, and the place, and removes Attributes.
	fn remove_device() -> Weight {
		Self::of(6, 6u64.saturating_add(crate::MAX_VERSIONS.into())).saturating_add(Self::stock())
	}
	/// Reads Devices, the point, Communities, Issuances, the clock (4); writes Devices, Issuances,
	/// Bundles, Owned.
	fn issue() -> Weight {
		Self::of(8, 4)
	}
	/// Reads Bundles, the clock (3), Devices; writes Bundles, Owned (2), Devices; may split.
	fn transfer() -> Weight {
		Self::of(5, 4).saturating_add(Self::split_off())
	}
	/// Reads Bundles, the clock (3); writes Bundles; splits.
	fn split() -> Weight {
		Self::of(4, 1).saturating_add(Self::split_off())
	}
	/// Reads Bundles, the clock (3), Devices; writes Bundles, Devices.
	fn offer() -> Weight {
		Self::of(5, 2)
	}
	/// As `offer`.
	fn cancel_offer() -> Weight {
		Self::of(5, 2)
	}
	/// As `transfer`; reads and writes the seller, the buyer, TotalIssuance.
	fn buy() -> Weight {
		Self::of(8, 7).saturating_add(Self::split_off())
	}
	/// Reads Bundles, the clock (3), Devices (the device, the beneficiary), the point, Consumptions,
	/// RetirementRings, the oldest of Retirements. Writes Bundles, Devices (2), Consumptions,
	/// RetirementRings, Retirements (2); may split.
	fn retire() -> Weight {
		Self::of(10, 7).saturating_add(Self::split_off())
	}
	/// Reads Bundles, the clock (3), Devices, Communities; writes Bundles, Devices.
	fn withdraw() -> Weight {
		Self::of(6, 2)
	}
	/// Reads Bundles, the clock (3), Devices (2), the point, Stocks; writes Bundles, Devices, Stocks; may
	/// split.
	fn store() -> Weight {
		Self::of(8, 3)
			.saturating_add(Self::split_off())
			.saturating_add(Self::stock())
	}
	/// Reads Devices, the clock (3), Consumptions, Issuances; writes Devices. Removes the record.
	fn expire() -> Weight {
		Self::of(6, 1).saturating_add(Self::remove_record(T::MaxBundles::get()))
	}
	/// Reads Devices, Attributes, Issuances or Consumptions, Stocks, the clock (4), the point, the
	/// genesis hash; writes Devices, Issuances or Consumptions, Stocks, Bundles, Owned.
	fn settled() -> Weight {
		Self::of(10, 5).saturating_add(Self::stock())
	}
	/// Reads DeviceCount, the clock (3), Sweep; writes Sweep.
	fn poll_base() -> Weight {
		Self::of(5, 1)
	}
	/// Reads DeviceAt, Devices; writes Devices.
	fn poll_device() -> Weight {
		Self::of(2, 1)
	}
	/// Reads Issuances, Consumptions; writes Issuances.
	fn poll_record() -> Weight {
		Self::of(2, 1)
	}
	/// Removes the record. Of each bundle: reads it, the account whose deposit is released and its holds;
	/// writes or removes them, and removes its owner.
	fn remove_record(bundles: u32) -> Weight {
		let a_bundle = Self::db(3, 4).saturating_add(BUNDLE);
		// Looking for one bundle more.
		Self::of(1, 1).saturating_add(a_bundle.saturating_mul(bundles.into()))
	}
}
