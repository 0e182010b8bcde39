//! What tests do again and again.

use super::*;
use crate::{AssetKind, Event, Fill, Terms, TermsOf, TransferRules};
use commonwatt_primitives::share::{ShareViews, Shares};
use frame_support::assert_ok;
use sp_core::H256;

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn operator() -> RuntimeOrigin {
	signed(OPERATOR)
}

/// 1,000 shares at [`PRICE`], 400 at least, ten days; members only, with a pool; a tenth of income for
/// upkeep until there are 500.
pub fn terms() -> TermsOf<Runtime> {
	Terms {
		kind: AssetKind::SolarPark,
		name: b"Roof of the school"
			.to_vec()
			.try_into()
			.expect("it is short"),
		documents: vec![H256::repeat_byte(1)].try_into().expect("it is one"),
		beneficiary: SELLER,
		price: PRICE,
		soft_cap: 400,
		hard_cap: 1_000,
		offering_period: 10 * DAY,
		rules: TransferRules {
			members_only: true,
			pool: true,
			..Default::default()
		},
		upkeep_share: Permill::from_percent(10),
		upkeep_target: 500,
	}
}

pub fn rules(change: impl FnOnce(&mut TransferRules)) -> TermsOf<Runtime> {
	let mut terms = terms();
	change(&mut terms.rules);
	terms
}

/// Without upkeep, so that all income is distributed.
pub fn no_upkeep() -> TermsOf<Runtime> {
	TermsOf::<Runtime> {
		upkeep_target: 0,
		..terms()
	}
}

/// The id of the asset that is proposed.
pub fn propose(terms: TermsOf<Runtime>) -> AssetId {
	let id = crate::NextAssetId::<Runtime>::get();
	assert_ok!(AssetShares::propose(signed(DORA), COMMUNITY, terms));
	id
}

pub fn offer(terms: TermsOf<Runtime>) -> AssetId {
	let id = propose(terms);
	assert_ok!(AssetShares::open_offering(operator(), id));
	id
}

pub fn subscribe(id: AssetId, who: AccountId, shares: Shares) -> DispatchResult {
	AssetShares::subscribe(signed(who), id, shares, Fill::AllOrNothing)
}

/// An active asset of these holders, at the end of whose offering events begin.
pub fn active_with(terms: TermsOf<Runtime>, holders: &[(AccountId, Shares)]) -> AssetId {
	let period = terms.offering_period;
	let id = offer(terms);
	for (who, shares) in holders {
		assert_ok!(subscribe(id, *who, *shares));
	}
	pass(period);
	assert_ok!(AssetShares::close_offering(signed(STRANGER), id));
	System::reset_events();
	id
}

/// Anna has 600, Ben 300, Carla 100.
pub fn active(terms: TermsOf<Runtime>) -> AssetId {
	active_with(terms, &[(ANNA, 600), (BEN, 300), (CARLA, 100)])
}

/// In the next block, if time passes.
pub fn pass(time: Moment) {
	System::set_block_number(System::block_number() + u64::from(time > 0));
	Now::mutate(|now| *now += time);
}

pub fn shares(id: AssetId, who: AccountId) -> Shares {
	AssetShares::shares_of(id, &who).map_or(0, |view| view.shares)
}

pub fn unclaimed(id: AssetId, who: AccountId) -> Balance {
	AssetShares::shares_of(id, &who).map_or(0, |view| view.unclaimed)
}

pub fn earn(id: AssetId, amount: Balance) {
	assert_ok!(AssetShares::pay_income(signed(STRANGER), id, amount));
}

pub fn transfer(id: AssetId, from: AccountId, to: AccountId, shares: Shares) -> DispatchResult {
	AssetShares::transfer(signed(from), id, to, shares)
}

pub fn balance(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn pool(id: AssetId) -> AccountId {
	MarketPools::pool(id).expect("every share has a pool")
}

/// The events of this pallet.
pub fn events() -> Vec<Event<Runtime>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::AssetShares(event) => Some(event),
			_ => None,
		})
		.collect()
}

fn pair(id: AssetId) -> (Box<AnyAsset>, Box<AnyAsset>) {
	(
		Box::new(NativeOrWithId::Native),
		Box::new(NativeOrWithId::WithId(id)),
	)
}

pub fn create_pool(who: AccountId, id: AssetId) -> DispatchResult {
	let (token, share) = pair(id);
	rolled_back(|| Market::create_pool(signed(who), token, share))
}

/// The market's calls fail halfway: as dispatched, they leave nothing then.
fn rolled_back(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
	frame_support::storage::with_storage_layer(call)
}

pub fn add_liquidity(
	id: AssetId,
	who: AccountId,
	tokens: Balance,
	shares: Shares,
) -> DispatchResult {
	let (token, share) = pair(id);
	rolled_back(|| Market::add_liquidity(signed(who), token, share, tokens, shares, 1, 1, who))
}

pub fn remove_liquidity(
	id: AssetId,
	who: AccountId,
	lp_tokens: Balance,
	to: AccountId,
) -> DispatchResult {
	let (token, share) = pair(id);
	rolled_back(|| Market::remove_liquidity(signed(who), token, share, lp_tokens, 1, 1, to))
}

/// Buys shares for so many tokens.
pub fn buy(id: AssetId, who: AccountId, tokens: Balance, to: AccountId) -> DispatchResult {
	let (token, share) = pair(id);
	let path = vec![token, share];
	rolled_back(|| Market::swap_exact_tokens_for_tokens(signed(who), path, tokens, 1, to, true))
}

/// Sells shares.
pub fn sell(id: AssetId, who: AccountId, shares: Shares) -> DispatchResult {
	let (token, share) = pair(id);
	let path = vec![share, token];
	rolled_back(|| Market::swap_exact_tokens_for_tokens(signed(who), path, shares, 1, who, false))
}

/// An active asset with a pool of 200 of Anna's shares and 20,000 tokens: Anna 400, Ben 300, Carla 100.
pub fn with_pool(terms: TermsOf<Runtime>) -> AssetId {
	let id = active(terms);
	assert_ok!(create_pool(ANNA, id));
	assert_ok!(add_liquidity(id, ANNA, 20_000, 200));
	System::reset_events();
	id
}
