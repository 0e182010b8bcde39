//! Shares of a solar park on the real runtime: from the proposal to the claims, and every path by which
//! somebody could get one that may not hold it.

use commonwatt_primitives::{
	share::{ShareView, ShareViews, Shares},
	PointId,
};
use commonwatt_runtime::{
	AccountId, AnyAsset, AssetConversion, AssetShares, Balance, Balances, Billing, MarketPools,
	ProxyType, Runtime, RuntimeCall, RuntimeEvent, EXISTENTIAL_DEPOSIT, SLOT_DURATION, TOKEN,
};
use commonwatt_runtime_tests::*;
use frame_support::traits::fungible::NativeOrWithId;
use pallet_asset_conversion::Call as Market;
use pallet_asset_shares::{
	Asset, AssetKind, Assets, Call, Ending, Error, Event, Fill, Income, Phase, Terms, TransferRules,
};
use pallet_communities::{Call as Communities, Error as Refused};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, Permill, TokenError};

const PARK: u32 = 0;
/// Who subscribes to how many of the hundred shares.
const SUBSCRIPTIONS: [(Sr25519Keyring, Shares); 3] = [(Dave, 20), (Eve, 50), (Ferdie, 30)];

fn terms(rules: TransferRules) -> Terms<AccountId> {
	Terms {
		kind: AssetKind::SolarPark,
		name: b"Park".to_vec().try_into().expect("short"),
		documents: vec![H256::repeat_byte(1)].try_into().expect("few"),
		beneficiary: Charlie.to_account_id(),
		price: TOKEN,
		soft_cap: 60,
		hard_cap: 100,
		offering_period: 40 * SLOT_DURATION,
		rules,
		upkeep_share: Permill::from_percent(10),
		upkeep_target: 1_000_000_000,
	}
}

fn members_only() -> TransferRules {
	TransferRules {
		members_only: true,
		pool: true,
		..Default::default()
	}
}

fn subscribe(shares: Shares) -> Call<Runtime> {
	Call::subscribe {
		asset: PARK,
		shares,
		fill: Fill::AllOrNothing,
	}
}

/// Three members, and an offering that is open.
fn offering(rules: TransferRules) -> World {
	let mut world = World::new(flat(CELL));
	world.admit(&SUBSCRIPTIONS.map(|(who, _)| who.to_account_id()));
	let propose = Call::propose {
		community: COMMUNITY,
		terms: terms(rules),
	};
	world.ok(Dave, propose);
	world.ok(Alice, Call::open_offering { asset: PARK });
	world
}

/// A park whose hundred shares are sold.
fn sold(rules: TransferRules) -> World {
	let mut world = offering(rules);
	for (who, shares) in SUBSCRIPTIONS {
		world.ok(who, subscribe(shares));
	}
	world.ok(Bob, Call::close_offering { asset: PARK });
	world
}

/// A park with a meter, and a home that buys all it makes.
fn running(rules: TransferRules) -> (World, PointId, PointId) {
	let mut world = sold(rules);
	let account = AssetShares::account_id(PARK);
	world.admit(&[account.clone()]);
	let park = world.next_point(account, "park");
	let home = world.next_point(Ferdie.to_account_id(), "home");
	world.top_up(home, 1_000_000_000);
	world.top_up_supplier(TOKEN);
	let (asset, point) = (PARK, park);
	world.ok(Alice, Call::attach_point { asset, point });
	(world, park, home)
}

/// Twelve hours of 10 kWh at the pool price of 125.
fn earn(world: &mut World, park: PointId, home: PointId) -> Balance {
	let before = world.credit(park);
	let first = world.delivered(&[(park, -10_000), (home, 10_000)]);
	for interval in first + 1..first + 12 {
		world.until_ended(interval);
		world.deliver(interval, &[(park, -10_000), (home, 10_000)]);
	}
	world.until_settled(first + 11);
	let earned = world.credit(park) - before;
	assert_eq!(earned, 12 * 10_000 * 125);
	earned
}

fn asset(world: &mut World) -> Asset<AccountId> {
	let asset = world.chain.read(|| Assets::<Runtime>::get(PARK));
	asset.expect("is there")
}

