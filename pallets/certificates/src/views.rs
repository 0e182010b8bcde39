//! What the runtime API and wallets show: computed for who asks, never in a block.

use crate::{
	bundles::key, Attributes, BundleOf, Bundles, Config, Consumptions, Devices, Issuances, Owned,
	Pallet, RetirementOf, RetirementRings, Retirements, Stocks,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	certificate::{
		BundleId, BundleView, Consumption, DeviceAttributes, DeviceKind, DeviceTotals, DeviceView,
		EnergyCarrier, Issuance, IssuanceStatus, IssuanceView, MatchingView, RetirementId,
		RetirementsView, FACE_VALUE, MAX_RANGE, PAGE,
	},
	traits::MarketClock,
	CommunityId, Interval, PointId, Wh,
};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	pub fn device_view(point: PointId) -> Option<DeviceView> {
		let device = Devices::<T>::get(point)?;
		let version = device.version();
		let stock = Stocks::<T>::get(point);
		Some(DeviceView {
			device: point,
			community: device.community,
			kind: device.kind,
			registered: device.registered,
			automatic: device.automatic,
			version,
			attributes: Attributes::<T>::get(point, version)?,
			totals: device.totals,
			consumption: device.consumption,
			storage: stock.totals,
			lots: stock.lots.into_inner(),
			kept: device.kept.count,
			folded: device.folded,
		})
	}

	/// What became of all that a device exported while it was registered.
	pub fn totals_of(point: PointId) -> Option<DeviceTotals> {
		Devices::<T>::get(point).map(|device| device.totals)
	}

	/// An issuance with its bundles.
	pub fn issuance_view(point: PointId, interval: Interval) -> Option<IssuanceView<T::AccountId>> {
		let issuance = Issuances::<T>::get(point, interval)?;
		let device = Devices::<T>::get(point)?;
		let attributes = Attributes::<T>::get(point, issuance.version)?;
		let mut bundles: Vec<_> = Bundles::<T>::iter_prefix((point, interval))
			.map(|(first, bundle)| {
				let id = BundleId {
					device: point,
					interval,
					first,
				};
				let device = (device.community, device.kind);
				Self::view(id, bundle, &issuance, attributes.clone(), device)
			})
			.collect();
		bundles.sort_by_key(|bundle| bundle.bundle.first);
		Some(IssuanceView {
			device: point,
			interval,
			issuance,
			bundles,
		})
	}

	pub fn bundle_view(id: BundleId) -> Option<BundleView<T::AccountId>> {
		let bundle = Bundles::<T>::get(key(&id))?;
		let issuance = Issuances::<T>::get(id.device, id.interval)?;
		let device = Devices::<T>::get(id.device)?;
		let attributes = Attributes::<T>::get(id.device, issuance.version)?;
		let device = (device.community, device.kind);
		Some(Self::view(id, bundle, &issuance, attributes, device))
	}

	/// Bundles of an account, at most [`PAGE`], in the order of storage: the first, or those after the last
	/// one of the page before, even if that is gone. Retired, withdrawn and stored ones too, until their
	/// records go.
	pub fn bundles_of(
		owner: T::AccountId,
		after: Option<BundleId>,
	) -> Vec<BundleView<T::AccountId>> {
		let keys = match after {
			Some(id) => {
				let last = (&owner, id.device, id.interval, id.first);
				let last = Owned::<T>::hashed_key_for(last);
				Owned::<T>::iter_key_prefix_from((&owner,), last)
			}
			None => Owned::<T>::iter_key_prefix((&owner,)),
		};
		keys.take(PAGE)
			.filter_map(|(device, interval, first)| {
				Self::bundle_view(BundleId {
					device,
					interval,
					first,
				})
			})
			.collect()
	}

	pub fn retirement_of(community: CommunityId, id: RetirementId) -> Option<RetirementOf<T>> {
		Retirements::<T>::get(community, id)
	}

	/// Retirements of a community from an id on that are kept, at most [`PAGE`].
	pub fn retirements_view(
		community: CommunityId,
		from: RetirementId,
	) -> RetirementsView<T::AccountId> {
		let ring = RetirementRings::<T>::get(community);
		let page = (from.max(ring.oldest)..ring.next)
			.take(PAGE)
			.filter_map(|id| Some((id, Retirements::<T>::get(community, id)?)))
			.collect();
		RetirementsView {
			oldest: ring.oldest,
			next: ring.next,
			folded: ring.folded,
			page,
		}
	}

	/// How much of what a followed point used in `from..until` was green in the same interval, of intervals
	/// that are kept, [`MAX_RANGE`] at most. `None` if the point is no consumption device.
	pub fn matching_view(point: PointId, from: Interval, until: Interval) -> Option<MatchingView> {
		let device = Devices::<T>::get(point)?;
		if device.kind != DeviceKind::Consumption {
			return None;
		}
		let until = until.min(from.saturating_add(MAX_RANGE));
		let intervals: Vec<_> = (from..until)
			.filter_map(|interval| Some((interval, Consumptions::<T>::get(point, interval)?)))
			.collect();
		let total = intervals
			.iter()
			.fold(Consumption::default(), |sum, (_, used)| sum.plus(used));
		Some(MatchingView {
			total,
			score: total.score().map(|score| score.deconstruct()),
			intervals,
		})
	}

	fn view(
		id: BundleId,
		bundle: BundleOf<T>,
		issuance: &Issuance,
		attributes: DeviceAttributes,
		(community, kind): (CommunityId, DeviceKind),
	) -> BundleView<T::AccountId> {
		let last: Wh = bundle.quantity.saturating_sub(1);
		BundleView {
			bundle: id,
			range_end: id.first.saturating_add(last),
			quantity: bundle.quantity,
			face_value: FACE_VALUE,
			status: bundle.status,
			account: bundle.owner,
			issuing_authority: community,
			energy_carrier: EnergyCarrier::Electricity,
			version: issuance.version,
			attributes,
			production_starting_interval: T::Clock::begins(id.interval),
			production_ending_interval: T::Clock::begins(id.interval.saturating_add(1)),
			issued_at: match issuance.status {
				IssuanceStatus::Issued { at } => at,
				_ => 0,
			},
			expires_at: T::Clock::begins(id.interval.saturating_add(T::Validity::get())),
			storage: (kind == DeviceKind::Storage).then_some(id.device),
			discharge: issuance.discharge,
			lineage: bundle.lineage,
		}
	}
}
