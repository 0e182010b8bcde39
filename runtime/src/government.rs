//! How a community governs itself: the government's configuration, and what it may do.

use crate::{
	weights, AccountId, AssetShares, Balances, Billing, BlockNumber, Communities, CommunityId,
	EnergyMarket, Interval, Metering, PriceSignals, Runtime, RuntimeCall, RuntimeHoldReason, TOKEN,
};
use commonwatt_primitives::{
	governance::{MeteredEnergy, VotingWeights},
	reading::Registers,
	share::{AssetId, RecordId, ShareVotes},
	Balance,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Contains},
	PalletId,
};
use pallet_asset_shares::Phase;
use pallet_community_treasury::LimitsOf;
use sp_runtime::{DispatchError, Permill};

const MINUTE: BlockNumber = 10;
const DAY: BlockNumber = 24 * 60 * MINUTE;
/// A year of quarter hours.
const YEAR_OF_INTERVALS: Interval = 35_040;

parameter_types! {
	pub const DaoId: PalletId = PalletId(*b"cwt/daos");
	/// So wide that a test network can vote within a minute, so narrow that no community locks itself out.
	pub RuleLimits: LimitsOf<Runtime> = LimitsOf::<Runtime> {
		shortest_voting: 3,
		longest_voting: 60 * DAY,
		shortest_delay: 1,
		longest_delay: 60 * DAY,
		shortest_window: 10,
		longest_window: 60 * DAY,
		lowest_quorum: Permill::from_percent(10),
		highest_quorum: Permill::from_percent(50),
		lowest_approval: Permill::from_percent(50),
		highest_approval: Permill::from_percent(80),
		highest_slash_below: Permill::from_percent(50),
		lowest_deposit: TOKEN / 10,
		highest_deposit: 1_000 * TOKEN,
		shortest_period: 12,
		longest_period: YEAR_OF_INTERVALS,
	};
}

/// What a community may decide: its own affairs. Its account holds the operator role and tokens to invest;
/// who it is, its bounds and the role itself are not among them; its seat in the communities' collective is. Tokens leave its account for what they
/// buy, or back to the treasury: a plain transfer would go round the cap on spending.
pub struct CommunityCalls;

impl CommunityCalls {
	fn is_own_affair(call: &RuntimeCall) -> bool {
		use pallet_asset_conversion::Call as Market;
		use pallet_asset_shares::Call as Shares;
		use pallet_billing::Call as Billing;
		use pallet_certificates::Call as Certificates;
		use pallet_collective::Call as Motions;
		use pallet_communities::Call as Communities;
		use pallet_community_treasury::Call as Treasury;
		use pallet_metering::Call as Metering;
		use pallet_price_signals::Call as Signals;
		use pallet_validator_set::Call as Set;
		match call {
			RuntimeCall::Communities(call) => !matches!(
				call,
				Communities::create_community { .. }
					| Communities::set_bounds { .. }
					| Communities::set_operator { .. }
			),
			RuntimeCall::Metering(call) => !matches!(call, Metering::submit_readings { .. }),
			RuntimeCall::Billing(call) => matches!(
				call,
				Billing::set_essential { .. }
					| Billing::lend_to_guarantee { .. }
					| Billing::fund_guarantee { .. }
					| Billing::donate { .. }
					| Billing::top_up { .. }
					| Billing::gift { .. }
					| Billing::withdraw { .. }
			),
			RuntimeCall::PriceSignals(call) => matches!(
				call,
				Signals::elect_forecaster { .. }
					| Signals::dismiss_forecaster { .. }
					| Signals::suspend_forecaster { .. }
					| Signals::reinstate_forecaster { .. }
					| Signals::fund_rewards { .. }
					| Signals::set_reward { .. }
			),
			RuntimeCall::Certificates(call) => !matches!(call, Certificates::expire { .. }),
			RuntimeCall::AssetShares(call) => !matches!(
				call,
				Shares::propose { .. } | Shares::withdraw_proposal { .. }
			),
			RuntimeCall::AssetConversion(call) => matches!(
				call,
				Market::create_pool { .. }
					| Market::add_liquidity { .. }
					| Market::remove_liquidity { .. }
					| Market::swap_exact_tokens_for_tokens { .. }
					| Market::swap_tokens_for_exact_tokens { .. }
			),
			RuntimeCall::ValidatorSet(call) => {
				matches!(call, Set::nominate { .. } | Set::withdraw_nomination { .. })
			}
			RuntimeCall::CommunityTreasury(call) => matches!(
				call,
				Treasury::set_rules { .. }
					| Treasury::spend { .. }
					| Treasury::add_recurring_spend { .. }
					| Treasury::remove_recurring_spend { .. }
					| Treasury::invest { .. }
					| Treasury::pay_in { .. }
					| Treasury::set_support { .. }
					| Treasury::set_solidarity_fund { .. }
					| Treasury::open_refund { .. }
					| Treasury::set_autopilot { .. }
					| Treasury::stop_autopilot { .. }
			),
			RuntimeCall::CommunitiesCollective(call) => matches!(
				call,
				Motions::propose { .. } | Motions::vote { .. } | Motions::close { .. }
			),
			_ => false,
		}
	}
}

