//! Communities, their rules and members, points and the time, as far as they make anything dearer.

use crate::{
	fontana, AccountId, Balances, Communities, CommunityId, Interval, Metering, Moment, PointId,
	Runtime, RuntimeOrigin, MAX_OPEN_INTERVALS, MAX_RULE_VERSIONS, MILLI_PER_KWH, TOKEN,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	reading::{DeviceKey, Registers},
	tariff::{AuctionRules, Rules, TariffCell, TARIFF_CELLS},
	traits::{GapPrices, MarketClock},
	Price,
};
use frame_benchmarking::account;
use frame_support::{traits::fungible::Mutate, BoundedVec};
use pallet_communities::{ClockState, OpenGroup, RuleVersion, TimeParameters};
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::Permill;

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"bnch");
/// As many ticks as there may be.
const TICKS: u64 = 512;
const FEED_IN: Price = fontana::FEED_IN;
const GRID_FEE: Price = 10 * MILLI_PER_KWH;
const INTERVAL_MILLIS: Moment = 900_000;
/// Monday, 1 August 2016, 00:00.
const LOCAL_EPOCH_SECONDS: u64 = 1_470_009_600;
/// Intervals of the longest gap whose tariff is looked up hour by hour: a day.
const LONGEST_GAP: Interval = 96;

/// Rules whose books have as many ticks as there may be.
pub fn rules() -> Rules {
	let highest = FEED_IN.saturating_add((TICKS - 1).saturating_mul(MILLI_PER_KWH));
	let cell = TariffCell {
		feed_in: FEED_IN,
		retail: highest.saturating_add(GRID_FEE),
		grid_fee: GRID_FEE,
	};
	Rules {
		cells: BoundedVec::truncate_from(alloc::vec![cell; TARIFF_CELLS as usize]),
		summer_months: 0b0000_0001_1110_0000,
		weekend_days: 0b110_0000,
		pool_share: Permill::from_percent(50),
		emergency_limit: 20 * TOKEN,
		supplier_deposit: TOKEN,
		auction: Some(AuctionRules {
			tick: MILLI_PER_KWH,
			undelivered_charge: 20 * MILLI_PER_KWH,
			tolerance: Permill::from_percent(10),
			gate_closure_millis: INTERVAL_MILLIS / 2,
			freeze_millis: INTERVAL_MILLIS / 2,
		}),
	}
}

/// The operator of a community, which then exists, and those before it.
pub fn operator(community: CommunityId) -> AccountId {
	let count = pallet_communities::CommunityCount::<Runtime>::get();
	for community in count..=community {
		let operator: AccountId = account("operator", community, 0);
		endow(&operator);
		Communities::create_community(
			RuntimeOrigin::root(),
			alloc::vec![b'c'; 64],
			operator,
			supplier(community),
			fontana::bounds(),
			rules(),
		)
		.expect("root may, and the operator pays");
	}
	pallet_communities::Communities::<Runtime>::get(community)
		.expect("it was created")
		.operator
}

fn supplier(community: CommunityId) -> AccountId {
	account("supplier", community, 0)
}

/// A member, active.
pub fn member(community: CommunityId, index: u32) -> AccountId {
	let member: AccountId = account("member", community, index);
	if !pallet_communities::Members::<Runtime>::contains_key(community, &member) {
		let operator = operator(community);
		Communities::admit_member(RuntimeOrigin::signed(operator), community, member.clone())
			.expect("the operator may");
	}
	member
}

/// A gateway, not suspended.
pub fn gateway(community: CommunityId) -> AccountId {
	let gateway: AccountId = account("gateway", community, 0);
	if !pallet_communities::Gateways::<Runtime>::contains_key(community, &gateway) {
		let operator = operator(community);
		Communities::register_gateway(RuntimeOrigin::signed(operator), community, gateway.clone())
			.expect("the operator may");
	}
	gateway
}

/// Tokens that last.
pub fn endow(who: &AccountId) {
	Balances::mint_into(who, 1_000_000 * TOKEN).expect("they can be issued");
}

