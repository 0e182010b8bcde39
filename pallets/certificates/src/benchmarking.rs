//! Benchmarks: devices with as many versions of their attributes as may be, storage with as many charge
//! lots, issuances with as many bundles, a community that keeps as many retirements.
#![allow(clippy::arithmetic_side_effects)]

mod setup;

use crate::{
	Attributes, Bundles, Call, Config, Consumptions, Devices, Issuances, Pallet, RetirementRings,
	Retirements, Stocks, Sweep, WeightInfo,
};
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleId, BundleStatus, Consumption, IssuanceStatus, Purpose, Retirement,
		Technology,
	},
	green::{Certification, OnSettledEnergy},
	reading::Registers,
	CommunityId, Interval, PointId, Wh,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::RawOrigin;
use setup::*;
use sp_core::H256;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Who operates a community, which then exists: the issuing authority.
	fn operator(community: CommunityId) -> AccountId;
	/// A delivery point that was not there before, of 8 kW at least.
	fn point(community: CommunityId, owner: &AccountId) -> PointId;
	/// Intervals below have ended.
	fn set_ended(interval: Interval);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Once more, with other attributes than it had.
	#[benchmark]
	fn register_device() -> Result<(), BenchmarkError> {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		let point = register::<T>(Technology::Battery, true)?;
		Pallet::<T>::do_deregister_device(&operator, point)?;
		let attributes = other_attributes(Technology::Battery);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point, attributes, true);

		assert!(Devices::<T>::get(point).is_some_and(|device| device.registered));
		assert_eq!(Attributes::<T>::iter_prefix(point).count(), 1);
		Ok(())
	}

	/// All versions of before go.
	#[benchmark]
	fn update_device() -> Result<(), BenchmarkError> {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		let point = register::<T>(Technology::Battery, true)?;
		let attributes = other_attributes(Technology::Battery);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point, attributes, false);

		assert_eq!(Attributes::<T>::iter_prefix(point).count(), 1);
		Ok(())
	}

	#[benchmark]
	fn deregister_device() -> Result<(), BenchmarkError> {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		let point = register::<T>(Technology::Battery, true)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point);

		assert!(Devices::<T>::get(point).is_some_and(|device| !device.registered));
		Ok(())
	}

	/// Storage; another device takes its place.
	#[benchmark]
	fn remove_device() -> Result<(), BenchmarkError> {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		let point = storage::<T>()?;
		let other = register::<T>(Technology::Battery, true)?;
		Pallet::<T>::do_deregister_device(&operator, point)?;
		let index = Devices::<T>::get(point).map(|device| device.index);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), point);

		assert!(!Devices::<T>::contains_key(point));
		assert_eq!(Devices::<T>::get(other).map(|device| device.index), index);
		Ok(())
	}

	/// By the issuing authority.
	#[benchmark]
	fn issue() -> Result<(), BenchmarkError> {
		let id = export::<T>(false)?;
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id.device, id.interval);

		assert!(Bundles::<T>::contains_key((id.device, id.interval, 0)));
		Ok(())
	}

	/// A part.
	#[benchmark]
	fn transfer() -> Result<(), BenchmarkError> {
		let id = bundle::<T>()?;
		let to: T::AccountId = account("receiver", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>()), id, Some(1), to.clone());

		let part = Bundles::<T>::get((id.device, id.interval, EXPORT - 3));
		assert_eq!(part.map(|part| part.owner), Some(to));
		Ok(())
	}

	#[benchmark]
	fn split() -> Result<(), BenchmarkError> {
		let id = bundle::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>()), id, 1);

		assert!(Bundles::<T>::contains_key((
			id.device,
			id.interval,
			EXPORT - 3
		)));
		Ok(())
	}

	#[benchmark]
	fn offer() -> Result<(), BenchmarkError> {
		let id = bundle::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>()), id, 1, 1);

		assert_eq!(
			status::<T>(&id),
			Some(BundleStatus::Reserved {
				price: 1,
				minimum: 1
			})
		);
		Ok(())
	}

	#[benchmark]
	fn cancel_offer() -> Result<(), BenchmarkError> {
		let (id, _) = offered::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>()), id);

		assert_eq!(status::<T>(&id), Some(BundleStatus::Active));
		Ok(())
	}

	/// A part.
	#[benchmark]
	fn buy() -> Result<(), BenchmarkError> {
		let (id, price) = offered::<T>()?;
		let buyer = rich::<T>("buyer", 0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(buyer.clone()), id, Some(1), price);

		let part = Bundles::<T>::get((id.device, id.interval, EXPORT - 3));
		assert_eq!(part.map(|part| part.owner), Some(buyer));
		Ok(())
	}

	/// A part, for what a consumption device used; the oldest retirement goes.
	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let id = bundle::<T>()?;
		let used = register::<T>(Technology::Load, true)?;
		let consumption = Consumption {
			used: EXPORT,
			green_local: 0,
			retired: 0,
		};
		Consumptions::<T>::insert(used, INTERVAL, consumption);
		let oldest = Retirement {
			community: COMMUNITY,
			bundle: id,
			quantity: 1,
			owner: owner::<T>(),
			beneficiary: Beneficiary::Account(owner::<T>()),
			purpose: Purpose::Disclosure,
			lineage: H256::repeat_byte(1),
			block: 1,
		};
		Retirements::<T>::insert(COMMUNITY, 0, oldest);
		RetirementRings::<T>::mutate(COMMUNITY, |ring| {
			ring.oldest = 0;
			ring.next = T::MaxRetirements::get().into();
		});

		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner::<T>()),
			id,
			Some(1),
			Beneficiary::Point(used),
			Purpose::Disclosure,
		);

		assert_eq!(RetirementRings::<T>::get(COMMUNITY).oldest, 1);
		assert!(Consumptions::<T>::get(used, INTERVAL).is_some_and(|used| used.retired == 1));
		Ok(())
	}

	/// What is offered for sale.
	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let (id, _) = offered::<T>()?;
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, H256::repeat_byte(1));

		assert_eq!(status::<T>(&id), Some(BundleStatus::Withdrawn));
		Ok(())
	}

	/// A part.
	#[benchmark]
	fn store() -> Result<(), BenchmarkError> {
		let id = bundle::<T>()?;
		let storage = storage::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>()), id, Some(1), storage);

		let lots = Stocks::<T>::get(storage).lots;
		assert_eq!(lots.last().map(|lot| lot.green), Some(EXPORT / 2 + 1));
		Ok(())
	}

	/// The issuance of the most bundles.
	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		let interval = expired::<T>();
		let (point, ..) = with_bundles::<T>(interval, T::MaxBundles::get())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), point, interval);

		assert!(!Issuances::<T>::contains_key(point, interval));
		assert_eq!(Bundles::<T>::iter_prefix((point, interval)).count(), 0);
		Ok(())
	}

	/// Storage gives all that it holds, of which a part was over; its certificates are issued.
	#[benchmark]
	fn settled() -> Result<(), BenchmarkError> {
		let point = storage::<T>()?;
		Stocks::<T>::mutate(point, |stock| {
			let oldest = stock.lots.get_mut(0).expect("there are two at least");
			oldest.from = expired::<T>();
			oldest.until = oldest.from;
			let newest = stock.lots.last_mut().expect("there are two at least");
			newest.until = INTERVAL - 1;
		});
		let energy = Registers {
			import: 0,
			export: Wh::from(u32::MAX),
		};
		let energy = settled_energy(point, Certification::Followed, energy);

		#[block]
		{
			Pallet::<T>::settled(&energy);
		}

		assert!(Stocks::<T>::get(point).lots.is_empty());
		assert!(Bundles::<T>::contains_key((point, INTERVAL, 0)));
		Ok(())
	}

	/// The first block of an interval.
	#[benchmark]
	fn poll_base() {
		T::BenchmarkHelper::set_ended(NOW);
		// Not enough to look at a device.
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll_base());

		#[block]
		{
			Pallet::<T>::sweep(&mut meter);
		}

		assert_eq!(Sweep::<T>::get().interval, NOW);
	}

	/// Nothing is due; it is stored, as if something had been.
	#[benchmark]
	fn poll_device() -> Result<(), BenchmarkError> {
		let point = storage::<T>()?;
		let device = Devices::<T>::get(point).ok_or("it was registered")?;
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::visit(device.index, NOW, &mut meter);
			Devices::<T>::insert(point, device);
		}

		assert!(meter.consumed() == Weight::zero());
		Ok(())
	}

	/// Certificates that nobody asked for lapse.
	#[benchmark]
	fn poll_record() -> Result<(), BenchmarkError> {
		let id = export::<T>(false)?;
		let mut device = Devices::<T>::get(id.device).ok_or("it was registered")?;
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll_record());
		let later = INTERVAL + T::BacklogWindow::get();

		#[block]
		{
			Pallet::<T>::work_off(id.device, &mut device, later, &mut meter);
		}

		let issuance = Issuances::<T>::get(id.device, INTERVAL);
		assert_eq!(issuance.map(|it| it.status), Some(IssuanceStatus::Lapsed));
		Ok(())
	}

	#[benchmark]
	fn remove_record(b: Linear<0, { T::MaxBundles::get() }>) -> Result<(), BenchmarkError> {
		let interval = expired::<T>();
		let (point, mut device, issuance) = with_bundles::<T>(interval, b)?;

		#[block]
		{
			Pallet::<T>::remove_issuance(&mut device, point, interval, issuance);
		}

		assert!(!Issuances::<T>::contains_key(point, interval));
		assert_eq!(device.totals.expired, Wh::from(b));
		Ok(())
	}

	fn status<T: Config>(id: &BundleId) -> Option<BundleStatus> {
		Bundles::<T>::get((id.device, id.interval, id.first)).map(|bundle| bundle.status)
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Runtime
	);
}