fn view(world: &mut World, who: &AccountId) -> ShareView {
	world
		.chain
		.read(|| AssetShares::shares_of(PARK, who))
		.expect("is there")
}

fn shares(world: &mut World, who: Sr25519Keyring) -> Shares {
	view(world, &who.to_account_id()).shares
}

fn balance(world: &mut World, who: &AccountId) -> Balance {
	world.chain.read(|| Balances::free_balance(who))
}

/// Collects what the point earned: amount, upkeep, per share, dust.
fn collect(world: &mut World) -> [Balance; 4] {
	let events = world.events_of(Bob, Call::collect_income { asset: PARK });
	let received = events.iter().find_map(|event| match event {
		RuntimeEvent::AssetShares(Event::IncomeReceived {
			amount,
			upkeep,
			per_share,
			dust,
			..
		}) => Some([*amount, *upkeep, *per_share, *dust]),
		_ => None,
	});
	received.expect("income was received")
}

/// Anyone claims for a holder: what it got.
fn claim(world: &mut World, who: Sr25519Keyring) -> Balance {
	let who = who.to_account_id();
	let before = balance(world, &who);
	let call = Call::claim_income_for {
		asset: PARK,
		who: who.clone(),
	};
	world.ok(Bob, call);
	balance(world, &who) - before
}

fn transfer(to: &AccountId, shares: Shares) -> Call<Runtime> {
	Call::transfer {
		asset: PARK,
		to: to.clone(),
		shares,
	}
}

fn token() -> Box<AnyAsset> {
	Box::new(NativeOrWithId::Native)
}

fn share() -> Box<AnyAsset> {
	Box::new(NativeOrWithId::WithId(PARK))
}

/// A pool with 20 of Eve's shares and 20 tokens; the LP tokens that she has of it.
fn pooled(world: &mut World) -> Balance {
	let create = Market::create_pool {
		asset1: token(),
		asset2: share(),
	};
	world.ok(Eve, create);
	world.ok(Eve, add_liquidity(Eve));
	lp_tokens(world, &Eve.to_account_id())
}

fn add_liquidity(to: Sr25519Keyring) -> Market<Runtime> {
	Market::add_liquidity {
		asset1: token(),
		asset2: share(),
		amount1_desired: 20 * TOKEN,
		amount2_desired: 20,
		amount1_min: 1,
		amount2_min: 1,
		mint_to: to.to_account_id(),
	}
}

fn remove_liquidity(lp_tokens: Balance, to: Sr25519Keyring) -> Market<Runtime> {
	Market::remove_liquidity {
		asset1: token(),
		asset2: share(),
		lp_token_burn: lp_tokens,
		amount1_min_receive: 1,
		amount2_min_receive: 1,
		withdraw_to: to.to_account_id(),
	}
}

fn buy(tokens: Balance, to: Sr25519Keyring) -> Market<Runtime> {
	Market::swap_exact_tokens_for_tokens {
		path: vec![token(), share()],
		amount_in: tokens,
		amount_out_min: 1,
		send_to: to.to_account_id(),
		keep_alive: true,
	}
}

fn lp_tokens(world: &mut World, who: &AccountId) -> Balance {
	world
		.chain
		.read(|| commonwatt_runtime::LpTokens::balance(0, who))
}

fn batch(call: RuntimeCall) -> RuntimeCall {
	pallet_utility::Call::batch { calls: vec![call] }.into()
}

/// Whose proxy may do anything.
fn add_proxy(delegate: Sr25519Keyring) -> RuntimeCall {
	RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
		delegate: delegate.to_account_id().into(),
		proxy_type: ProxyType::Any,
		delay: 0,
	})
}

/// As Eve's proxy.
fn as_eve(call: RuntimeCall) -> RuntimeCall {
	pallet_proxy::Call::proxy {
		real: Eve.to_account_id().into(),
		force_proxy_type: None,
		call: Box::new(call),
	}
	.into()
}

