//! The runtime APIs.

use crate::{
	genesis, AccountId, Aura, Balance, Billing, Block, Communities, CommunityId, EnergyMarket,
	Executive, Grandpa, InherentDataExt, Interval, Metering, Nonce, PointId, PriceSignals, Runtime,
	RuntimeCall, RuntimeGenesisConfig, SessionKeys, System, TransactionPayment, VERSION,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	api::{
		BookView, CommunityView, IntervalView, PointView, Quote, SignalsView, StandingOrdersView,
	},
	statement::Statement,
	traits::{DeliveryPoints, MarketClock},
};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	weights::Weight,
};
use pallet_grandpa::AuthorityId as GrandpaId;
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
			_proof: sp_consensus_grandpa::EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
			_owner: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			None
		}

		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			_authority: GrandpaId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			None
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
			TransactionPayment::query_info(extrinsic, len)
		}

		fn query_fee_details(
			extrinsic: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(extrinsic, len)
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
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, genesis::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis::preset_names()
		}
	}
}
