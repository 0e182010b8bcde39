//! What the methods ask of the chain.

pub mod commons;

use crate::service::{AccountId, Block, FullClient};
use commonwatt_primitives::{
	api::{
		commons::{CertificatesApi, GovernanceApi, SharesApi},
		BookView, CommunityApi, CommunityView, IntervalView, PointView, Quote, SignalsView,
		StandingOrdersView,
	},
	statement::Statement,
	CommunityId, Interval, PointId,
};
use sc_client_api::HeaderBackend;
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi, RuntimeApiInfo};
use sp_core::H256;

/// The runtime APIs that are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
	Community,
	Certificates,
	Shares,
	Governance,
}

impl Api {
	pub fn name(self) -> &'static str {
		match self {
			Self::Community => "CommunityApi",
			Self::Certificates => "CertificatesApi",
			Self::Shares => "SharesApi",
			Self::Governance => "GovernanceApi",
		}
	}

	/// The least version that has what we ask for.
	pub fn wanted(self) -> u32 {
		match self {
			Self::Community => <dyn CommunityApi<Block, AccountId>>::VERSION,
			Self::Certificates => <dyn CertificatesApi<Block, AccountId>>::VERSION,
			Self::Shares => <dyn SharesApi<Block, AccountId>>::VERSION,
			Self::Governance => <dyn GovernanceApi<Block, AccountId>>::VERSION,
		}
	}
}

/// Blocks, and the runtime API `CommunityApi` at each.
pub trait Chain: Send + Sync + 'static {
	/// The best block.
	fn best(&self) -> H256;
	/// Whether there is such a block.
	fn contains(&self, block: H256) -> Result<bool, ApiError>;
	/// The version of a runtime API; `None` if the runtime has none.
	fn api_version(&self, api: Api, at: H256) -> Result<Option<u32>, ApiError>;
	fn community(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<CommunityView<AccountId>>, ApiError>;
	fn interval(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<IntervalView>, ApiError>;
	fn book(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<BookView>, ApiError>;
	fn point(&self, at: H256, point: PointId) -> Result<Option<PointView<AccountId>>, ApiError>;
	fn quote(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<Quote>, ApiError>;
	fn statement(
		&self,
		at: H256,
		point: PointId,
		month: Option<u32>,
	) -> Result<Option<Statement>, ApiError>;
	fn signals(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<SignalsView<AccountId>>, ApiError>;
	fn standing_orders(
		&self,
		at: H256,
		point: PointId,
	) -> Result<Option<StandingOrdersView>, ApiError>;
}

impl Chain for FullClient {
	fn best(&self) -> H256 {
		self.info().best_hash
	}

	fn contains(&self, block: H256) -> Result<bool, ApiError> {
		Ok(self.header(block)?.is_some())
	}

	fn api_version(&self, api: Api, at: H256) -> Result<Option<u32>, ApiError> {
		let runtime = self.runtime_api();
		match api {
			Api::Community => runtime.api_version::<dyn CommunityApi<Block, AccountId>>(at),
			Api::Certificates => runtime.api_version::<dyn CertificatesApi<Block, AccountId>>(at),
			Api::Shares => runtime.api_version::<dyn SharesApi<Block, AccountId>>(at),
			Api::Governance => runtime.api_version::<dyn GovernanceApi<Block, AccountId>>(at),
		}
	}

	fn community(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<CommunityView<AccountId>>, ApiError> {
		self.runtime_api().community(at, community)
	}

	fn interval(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<IntervalView>, ApiError> {
		self.runtime_api().interval(at, community, interval)
	}

	fn book(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<BookView>, ApiError> {
		self.runtime_api().book(at, community, interval)
	}

	fn point(&self, at: H256, point: PointId) -> Result<Option<PointView<AccountId>>, ApiError> {
		self.runtime_api().point(at, point)
	}

	fn quote(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<Quote>, ApiError> {
		self.runtime_api().quote(at, community, interval)
	}

	fn statement(
		&self,
		at: H256,
		point: PointId,
		month: Option<u32>,
	) -> Result<Option<Statement>, ApiError> {
		self.runtime_api().statement(at, point, month)
	}

	fn signals(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<SignalsView<AccountId>>, ApiError> {
		self.runtime_api().signals(at, community)
	}

	fn standing_orders(
		&self,
		at: H256,
		point: PointId,
	) -> Result<Option<StandingOrdersView>, ApiError> {
		self.runtime_api().standing_orders(at, point)
	}
}
