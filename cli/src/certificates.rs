//! `commonwatt certificates`: green energy by the Wh: what an account holds, what a device exported, and what
//! may be done with it.

mod action;
mod arguments;
pub mod attributes;
pub mod bundle;
mod export;
mod holdings;
mod matching;
mod proof;
mod retirements;
mod sheets;
mod statements;
#[cfg(test)]
pub mod tests;
mod wanted;

use crate::{
	accounts::{account, whose},
	market_time::{when, MarketTime, When},
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
};
use anyhow::{ensure, Context, Result};
use arguments::Action;
use clap::Args;
use commonwatt_primitives::{
	certificate::{BundleId, BundleView, DeviceView, IssuanceView, PAGE},
	Interval, PointId,
};
use commonwatt_runtime::{AccountId, Hash};
use holdings::Holdings;
use sheets::{DeviceSheet, IssuanceSheet};

const PALLET: &str = "Certificates";

/// Shows granular certificates of green energy, and what may be done with them: a certificate is a Wh that
/// a device exported in an interval and no neighbour used.
///
/// Without a command it shows what an account holds, or with --device what became of all that a device
/// exported, with --interval too what was issued for it. A bundle is named by device, interval and its first
/// certificate, like 3:22:0.
#[derive(Args)]
pub struct Certificates {
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
#[derive(Args, Debug, Default, PartialEq)]
struct Shown {
	/// Whose certificates: an address, or a development key like //Alice; by default those of the key that
	/// signs.
	#[arg(long, value_name = "ADDRESS", value_parser = account, conflicts_with = "device")]
	of: Option<AccountId>,
	/// A device: the delivery point of its meter.
	#[arg(long, value_name = "N")]
	device: Option<PointId>,
	/// What was issued to it for an interval: its number, or +K for K ahead of the one in progress.
	#[arg(long, value_name = "T|+K", value_parser = when, requires = "device")]
	interval: Option<When>,
}

impl Certificates {
	pub async fn run(self) -> Result<()> {
		if let Some(action) = self.action {
			ensure!(
				self.shown == Shown::default(),
				"--of, --device and --interval before a command show something: give them without one, or \
				 after the command"
			);
			return action.run(&self.node, &self.key).await;
		}
		let account = match self.shown.device {
			Some(_) => None,
			None => Some(whose(self.shown.of, &self.key)?),
		};
		let rpc = Rpc::connect(&self.node).await?;
		let (number, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		match (account, self.shown.device) {
			(Some(account), _) => {
				let holdings = Holdings {
					block: number,
					bundles: &bundles_of(&rpc, &account, block).await?,
					account: &account,
					time: &time,
				};
				print!("{holdings}");
			}
			(None, Some(device)) => {
				let view = device_of(&rpc, device, block).await?;
				match self.shown.interval {
					None => print!(
						"{}",
						DeviceSheet {
							view: &view,
							block: number,
							time: &time
						}
					),
					Some(when) => {
						let interval = when.resolve(time.in_progress())?;
						let issuance = issuance_of(&rpc, device, interval, block).await?;
						let issuance = issuance.ok_or_else(|| unknown_issuance(&view, interval))?;
						print!(
							"{}",
							IssuanceSheet {
								view: &issuance,
								time: &time
							}
						);
					}
				}
			}
			(None, None) => {}
		}
		Ok(())
	}
}

fn unknown_issuance(view: &DeviceView, interval: Interval) -> Refusal {
	Refusal::named(PALLET, "UnknownIssuance").about(format!(
		"device {}, interval {interval}; {} records of it are kept",
		view.device, view.kept
	))
}

/// A device at a block, if the point was ever registered as one.
pub async fn find_device(rpc: &Rpc, device: PointId, block: Hash) -> Result<Option<DeviceView>> {
	rpc.call_api_at("CertificatesApi_device", device, block)
		.await
}

/// A device at a block.
pub async fn device_of(rpc: &Rpc, device: PointId, block: Hash) -> Result<DeviceView> {
	find_device(rpc, device, block).await?.ok_or_else(|| {
		Refusal::named(PALLET, "UnknownDevice")
			.about(format!("this is point {device}"))
			.into()
	})
}

/// What was settled of a device and interval, with its bundles.
async fn issuance_of(
	rpc: &Rpc,
	device: PointId,
	interval: Interval,
	block: Hash,
) -> Result<Option<IssuanceView<AccountId>>> {
	rpc.call_api_at("CertificatesApi_issuance", (device, interval), block)
		.await
}

/// All bundles of an account at a block, page by page.
async fn bundles_of(
	rpc: &Rpc,
	owner: &AccountId,
	block: Hash,
) -> Result<Vec<BundleView<AccountId>>> {
	let mut bundles: Vec<BundleView<AccountId>> = Vec::new();
	loop {
		let after: Option<BundleId> = bundles.last().map(|last| last.bundle);
		let page: Vec<BundleView<AccountId>> = rpc
			.call_api_at("CertificatesApi_certificates", (owner, after), block)
			.await?;
		let is_last = page.len() < PAGE;
		bundles.extend(page);
		if is_last {
			break;
		}
	}
	bundles.sort_by_key(|view| (view.bundle.interval, view.bundle.device, view.bundle.first));
	Ok(bundles)
}

/// A bundle at a block.
async fn bundle_of(rpc: &Rpc, id: BundleId, block: Hash) -> Result<BundleView<AccountId>> {
	let issuance = issuance_of(rpc, id.device, id.interval, block).await?;
	let bundles = issuance
		.map(|issuance| issuance.bundles)
		.unwrap_or_default();
	let others: Vec<String> = bundles
		.iter()
		.map(|view| bundle::write_bundle(&view.bundle))
		.collect();
	let found = bundles.into_iter().find(|view| view.bundle == id);
	found.with_context(|| {
		let there = match others.is_empty() {
			true => "nothing is issued for that device and interval, or it is kept no more".into(),
			false => format!("there is {}", others.join(", ")),
		};
		Refusal::named(PALLET, "UnknownBundle")
			.about(format!("this is {}; {there}", bundle::write_bundle(&id)))
			.to_string()
	})
}
