//! What benchmarks need, on the runtime of the tests.

use super::*;
use crate::benchmarking::BenchmarkHelper;
use commonwatt_primitives::{
	reading::{DeviceKey, Registers},
	signal::{Outcome, ALL_GREEN},
	statement::Statement,
	traits::{DeliveryPoints, MarketClock, PointAccount},
	PointId,
};
use frame_support::traits::fungible::Mutate;
use pallet_billing::{CommunityAccounts, StandingTopUp, StandingTopUpTerms};
use pallet_communities::{ClockState, OpenGroup};
use sp_core::{sr25519, Pair};
use sp_runtime::BoundedVec;

const INTERVAL_MILLIS: Moment = 900_000;
/// What the accounts of a community hold.
const FUNDS: Balance = 1 << 75;
const OWED: (Balance, Balance) = (1_000, 1 << 60);

/// Two communities whose books have as many ticks as there may be.
pub fn deepest() -> sp_io::TestExternalities {
	let rules = Rules {
		auction: auction_rules().auction,
		..flat_rules(50, 50 + 511 + 10, 10)
	};
	Chain::new(rules.clone())
		.with_another_community(rules)
		.build()
}

pub struct Helper;

fn signer() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[9; 32])
}

impl BenchmarkHelper<AccountId, MultiSignature> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		operator(community)
	}

	fn gateway(community: CommunityId) -> AccountId {
		gateway(community)
	}

	fn fund(community: CommunityId) {
		pallet_billing::Books::<Test>::insert(
			community,
			CommunityAccounts {
				treasury: FUNDS,
				supplier: FUNDS,
				guarantee: FUNDS,
				liabilities: 8 * FUNDS,
				..Default::default()
			},
		);
		Balances::set_balance(&Billing::pot(community), 9 * FUNDS);
	}

	fn begin(interval: Interval) {
		PollWeight::set(SWEEP);
		let due = interval - MAX_OPEN_INTERVALS;
		let groups: Vec<_> = (due..interval)
			.map(|ended| OpenGroup {
				until: ended + 1,
				readable_since: 0,
			})
			.collect();
		pallet_communities::Clock::<Test>::put(ClockState {
			epoch: 0,
			local_epoch_seconds: EPOCH / 1_000,
			ended: interval,
			due,
			open: BoundedVec::truncate_from(groups),
		});
		pallet_timestamp::Now::<Test>::put(Moment::from(interval) * INTERVAL_MILLIS);
	}

	fn point(community: CommunityId, index: u32, next: Interval) -> (PointId, AccountId) {
		let owner = account((index % 20) as u8 + 1);
		if let Some(point) = Metering::point_at(community, index) {
			return (point, owner);
		}
		let point = pallet_metering::NextPoint::<Test>::get();
		let register = pallet_metering::Call::register_point {
			community,
			owner: owner.clone(),
			key: DeviceKey::Sr25519(signer().public()),
			capacity_w: pallet_metering::MAX_CAPACITY_W,
			resolution_wh: pallet_metering::MAX_RESOLUTION_WH,
			registers: Registers::default(),
			first_interval: Communities::in_progress(),
		};
		call(&operator(community), register).expect("the operator's");
		pallet_metering::Meters::<Test>::mutate_extant(point, |meter| meter.next = next);
		(point, owner)
	}

	fn account(community: CommunityId, point: PointId, credit: Balance, owes: bool, files: bool) {
		let owner = Metering::details(point).expect("it exists").owner;
		let (debt, receivable) = if owes { OWED } else { (0, 0) };
		let account = PointAccount {
			credit,
			debt,
			receivable,
			statement: Statement {
				month: Communities::month() - u32::from(files),
				imported: 1,
				..Default::default()
			},
			..Default::default()
		};
		pallet_billing::Accounts::<Test>::insert(point, account);
		if owes {
			pallet_billing::MemberDebt::<Test>::insert(community, &owner, debt);
			pallet_billing::MemberReceivable::<Test>::insert(community, &owner, receivable);
		}
		let terms = StandingTopUpTerms {
			amount: 1,
			budget: 10,
		};
		let standing = StandingTopUp {
			payer: owner,
			terms,
		};
		pallet_billing::StandingTopUps::<Test>::insert(point, standing);
	}

	fn signal(community: CommunityId, interval: Interval) {
		let signal = Forecast::certain(&Outcome {
			price: 300,
			green_share: ALL_GREEN,
			..Default::default()
		});
		set_signal(community, interval, Some(signal));
	}

	fn sign(message: &[u8]) -> (AccountId, MultiSignature) {
		let signer = signer();
		(
			AccountId::new(signer.public().0),
			MultiSignature::Sr25519(signer.sign(message)),
		)
	}
}
