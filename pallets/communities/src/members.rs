//! Members, gateways and roles.

use crate::{
	Communities, CommunityCount, Config, Error, Event, Freight, Gateway, GatewayCount, Gateways,
	Member, MemberCount, Members, Pallet,
};
use commonwatt_primitives::{
	governance::{MemberStanding, Membership},
	traits::{Communities as CommunitiesTrait, GatewayStatus, MarketClock, Obligations},
	CommunityId,
};
use frame_support::{pallet_prelude::*, traits::Get};
use frame_system::{ensure_signed_or_root, pallet_prelude::OriginFor};

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_operator_origin(
		origin: OriginFor<T>,
		community: CommunityId,
	) -> DispatchResult {
		match ensure_signed_or_root(origin)? {
			Some(who) => <Self as CommunitiesTrait<_>>::ensure_operator(community, &who),
			None => {
				ensure!(
					Communities::<T>::contains_key(community),
					Error::<T>::UnknownCommunity
				);
				Ok(())
			}
		}
	}

	pub(crate) fn do_admit_member(community: CommunityId, who: T::AccountId) -> DispatchResult {
		ensure!(
			!Members::<T>::contains_key(community, &who),
			Error::<T>::AlreadyMember
		);
		let id = MemberCount::<T>::mutate(community, |counter| {
			let id = counter.next_id;
			counter.next_id = id.saturating_add(1);
			counter.members = counter.members.saturating_add(1);
			id
		});
		Members::<T>::insert(
			community,
			&who,
			Member {
				id,
				suspended: false,
			},
		);
		frame_system::Pallet::<T>::inc_sufficients(&who);
		Self::deposit_event(Event::MemberAdmitted {
			community,
			who,
			member: id,
		});
		Ok(())
	}

	pub(crate) fn do_suspend_member(community: CommunityId, who: T::AccountId) -> DispatchResult {
		Self::mutate_member(community, &who, |member| {
			ensure!(!member.suspended, Error::<T>::MemberSuspended);
			member.suspended = true;
			Ok(())
		})?;
		MemberCount::<T>::mutate(community, |counter| {
			counter.suspended = counter.suspended.saturating_add(1)
		});
		Self::deposit_event(Event::MemberSuspended { community, who });
		Ok(())
	}

	pub(crate) fn do_reinstate_member(community: CommunityId, who: T::AccountId) -> DispatchResult {
		Self::mutate_member(community, &who, |member| {
			ensure!(member.suspended, Error::<T>::MemberNotSuspended);
			member.suspended = false;
			Ok(())
		})?;
		MemberCount::<T>::mutate(community, |counter| {
			counter.suspended = counter.suspended.saturating_sub(1)
		});
		Self::deposit_event(Event::MemberReinstated { community, who });
		Ok(())
	}

	pub(crate) fn do_remove_member(community: CommunityId, who: T::AccountId) -> DispatchResult {
		let member = Members::<T>::get(community, &who).ok_or(Error::<T>::NotMember)?;
		ensure!(member.suspended, Error::<T>::MemberNotSuspended);
		ensure!(
			!T::Obligations::has_obligations(community, &who),
			Error::<T>::MemberHasObligations
		);
		Members::<T>::remove(community, &who);
		MemberCount::<T>::mutate(community, |counter| {
			counter.members = counter.members.saturating_sub(1);
			counter.suspended = counter.suspended.saturating_sub(1);
		});
		frame_system::Pallet::<T>::dec_sufficients(&who);
		Self::deposit_event(Event::MemberRemoved {
			community,
			who,
			member: member.id,
		});
		Ok(())
	}

	fn mutate_member(
		community: CommunityId,
		who: &T::AccountId,
		change: impl FnOnce(&mut Member) -> DispatchResult,
	) -> DispatchResult {
		Members::<T>::try_mutate(community, who, |member| {
			change(member.as_mut().ok_or(Error::<T>::NotMember)?)
		})
	}

	pub(crate) fn do_register_gateway(
		community: CommunityId,
		gateway: T::AccountId,
	) -> DispatchResult {
		ensure!(
			!Gateways::<T>::contains_key(community, &gateway),
			Error::<T>::AlreadyGateway
		);
		GatewayCount::<T>::try_mutate(community, |count| {
			ensure!(*count < T::MaxGateways::get(), Error::<T>::TooManyGateways);
			*count = count.saturating_add(1);
			Ok::<_, DispatchError>(())
		})?;
		let now = <Self as MarketClock>::in_progress();
		Gateways::<T>::insert(community, &gateway, Gateway::new(now));
		frame_system::Pallet::<T>::inc_sufficients(&gateway);
		Self::deposit_event(Event::GatewayRegistered { community, gateway });
		Ok(())
	}

	pub(crate) fn do_remove_gateway(
		community: CommunityId,
		gateway: T::AccountId,
	) -> DispatchResult {
		Gateways::<T>::take(community, &gateway).ok_or(Error::<T>::NotGateway)?;
		GatewayCount::<T>::mutate(community, |count| *count = count.saturating_sub(1));
		frame_system::Pallet::<T>::dec_sufficients(&gateway);
		Self::deposit_event(Event::GatewayRemoved { community, gateway });
		Ok(())
	}

	pub(crate) fn do_reinstate_gateway(
		community: CommunityId,
		gateway: T::AccountId,
	) -> DispatchResult {
		Gateways::<T>::try_mutate(community, &gateway, |entry| {
			let entry = entry.as_mut().ok_or(Error::<T>::NotGateway)?;
			ensure!(entry.suspended, Error::<T>::GatewayNotSuspended);
			entry.strikes = 0;
			entry.suspended = false;
			Ok::<_, DispatchError>(())
		})?;
		Self::deposit_event(Event::GatewayReinstated { community, gateway });
		Ok(())
	}

	/// Whether `who` is a gateway, not suspended, and has `units` left of `limit` in the interval in
	/// progress.
	pub fn gateway_may_send(
		community: CommunityId,
		who: &T::AccountId,
		freight: Freight,
		units: u32,
		limit: u32,
	) -> bool {
		Gateways::<T>::get(community, who).is_some_and(|mut gateway| {
			let now = <Self as MarketClock>::in_progress();
			!gateway.suspended && gateway.allowance(freight).left(now, limit) >= units
		})
	}

	/// Spends `units` of a gateway's allowance in the interval in progress.
	pub fn spend_gateway_allowance(
		community: CommunityId,
		who: &T::AccountId,
		freight: Freight,
		units: u32,
	) {
		Gateways::<T>::mutate(community, who, |gateway| {
			if let Some(gateway) = gateway {
				let now = <Self as MarketClock>::in_progress();
				gateway.allowance(freight).spend(now, units);
			}
		});
	}
}

