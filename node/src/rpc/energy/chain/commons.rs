//! What the methods ask of the chain about what a community owns and decides together.

use crate::service::{AccountId, FullClient};
use commonwatt_primitives::{
	api::commons::{CertificatesApi, GovernanceApi, SharesApi},
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
	CommunityId, Interval, PointId,
};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_core::H256;

/// The runtime APIs `CertificatesApi`, `SharesApi` and `GovernanceApi` at a block.
pub trait Commons: Send + Sync + 'static {
	fn device(&self, at: H256, device: PointId) -> Result<Option<DeviceView>, ApiError>;
	fn issuance(
		&self,
		at: H256,
		device: PointId,
		interval: Interval,
	) -> Result<Option<IssuanceView<AccountId>>, ApiError>;
	fn certificates(
		&self,
		at: H256,
		owner: AccountId,
		after: Option<BundleId>,
	) -> Result<Vec<BundleView<AccountId>>, ApiError>;
	fn retirements(
		&self,
		at: H256,
		community: CommunityId,
		from: RetirementId,
	) -> Result<RetirementsView<AccountId>, ApiError>;
	fn matching(
		&self,
		at: H256,
		point: PointId,
		from: Interval,
		until: Interval,
	) -> Result<Option<MatchingView>, ApiError>;
	fn green(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<GreenFigures>, ApiError>;
	fn assets(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Vec<(AssetId, Asset<AccountId>, Terms<AccountId>)>, ApiError>;
	fn account(&self, at: H256, asset: AssetId) -> Result<AccountId, ApiError>;
	fn shares(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Vec<(AssetId, ShareView)>, ApiError>;
	fn dao(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<DaoView<AccountId, DaoRules<u32>>>, ApiError>;
	fn budget(&self, at: H256, community: CommunityId) -> Result<Option<BudgetView>, ApiError>;
	fn proposal(
		&self,
		at: H256,
		proposal: ProposalId,
	) -> Result<Option<ProposalView<AccountId, DaoRules<u32>>>, ApiError>;
	fn proposals(
		&self,
		at: H256,
		community: CommunityId,
		skip: u32,
		most: u32,
	) -> Result<Vec<ProposalView<AccountId, DaoRules<u32>>>, ApiError>;
	fn ballots(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Vec<BallotView<AccountId>>, ApiError>;
	fn voter(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Option<VoterView<AccountId>>, ApiError>;
	fn reports(&self, at: H256, community: CommunityId) -> Result<Vec<AutopilotReport>, ApiError>;
	fn supported(&self, at: H256, community: CommunityId) -> Result<Vec<SupportView>, ApiError>;
}

impl Commons for FullClient {
	fn device(&self, at: H256, device: PointId) -> Result<Option<DeviceView>, ApiError> {
		self.runtime_api().device(at, device)
	}

	fn issuance(
		&self,
		at: H256,
		device: PointId,
		interval: Interval,
	) -> Result<Option<IssuanceView<AccountId>>, ApiError> {
		self.runtime_api().issuance(at, device, interval)
	}

	fn certificates(
		&self,
		at: H256,
		owner: AccountId,
		after: Option<BundleId>,
	) -> Result<Vec<BundleView<AccountId>>, ApiError> {
		self.runtime_api().certificates(at, owner, after)
	}

	fn retirements(
		&self,
		at: H256,
		community: CommunityId,
		from: RetirementId,
	) -> Result<RetirementsView<AccountId>, ApiError> {
		self.runtime_api().retirements(at, community, from)
	}

	fn matching(
		&self,
		at: H256,
		point: PointId,
		from: Interval,
		until: Interval,
	) -> Result<Option<MatchingView>, ApiError> {
		self.runtime_api().matching(at, point, from, until)
	}

	fn green(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<GreenFigures>, ApiError> {
		self.runtime_api().green(at, community, interval)
	}

	fn assets(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Vec<(AssetId, Asset<AccountId>, Terms<AccountId>)>, ApiError> {
		self.runtime_api().assets(at, community)
	}

	fn account(&self, at: H256, asset: AssetId) -> Result<AccountId, ApiError> {
		self.runtime_api().account(at, asset)
	}

	fn shares(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Vec<(AssetId, ShareView)>, ApiError> {
		self.runtime_api().shares(at, community, who)
	}

	fn dao(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<DaoView<AccountId, DaoRules<u32>>>, ApiError> {
		self.runtime_api().dao(at, community)
	}

	fn budget(&self, at: H256, community: CommunityId) -> Result<Option<BudgetView>, ApiError> {
		self.runtime_api().budget(at, community)
	}

	fn proposal(
		&self,
		at: H256,
		proposal: ProposalId,
	) -> Result<Option<ProposalView<AccountId, DaoRules<u32>>>, ApiError> {
		self.runtime_api().proposal(at, proposal)
	}

	fn proposals(
		&self,
		at: H256,
		community: CommunityId,
		skip: u32,
		most: u32,
	) -> Result<Vec<ProposalView<AccountId, DaoRules<u32>>>, ApiError> {
		self.runtime_api().proposals(at, community, skip, most)
	}

	fn ballots(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Vec<BallotView<AccountId>>, ApiError> {
		self.runtime_api().ballots(at, community, who)
	}

	fn voter(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Option<VoterView<AccountId>>, ApiError> {
		self.runtime_api().voter(at, community, who)
	}

	fn reports(&self, at: H256, community: CommunityId) -> Result<Vec<AutopilotReport>, ApiError> {
		self.runtime_api().reports(at, community)
	}

	fn supported(&self, at: H256, community: CommunityId) -> Result<Vec<SupportView>, ApiError> {
		self.runtime_api().supported(at, community)
	}
}
