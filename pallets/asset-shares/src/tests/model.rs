//! Random lives of assets: all calls, swaps, liquidity and the traits, by random accounts, in random
//! order. A model tracks what each holder is entitled to with wide integers, by walking through all
//! holders at every income; and who held what at every record.

use super::*;
use crate::{AllowList, BuyBackFund, Fill, Phase, TermsOf};
use frame_support::{
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungibles::{Balanced, Mutate},
		tokens::{
			Fortitude::Force,
			Precision::{BestEffort, Exact},
			Preservation::Expendable,
		},
		Hooks,
	},
	weights::{Weight, WeightMeter},
};
use proptest::{
	prelude::*,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use sp_core::U256;
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: [u128; 6] = [ANNA, BEN, CARLA, DORA, STRANGER, OPERATOR];
const CASES: u32 = 10;
const STEPS: usize = 140;

#[derive(Clone, Copy, Debug)]
struct Step {
	act: u8,
	asset: u8,
	who: u8,
	other: u8,
	amount: u32,
}

fn step() -> impl Strategy<Value = Step> {
	(0..44u8, any::<u8>(), 0..6u8, 0..7u8, 0..60_000u32).prop_map(
		|(act, asset, who, other, amount)| Step {
			act,
			asset,
			who,
			other,
			amount,
		},
	)
}

/// Terms of four kinds.
fn any_terms(kind: u32) -> TermsOf<Runtime> {
	let mut terms = terms();
	terms.soft_cap = if kind % 2 == 1 { 400 } else { 60 };
	terms.hard_cap = 500;
	terms.rules.members_only = kind != 1;
	terms.rules.max_holding = (kind == 2).then_some(300);
	terms.rules.allow_list = kind == 3;
	terms.rules.locked_until = (kind == 1).then_some(Now::get() + 12 * DAY);
	terms.upkeep_target = u128::from(kind) * 2_000;
	terms
}

/// Who holds what of each asset, subscriptions too: they are held, and become shares where they are.
type Held = BTreeMap<(u32, u128), u128>;

fn everyone(id: u32) -> Vec<u128> {
	PEOPLE.into_iter().chain([pool(id)]).collect()
}

fn held() -> Held {
	let ids = Assets::<Runtime>::iter_keys();
	ids.flat_map(|id| everyone(id).into_iter().map(move |who| (id, who)))
		.map(|(id, who)| ((id, who), Holdings::<Runtime>::get(id, who)))
		.map(|(key, holding)| (key, holding.unwrap_or_default().shares))
		.filter(|(_, shares)| *shares > 0)
		.collect()
}

#[derive(Default)]
struct Model {
	entitled: BTreeMap<(u32, u128), U256>,
	dust: BTreeMap<u32, U256>,
	/// What each open record must say, and whether it must be just that: nothing had moved in its block.
	records: BTreeMap<(u32, u32), (Held, bool)>,
	/// The least that was held between steps in a block.
	least: (u64, Held),
	seen: BTreeSet<String>,
}

impl Model {
	/// Gives each holder its part of an amount, one by one.
	fn distribute(&mut self, id: u32, held: &Held, amount: u128, per_share: u128, dust: u128) {
		let mut left = self.dust.get(&id).copied().unwrap_or_default() + amount;
		let earns: Vec<_> = held
			.iter()
			.filter(|((asset, who), _)| *asset == id && *who != pool(id))
			.collect();
		let supply = earns
			.iter()
			.fold(U256::zero(), |sum, (_, shares)| sum + **shares);
		let each = left.checked_div(supply).unwrap_or_default();
		for ((_, who), shares) in earns {
			let part = each * U256::from(*shares);
			*self.entitled.entry((id, *who)).or_default() += part;
			left -= part;
		}
		assert_eq!((each, left), (per_share.into(), dust.into()));
		self.dust.insert(id, left);
	}

	fn take(&mut self, id: u32, who: u128, amount: u128) {
		let entitled = self.entitled.remove(&(id, who)).unwrap_or_default();
		assert_eq!(entitled, amount.into(), "{who} of {id}");
	}

	fn hear(&mut self, event: Event<Runtime>, before: &Held) {
		let name = format!("{event:?}");
		let name = name.trim_start_matches("Event::").split(' ').next();
		let name = name.unwrap_or_default();
		self.seen.insert(name.into());
		match event {
			Event::IncomeReceived {
				asset,
				amount,
				upkeep,
				per_share,
				dust,
				..
			} => self.distribute(asset, before, amount - upkeep, per_share, dust),
			Event::AssetLiquidated {
				asset,
				reserve,
				per_share,
				dust,
				..
			} => self.distribute(asset, before, reserve, per_share, dust),
			Event::IncomeClaimed { asset, who, amount } => self.take(asset, who, amount),
			Event::BoughtBackCompulsorily {
				asset, who, income, ..
			} => self.take(asset, who, income),
			Event::Redeemed {
				asset,
				who,
				paid,
				forfeited,
				..
			} => {
				self.take(asset, who, paid + forfeited);
				*self.dust.entry(asset).or_default() += U256::from(forfeited);
			}
			Event::AssetClosed { asset, .. } => {
				let mut owed = self.entitled.iter().filter(|((id, _), _)| *id == asset);
				assert!(owed.all(|(_, amount)| amount.is_zero()), "nothing is owed");
				self.entitled.retain(|(id, _), _| *id != asset);
				self.records.retain(|(id, _), _| *id != asset);
			}
			Event::HoldersRecorded { asset, record, .. } => {
				let is_fresh = self.least.0 < System::block_number();
				let held = match is_fresh {
					true => before,
					false => &self.least.1,
				};
				self.records
					.insert((asset, record), (held.clone(), is_fresh));
			}
			Event::RecordReleased { asset, record } => {
				self.records.remove(&(asset, record));
			}
			_ => {}
		}
	}

	/// What a step has left of the holdings of its block.
	fn lessen(&mut self, before: &Held) {
		let block = System::block_number();
		if self.least.0 < block {
			self.least = (block, before.clone());
		}
		let after = held();
		self.least.1.retain(|key, least| {
			*least = after.get(key).copied().unwrap_or(0).min(*least);
			*least > 0
		});
	}

	fn check(&self) {
		for id in Assets::<Runtime>::iter_keys() {
			for who in everyone(id) {
				let entitled = self.entitled.get(&(id, who)).copied().unwrap_or_default();
				assert_eq!(entitled, unclaimed(id, who).into(), "{who} of {id}");
			}
		}
		for ((id, record), (held, is_fresh)) in &self.records {
			let (mut supply, mut weights) = (0, 0);
			for who in everyone(*id) {
				let had = match who == pool(*id) {
					true => 0,
					false => held.get(&(*id, who)).copied().unwrap_or(0),
				};
				supply += had;
				let weight = <AssetShares as ShareVotes<_>>::weight(*id, *record, &who);
				weights += weight;
				assert!(weight <= had, "{who} of {id} at {record}");
			}
			let recorded = <AssetShares as ShareVotes<u128>>::supply(*id, *record);
			assert!(weights <= recorded);
			assert!(!is_fresh || (weights, recorded) == (supply, supply));
		}
	}
}

/// What may never happen, whatever the path was.
fn check_rules(before: &Held, after: &Held, compulsory: bool) {
	for (id, asset) in Assets::<Runtime>::iter() {
		for who in everyone(id) {
			let had = before.get(&(id, who)).copied().unwrap_or(0);
			let has = after.get(&(id, who)).copied().unwrap_or(0);
			let holding = Holdings::<Runtime>::get(id, who).unwrap_or_default();
			let is_frozen = asset.frozen.is_some() || holding.frozen.is_some();
			let is_locked = asset
				.rules
				.locked_until
				.is_some_and(|until| Now::get() < until);
			// The close of an offering makes shares of subscriptions, redemption ends them.
			let has_moved = before.keys().any(|(other, _)| *other == id)
				&& matches!(asset.phase, Phase::Active | Phase::WindingUp { .. });
			if !has_moved || has == had {
				continue;
			}
			assert!(!is_frozen || compulsory, "frozen shares of {who} moved");
			if has < had {
				assert!(!is_locked || compulsory, "locked shares moved");
				let out_of_pool = asset.phase == Phase::Active || who == pool(id);
				assert!(out_of_pool, "shares moved when wound up");
				continue;
			}
			if who == pool(id) {
				assert!(asset.rules.pool && asset.phase == Phase::Active);
				continue;
			}
			let is_member = Active::get().contains(&who);
			assert!(!asset.rules.members_only || is_member, "{who} is no member");
			let is_allowed = AllowList::<Runtime>::contains_key(id, who);
			assert!(
				!asset.rules.allow_list || is_allowed,
				"{who} is not allowed"
			);
			assert!(asset.rules.max_holding.is_none_or(|most| has <= most));
		}
	}
}

fn act(step: Step) -> DispatchResult {
	let ids: Vec<_> = Assets::<Runtime>::iter_keys().collect();
	let id = match ids.is_empty() {
		true => 0,
		false => ids[usize::from(step.asset) % ids.len()],
	};
	let (who, amount) = (PEOPLE[usize::from(step.who)], u128::from(step.amount));
	let other = everyone(id)[usize::from(step.other)];
	let few = amount % 400;
	match step.act {
		0 => AssetShares::propose(signed(who), COMMUNITY, any_terms(step.amount % 4)),
		1 | 2 => {
			let _ = AssetShares::allow(operator(), id, who);
			AssetShares::open_offering(operator(), id)
		}
		3 if amount % 5 == 0 => AssetShares::reject(operator(), id),
		4 if amount % 5 == 0 => AssetShares::withdraw_proposal(signed(who), id),
		3..=5 => AssetShares::subscribe(signed(who), id, few % 50, Fill::AtMost),
		6 => AssetShares::subscribe(signed(who), id, few % 100, Fill::AllOrNothing),
		7 => AssetShares::close_offering(signed(who), id),
		8 => AssetShares::refund(signed(who), id, other),
		9 | 10 => transfer(id, who, other, few),
		11 | 12 => AssetShares::pay_income(signed(who), id, amount),
		13 => AssetShares::claim_income(signed(who), id),
		14 => AssetShares::claim_income_for(signed(who), id, other),
		15 => {
			let owner = AssetShares::account_id(id);
			PointOwners::mutate(|owners| owners.insert(id, (COMMUNITY, owner)));
			AssetShares::attach_point(operator(), id, id)
		}
		16 => {
			Free::mutate(|free| free.insert(id, amount));
			AssetShares::collect_income(signed(who), id)
		}
		17 => AssetShares::detach_point(operator(), id),
		18 => AssetShares::spend_upkeep(operator(), id, who, few),
		19 => match AllowList::<Runtime>::contains_key(id, who) {
			true => AssetShares::disallow(operator(), id, who),
			false => AssetShares::allow(operator(), id, who),
		},
		20 if amount % 3 == 0 => AssetShares::freeze_asset(operator(), id, REASON),
		20 | 21 => AssetShares::thaw_asset(operator(), id),
		22 if amount % 2 == 0 => AssetShares::freeze_holding(operator(), id, other, REASON),
		22 | 23 => AssetShares::thaw_holding(operator(), id, other),
		24 => {
			let fund = match amount % 2 {
				0 => BuyBackFund::Caller,
				_ => BuyBackFund::UpkeepReserve,
			};
			let until = Now::get() + 3 * DAY;
			AssetShares::set_buy_back(operator(), id, 1 + few, 1 + few % 20, until, fund)
		}
		25 => AssetShares::sell_back(signed(who), id, 1 + few % 10, 0),
		26 => AssetShares::end_buy_back(signed(who), id),
		27 => {
			Active::mutate(|active| match active.remove(&who) {
				true => {}
				false => {
					active.insert(who);
				}
			});
			Ok(())
		}
		28 => AssetShares::buy_back_compulsorily(operator(), id, other),
		29 => create_pool(who, id),
		30 => add_liquidity(id, who, 50 * few + 500, few),
		31 => remove_liquidity(id, who, amount % 3_000, other),
		32 => buy(id, who, amount % 5_000, other),
		33 => sell(id, who, few % 100),
		34 => {
			let credit = AssetShares::withdraw(id, &who, few, BestEffort, Expendable, Force)?;
			// What the other may not hold is burned when it drops.
			let _ = AssetShares::resolve(&other, credit);
			Ok(())
		}
		35 => {
			let debt = AssetShares::deposit(id, &other, few % 5, Exact)?;
			// Or issued.
			let _ = AssetShares::settle(&who, debt, Expendable);
			Ok(())
		}
		36 => <AssetShares as Mutate<_>>::transfer(id, &who, &other, few, Expendable).map(|_| ()),
		37 => <AssetShares as ShareVotes<u128>>::record(id).map(|_| ()),
		38 => {
			<AssetShares as ShareVotes<u128>>::release(id, step.amount % 8);
			Ok(())
		}
		39 => {
			pass(u64::from(step.amount) % 5 * DAY);
			Ok(())
		}
		40 if amount % 3 == 0 => AssetShares::begin_wind_up(operator(), id),
		40 | 41 => {
			let _ = AssetShares::detach_point(operator(), id);
			if amount % 2 == 0 {
				PointOwners::mutate(|owners| owners.remove(&id));
			}
			AssetShares::liquidate(operator(), id)
		}
		42 => AssetShares::redeem(signed(who), id, other),
		_ => {
			AssetShares::on_poll(2, &mut WeightMeter::with_limit(Weight::MAX));
			Ok(())
		}
	}
}

/// Does something, and checks everything.
fn check_act(model: &mut Model, compulsory: bool, act: impl FnOnce() -> DispatchResult) {
	let before = held();
	let money = Balances::total_issuance();
	System::reset_events();
	let _ = with_storage_layer(act);
	for event in events() {
		model.hear(event, &before);
	}
	model.lessen(&before);
	model.check();
	check_rules(&before, &held(), compulsory);
	check_invariants();
	assert_eq!(Balances::total_issuance(), money);
}

/// Two active assets, one with a pool; an offering that is not sold yet.
fn begin(model: &mut Model) {
	for kind in 0..2 {
		let id = offer(any_terms(kind));
		for who in [ANNA, BEN] {
			assert_ok!(subscribe(id, who, 200));
		}
		pass(DAY);
	}
	pass(10 * DAY);
	for id in 0..2 {
		check_act(model, false, || {
			AssetShares::close_offering(signed(ANNA), id)
		});
	}
	assert_ok!(create_pool(ANNA, 0));
	assert_ok!(add_liquidity(0, ANNA, 20_000, 100));
	let unsold = offer(any_terms(1));
	assert_ok!(subscribe(unsold, CARLA, 50));
}

/// Ends every asset: nothing is left of any, nothing is owed to anybody.
fn end(model: &mut Model) {
	pass(100 * DAY);
	for id in Assets::<Runtime>::iter_keys().collect::<Vec<_>>() {
		let mut act = |call: &dyn Fn() -> DispatchResult| check_act(model, false, call);
		act(&|| AssetShares::thaw_asset(operator(), id));
		act(&|| AssetShares::reject(operator(), id));
		act(&|| AssetShares::close_offering(signed(ANNA), id));
		act(&|| AssetShares::detach_point(operator(), id));
		act(&|| AssetShares::begin_wind_up(operator(), id));
		pass(POOL_EXIT);
		PointOwners::mutate(|owners| owners.remove(&id));
		act(&|| AssetShares::liquidate(operator(), id));
		for who in PEOPLE {
			act(&|| AssetShares::refund(signed(ANNA), id, who));
			act(&|| AssetShares::redeem(signed(ANNA), id, who));
		}
		assert!(!Assets::<Runtime>::contains_key(id), "asset {id} is gone");
		assert_eq!(balance(AssetShares::account_id(id)), 0);
	}
	AssetShares::on_poll(2, &mut WeightMeter::with_limit(Weight::MAX));
	assert!(Holdings::<Runtime>::iter().next().is_none());
	assert!(AllowList::<Runtime>::iter().next().is_none());
	assert!(crate::Histories::<Runtime>::iter().next().is_none());
	assert!(crate::ClosedAssets::<Runtime>::iter().next().is_none());
	assert!(model.entitled.is_empty() && model.records.is_empty());
}

fn live(steps: &[Step], seen: &mut BTreeSet<String>) {
	ExtBuilder.build().execute_with(|| {
		let mut model = Model::default();
		begin(&mut model);
		for step in steps {
			// Two of three steps are in a block of their own.
			pass(u64::from(step.amount % 3 > 0));
			check_act(&mut model, step.act == 28, || act(*step));
		}
		end(&mut model);
		seen.append(&mut model.seen);
	});
}

fn live_and_see(mut runner: TestRunner) -> BTreeSet<String> {
	let seen = std::cell::RefCell::new(BTreeSet::new());
	let lives = prop::collection::vec(step(), STEPS..STEPS + 40);
	let result = runner.run(&lives, |steps| {
		live(&steps, &mut seen.borrow_mut());
		Ok(())
	});
	if let Err(failure) = result {
		panic!("{failure}");
	}
	seen.into_inner()
}

fn config() -> ProptestConfig {
	ProptestConfig {
		cases: CASES,
		failure_persistence: None,
		max_shrink_iters: 300,
		..Default::default()
	}
}

#[test]
fn any_life_keeps_every_invariant_and_pays_what_the_model_says() {
	live_and_see(TestRunner::new(config()));
}

/// The same lives every time, so that it is known what happens in them.
#[test]
fn lives_are_worth_living_everything_happens_in_them() {
	let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
	let seen = live_and_see(TestRunner::new_with_rng(config(), rng));
	for event in [
		"AssetProposed",
		"OfferingOpened",
		"Subscribed",
		"OfferingSucceeded",
		"Transferred",
		"SharesWithdrawn",
		"SharesDeposited",
		"SharesDropped",
		"SharesAdded",
		"IncomeReceived",
		"IncomeClaimed",
		"UpkeepSpent",
		"HoldingFrozen",
		"AssetFrozen",
		"BuyBackOffered",
		"SoldBack",
		"BoughtBackCompulsorily",
		"WindUpBegun",
		"AssetLiquidated",
		"Redeemed",
		"AssetClosed",
		"HoldersRecorded",
		"RecordReleased",
		"Refunded",
	] {
		assert!(seen.contains(event), "{event} never happened: {seen:?}");
	}
}