/// What is not a call's own result: of a proxied call, or of the call that stopped a batch.
fn inner_result(events: &[RuntimeEvent]) -> Result<(), DispatchError> {
	let result = events.iter().find_map(|event| match event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(*result),
		RuntimeEvent::Utility(pallet_utility::Event::BatchInterrupted { error, .. })
		| RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error }) => Some(Err(*error)),
		RuntimeEvent::Utility(pallet_utility::Event::BatchCompleted {}) => Some(Ok(())),
		_ => None,
	});
	result.expect("a proxy or a batch ran")
}

#[test]
fn a_park_is_offered_sold_metered_and_pays_its_holders_to_the_unit() {
	let mut world = offering(members_only());
	let before = world.free(Charlie);
	for (who, shares) in SUBSCRIPTIONS {
		world.ok(who, subscribe(shares));
	}
	world.fails(Dave, subscribe(1), Error::<Runtime>::OfferingEnded);
	world.ok(Bob, Call::close_offering { asset: PARK });
	assert_eq!(world.free(Charlie) - before, 100 * TOKEN);
	assert_eq!(asset(&mut world).phase, Phase::Active);

	let (mut world, park, home) = running(members_only());
	let account = AssetShares::account_id(PARK);
	earn(&mut world, park, home);
	let (credit, held) = (world.credit(park), balance(&mut world, &account));
	let [amount, upkeep, per_share, dust] = collect(&mut world);
	assert!(amount > 1_000_000, "{amount}");
	assert_eq!(credit - world.credit(park), amount, "it left the point");
	assert_eq!(
		balance(&mut world, &account) - held,
		amount,
		"and came here"
	);
	assert_eq!(upkeep, amount / 10);
	assert_eq!(100 * per_share + dust + upkeep, amount);
	world.fails(
		Bob,
		Call::collect_income { asset: PARK },
		Error::<Runtime>::NothingToCollect,
	);

	let claims = SUBSCRIPTIONS.map(|(who, _)| claim(&mut world, who));
	assert_eq!(claims, SUBSCRIPTIONS.map(|(_, shares)| shares * per_share));
	assert_eq!(claims.iter().sum::<Balance>() + dust + upkeep, amount);
	world.fails(
		Dave,
		Call::claim_income { asset: PARK },
		Error::<Runtime>::NothingToClaim,
	);
	let income = Income {
		index: per_share,
		received: amount,
		paid: 100 * per_share,
		unpaid: 0,
		dust,
		upkept: upkeep,
	};
	assert_eq!(asset(&mut world).income, income);

	// What was earned before a transfer is the giver's, what comes after it the taker's.
	earn(&mut world, park, home);
	world.ok(Eve, transfer(&Dave.to_account_id(), 10));
	let [_, _, per_share, _] = collect(&mut world);
	world.ok(Eve, transfer(&Dave.to_account_id(), 40));
	assert_eq!(claim(&mut world, Eve), 40 * per_share);
	assert_eq!(claim(&mut world, Dave), 30 * per_share);
	assert_eq!(claim(&mut world, Ferdie), 30 * per_share);
	assert_eq!(asset(&mut world).income.unpaid, 0);
	// The reserve is the operator's to spend, within itself.
	let reserve = asset(&mut world).upkeep.reserve;
	let spend = |amount| Call::spend_upkeep {
		asset: PARK,
		to: Charlie.to_account_id(),
		amount,
	};
	world.fails(
		Alice,
		spend(reserve + 1),
		Error::<Runtime>::UpkeepReserveTooSmall,
	);
	world.ok(Alice, spend(reserve));
	let rest = balance(&mut world, &account);
	assert_eq!(rest, EXISTENTIAL_DEPOSIT + asset(&mut world).income.dust);
}

#[test]
fn an_assets_point_is_its_own_and_of_its_community() {
	let mut world = sold(members_only());
	let point = world.next_point(Dave.to_account_id(), "home");
	let attach = Call::attach_point { asset: PARK, point };
	world.fails(
		Alice,
		attach.clone(),
		Error::<Runtime>::NotThePointOfTheAsset,
	);
	world.fails(Dave, attach, Refused::<Runtime>::NotOperator);
}

