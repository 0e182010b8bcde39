//! The commands about certificates, with their options.

use super::{
	attributes::Attributes,
	bundle::{bundle, for_whom, purpose, ForWhom},
	matching::Score,
};
use crate::{
	accounts::account,
	market_time::{when, When},
	numbers::hash,
	proposing::{reason, Proposing},
	units::{energy, price},
};
use clap::{Args, Subcommand};
use commonwatt_primitives::{
	certificate::{BundleId, Purpose, RetirementId},
	CommunityId, PointId, Price, Wh,
};
use commonwatt_runtime::{AccountId, Hash};
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
	/// Save retirements with the proof that a final block has them.
	Prove(Prove),
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
	pub device: PointId,
	#[command(flatten)]
	pub attributes: Attributes,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct OfDevice {
	#[arg(value_name = "N")]
	pub device: PointId,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct Issue {
	#[arg(value_name = "N")]
	pub device: PointId,
	/// The interval: its number.
	#[arg(value_name = "T", value_parser = when)]
	pub interval: When,
}

#[derive(Args)]
pub struct OfBundle {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	pub bundle: BundleId,
}

/// All of a bundle, or its last certificates.
#[derive(Args)]
pub struct Part {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	pub bundle: BundleId,
	/// So much of it, its last certificates; all by default. A part is a bundle of its own, for which a
	/// deposit is held.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	pub quantity: Option<Wh>,
}

#[derive(Args)]
pub struct Transfer {
	#[command(flatten)]
	pub part: Part,
	/// Who gets it: an address, or a development key like //Bob.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	pub to: AccountId,
}

#[derive(Args)]
pub struct Split {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	pub bundle: BundleId,
	/// How much its last certificates are.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	pub quantity: Wh,
}

#[derive(Args)]
pub struct Offer {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	pub bundle: BundleId,
	/// Tokens per kWh, like 0.03.
	#[arg(long, value_name = "PRICE", value_parser = price)]
	pub at: Price,
	/// A buyer takes so much at least, or all that is left; the whole bundle by default.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	pub minimum: Option<Wh>,
}

#[derive(Args)]
pub struct Buy {
	#[command(flatten)]
	pub part: Part,
	/// Pay no more per kWh, whatever the offer is by then; what it is now by default.
	#[arg(long, value_name = "PRICE", value_parser = price)]
	pub at_most: Option<Price>,
}

#[derive(Args)]
pub struct Retire {
	#[command(flatten)]
	pub part: Part,
	/// For whom: point:5, account:5Grw..., or text: and a name that you disclose yourself. Of a text only the
	/// hash goes to the chain.
	#[arg(long = "for", value_name = "WHOM", value_parser = for_whom)]
	pub for_whom: ForWhom,
	/// Why: own-use, disclosure, legal-obligation, storage-losses or other.
	#[arg(long, value_name = "NAME", value_parser = purpose)]
	pub purpose: Purpose,
}

#[derive(Args)]
pub struct Store {
	#[command(flatten)]
	pub part: Part,
	/// The storage device.
	#[arg(long, value_name = "N")]
	pub storage: PointId,
}

#[derive(Args)]
pub struct Withdraw {
	/// Device, interval and first certificate, like 3:22:0.
	#[arg(value_parser = bundle)]
	pub bundle: BundleId,
	/// Why. Only its hash goes to the chain.
	#[arg(long, value_name = "TEXT", value_parser = reason)]
	pub reason: String,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct Retirements {
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
	/// From this statement on; from the oldest that is kept by default.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	pub from: RetirementId,
}

#[derive(Args)]
pub struct StatementOf {
	#[arg(value_name = "ID")]
	pub id: RetirementId,
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
	/// Save the record with the proof that the last final block has it, to this file.
	#[arg(long, value_name = "FILE")]
	pub proof: Option<PathBuf>,
}

#[derive(Args)]
pub struct Prove {
	/// The statements, also those that the chain keeps only as a commitment: an archive node proves them.
	#[arg(
		value_name = "ID",
		required_unless_present_any = ["bundle", "for_whom"],
		conflicts_with_all = ["bundle", "for_whom"]
	)]
	pub statements: Vec<RetirementId>,
	/// Of a bundle that was retired: device, interval and first certificate, like 3:22:0.
	#[arg(long, value_parser = bundle)]
	pub bundle: Option<BundleId>,
	/// For whom: point:5, account:5Grw..., or text: and what was disclosed.
	#[arg(long = "for", value_name = "WHOM", value_parser = for_whom)]
	pub for_whom: Option<ForWhom>,
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
	/// By the state of this final block; by the last final one by default.
	#[arg(long, value_name = "BLOCK")]
	pub at: Option<u32>,
	/// The file, which must not exist yet.
	#[arg(long, value_name = "FILE")]
	pub out: PathBuf,
}

#[derive(Args)]
pub struct Verify {
	pub file: PathBuf,
	/// Hash of the block that it must be proved by: one that you know to be final.
	#[arg(long, value_name = "HASH", value_parser = hash)]
	pub block: Option<Hash>,
	/// The chain that it must be of: the hash of its first block.
	#[arg(long, value_name = "HASH", value_parser = hash)]
	pub chain: Option<Hash>,
	/// Ask a node too whether the proof's block is final on its chain.
	#[arg(long)]
	pub ask_node: bool,
}

#[derive(Args)]
pub struct Export {
	/// Of an account: an address, or a development key like //Alice; by default the key that signs.
	#[arg(long, value_name = "ADDRESS", value_parser = account, conflicts_with = "device")]
	pub of: Option<AccountId>,
	/// Of an issuance: the device.
	#[arg(long, value_name = "N", requires = "interval")]
	pub device: Option<PointId>,
	/// Of an issuance: the interval.
	#[arg(long, value_name = "T", value_parser = when, requires = "device")]
	pub interval: Option<When>,
	/// As JSON, the only format that there is.
	#[arg(long)]
	pub json: bool,
}
