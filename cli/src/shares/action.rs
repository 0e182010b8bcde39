//! What may be done with assets and shares.

use super::{
	account_of_asset,
	arguments::{
		Action, Attach, ByOperator, ForSomeone, Freeze, OfAsset, OfHolder, Pay, SpendUpkeep, Thaw,
		Transfer,
	},
	asset_of, shares_of,
	table::{write_name, write_phase},
	Entry, PALLET,
};
use crate::{
	accounts::whose,
	described::write_shares,
	market_time::MarketTime,
	point::point_of,
	proposing::{act, Proposing},
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
	units::write_tokens,
};
use anyhow::Result;
use commonwatt_primitives::share::{AssetId, ShareView, Shares};
use commonwatt_runtime::{AccountId, Hash, Runtime};
use commonwatt_simulator::transaction::account as account_of;
use pallet_asset_shares::Call;
use sp_runtime::traits::{BlakeTwo256, Hash as _};

/// An asset that something is to be done with.
pub struct Wanted {
	pub rpc: Rpc,
	block: Hash,
	pub time: MarketTime,
	pub entry: Entry,
}

impl Wanted {
	pub async fn prepare(node: &Node, id: AssetId) -> Result<Self> {
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		let entry = asset_of(&rpc, id, block).await?;
		Ok(Self {
			rpc,
			block,
			time,
			entry,
		})
	}

	/// `asset 2, Solar roof`
	pub fn name(&self) -> String {
		let (id, _, terms) = &self.entry;
		format!("asset {id}, {}", write_name(&terms.name))
	}

	/// The chain's error with what the asset is now.
	fn wrong_phase(&self) -> anyhow::Error {
		let (id, asset, _) = &self.entry;
		let detail = format!("asset {id} is {}", write_phase(&asset.phase, &self.time));
		Refusal::named(PALLET, "WrongPhase").about(detail).into()
	}

	/// Refused if an account has fewer shares of it than these.
	pub async fn ensure_has(&self, who: &AccountId, shares: Shares) -> Result<()> {
		let (id, asset, _) = &self.entry;
		let all = shares_of(&self.rpc, asset.community, who, self.block).await?;
		let view = all.iter().find(|(other, _)| other == id);
		ensure_has(*id, who, view.map(|(_, view)| view), shares)
	}

	pub fn ensure(&self, is: bool) -> Result<()> {
		match is {
			true => Ok(()),
			false => Err(self.wrong_phase()),
		}
	}
}

/// What anyone may do, for anyone.
async fn of_anyone(
	node: &Node,
	key: &Key,
	id: AssetId,
	what: &str,
	call: Call<Runtime>,
) -> Result<()> {
	let pair = key.pair()?;
	let wanted = Wanted::prepare(node, id).await?;
	println!("{what} {}.", wanted.name());
	act(&wanted.rpc, &pair, call).await
}

/// What the operator may do.
async fn of_operator(
	node: &Node,
	key: &Key,
	id: AssetId,
	what: &str,
	call: Call<Runtime>,
	proposing: &Proposing,
) -> Result<()> {
	let pair = key.pair()?;
	let wanted = Wanted::prepare(node, id).await?;
	println!("{what} {}.", wanted.name());
	let community = wanted.entry.1.community;
	proposing.act(&wanted.rpc, &pair, community, call).await
}