impl Contains<RuntimeCall> for CommunityCalls {
	/// Several at once, all or none, if each is an affair of the community; no batch in a batch.
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Utility(pallet_utility::Call::batch_all { calls }) => {
				calls.iter().all(Self::is_own_affair)
			}
			call => Self::is_own_affair(call),
		}
	}
}

/// The market's totals: all that a community's points metered.
pub struct BookedEnergy;

impl MeteredEnergy for BookedEnergy {
	fn metered(community: CommunityId) -> Registers {
		EnergyMarket::booked(community)
	}
}

/// The holders of shares as voters.
pub struct Shareholders;

impl VotingWeights<AccountId> for Shareholders {
	/// Not another community's: its proposals would use up the records that those of the asset's own need.
	/// Not a liquidated asset: nothing is recorded of it.
	fn can_vote(community: CommunityId, asset: AssetId) -> bool {
		pallet_asset_shares::Assets::<Runtime>::get(asset).is_some_and(|asset| {
			let can_be_recorded = matches!(asset.phase, Phase::Active | Phase::WindingUp { .. });
			asset.community == community && can_be_recorded && asset.earning > 0
		})
	}

	fn record(asset: AssetId) -> Result<RecordId, DispatchError> {
		<AssetShares as ShareVotes<_>>::record(asset)
	}

	fn weight(asset: AssetId, record: RecordId, who: &AccountId) -> Balance {
		<AssetShares as ShareVotes<_>>::weight(asset, record, who)
	}

	fn supply(asset: AssetId, record: RecordId) -> Balance {
		<AssetShares as ShareVotes<_>>::supply(asset, record)
	}

	fn release(asset: AssetId, record: RecordId) {
		<AssetShares as ShareVotes<_>>::release(asset, record)
	}
}

impl pallet_community_treasury::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CallFilter = CommunityCalls;
	type Currency = Balances;
	type Communities = Communities;
	type Membership = Communities;
	type Funds = Billing;
	type GridFee = Communities;
	type Tariffs = Communities;
	type Signals = PriceSignals;
	type Clock = Communities;
	type Points = Metering;
	type Statements = Billing;
	type Energy = BookedEnergy;
	type Votes = Shareholders;
	type PalletId = DaoId;
	type RuleLimits = RuleLimits;
	type MaxCallLength = ConstU32<4_096>;
	type MaxOpen = ConstU32<16>;
	type MaxOpenPerMember = ConstU32<2>;
	type MaxProposals = ConstU32<64>;
	type MaxDelegators = ConstU32<32>;
	type MaxVotePoints = ConstU32<8>;
	type MaxRecurringSpends = ConstU32<16>;
	type MaxSupported = ConstU32<64>;
	type MaxRefunds = ConstU32<4>;
	type RefundWindow = ConstU32<2_976>;
	type KeptMonths = ConstU32<12>;
	type KeptReports = ConstU32<12>;
	type ForecastIntervals = ConstU32<24>;
	type PollWeight = weights::GovernmentPollWeight;
	type WeightInfo = pallet_community_treasury::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
