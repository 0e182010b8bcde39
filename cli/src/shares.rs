//! `commonwatt shares`: the plants that a community owns together, by the share.

mod action;
mod arguments;
mod buy_back;
mod offering;
mod sheet;
mod table;
mod terms;
#[cfg(test)]
mod tests;

use crate::{
	accounts::{account, named_or_own},
	community::community_of,
	market_time::MarketTime,
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
};
use anyhow::{ensure, Context, Result};
use arguments::Action;
use clap::Args;
use commonwatt_primitives::{
	share::{AssetId, ShareView},
	CommunityId,
};
use commonwatt_runtime::{AccountId, Hash, Runtime};
use pallet_asset_shares::{AssetOf, TermsOf};
use sheet::Sheet;
use table::{Mine, Table};
pub use terms::period;

const PALLET: &str = "AssetShares";

/// Shows a community's plants and who may own them by the share; offers, buys, transfers shares and pays
/// what they earn.
///
/// Without a command it lists the assets, and what you have of them; with --asset it shows one.
#[derive(Args)]
pub struct Shares {
	#[command(subcommand)]
	action: Option<Action>,
	#[command(flatten)]
	shown: Shown,
	#[command(flatten)]
	node: Node,
	#[command(flatten)]
	key: Key,
}

/// What is shown without a command.
#[derive(Args, Debug, PartialEq)]
struct Shown {
	#[arg(long, value_name = "C", default_value_t = 0, conflicts_with = "asset")]
	community: CommunityId,
	/// Whose shares: an address, or a development key like //Alice; by default those of the key that
	/// signs, if there is one.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	of: Option<AccountId>,
	/// An asset with all its terms.
	#[arg(long, value_name = "N")]
	asset: Option<AssetId>,
}

/// An asset, its state and what was offered.
type Entry = (AssetId, AssetOf<Runtime>, TermsOf<Runtime>);

impl Shares {
	pub async fn run(self) -> Result<()> {
		let Shown {
			community,
			of,
			asset,
		} = self.shown;
		if let Some(action) = self.action {
			ensure!(
				of.is_none() && asset.is_none() && community == 0,
				"--of, --asset and --community before a command show something: give them without one, or \
				 after the command"
			);
			return action.run(&self.node, &self.key).await;
		}
		let of = named_or_own(of, &self.key)?;
		let rpc = Rpc::connect(&self.node).await?;
		let (number, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		if let Some(id) = asset {
			let entry = asset_of(&rpc, id, block).await?;
			let mine = match &of {
				Some(account) => shares_of(&rpc, entry.1.community, account, block)
					.await?
					.into_iter()
					.find(|(asset, _)| *asset == id)
					.map(|(_, view)| view),
				None => None,
			};
			print!(
				"{}",
				Sheet {
					entry: &entry,
					account: &account_of_asset(&rpc, id, block).await?,
					mine: mine.as_ref(),
					block: number,
					time: &time,
				}
			);
			return Ok(());
		}
		let view = community_of(&rpc, community, block).await?;
		let assets = assets_of(&rpc, community, block).await?;
		print!(
			"{}",
			Table {
				name: &String::from_utf8_lossy(&view.name),
				block: number,
				assets: &assets,
				time: &time,
			}
		);
		if let Some(account) = &of {
			let shares = shares_of(&rpc, community, account, block).await?;
			print!(
				"{}",
				Mine {
					account,
					shares: &shares,
					assets: &assets,
				}
			);
		}
		Ok(())
	}
}

/// The assets of a community at a block, oldest first.
async fn assets_of(rpc: &Rpc, community: CommunityId, block: Hash) -> Result<Vec<Entry>> {
	rpc.call_api_at("SharesApi_assets", community, block).await
}

/// What an account has of each asset of a community in which it has anything.
async fn shares_of(
	rpc: &Rpc,
	community: CommunityId,
	who: &AccountId,
	block: Hash,
) -> Result<Vec<(AssetId, ShareView)>> {
	rpc.call_api_at("SharesApi_shares", (community, who), block)
		.await
}

/// An asset's own account.
async fn account_of_asset(rpc: &Rpc, asset: AssetId, block: Hash) -> Result<AccountId> {
	rpc.call_api_at("SharesApi_account", asset, block).await
}

/// An asset of whatever community.
async fn asset_of(rpc: &Rpc, id: AssetId, block: Hash) -> Result<Entry> {
	let key = pallet_asset_shares::Assets::<Runtime>::hashed_key_for(id);
	let asset: Option<AssetOf<Runtime>> = rpc.storage(&key, Some(block)).await?;
	let Some(asset) = asset else {
		return Err(Refusal::named(PALLET, "UnknownAsset")
			.about(format!("this is {id}"))
			.into());
	};
	let key = pallet_asset_shares::OfferedTerms::<Runtime>::hashed_key_for(id);
	let terms: Option<TermsOf<Runtime>> = rpc.storage(&key, Some(block)).await?;
	let terms = terms.with_context(|| format!("asset {id} has no terms"))?;
	Ok((id, asset, terms))
}