#[test]
fn shares_are_swapped_through_the_pool_and_the_pool_earns_nothing() {
	let (mut world, park, home) = running(members_only());
	pooled(&mut world);
	let pool = world
		.chain
		.read(|| <MarketPools as commonwatt_primitives::share::SharePools<_>>::pool(PARK))
		.expect("a share has a pool");
	assert_eq!(view(&mut world, &pool).shares, 20);
	let before = world.free(Dave);
	world.ok(Dave, buy(3 * TOKEN, Dave));
	assert_eq!(shares(&mut world, Dave), 22);
	assert!(world.free(Dave) < before - 3 * TOKEN);
	let sell = Market::swap_exact_tokens_for_tokens {
		path: vec![share(), token()],
		amount_in: 5,
		amount_out_min: TOKEN,
		send_to: Ferdie.to_account_id(),
		keep_alive: false,
	};
	world.ok(Ferdie, sell);
	assert_eq!(shares(&mut world, Ferdie), 25);
	assert_eq!(view(&mut world, &pool).shares, 23);
	let reserves = world
		.chain
		.read(|| AssetConversion::get_reserves(*token(), *share()).expect("there is a pool"));
	assert_eq!(reserves.1, 23);

	// 77 shares earn; those in the pool do not.
	earn(&mut world, park, home);
	let [amount, upkeep, per_share, dust] = collect(&mut world);
	assert_eq!(77 * per_share + dust + upkeep, amount);
	let call = Call::claim_income_for {
		asset: PARK,
		who: pool,
	};
	world.fails(Bob, call, Error::<Runtime>::NothingToClaim);
	let claims = [Dave, Eve, Ferdie].map(|who| claim(&mut world, who));
	assert_eq!(claims, [22, 30, 25].map(|shares| shares * per_share));
}

#[test]
fn a_stranger_gets_a_share_on_no_path() {
	let mut world = sold(members_only());
	let lp = pooled(&mut world);
	let bob = Bob.to_account_id();
	let stranger: DispatchError = Refused::<Runtime>::NotMember.into();
	let below_minimum = || pallet_asset_conversion::Error::<Runtime>::BelowMinimum;

	// By hand, in a batch, by a proxy.
	world.fails(Dave, transfer(&bob, 1), stranger);
	let events = world.events_of(Dave, batch(transfer(&bob, 1).into()));
	assert_eq!(inner_result(&events), Err(stranger));
	world.ok(Eve, add_proxy(Bob));
	let events = world.events_of(Bob, as_eve(transfer(&bob, 1).into()));
	assert_eq!(inner_result(&events), Err(stranger));

	// By the market: buying, being bought for, taking liquidity out.
	world.fails(Bob, buy(3 * TOKEN, Bob), below_minimum());
	world.fails(Dave, buy(3 * TOKEN, Bob), below_minimum());
	let exact = Market::swap_tokens_for_exact_tokens {
		path: vec![token(), share()],
		amount_out: 1,
		amount_in_max: 3 * TOKEN,
		send_to: bob.clone(),
		keep_alive: true,
	};
	world.fails(Bob, exact, below_minimum());
	world.fails(Eve, remove_liquidity(lp / 2, Bob), TokenError::Blocked);

	// By its part of the liquidity: nobody calls the LP tokens, in whatever wrapping.
	let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
	let calls = [
		pallet_assets::Call::transfer {
			id: 0,
			target: bob.clone().into(),
			amount: lp / 2,
		},
		pallet_assets::Call::approve_transfer {
			id: 0,
			delegate: bob.clone().into(),
			amount: lp / 2,
		},
		pallet_assets::Call::transfer_all {
			id: 0,
			dest: bob.clone().into(),
			keep_alive: false,
		},
	];
	for call in calls {
		let call = RuntimeCall::LpTokens(call);
		world.fails(Eve, call.clone(), filtered);
		let all = pallet_utility::Call::batch_all {
			calls: vec![call.clone()],
		};
		world.fails(Eve, all, filtered);
		let forced: RuntimeCall = pallet_utility::Call::force_batch {
			calls: vec![call.clone()],
		}
		.into();
		for wrapped in [batch(call.clone()), forced, batch(batch(call.clone()))] {
			let events = world.events_of(Eve, wrapped);
			assert_eq!(inner_result(&events), Err(filtered));
		}
		let events = world.events_of(Bob, as_eve(call.clone()));
		assert_eq!(inner_result(&events), Err(filtered));
		let events = world.events_of(Bob, as_eve(batch(call)));
		assert_eq!(
			events
				.iter()
				.filter(|event| matches!(
					event,
					RuntimeEvent::Utility(pallet_utility::Event::BatchInterrupted { error, .. })
						if *error == filtered
				))
				.count(),
			1
		);
	}
	assert_eq!(shares(&mut world, Bob), 0);
	assert_eq!(lp_tokens(&mut world, &bob), 0);
	// A member may.
	world.ok(Eve, remove_liquidity(lp / 2, Dave));
	assert!(shares(&mut world, Dave) > 20);
}

