//! The runtime APIs.

use crate::{
	allowance, genesis, AccountId, AssetShares, Aura, Balance, Billing, Block, Certificates,
	Communities, CommunityId, CommunityTreasury, EnergyMarket, Executive, Grandpa, InherentDataExt,
	Interval, Metering, Nonce, PointId, PriceSignals, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeGenesisConfig, SessionKeys, System, TransactionPayment, VERSION,
};
use alloc::{string::ToString, vec::Vec};
use codec::Encode;
use commonwatt_primitives::{
	api::{
		commons, BatchView, BookView, CommunityView, IntervalView, PointView, Quote, SignalsView,
		StandingOrdersView,
	},
	certificate::{
		BundleId, BundleView, DeviceView, IssuanceView, MatchingView, RetirementId, RetirementsView,
	},
	governance::{
		autopilot::AutopilotReport,
		views::{BallotView, BudgetView, DaoView, ProposalView, SupportView, VoterView},
		ProposalId,
	},
	green::GreenFigures,
	share::{AssetId, ShareView, ShareViews},
	statement::Statement,
	traits::{DeliveryPoints, MarketClock},
};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	weights::Weight,
};
use pallet_asset_shares::{AssetOf, TermsOf};
use pallet_community_treasury::RulesOf;
use pallet_grandpa::AuthorityId as GrandpaId;
use pallet_validator_set::{EquivocationReports, OfSetInForce};
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

fn community_view(community: CommunityId) -> Option<CommunityView<AccountId>> {
	let entry = pallet_communities::Communities::<Runtime>::get(community)?;
	let accounts = pallet_billing::Books::<Runtime>::get(community);
	let time = pallet_communities::Parameters::<Runtime>::get();
	Some(CommunityView {
		name: entry.name.into_inner(),
		operator: entry.operator,
		supplier: entry.supplier,
		pot: Billing::pot(community),
		members: pallet_communities::MemberCount::<Runtime>::get(community).members,
		points: <Metering as DeliveryPoints<_>>::count(community),
		in_progress: <Communities as MarketClock>::in_progress(),
		ended: <Communities as MarketClock>::ended(),
		due: <Communities as MarketClock>::due(),
		retired: <Communities as MarketClock>::retired(),
		interval_seconds: time.interval_seconds,
		interval_millis: time.interval_millis,
		treasury: accounts.treasury,
		supplier_balance: accounts.supplier,
		guarantee: accounts.guarantee,
		arrears: accounts.arrears,
	})
}

fn point_view(point: PointId) -> Option<PointView<AccountId>> {
	let meter = pallet_metering::Meters::<Runtime>::get(point)?;
	let details = <Metering as DeliveryPoints<_>>::details(point)?;
	Some(PointView {
		withdrawal_floor: Billing::withdrawal_floor(&details),
		community: meter.community,
		owner: meter.owner,
		capacity_w: meter.capacity_w,
		registers: meter.registers,
		metered: meter.metered,
		next_interval: meter.next,
		closed: meter.closed,
		account: pallet_billing::Accounts::<Runtime>::get(point),
		unsettled: pallet_energy_market::Positions::<Runtime>::get(point)
			.unsettled
			.into_iter()
			.map(|reading| (reading.interval, reading.deviation()))
			.collect(),
		essential: Billing::is_essential(point),
		trading_key: pallet_energy_market::TradingKeys::<Runtime>::get(point),
		next_nonces: pallet_energy_market::IntentNonces::<Runtime>::get(point)
			.0
			.into_inner(),
		orders: EnergyMarket::order_views(meter.community, point),
	})
}

fn standing_orders_view(point: PointId) -> Option<StandingOrdersView> {
	<Metering as DeliveryPoints<_>>::details(point)?;
	let expectation = pallet_energy_market::Positions::<Runtime>::get(point).expectation;
	Some(StandingOrdersView {
		orders: EnergyMarket::standing_orders(point),
		expected: expectation.map_or_else(Vec::new, |expectation| {
			(0..24).map(|hour| expectation.of(hour)).collect()
		}),
	})
}

/// From the block's events.
fn batch_views() -> Vec<BatchView> {
	use pallet_metering::Event::ReadingsSubmitted;
	System::read_events_no_consensus()
		.filter_map(|record| match record.event {
			RuntimeEvent::Metering(ReadingsSubmitted {
				community,
				accepted,
				refused,
				..
			}) => Some(BatchView {
				community,
				accepted,
				refused: refused.into_iter().map(|(_, refusal)| refusal).collect(),
			}),
			_ => None,
		})
		.collect()
}

fn assets(community: CommunityId) -> Vec<(AssetId, AssetOf<Runtime>, TermsOf<Runtime>)> {
	<AssetShares as ShareViews<_>>::assets_of(community)
		.into_iter()
		.filter_map(|id| {
			let asset = pallet_asset_shares::Assets::<Runtime>::get(id)?;
			let terms = pallet_asset_shares::OfferedTerms::<Runtime>::get(id)?;
			Some((id, asset, terms))
		})
		.collect()
}

fn shares(community: CommunityId, who: AccountId) -> Vec<(AssetId, ShareView)> {
	<AssetShares as ShareViews<_>>::assets_of(community)
		.into_iter()
		.filter_map(|id| Some((id, <AssetShares as ShareViews<_>>::shares_of(id, &who)?)))
		.filter(|(_, view)| *view != ShareView::default())
		.collect()
}