impl<T: Config> CommunitiesTrait<T::AccountId> for Pallet<T> {
	fn count() -> u32 {
		CommunityCount::<T>::get()
	}

	fn exists(community: CommunityId) -> bool {
		Communities::<T>::contains_key(community)
	}

	fn ensure_operator(community: CommunityId, who: &T::AccountId) -> DispatchResult {
		let entry = Communities::<T>::get(community).ok_or(Error::<T>::UnknownCommunity)?;
		ensure!(entry.operator == *who, Error::<T>::NotOperator);
		Ok(())
	}

	fn ensure_active_member(community: CommunityId, who: &T::AccountId) -> DispatchResult {
		let member = Members::<T>::get(community, who).ok_or(Error::<T>::NotMember)?;
		ensure!(!member.suspended, Error::<T>::MemberSuspended);
		Ok(())
	}

	fn supplier(community: CommunityId) -> Option<T::AccountId> {
		Communities::<T>::get(community).map(|entry| entry.supplier)
	}

	fn gateway(community: CommunityId, who: &T::AccountId) -> GatewayStatus {
		match Gateways::<T>::get(community, who) {
			None => GatewayStatus::Stranger,
			Some(Gateway {
				suspended: true, ..
			}) => GatewayStatus::Suspended,
			Some(_) => GatewayStatus::Registered,
		}
	}

