//! What may be done with certificates.

use super::{
	attributes::Attributes,
	bundle::{bundle, for_whom, hash_of, purpose, write_bundle, write_purpose, ForWhom},
	bundle_of, bundles_of, device_of,
	export::export,
	find_device, issuance_of,
	matching::Score,
	proof::Proof,
	retirements::{retirements_of, Page, Statement},
	unknown_issuance, PALLET,
};
use crate::{
	accounts::{account, whose},
	market_time::{when, MarketTime, When},
	point::point_of,
	proposing::{act, reason, Proposing},
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
	units::{energy, price, write_price, write_tokens, write_wh},
};
use anyhow::Result;
use clap::{Args, Subcommand};
use commonwatt_primitives::{
	certificate::{BundleId, BundleStatus, BundleView, IssuanceStatus, Purpose, RetirementId},
	Balance, CommunityId, PointId, Price, Wh,
};
use commonwatt_runtime::{AccountId, Hash, Runtime, RuntimeCall};
use commonwatt_simulator::transaction::account as account_of;
use pallet_certificates::Call;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Action {
	/// Register a point's meter as a device. The issuing authority: the community's operator.
	Register(Register),
	/// Change what is said of a device, for what is settled from now on. The issuing authority.
	Update(Register),
	/// End the certification of a device; what exists stays. The issuing authority.
	Deregister(OfDevice),
	/// Remove a deregistered device of which nothing is kept. The issuing authority.
	Remove(OfDevice),
	/// Issue the certificates of a device and interval that are not issued by themselves. The owner.
	Issue(Issue),
	/// Give a bundle, or a part of it, to another account.
	Transfer(Transfer),
	/// Make the last certificates of a bundle a bundle of their own.
	Split(Split),
	/// Offer a bundle for sale.
	Offer(Offer),
	/// Take an offer back.
	Cancel(OfBundle),
	/// Buy an offered bundle, or a part of it.
	Buy(Buy),
	/// Retire a bundle, or a part of it, for good: whoever it is for has used that energy.
	Retire(Retire),
	/// Allocate a bundle, or a part of it, to what your battery charged in the same interval, for good.
	Store(Store),
	/// Take a bundle back for good that should not have been issued. The issuing authority.
	Withdraw(Withdraw),
	/// List a community's retirements.
	Retirements(Retirements),
	/// Show a retirement, and save the proof of it.
	Statement(StatementOf),
	/// Check a saved proof, without a node.
	Verify(Verify),
	/// Write bundles as JSON with EnergyTag's field names.
	Export(Export),
	/// Show how much of what was used was green when it was used.
	Score(Score),
}