impl_runtime_apis! {
	impl commonwatt_primitives::api::CommunityApi<Block, AccountId> for Runtime {
		fn community(community: CommunityId) -> Option<CommunityView<AccountId>> {
			community_view(community)
		}

		fn interval(community: CommunityId, interval: Interval) -> Option<IntervalView> {
			EnergyMarket::interval_view(community, interval)
		}

		fn point(point: PointId) -> Option<PointView<AccountId>> {
			point_view(point)
		}

		fn quote(community: CommunityId, interval: Interval) -> Option<Quote> {
			EnergyMarket::quote(community, interval)
		}

		fn book(community: CommunityId, interval: Interval) -> Option<BookView> {
			EnergyMarket::book_view(community, interval)
		}

		fn statement(point: PointId, month: Option<u32>) -> Option<Statement> {
			Billing::statement(point, month)
		}

		fn signals(community: CommunityId) -> Option<SignalsView<AccountId>> {
			PriceSignals::signals_view(community)
		}

		fn standing_orders(point: PointId) -> Option<StandingOrdersView> {
			standing_orders_view(point)
		}

		fn batches() -> Vec<BatchView> {
			batch_views()
		}
	}

	impl commons::CertificatesApi<Block, AccountId> for Runtime {
		fn device(device: PointId) -> Option<DeviceView> {
			Certificates::device_view(device)
		}

		fn issuance(device: PointId, interval: Interval) -> Option<IssuanceView<AccountId>> {
			Certificates::issuance_view(device, interval)
		}

		fn certificates(owner: AccountId, after: Option<BundleId>) -> Vec<BundleView<AccountId>> {
			Certificates::bundles_of(owner, after)
		}

		fn retirements(community: CommunityId, from: RetirementId) -> RetirementsView<AccountId> {
			Certificates::retirements_view(community, from)
		}

		fn matching(point: PointId, from: Interval, until: Interval) -> Option<MatchingView> {
			Certificates::matching_view(point, from, until)
		}

		fn green(community: CommunityId, interval: Interval) -> Option<GreenFigures> {
			EnergyMarket::green(community, interval)
		}
	}

	impl commons::SharesApi<Block, AccountId> for Runtime {
		fn assets(community: CommunityId) -> Vec<(AssetId, AssetOf<Runtime>, TermsOf<Runtime>)> {
			assets(community)
		}

		fn account(asset: AssetId) -> AccountId {
			AssetShares::account_id(asset)
		}

		fn shares(community: CommunityId, who: AccountId) -> Vec<(AssetId, ShareView)> {
			shares(community, who)
		}
	}

	impl commons::GovernanceApi<Block, AccountId> for Runtime {
		fn dao(community: CommunityId) -> Option<DaoView<AccountId, RulesOf<Runtime>>> {
			CommunityTreasury::dao(community)
		}

		fn budget(community: CommunityId) -> Option<BudgetView> {
			CommunityTreasury::budget(community)
		}

		fn proposal(proposal: ProposalId) -> Option<ProposalView<AccountId, RulesOf<Runtime>>> {
			CommunityTreasury::proposal(proposal)
		}

		fn proposals(
			community: CommunityId,
			skip: u32,
			most: u32,
		) -> Vec<ProposalView<AccountId, RulesOf<Runtime>>> {
			CommunityTreasury::proposals(community, skip, most)
		}

		fn ballots(community: CommunityId, who: AccountId) -> Vec<BallotView<AccountId>> {
			CommunityTreasury::ballots_of(community, &who)
		}

		fn voter(community: CommunityId, who: AccountId) -> Option<VoterView<AccountId>> {
			CommunityTreasury::voter(community, &who)
		}

		fn reports(community: CommunityId) -> Vec<AutopilotReport> {
			CommunityTreasury::reports(community)
		}

		fn supported(community: CommunityId) -> Vec<SupportView> {
			CommunityTreasury::supported(community)
		}
	}

	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> sp_runtime::ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			sp_consensus_aura::SlotDuration::from_millis(Aura::slot_duration())
		}

		fn authorities() -> Vec<AuraId> {
			pallet_aura::Authorities::<Runtime>::get().into_inner()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			Grandpa::current_set_id()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			proof: sp_consensus_grandpa::EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
			_: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(proof, OfSetInForce)
		}

		fn generate_key_ownership_proof(
			set_id: sp_consensus_grandpa::SetId,
			authority: GrandpaId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			let in_force = set_id == Grandpa::current_set_id();
			(in_force && EquivocationReports::<Runtime>::owner(&authority).is_some())
				.then(|| sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(OfSetInForce.encode()))
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			*System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
		fn query_info(
			extrinsic: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			let free = allowance::is_free(&extrinsic);
			let info = TransactionPayment::query_info(extrinsic, len);
			match free {
				true => pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo {
					partial_fee: 0,
					..info
				},
				false => info,
			}
		}

		fn query_fee_details(
			extrinsic: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			let free = allowance::is_free(&extrinsic);
			let details = TransactionPayment::query_fee_details(extrinsic, len);
			match free {
				true => pallet_transaction_payment::FeeDetails {
					inclusion_fee: None,
					..details
				},
				false => details,
			}
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall>
		for Runtime
	{
		fn query_call_info(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			let genesis = serde_json::from_slice(&config).map_err(|error| error.to_string())?;
			genesis::check(&genesis)?;
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, genesis::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis::preset_names()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (
			Vec<frame_benchmarking::BenchmarkList>,
			Vec<frame_support::traits::StorageInfo>,
		) {
			crate::benchmarks::metadata(extra)
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::dispatch(config)
		}
	}
}