/// The time is the beginning of an interval, and as many before it are readable and not due as there may
/// be, each in a group of its own.
pub fn begin(interval: Interval) {
	pallet_communities::Parameters::<Runtime>::put(TimeParameters {
		interval_seconds: 900,
		interval_millis: INTERVAL_MILLIS,
		local_epoch_seconds: Some(LOCAL_EPOCH_SECONDS),
		utc_offset_seconds: 0,
	});
	let due = interval.saturating_sub(MAX_OPEN_INTERVALS);
	let groups: Vec<_> = (due..interval)
		.map(|ended| OpenGroup {
			until: ended.saturating_add(1),
			readable_since: 0,
		})
		.collect();
	pallet_communities::Clock::<Runtime>::put(ClockState {
		epoch: 0,
		local_epoch_seconds: LOCAL_EPOCH_SECONDS,
		ended: interval,
		due,
		open: BoundedVec::truncate_from(groups),
	});
	set_time(interval, 0);
}

/// So many milliseconds after an interval begins.
pub fn set_time(interval: Interval, millis: Moment) {
	let now = Moment::from(interval)
		.saturating_mul(INTERVAL_MILLIS)
		.saturating_add(millis);
	pallet_timestamp::Now::<Runtime>::put(now);
}

/// As many versions of a community's rules as there may be, each in force for a part of `from..until`, and
/// others dropped before them.
pub fn spread_versions(community: CommunityId, from: Interval, until: Interval) {
	let rules = rules();
	let versions: Vec<_> = (0..MAX_RULE_VERSIONS)
		.map(|version| {
			pallet_communities::RuleBook::<Runtime>::insert(community, version, &rules);
			let part = until.saturating_sub(from).saturating_mul(version) / MAX_RULE_VERSIONS;
			RuleVersion {
				version,
				from: from.saturating_add(part),
				highest_retail: rules.highest_retail(),
			}
		})
		.collect();
	let versions = BoundedVec::truncate_from(versions);
	pallet_communities::RuleVersions::<Runtime>::insert(community, versions);
	let worst = GapPrices {
		retail: rules.highest_retail(),
		feed_in: rules.lowest_feed_in(),
	};
	pallet_communities::DroppedPrices::<Runtime>::insert(community, worst);
}

/// The time is the beginning of an interval, and the rules of a community changed as often as they may in the
/// day before the oldest interval that is not due, and in the day before the one in progress.
pub fn begin_after_changes(community: CommunityId, interval: Interval) {
	operator(community);
	begin(interval);
	let both = LONGEST_GAP.saturating_sub(MAX_OPEN_INTERVALS);
	let from = interval.saturating_sub(LONGEST_GAP).saturating_add(2);
	spread_versions(community, from, from.saturating_add(both));
}

/// The point of a member, as large as it may be and read until `next`.
pub fn point(community: CommunityId, index: u32, next: Interval) -> (PointId, AccountId) {
	let owner = member(community, index);
	let point = pallet_metering::NextPoint::<Runtime>::get();
	Metering::register_point(
		RuntimeOrigin::signed(operator(community)),
		community,
		owner.clone(),
		device_key(),
		pallet_metering::MAX_CAPACITY_W,
		pallet_metering::MAX_RESOLUTION_WH,
		Registers::default(),
		Communities::in_progress(),
	)
	.expect("the operator may, and the owner is a member");
	pallet_metering::Meters::<Runtime>::mutate_extant(point, |meter| meter.next = next);
	(point, owner)
}

/// The key of every device, whose secret the keystore has.
pub fn device_key() -> DeviceKey {
	DeviceKey::Sr25519(signer())
}

/// What signs readings and intents.
pub fn signer() -> sr25519::Public {
	let known = sp_io::crypto::sr25519_public_keys(KEY_TYPE);
	match known.first() {
		Some(key) => *key,
		None => sp_io::crypto::sr25519_generate(KEY_TYPE, None),
	}
}

/// Its signature.
pub fn sign(message: &[u8]) -> sr25519::Signature {
	sp_io::crypto::sr25519_sign(KEY_TYPE, &signer(), message).expect("the keystore has the key")
}