#[derive(Args)]
pub struct Register {
	/// The delivery point of its meter.
	#[arg(value_name = "N")]
	device: PointId,
	#[command(flatten)]
	attributes: Attributes,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct OfDevice {
	#[arg(value_name = "N")]
	device: PointId,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct Issue {
	#[arg(value_name = "N")]
	device: PointId,
	/// The interval: its number.
	#[arg(value_name = "T", value_parser = when)]
	interval: When,
}

#[derive(Args)]
pub struct OfBundle {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	bundle: BundleId,
}

/// All of a bundle, or its last certificates.
#[derive(Args)]
pub struct Part {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	bundle: BundleId,
	/// So much of it, its last certificates; all by default. A part is a bundle of its own, for which a
	/// deposit is held.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	quantity: Option<Wh>,
}

#[derive(Args)]
pub struct Transfer {
	#[command(flatten)]
	part: Part,
	/// Who gets it: an address, or a development key like //Bob.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	to: AccountId,
}

#[derive(Args)]
pub struct Split {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	bundle: BundleId,
	/// How much its last certificates are.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	quantity: Wh,
}

#[derive(Args)]
pub struct Offer {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	bundle: BundleId,
	/// Tokens per kWh, like 0.03.
	#[arg(long, value_name = "PRICE", value_parser = price)]
	at: Price,
	/// A buyer takes so much at least, or all that is left; the whole bundle by default.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	minimum: Option<Wh>,
}

#[derive(Args)]
pub struct Buy {
	#[command(flatten)]
	part: Part,
	/// Pay no more per kWh, whatever the offer is by then; what it is now by default.
	#[arg(long, value_name = "PRICE", value_parser = price)]
	at_most: Option<Price>,
}

#[derive(Args)]
pub struct Retire {
	#[command(flatten)]
	part: Part,
	/// For whom: point:5, account:5Grw..., or text: and a name that you disclose yourself. Of a text only the
	/// hash goes to the chain.
	#[arg(long = "for", value_name = "WHOM", value_parser = for_whom)]
	for_whom: ForWhom,
	/// Why: own-use, disclosure, legal-obligation, storage-losses or other.
	#[arg(long, value_name = "NAME", value_parser = purpose)]
	purpose: Purpose,
}

#[derive(Args)]
pub struct Store {
	#[command(flatten)]
	part: Part,
	/// The storage device.
	#[arg(long, value_name = "N")]
	storage: PointId,
}

#[derive(Args)]
pub struct Withdraw {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	bundle: BundleId,
	/// Why. Only its hash goes to the chain.
	#[arg(long, value_name = "TEXT", value_parser = reason)]
	reason: String,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct Retirements {
	#[arg(long, value_name = "C", default_value_t = 0)]
	community: CommunityId,
	/// From this statement on; from the oldest that is kept by default.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: RetirementId,
}

#[derive(Args)]
pub struct StatementOf {
	#[arg(value_name = "ID")]
	id: RetirementId,
	#[arg(long, value_name = "C", default_value_t = 0)]
	community: CommunityId,
	/// Save the record with the proof that the last final block has it, to this file.
	#[arg(long, value_name = "FILE")]
	proof: Option<PathBuf>,
}

#[derive(Args)]
pub struct Verify {
	file: PathBuf,
	/// Ask a node too whether the proof's block is final on its chain.
	#[arg(long)]
	ask_node: bool,
}

#[derive(Args)]
pub struct Export {
	/// Of an account: an address, or a development key like //Alice; by default the key that signs.
	#[arg(long, value_name = "ADDRESS", value_parser = account, conflicts_with = "device")]
	of: Option<AccountId>,
	/// Of an issuance: the device.
	#[arg(long, value_name = "N", requires = "interval")]
	device: Option<PointId>,
	/// Of an issuance: the interval.
	#[arg(long, value_name = "T", value_parser = when, requires = "device")]
	interval: Option<When>,
	/// As JSON, the only format that there is.
	#[arg(long)]
	json: bool,
}

/// A bundle that something is to be done with.
struct Wanted {
	rpc: Rpc,
	block: Hash,
	view: BundleView<AccountId>,
}

impl Wanted {
	async fn prepare(node: &Node, id: BundleId) -> Result<Self> {
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let view = bundle_of(&rpc, id, block).await?;
		Ok(Self { rpc, block, view })
	}

	/// `3:22:0, 1,500 of 3,000 Wh, Mon 1 August 2005, 22:00 to 23:00`
	async fn words(&self, quantity: Option<Wh>) -> Result<String> {
		let time = MarketTime::at(&self.rpc, self.block).await?;
		let all = write_wh(self.view.quantity);
		let amount = match quantity {
			Some(part) if part != self.view.quantity => format!("{} of {all}", write_wh(part)),
			_ => all,
		};
		Ok(format!(
			"{}, {amount} Wh, {}",
			write_bundle(&self.view.bundle),
			time.span_of(self.view.bundle.interval)
		))
	}
}

/// Why a bundle that is not the signer's, or not open, cannot be used.
pub fn ensure_usable(view: &BundleView<AccountId>, signer: &AccountId) -> Result<()> {
	let refuse = |name, detail: String| Err(Refusal::named(PALLET, name).about(detail).into());
	if view.account != *signer {
		return refuse(
			"NotOwner",
			format!("the key is {signer}, the owner is {}", view.account),
		);
	}
	let id = write_bundle(&view.bundle);
	match view.status {
		BundleStatus::Active => Ok(()),
		BundleStatus::Reserved { .. } => refuse("BundleReserved", format!("this is {id}")),
		BundleStatus::Retired { retirement } => {
			refuse("BundleRetired", format!("{id} by statement {retirement}"))
		}
		BundleStatus::Withdrawn => refuse("BundleWithdrawn", format!("this is {id}")),
		BundleStatus::Stored { storage } => {
			refuse("BundleStored", format!("{id} in device {storage}"))
		}
	}
}

/// A part has no more than the bundle.
pub fn ensure_within(view: &BundleView<AccountId>, quantity: Option<Wh>) -> Result<()> {
	match quantity {
		Some(part) if part > view.quantity => Err(Refusal::named(PALLET, "BeyondBundle")
			.about(format!(
				"this is {} Wh, it has {} Wh",
				write_wh(part),
				write_wh(view.quantity)
			))
			.into()),
		_ => Ok(()),
	}
}

/// What a Wh of an offered bundle costs, and that a buyer takes enough of it.
pub fn offered(
	view: &BundleView<AccountId>,
	quantity: Option<Wh>,
	at_most: Option<Price>,
) -> Result<Price> {
	let BundleStatus::Reserved { price, minimum } = view.status else {
		let status = super::bundle::write_status(&view.status);
		let detail = format!("{} is {status}", write_bundle(&view.bundle));
		return Err(Refusal::named(PALLET, "NotOffered").about(detail).into());
	};
	ensure_within(view, quantity)?;
	let quantity = quantity.unwrap_or(view.quantity);
	if quantity < minimum && quantity < view.quantity {
		let detail = format!(
			"this is {} Wh, the least is {} Wh",
			write_wh(quantity),
			write_wh(minimum.min(view.quantity))
		);
		return Err(Refusal::named(PALLET, "BelowMinimum").about(detail).into());
	}
	match at_most {
		Some(most) if most < price => {
			let detail = format!(
				"{} per kWh, you pay at most {}",
				write_price(price),
				write_price(most)
			);
			Err(Refusal::named(PALLET, "PriceAboveMaximum")
				.about(detail)
				.into())
		}
		_ => Ok(price),
	}
}

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
			Self::Verify(Verify { file, ask_node }) => {
				let proof = Proof::read(&file)?;
				let retirement = proof.check()?;
				proof.tell(&retirement);
				if ask_node {
					let rpc = Rpc::connect(node).await?;
					return proof.ask(&rpc).await;
				}
				proof.tell_unproved();
				Ok(())
			}
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

impl StatementOf {
	async fn run(self, node: &Node) -> Result<()> {
		let Self {
			id,
			community,
			proof,
		} = self;
		let rpc = Rpc::connect(node).await?;
		// What is proved must stay.
		let (number, block) = rpc.finalised().await?;
		let view = retirements_of(&rpc, community, id, block).await?;
		let found = view.page.iter().find(|(known, _)| *known == id);
		let Some((_, retirement)) = found else {
			anyhow::bail!(
				"{}",
				unknown_statement(id, view.oldest, view.next, community)
			);
		};
		let device = find_device(&rpc, retirement.bundle.device, block).await?;
		let statement = Statement {
			id,
			retirement,
			time: Some(&MarketTime::at(&rpc, block).await?),
			attributes: device.as_ref().map(|device| &device.attributes),
		};
		print!("{statement}");
		if let Some(file) = proof {
			let proof = Proof::of(&rpc, community, id, (number, block), retirement).await?;
			// What a node says is checked before it is kept.
			proof.check()?;
			proof.write(&file)?;
			println!(
				"wrote {}: proved by the state of block {number}, {block:?}\nnext: anyone checks it with \
				 commonwatt certificates verify {}",
				file.display(),
				file.display()
			);
		}
		Ok(())
	}
}

pub fn unknown_statement(
	id: RetirementId,
	oldest: RetirementId,
	next: RetirementId,
	community: CommunityId,
) -> String {
	match (id < oldest, next > oldest) {
		(true, _) => format!(
			"statement {id} of community {community} is kept no more: its event and the commitment remain; \
			 the oldest that is kept is {oldest}"
		),
		(_, true) => format!(
			"there is no statement {id} of community {community} in the last final block, which has {oldest} \
			 to {}: a retirement of this minute is final soon",
			next - 1
		),
		_ => format!(
			"community {community} has no retirements in the last final block: one of this minute is final \
			 soon"
		),
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
		let bundles = match (of, self.device, self.interval) {
			(Some(account), _, _) => bundles_of(&rpc, &account, block).await?,
			(None, Some(device), Some(when)) => {
				let time = MarketTime::at(&rpc, block).await?;
				let interval = when.resolve(time.in_progress())?;
				let view = device_of(&rpc, device, block).await?;
				let issuance = issuance_of(&rpc, device, interval, block).await?;
				issuance
					.ok_or_else(|| unknown_issuance(&view, interval))?
					.bundles
			}
			_ => Vec::new(),
		};
		let bundles: Vec<_> = bundles.iter().map(export).collect();
		println!("{}", serde_json::to_string_pretty(&bundles)?);
		Ok(())
	}
}
