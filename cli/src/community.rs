//! A community at a block.

use crate::rpc::Rpc;
use anyhow::{Context, Result};
use commonwatt_primitives::{api::CommunityView, CommunityId};
use commonwatt_runtime::{AccountId, Hash};

/// A community at a block.
pub async fn community_of(
	rpc: &Rpc,
	community: CommunityId,
	block: Hash,
) -> Result<CommunityView<AccountId>> {
	let view: Option<CommunityView<AccountId>> = rpc
		.call_api_at("CommunityApi_community", community, block)
		.await?;
	view.with_context(|| format!("there is no community {community}; they are numbered from 0"))
}