#[test]
fn liquidity_is_added_only_for_who_may_hold_the_shares() {
	let mut world = sold(members_only());
	pooled(&mut world);
	let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
	world.fails(Eve, add_liquidity(Bob), filtered);
	// The pair the other way round, and inside other calls.
	let reversed = Market::add_liquidity {
		asset1: share(),
		asset2: token(),
		amount1_desired: 20,
		amount2_desired: 20 * TOKEN,
		amount1_min: 1,
		amount2_min: 1,
		mint_to: Bob.to_account_id(),
	};
	world.fails(Eve, reversed, filtered);
	let call = RuntimeCall::AssetConversion(add_liquidity(Bob));
	let events = world.events_of(Eve, batch(call.clone()));
	assert_eq!(inner_result(&events), Err(filtered));
	world.ok(Eve, add_proxy(Bob));
	let events = world.events_of(Bob, as_eve(call));
	assert_eq!(inner_result(&events), Err(filtered));
	assert_eq!(lp_tokens(&mut world, &Bob.to_account_id()), 0);
	world.ok(Eve, add_liquidity(Dave));
	assert!(lp_tokens(&mut world, &Dave.to_account_id()) > 0);
}

#[test]
fn without_leave_there_is_no_pool() {
	let rules = TransferRules {
		pool: false,
		..members_only()
	};
	let mut world = sold(rules);
	let create = Market::create_pool {
		asset1: token(),
		asset2: share(),
	};
	world.fails(Eve, create, Error::<Runtime>::PoolNotAllowed);
}

#[test]
fn a_failed_offering_refunds_everybody_in_full() {
	let mut world = offering(members_only());
	let account = AssetShares::account_id(PARK);
	world.fails(Bob, subscribe(1), Refused::<Runtime>::NotMember);
	world.ok(Eve, subscribe(10));
	world.ok(Ferdie, subscribe(7));
	world.fails(
		Bob,
		Call::close_offering { asset: PARK },
		Error::<Runtime>::OfferingNotEnded,
	);
	for _ in 0..40 {
		world.block();
	}
	world.fails(Eve, subscribe(60), Error::<Runtime>::OfferingEnded);
	world.ok(Bob, Call::close_offering { asset: PARK });
	assert_eq!(asset(&mut world).phase, Phase::Failed);
	let dave = Dave.to_account_id();
	let reserved = world.chain.read(|| {
		use frame_support::traits::fungible::InspectHold;
		Balances::total_balance_on_hold(&dave)
	});
	assert_eq!(reserved, 0, "the deposit is back");
	let pot = world.chain.read(|| Billing::pot(COMMUNITY));
	let pot_before = balance(&mut world, &pot);
	for (who, shares) in [(Eve, 10), (Ferdie, 7)] {
		let before = world.free(who);
		let who = who.to_account_id();
		let refund = Call::refund { asset: PARK, who };
		world.ok(Bob, refund.clone());
		let after = match shares {
			10 => world.free(Eve),
			_ => world.free(Ferdie),
		};
		assert_eq!(after - before, shares * TOKEN);
		assert!(world.call(Bob, refund).expect("is valid").is_err());
	}
	// With the last of them the asset is gone; the community keeps its existential deposit.
	assert_eq!(balance(&mut world, &account), 0);
	assert_eq!(balance(&mut world, &pot) - pot_before, EXISTENTIAL_DEPOSIT);
	let gone = world.chain.read(|| Assets::<Runtime>::get(PARK));
	assert_eq!(gone, None);
}

