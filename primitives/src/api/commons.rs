//! What wallets and tools ask of what a community owns and decides together: certificates, shares, its
//! government.

use crate::{
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
use alloc::vec::Vec;
use codec::Codec;

sp_api::decl_runtime_apis! {
	/// Views of granular certificates. Energy in Wh.
	pub trait CertificatesApi<AccountId> where AccountId: Codec {
		/// A device; `None` if the point was never registered as one.
		fn device(device: PointId) -> Option<DeviceView>;
		/// What a device exported in an interval, what became of it, and its bundles.
		fn issuance(device: PointId, interval: Interval) -> Option<IssuanceView<AccountId>>;
		/// A page of the bundles of an account: the first, or those after the last of the page before.
		fn certificates(owner: AccountId, after: Option<BundleId>) -> Vec<BundleView<AccountId>>;
		/// A page of a community's retirements from an id on, and what is left of older ones.
		fn retirements(community: CommunityId, from: RetirementId) -> RetirementsView<AccountId>;
		/// How much of what a followed point used was green, interval by interval; `None` if it is not
		/// followed.
		fn matching(point: PointId, from: Interval, until: Interval) -> Option<MatchingView>;
		/// The green energy of a community's interval; `None` if nothing is known of it.
		fn green(community: CommunityId, interval: Interval) -> Option<GreenFigures>;
	}

	/// Views of shares in a community's plants.
	pub trait SharesApi<AccountId> where AccountId: Codec {
		/// The assets of a community, oldest first.
		fn assets(community: CommunityId) -> Vec<(AssetId, Asset<AccountId>, Terms<AccountId>)>;
		/// An asset's own account: it owns the delivery point that earns for it.
		fn account(asset: AssetId) -> AccountId;
		/// What an account has of each asset of a community in which it has anything.
		fn shares(community: CommunityId, who: AccountId) -> Vec<(AssetId, ShareView)>;
	}

	/// Views of a community's government. Blocks are numbers.
	#[api_version(2)]
	pub trait GovernanceApi<AccountId> where AccountId: Codec {
		/// `None` if the community has no government yet.
		fn dao(community: CommunityId) -> Option<DaoView<AccountId, DaoRules<u32>>>;
		/// `None` if the community has no government yet.
		fn budget(community: CommunityId) -> Option<BudgetView>;
		/// A proposal that is kept.
		fn proposal(proposal: ProposalId) -> Option<ProposalView<AccountId, DaoRules<u32>>>;
		/// The proposals that are kept, the newest first: at most `most` after the first `skip`.
		fn proposals(
			community: CommunityId,
			skip: u32,
			most: u32,
		) -> Vec<ProposalView<AccountId, DaoRules<u32>>>;
		/// What an account has said, or had said, on the proposals that are kept.
		fn ballots(community: CommunityId, who: AccountId) -> Vec<BallotView<AccountId>>;
		/// Whether an account votes, who votes for it, what it may vote on and what it has said; `None` if
		/// the community has no government yet.
		fn voter(community: CommunityId, who: AccountId) -> Option<VoterView<AccountId>>;
		/// The autopilot's last reports, oldest first.
		fn reports(community: CommunityId) -> Vec<AutopilotReport>;
		/// The points that the community supports.
		fn supported(community: CommunityId) -> Vec<SupportView>;
	}
}