impl Action {
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
		match self {
			Self::Propose(propose) => propose.run(node, key).await,
			Self::WithdrawProposal(OfAsset { asset }) => {
				let call = Call::withdraw_proposal { asset };
				of_anyone(node, key, asset, "Withdraws the proposal of", call).await
			}
			Self::Reject(ByOperator { asset, proposing }) => {
				let call = Call::reject { asset };
				of_operator(node, key, asset, "Rejects", call, &proposing).await
			}
			Self::Open(ByOperator { asset, proposing }) => {
				let call = Call::open_offering { asset };
				of_operator(node, key, asset, "Opens the offering of", call, &proposing).await
			}
			Self::Subscribe(subscribe) => subscribe.run(node, key).await,
			Self::Close(OfAsset { asset }) => {
				let call = Call::close_offering { asset };
				of_anyone(node, key, asset, "Closes the offering of", call).await
			}
			Self::Refund(ForSomeone { asset, of }) => {
				let who = whose(of, key)?;
				let what = format!("Refunds {who} the subscription of");
				of_anyone(node, key, asset, &what, Call::refund { asset, who }).await
			}
			Self::Transfer(transfer) => transfer.run(node, key).await,
			Self::Attach(attach) => attach.run(node, key).await,
			Self::Detach(ByOperator { asset, proposing }) => {
				let call = Call::detach_point { asset };
				of_operator(node, key, asset, "Detaches the point of", call, &proposing).await
			}
			Self::Collect(OfAsset { asset }) => {
				let call = Call::collect_income { asset };
				of_anyone(node, key, asset, "Collects the income of", call).await
			}
			Self::Pay(Pay { asset, amount }) => {
				let what = format!("Pays {} tokens of income to", write_tokens(amount));
				of_anyone(node, key, asset, &what, Call::pay_income { asset, amount }).await
			}
			Self::Claim(ForSomeone { asset, of }) => {
				let who = whose(of, key)?;
				let what = format!("Pays {who} what it has earned of");
				of_anyone(
					node,
					key,
					asset,
					&what,
					Call::claim_income_for { asset, who },
				)
				.await
			}
			Self::SellBack(sell) => sell.run(node, key).await,
			Self::BuyBack(buy) => buy.run(node, key).await,
			Self::EndBuyBack(OfAsset { asset }) => {
				let call = Call::end_buy_back { asset };
				of_anyone(
					node,
					key,
					asset,
					"Ends the offer to buy back shares of",
					call,
				)
				.await
			}
			Self::BuyOut(OfHolder {
				asset,
				who,
				proposing,
			}) => {
				let what = format!("Buys all shares of {who} of");
				let call = Call::buy_back_compulsorily { asset, who };
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			Self::SpendUpkeep(SpendUpkeep {
				asset,
				amount,
				to,
				proposing,
			}) => {
				let what = format!(
					"Pays {to} {} tokens for the upkeep of",
					write_tokens(amount)
				);
				let call = Call::spend_upkeep { asset, to, amount };
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			Self::Allow(OfHolder {
				asset,
				who,
				proposing,
			}) => {
				let what = format!("Allows {who} to hold shares of");
				of_operator(
					node,
					key,
					asset,
					&what,
					Call::allow { asset, who },
					&proposing,
				)
				.await
			}
			Self::Disallow(OfHolder {
				asset,
				who,
				proposing,
			}) => {
				let what = format!("Lets {who} receive no more shares of");
				let call = Call::disallow { asset, who };
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			Self::Freeze(freeze) => freeze.run(node, key).await,
			Self::Thaw(Thaw {
				asset,
				of,
				proposing,
			}) => match of {
				Some(who) => {
					let what = format!("Lets the shares of {who} move again of");
					let call = Call::thaw_holding { asset, who };
					of_operator(node, key, asset, &what, call, &proposing).await
				}
				None => {
					let call = Call::thaw_asset { asset };
					of_operator(
						node,
						key,
						asset,
						"Lets shares move again of",
						call,
						&proposing,
					)
					.await
				}
			},
			Self::WindUp(ByOperator { asset, proposing }) => {
				let call = Call::begin_wind_up { asset };
				of_operator(node, key, asset, "Winds up", call, &proposing).await
			}
			Self::Liquidate(ByOperator { asset, proposing }) => {
				let call = Call::liquidate { asset };
				of_operator(node, key, asset, "Liquidates", call, &proposing).await
			}
			Self::Redeem(ForSomeone { asset, of }) => {
				let who = whose(of, key)?;
				let what = format!("Pays {who} what is left for its shares of");
				of_anyone(node, key, asset, &what, Call::redeem { asset, who }).await
			}
		}
	}
}

/// Refused if an account has fewer shares than it is to give.
pub fn ensure_has(
	asset: AssetId,
	who: &AccountId,
	view: Option<&ShareView>,
	wanted: Shares,
) -> Result<()> {
	let has = view.map_or(0, |view| view.shares);
	if wanted <= has {
		return Ok(());
	}
	let detail = format!(
		"{who} has {} of asset {asset}, not {}",
		write_shares(has),
		write_shares(wanted)
	);
	Err(Refusal::named(PALLET, "NotEnoughShares")
		.about(detail)
		.into())
}

impl Transfer {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self { asset, shares, to } = self;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, asset).await?;
		wanted.ensure_has(&account_of(&pair), shares).await?;
		println!(
			"Gives {to} {} shares of {}.",
			write_shares(shares),
			wanted.name()
		);
		act(&wanted.rpc, &pair, Call::transfer { asset, to, shares }).await
	}
}

impl Attach {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			point,
			proposing,
		} = self;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, asset).await?;
		let view = point_of(&wanted.rpc, point, wanted.block).await?;
		let owner = account_of_asset(&wanted.rpc, asset, wanted.block).await?;
		if view.owner != owner {
			let detail = format!(
				"point {point} is {}'s, the asset's account is {owner}",
				view.owner
			);
			return Err(Refusal::named(PALLET, "NotThePointOfTheAsset")
				.about(detail)
				.into());
		}
		println!("Lets point {point} earn for {}.", wanted.name());
		let community = wanted.entry.1.community;
		let call = Call::attach_point { asset, point };
		proposing.act(&wanted.rpc, &pair, community, call).await
	}
}

impl Freeze {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			of,
			reason,
			proposing,
		} = self;
		let hash = BlakeTwo256::hash(reason.as_bytes());
		println!(
			"order {reason:?}: not sent; its hash {hash:?} is what the chain keeps (blake2-256)"
		);
		match of {
			Some(who) => {
				let what = format!("Lets the shares of {who} move no more of");
				let call = Call::freeze_holding {
					asset,
					who,
					reason: hash,
				};
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			None => {
				let call = Call::freeze_asset {
					asset,
					reason: hash,
				};
				of_operator(
					node,
					key,
					asset,
					"Lets no share move any more of",
					call,
					&proposing,
				)
				.await
			}
		}
	}
}