#[test]
fn a_proposal_that_is_rejected_costs_its_proposer_the_fee_alone() {
	let mut world = World::new(flat(CELL));
	world.admit(&[Dave.to_account_id()]);
	let propose = Call::propose {
		community: COMMUNITY,
		terms: terms(members_only()),
	};
	let before = world.free(Dave);
	world.ok(Dave, propose.clone());
	world.fails(Bob, propose, Refused::<Runtime>::NotMember);
	let events = world.events_of(Alice, Call::reject { asset: PARK });
	let closed = events.iter().any(|event| {
		matches!(
			event,
			RuntimeEvent::AssetShares(Event::AssetClosed {
				ending: Ending::Rejected,
				amount: EXISTENTIAL_DEPOSIT,
				..
			})
		)
	});
	assert!(closed);
	assert!(before - world.free(Dave) < TOKEN / 100);
}

#[test]
fn a_member_with_shares_is_removed_once_they_are_bought_back() {
	let (mut world, park, home) = running(members_only());
	earn(&mut world, park, home);
	let [_, _, per_share, _] = collect(&mut world);
	let who = Eve.to_account_id();
	let (community, asset) = (COMMUNITY, PARK);
	let buy_back = Call::buy_back_compulsorily {
		asset,
		who: who.clone(),
	};
	world.fails(Alice, buy_back.clone(), Error::<Runtime>::HolderMayHold);
	let suspend = Communities::suspend_member {
		community,
		who: who.clone(),
	};
	world.ok(Alice, suspend);
	let remove = Communities::remove_member {
		community,
		who: who.clone(),
	};
	world.fails(
		Alice,
		remove.clone(),
		Refused::<Runtime>::MemberHasObligations,
	);
	world.fails(Dave, transfer(&who, 1), Refused::<Runtime>::MemberSuspended);
	world.fails(Dave, buy_back.clone(), Refused::<Runtime>::NotOperator);
	let before = world.free(Eve);
	world.ok(Alice, buy_back);
	// At the price of the offering, and what they had earned.
	assert_eq!(world.free(Eve) - before, 50 * TOKEN + 50 * per_share);
	world.ok(Alice, remove);
	assert_eq!(view(&mut world, &who), ShareView::default());
	assert_eq!(self::asset(&mut world).issued, 50);
	world.fails(Dave, transfer(&who, 1), Refused::<Runtime>::NotMember);
}

#[test]
fn what_a_park_has_earned_is_paid_to_nobody_but_its_holders() {
	let (mut world, park, home) = running(members_only());
	earn(&mut world, park, home);
	let (asset, point) = (PARK, park);
	let meter = world
		.chain
		.read(|| pallet_metering::Meters::<Runtime>::get(point));
	let last = meter.expect("is there").registers;
	world.ok(Alice, pallet_metering::Call::close_point { point, last });
	let closed = world.interval();
	world.until_settled(closed);
	let refused = pallet_billing::Error::<Runtime>::OwnerIsKeyless;
	world.fails(Bob, pallet_billing::Call::pay_out { point }, refused);
	let left = world.credit(park);
	assert_eq!(collect(&mut world)[0], left);
	world.ok(
		Bob,
		Call::claim_income_for {
			asset,
			who: Eve.to_account_id(),
		},
	);
}

#[test]
fn shares_that_are_not_for_members_alone_bind_nobody() {
	let mut world = sold(TransferRules::default());
	let (community, who) = (COMMUNITY, Eve.to_account_id());
	world.ok(Eve, transfer(&Bob.to_account_id(), 5));
	let suspend = Communities::suspend_member {
		community,
		who: who.clone(),
	};
	world.ok(Alice, suspend);
	world.ok(Alice, Communities::remove_member { community, who });
	assert_eq!(shares(&mut world, Eve), 45);
	assert_eq!(shares(&mut world, Bob), 5);
}

