//! What may be done with certificates.

use super::{
	arguments::{
		Action, Buy, Export, Issue, OfBundle, OfDevice, Offer, Part, Register, Retire, Retirements,
		Split, Store, Transfer, Withdraw,
	},
	bundle::{hash_of, write_bundle, write_purpose, ForWhom},
	bundles_of, device_of,
	export::export,
	find_device, issuance_of,
	retirements::{retirements_of, Page},
	unknown_issuance,
	wanted::{ensure_usable, ensure_within, offered, Wanted},
	PALLET,
};
use crate::{
	accounts::whose,
	market_time::MarketTime,
	point::point_of,
	proposing::act,
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
	units::{write_price, write_tokens, write_wh},
};
use anyhow::Result;
use commonwatt_primitives::{
	certificate::{BundleId, IssuanceStatus},
	Balance, Price, Wh,
};
use commonwatt_runtime::{Runtime, RuntimeCall};
use commonwatt_simulator::transaction::account as account_of;
use pallet_certificates::Call;

impl Action {
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
		match self {
			Self::Register(register) => register.run(node, key, false).await,
			Self::Update(register) => register.run(node, key, true).await,
			Self::Deregister(of) => {
				let call = Call::deregister_device { device: of.device };
				of.run(node, key, call, "Ends the certification").await
			}
			Self::Remove(of) => {
				let call = Call::remove_device { device: of.device };
				of.run(node, key, call, "Removes the record").await
			}
			Self::Issue(issue) => issue.run(node, key).await,
			Self::Transfer(Transfer { part, to }) => {
				let Part { bundle, quantity } = part;
				let call = Call::transfer {
					bundle,
					quantity,
					to: to.clone(),
				};
				use_bundle(
					node,
					key,
					bundle,
					quantity,
					call,
					"Gives",
					&format!("to {to}"),
				)
				.await
			}
			Self::Split(Split { bundle, quantity }) => {
				let call = Call::split { bundle, quantity };
				use_bundle(node, key, bundle, Some(quantity), call, "Splits off", "").await
			}
			Self::Offer(offer) => offer.run(node, key).await,
			Self::Cancel(OfBundle { bundle }) => cancel(node, key, bundle).await,
			Self::Buy(buy) => buy.run(node, key).await,
			Self::Retire(retire) => retire.run(node, key).await,
			Self::Store(Store { part, storage }) => {
				let Part { bundle, quantity } = part;
				let call = Call::store {
					bundle,
					quantity,
					storage,
				};
				let into = format!("in device {storage}, for good");
				use_bundle(node, key, bundle, quantity, call, "Stores", &into).await
			}
			Self::Withdraw(withdraw) => withdraw.run(node, key).await,
			Self::Retirements(Retirements { community, from }) => {
				let rpc = Rpc::connect(node).await?;
				let (_, block) = rpc.best().await?;
				let view = retirements_of(&rpc, community, from, block).await?;
				print!(
					"{}",
					Page {
						community,
						view: &view
					}
				);
				Ok(())
			}
			Self::Statement(statement) => statement.run(node).await,
			Self::Prove(prove) => prove.run(node).await,
			Self::Verify(verify) => verify.run(node).await,
			Self::Export(export) => export.run(node, key).await,
			Self::Score(score) => {
				let rpc = Rpc::connect(node).await?;
				let (_, block) = rpc.best().await?;
				score.run(&rpc, block).await
			}
		}
	}
}

/// Does something with an active bundle of the signer's.
async fn use_bundle(
	node: &Node,
	key: &Key,
	bundle: BundleId,
	quantity: Option<Wh>,
	call: Call<Runtime>,
	verb: &str,
	how: &str,
) -> Result<()> {
	let pair = key.pair()?;
	let wanted = Wanted::prepare(node, bundle).await?;
	ensure_usable(&wanted.view, &account_of(&pair))?;
	ensure_within(&wanted.view, quantity)?;
	let words = wanted.words(quantity).await?;
	match how.is_empty() {
		true => println!("{verb} {words}."),
		false => println!("{verb} {words}, {how}."),
	}
	act(&wanted.rpc, &pair, call).await
}

async fn cancel(node: &Node, key: &Key, bundle: BundleId) -> Result<()> {
	let pair = key.pair()?;
	let wanted = Wanted::prepare(node, bundle).await?;
	// Whose it is and that it is offered the chain says.
	println!("Takes the offer of {} back.", wanted.words(None).await?);
	act(&wanted.rpc, &pair, Call::cancel_offer { bundle }).await
}

impl Register {
	async fn run(self, node: &Node, key: &Key, update: bool) -> Result<()> {
		let pair = key.pair()?;
		let device = self.device;
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let point = point_of(&rpc, device, block).await?;
		let before = match update {
			true => Some(device_of(&rpc, device, block).await?),
			false => {
				let known = find_device(&rpc, device, block).await?;
				if known.is_some_and(|known| known.registered) {
					return Err(Refusal::named(PALLET, "AlreadyRegistered").into());
				}
				None
			}
		};
		let (attributes, automatic) = self.attributes.of(point.capacity_w, before.as_ref())?;
		let verb = if update { "Changes" } else { "Registers" };
		println!("{verb} device {device} of community {}:", point.community);
		for (name, value) in super::attributes::lines(&attributes) {
			println!("  {name:<13}{value}");
		}
		let call: RuntimeCall = match update {
			true => Call::update_device {
				device,
				attributes,
				automatic,
			},
			false => Call::register_device {
				point: device,
				attributes,
				automatic,
			},
		}
		.into();
		self.proposing.act(&rpc, &pair, point.community, call).await
	}
}