	fn strike(community: CommunityId, gateway: &T::AccountId, strikes: u32) {
		let Some(mut entry) = Gateways::<T>::get(community, gateway) else {
			return;
		};
		entry.strikes = entry.strikes.saturating_add(strikes);
		Self::deposit_event(Event::GatewayStruck {
			community,
			gateway: gateway.clone(),
			strikes: entry.strikes,
		});
		if entry.strikes >= T::MaxStrikes::get() && !entry.suspended {
			entry.suspended = true;
			Self::deposit_event(Event::GatewaySuspended {
				community,
				gateway: gateway.clone(),
			});
		}
		Gateways::<T>::insert(community, gateway, entry);
	}
}

impl<T: Config> Membership<T::AccountId> for Pallet<T> {
	fn member(community: CommunityId, who: &T::AccountId) -> Option<MemberStanding> {
		Members::<T>::get(community, who).map(|member| MemberStanding {
			id: member.id,
			active: !member.suspended,
		})
	}

	fn next_id(community: CommunityId) -> u32 {
		MemberCount::<T>::get(community).next_id
	}

	fn active(community: CommunityId) -> u32 {
		let counter = MemberCount::<T>::get(community);
		counter.members.saturating_sub(counter.suspended)
	}
}

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants hold:
	/// 1. Members, suspended ones and gateways are counted exactly, gateways within their bound.
	/// 2. Every member and gateway has a sufficient reference.
	/// 3. Every community has a first version of rules, versions rise, and each has its rules,
	///    complete and with feed-in at most retail.
	/// 4. `retired <= due <= ended`, at most `MaxOpenIntervals` open, groups rise to `ended`.
	pub fn check_invariants() {
		use crate::{Clock, RuleBook, RuleVersions};

		for community in 0..CommunityCount::<T>::get() {
			let members = Members::<T>::iter_key_prefix(community);
			let gateways = Gateways::<T>::iter_key_prefix(community);
			let counter = MemberCount::<T>::get(community);
			assert_eq!(
				members.count() as u32,
				counter.members,
				"members are counted"
			);
			let suspended = Members::<T>::iter_prefix_values(community)
				.filter(|member| member.suspended)
				.count();
			assert_eq!(suspended as u32, counter.suspended, "suspended ones too");
			let count = GatewayCount::<T>::get(community);
			assert_eq!(gateways.count() as u32, count, "gateways are counted");
			assert!(count <= T::MaxGateways::get());
			for who in Members::<T>::iter_key_prefix(community)
				.chain(Gateways::<T>::iter_key_prefix(community))
			{
				assert!(
					frame_system::Pallet::<T>::sufficients(&who) > 0,
					"needs no token"
				);
			}
			let versions = RuleVersions::<T>::get(community);
			assert!(!versions.is_empty(), "a community has rules");
			for (earlier, later) in versions.iter().zip(versions.iter().skip(1)) {
				assert!(earlier.from < later.from && earlier.version < later.version);
			}
			for version in &versions {
				let rules = RuleBook::<T>::get(community, version.version)
					.expect("a version has its rules");
				assert!(rules.cells.len() == 96);
				assert!(rules.cells.iter().all(|cell| cell.feed_in <= cell.retail));
			}
		}
		if let Some(clock) = Clock::<T>::get() {
			assert!(
				<Self as MarketClock>::retired() <= clock.due,
				"due before retired"
			);
			assert!(clock.due <= clock.ended);
			assert!(clock.ended.saturating_sub(clock.due) <= T::MaxOpenIntervals::get());
			let mut until = clock.due;
			for group in &clock.open {
				assert!(group.until > until, "groups rise");
				until = group.until;
			}
			assert_eq!(until, clock.ended, "every open interval is in a group");
		}
	}
}
