//! A runtime API that nobody implements: it lends the client its types.
//!
//! The client wants a type whose `RuntimeApi` has the runtime APIs that the node calls. What
//! `impl_runtime_apis!` generates for the client only encodes the arguments and calls the wasm by
//! the method's name, so it serves any runtime, and the bodies below are never entered. That the
//! wasm has the APIs is checked at start, see `runtime`.

// Nothing makes a `FakeRuntime` or calls into it, as it should be.
#![allow(dead_code)]

use crate::service::{AccountId, Balance, Block, Nonce};
use commonwatt_primitives::{
	api::{
		BatchView, BookView, CommunityView, IntervalView, PointView, Quote, SignalsView,
		StandingOrdersView,
	},
	certificate::{
		BundleId, BundleView, DeviceView, IssuanceView, MatchingView, RetirementId, RetirementsView,
	},
	governance::{
		autopilot::AutopilotReport,
		rules::DaoRules,
		views::{BallotView, BudgetView, DaoView, ProposalView, SupportView, VoterView},
		ProposalId,
	},
	green::GreenFigures,
	share::{
		asset::{Asset, Terms},
		AssetId, ShareView,
	},
	statement::Statement,
	CommunityId, Interval, PointId,
};
use pallet_transaction_payment_rpc_runtime_api::{FeeDetails, RuntimeDispatchInfo};
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, SlotDuration};
use sp_consensus_grandpa::{AuthorityId as GrandpaId, AuthorityList, SetId};
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

/// Stands where the macro wants a runtime.
pub enum FakeRuntime {}

fn never() -> ! {
	unreachable!("the client calls the wasm, there is no native runtime; qed")
}

sp_api::impl_runtime_apis! {
	impl sp_api::Core<Block> for FakeRuntime {
		fn version() -> RuntimeVersion {
			never()
		}

		fn execute_block(_: <Block as BlockT>::LazyBlock) {
			never()
		}

		fn initialize_block(_: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			never()
		}
	}

	impl sp_api::Metadata<Block> for FakeRuntime {
		fn metadata() -> OpaqueMetadata {
			never()
		}

		fn metadata_at_version(_: u32) -> Option<OpaqueMetadata> {
			never()
		}

		fn metadata_versions() -> Vec<u32> {
			never()
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for FakeRuntime {
		fn apply_extrinsic(_: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			never()
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			never()
		}

		fn inherent_extrinsics(_: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			never()
		}

		fn check_inherents(_: <Block as BlockT>::LazyBlock, _: InherentData) -> CheckInherentsResult {
			never()
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for FakeRuntime {
		fn validate_transaction(
			_: TransactionSource,
			_: <Block as BlockT>::Extrinsic,
			_: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			never()
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for FakeRuntime {
		fn offchain_worker(_: &<Block as BlockT>::Header) {
			never()
		}
	}

	impl sp_session::SessionKeys<Block> for FakeRuntime {
		fn generate_session_keys(_: Vec<u8>, _: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
			never()
		}

		fn decode_session_keys(_: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			never()
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for FakeRuntime {
		fn slot_duration() -> SlotDuration {
			never()
		}

		fn authorities() -> Vec<AuraId> {
			never()
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for FakeRuntime {
		fn grandpa_authorities() -> AuthorityList {
			never()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			_: sp_consensus_grandpa::EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
			_: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			never()
		}

		fn generate_key_ownership_proof(
			_: SetId,
			_: GrandpaId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			never()
		}

		fn current_set_id() -> SetId {
			never()
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for FakeRuntime {
		fn account_nonce(_: AccountId) -> Nonce {
			never()
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for FakeRuntime {
		fn query_info(_: <Block as BlockT>::Extrinsic, _: u32) -> RuntimeDispatchInfo<Balance> {
			never()
		}

		fn query_fee_details(_: <Block as BlockT>::Extrinsic, _: u32) -> FeeDetails<Balance> {
			never()
		}

		fn query_weight_to_fee(_: sp_weights::Weight) -> Balance {
			never()
		}

		fn query_length_to_fee(_: u32) -> Balance {
			never()
		}
	}

	impl commonwatt_primitives::api::CommunityApi<Block, AccountId> for FakeRuntime {
		fn community(_: CommunityId) -> Option<CommunityView<AccountId>> {
			never()
		}

		fn interval(_: CommunityId, _: Interval) -> Option<IntervalView> {
			never()
		}

		fn point(_: PointId) -> Option<PointView<AccountId>> {
			never()
		}

		fn quote(_: CommunityId, _: Interval) -> Option<Quote> {
			never()
		}

		fn book(_: CommunityId, _: Interval) -> Option<BookView> {
			never()
		}

		fn statement(_: PointId, _: Option<u32>) -> Option<Statement> {
			never()
		}

		fn signals(_: CommunityId) -> Option<SignalsView<AccountId>> {
			never()
		}

		fn standing_orders(_: PointId) -> Option<StandingOrdersView> {
			never()
		}

		fn batches() -> Vec<BatchView> {
			never()
		}
	}

	impl commonwatt_primitives::api::commons::CertificatesApi<Block, AccountId> for FakeRuntime {
		fn device(_: PointId) -> Option<DeviceView> {
			never()
		}

		fn issuance(_: PointId, _: Interval) -> Option<IssuanceView<AccountId>> {
			never()
		}

		fn certificates(_: AccountId, _: Option<BundleId>) -> Vec<BundleView<AccountId>> {
			never()
		}

		fn retirements(_: CommunityId, _: RetirementId) -> RetirementsView<AccountId> {
			never()
		}

		fn matching(_: PointId, _: Interval, _: Interval) -> Option<MatchingView> {
			never()
		}

		fn green(_: CommunityId, _: Interval) -> Option<GreenFigures> {
			never()
		}
	}

	impl commonwatt_primitives::api::commons::SharesApi<Block, AccountId> for FakeRuntime {
		fn assets(_: CommunityId) -> Vec<(AssetId, Asset<AccountId>, Terms<AccountId>)> {
			never()
		}

		fn account(_: AssetId) -> AccountId {
			never()
		}

		fn shares(_: CommunityId, _: AccountId) -> Vec<(AssetId, ShareView)> {
			never()
		}
	}

	impl commonwatt_primitives::api::commons::GovernanceApi<Block, AccountId> for FakeRuntime {
		fn dao(_: CommunityId) -> Option<DaoView<AccountId, DaoRules<u32>>> {
			never()
		}

		fn budget(_: CommunityId) -> Option<BudgetView> {
			never()
		}

		fn proposal(_: ProposalId) -> Option<ProposalView<AccountId, DaoRules<u32>>> {
			never()
		}

		fn proposals(_: CommunityId, _: u32, _: u32) -> Vec<ProposalView<AccountId, DaoRules<u32>>> {
			never()
		}

		fn ballots(_: CommunityId, _: AccountId) -> Vec<BallotView<AccountId>> {
			never()
		}

		fn voter(_: CommunityId, _: AccountId) -> Option<VoterView<AccountId>> {
			never()
		}

		fn reports(_: CommunityId) -> Vec<AutopilotReport> {
			never()
		}

		fn supported(_: CommunityId) -> Vec<SupportView> {
			never()
		}
	}
}