impl OfDevice {
	async fn run(self, node: &Node, key: &Key, call: Call<Runtime>, what: &str) -> Result<()> {
		let pair = key.pair()?;
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let view = device_of(&rpc, self.device, block).await?;
		println!(
			"{what} of device {} of community {}.",
			self.device, view.community
		);
		self.proposing.act(&rpc, &pair, view.community, call).await
	}
}

impl Issue {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let pair = key.pair()?;
		let device = self.device;
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		let interval = self.interval.resolve(time.in_progress())?;
		let view = device_of(&rpc, device, block).await?;
		let issuance = issuance_of(&rpc, device, interval, block).await?;
		let issuance = issuance.ok_or_else(|| unknown_issuance(&view, interval))?;
		if let IssuanceStatus::Issued { .. } = issuance.issuance.status {
			let bundles: Vec<String> = issuance
				.bundles
				.iter()
				.map(|view| write_bundle(&view.bundle))
				.collect();
			let detail = format!("as {}", bundles.join(", "));
			return Err(Refusal::named(PALLET, "AlreadyIssued").about(detail).into());
		}
		println!(
			"Issues {} Wh of device {device}, interval {interval}, {}, to the point's owner.",
			write_wh(issuance.issuance.tradeable),
			time.span_of(interval)
		);
		act(&rpc, &pair, Call::issue { device, interval }).await
	}
}

impl Offer {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			bundle,
			at: price,
			minimum,
		} = self;
		let pair = key.pair()?;
		if price == 0 {
			return Err(Refusal::named(PALLET, "ZeroPrice").into());
		}
		let wanted = Wanted::prepare(node, bundle).await?;
		let view = &wanted.view;
		ensure_usable(view, &account_of(&pair))?;
		let minimum = minimum.unwrap_or(view.quantity);
		if minimum > view.quantity {
			let detail = format!(
				"this is {} Wh, it has {} Wh",
				write_wh(minimum),
				write_wh(view.quantity)
			);
			return Err(Refusal::named(PALLET, "MinimumBeyondBundle")
				.about(detail)
				.into());
		}
		println!(
			"Offers {}, at {} per kWh, {} Wh at least: {} tokens for all.",
			wanted.words(None).await?,
			write_price(price),
			write_wh(minimum),
			write_tokens(cost(price, view.quantity))
		);
		let call = Call::offer {
			bundle,
			price,
			minimum,
		};
		act(&wanted.rpc, &pair, call).await
	}
}

fn cost(price: Price, quantity: Wh) -> Balance {
	Balance::from(price).saturating_mul(quantity.into())
}

impl Buy {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Part { bundle, quantity } = self.part;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, bundle).await?;
		let view = &wanted.view;
		if view.account == account_of(&pair) {
			return Err(Refusal::named(PALLET, "OwnBundle").into());
		}
		let price = offered(view, quantity, self.at_most)?;
		println!(
			"Buys {}, at {} per kWh: {} tokens to {}.",
			wanted.words(quantity).await?,
			write_price(price),
			write_tokens(cost(price, quantity.unwrap_or(view.quantity))),
			view.account
		);
		let call = Call::buy {
			bundle,
			quantity,
			max_price: self.at_most.unwrap_or(price),
		};
		act(&wanted.rpc, &pair, call).await
	}
}

impl Retire {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Part { bundle, quantity } = self.part;
		let whom = match &self.for_whom {
			ForWhom::Point(point) => format!("point {point}"),
			ForWhom::Account(account) => format!("account {account}"),
			ForWhom::Text(text) => format!(
				"{text:?}\n  that text is not sent: keep it; its hash {:?} is what the chain keeps \
				 (blake2-256)",
				hash_of(text)
			),
		};
		let call = Call::retire {
			bundle,
			quantity,
			beneficiary: self.for_whom.beneficiary(),
			purpose: self.purpose,
		};
		let how = format!("for good, {}, for {whom}", write_purpose(self.purpose));
		use_bundle(node, key, bundle, quantity, call, "Retires", &how).await
	}
}

impl Withdraw {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, self.bundle).await?;
		let reason = hash_of(&self.reason);
		println!(
			"Withdraws {} of {} for good.\n  reason {:?}: not sent\n  hash {reason:?}: what the chain keeps \
			 (blake2-256)",
			wanted.words(None).await?,
			wanted.view.account,
			self.reason
		);
		let call = Call::withdraw {
			bundle: self.bundle,
			reason,
		};
		let community = wanted.view.issuing_authority;
		self.proposing
			.act(&wanted.rpc, &pair, community, call)
			.await
	}
}

impl Export {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let of = match self.device {
			Some(_) => None,
			None => Some(whose(self.of, key)?),
		};
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		let bundles = match (of, self.device, self.interval) {
			(Some(account), _, _) => bundles_of(&rpc, &account, block).await?,
			(None, Some(device), Some(when)) => {
				let interval = when.resolve(time.in_progress())?;
				let view = device_of(&rpc, device, block).await?;
				let issuance = issuance_of(&rpc, device, interval, block).await?;
				issuance
					.ok_or_else(|| unknown_issuance(&view, interval))?
					.bundles
			}
			_ => Vec::new(),
		};
		let bundles: Vec<_> = bundles.iter().map(|view| export(view, &time)).collect();
		println!("{}", serde_json::to_string_pretty(&bundles)?);
		Ok(())
	}
}