#[test]
fn a_park_is_wound_up_and_every_share_redeemed() {
	let (mut world, park, home) = running(members_only());
	earn(&mut world, park, home);
	collect(&mut world);
	let asset = PARK;
	world.ok(Alice, Call::begin_wind_up { asset });
	world.fails(
		Dave,
		transfer(&Eve.to_account_id(), 1),
		Error::<Runtime>::WrongPhase,
	);
	world.fails(
		Alice,
		Call::liquidate { asset },
		Error::<Runtime>::PointIsAttached,
	);
	let point = park;
	world.ok(Alice, Call::detach_point { asset });
	// Nobody signs for the park's account: what stays in its point's credit would be lost.
	let left = world.credit(park);
	assert!(left > 0);
	world.fails(
		Alice,
		Call::liquidate { asset },
		Error::<Runtime>::AssetIsUnsettled,
	);
	let meter = world
		.chain
		.read(|| pallet_metering::Meters::<Runtime>::get(point));
	let last = meter.expect("is there").registers;
	world.ok(Alice, pallet_metering::Call::close_point { point, last });
	world.ok(Alice, Call::attach_point { asset, point });
	assert_eq!(collect(&mut world)[0], left);
	world.ok(Bob, pallet_metering::Call::remove_point { point });
	world.ok(Alice, Call::detach_point { asset });
	world.ok(Alice, Call::liquidate { asset });
	let account = AssetShares::account_id(PARK);
	let owed = self::asset(&mut world).income.unpaid;
	let mut paid = 0;
	for (who, _) in SUBSCRIPTIONS {
		let before = world.free(who);
		let redeem = Call::redeem {
			asset,
			who: who.to_account_id(),
		};
		world.ok(Bob, redeem);
		paid += world.free(who) - before;
	}
	assert_eq!(paid, owed);
	assert_eq!(balance(&mut world, &account), 0);
	assert_eq!(world.chain.read(|| Assets::<Runtime>::get(PARK)), None);
}

#[test]
fn a_park_that_is_connected_earns_while_suspended_and_then_counts_in_no_vote() {
	use commonwatt_primitives::governance::Membership;
	let (mut world, park, home) = running(members_only());
	let electorate = |world: &mut World| {
		world
			.chain
			.read(|| commonwatt_runtime::Communities::active(COMMUNITY))
	};
	// Its account is a member, for only members own points, and nobody can vote for it.
	assert_eq!(electorate(&mut world), 4);
	let suspend = Communities::suspend_member {
		community: COMMUNITY,
		who: AssetShares::account_id(PARK),
	};
	world.ok(Alice, suspend);
	assert_eq!(electorate(&mut world), 3);
	earn(&mut world, park, home);
	let [_, _, per_share, _] = collect(&mut world);
	assert_eq!(claim(&mut world, Eve), 50 * per_share);
}

#[test]
fn certificates_of_a_park_belong_to_its_account_and_expire_there() {
	use commonwatt_primitives::certificate::{DeviceAttributes, EnergySource, Support, Technology};
	let (mut world, park, home) = running(members_only());
	let attributes = DeviceAttributes {
		technology: Technology::SolarPhotovoltaic,
		energy_source: EnergySource::Solar,
		zone: Default::default(),
		commissioned: 20_000,
		support: Support::None,
		emission_factor: 0,
		capacity_w: 10_000,
		round_trip_efficiency: None,
	};
	let register = pallet_certificates::Call::register_device {
		point: park,
		attributes,
		automatic: true,
	};
	world.ok(Alice, register);
	world.metered(&[(park, -10_000), (home, 4_000)]);
	let account = AssetShares::account_id(PARK);
	let bundles = world
		.chain
		.read(|| commonwatt_runtime::Certificates::bundles_of(account, None));
	assert_eq!(bundles.len(), 1);
	assert_eq!(bundles[0].quantity, 6_000);
	// Nobody signs for it: what neighbours used is theirs, the rest is sold by nobody.
	for who in [Alice, Dave] {
		let offer = pallet_certificates::Call::offer {
			bundle: bundles[0].bundle,
			price: 1,
			minimum: 1,
		};
		world.fails(who, offer, pallet_certificates::Error::<Runtime>::NotOwner);
	}
}
