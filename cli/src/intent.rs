//! Orders that one signs and another submits.

use crate::{
	files,
	market_time::MarketTime,
	order::{tell, Wanted},
	point::point_of,
	refusal::Refusal,
	rpc::Rpc,
	submission::execute,
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::{DecodeAll, Encode};
use commonwatt_primitives::order::Intent;
use commonwatt_runtime::{AccountId, Hash, RuntimeCall, RuntimeEvent, Signature, MAX_INTENTS};
use commonwatt_simulator::transaction::account;
use pallet_energy_market::{Call, Event};
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Pair};
use std::{
	io::Write,
	path::{Path, PathBuf},
};

type SignedIntent = Intent<AccountId, Signature>;

/// A signed intent as it is passed on. `scale` is the intent; the rest is for people to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntentFile {
	/// What was signed.
	message: String,
	signer: String,
	/// The intent, SCALE-encoded, as `submit_intents` takes it.
	scale: String,
}

/// Signs an intent. It expires with gate closure.
pub async fn sign(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	wanted: &Wanted,
	nonce: Option<u64>,
) -> Result<IntentFile> {
	let genesis = rpc.block_hash(0).await?;
	let next = wanted
		.view
		.next_nonces
		.iter()
		.find(|(interval, _)| *interval == wanted.interval)
		.map_or(0, |(_, next)| *next);
	let nonce = nonce.unwrap_or(next);
	ensure!(
		nonce >= next && nonce < u64::MAX,
		"--nonce must be at least {next}, and less than the highest there is"
	);
	let mut intent = Intent {
		point: wanted.point,
		interval: wanted.interval,
		order: wanted.order.clone(),
		nonce,
		expires: wanted.book.auction.gate_closure,
		signer: account(pair),
		signature: Signature::Sr25519(Default::default()),
	};
	intent.signature = Signature::Sr25519(pair.sign(&intent.message(genesis)));
	Ok(IntentFile::of(&intent, genesis))
}

impl IntentFile {
	fn of(intent: &SignedIntent, genesis: Hash) -> Self {
		Self {
			message: text_of(intent, genesis),
			signer: intent.signer.to_string(),
			scale: format!("0x{}", hex::encode(intent.encode())),
		}
	}

	pub fn write(&self, file: &Path) -> Result<()> {
		let json = serde_json::to_string_pretty(self)?;
		// What is there may be another intent, signed and not yet submitted.
		let mut new = files::create_new(file)?;
		new.write_all(format!("{json}\n").as_bytes())
			.with_context(|| format!("writing {}", file.display()))?;
		println!("\nsigned by {}:\n\n{}", self.signer, self.message);
		println!(
			"wrote {}\nnext: a gateway submits it with commonwatt order --submit {}",
			file.display(),
			file.display()
		);
		Ok(())
	}

	fn read(file: &Path) -> Result<Self> {
		let next = "commonwatt order --intent FILE writes one";
		let text = files::read(file, next)?;
		serde_json::from_str(&text).with_context(|| {
			format!(
				"{} is no intent: write one with commonwatt order --intent",
				file.display()
			)
		})
	}

	/// The intent, if it says what its message says, on this chain.
	fn intent(&self, genesis: Hash) -> Result<SignedIntent> {
		let bytes = self.scale.strip_prefix("0x").unwrap_or(&self.scale);
		let bytes = hex::decode(bytes).map_err(|_| anyhow!("\"scale\" is not hexadecimal"))?;
		let intent = SignedIntent::decode_all(&mut &bytes[..])
			.map_err(|_| anyhow!("\"scale\" is no intent"))?;
		ensure!(
			text_of(&intent, genesis) == self.message,
			"it is for another chain, or was changed: its message is not what its \"scale\" says; have \
			 it signed anew"
		);
		Ok(intent)
	}
}

fn text_of(intent: &SignedIntent, genesis: Hash) -> String {
	String::from_utf8_lossy(&intent.message(genesis)).into_owned()
}

/// Files of intents that are submitted together.
pub struct Batch<'a> {
	files: &'a [PathBuf],
	read: Vec<IntentFile>,
}

impl<'a> Batch<'a> {
	pub fn read(files: &'a [PathBuf]) -> Result<Self> {
		ensure!(
			files.len() <= MAX_INTENTS as usize,
			"a batch holds at most {MAX_INTENTS} intents, these are {}",
			files.len()
		);
		let read = files.iter().map(|file| IntentFile::read(file));
		Ok(Self {
			files,
			read: read.collect::<Result<_>>()?,
		})
	}

	/// Submits the intents. An error if one of them is refused.
	pub async fn submit(&self, rpc: &Rpc, pair: &sr25519::Pair) -> Result<()> {
		let genesis = rpc.block_hash(0).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(rpc, block).await?;
		let mut intents = Vec::new();
		let mut community = None;
		for (file, read) in self.files.iter().zip(&self.read) {
			let intent = read
				.intent(genesis)
				.with_context(|| format!("{} is refused", file.display()))?;
			let of = point_of(rpc, intent.point, block).await?.community;
			ensure!(
				*community.get_or_insert(of) == of,
				"{}: point {} is of community {of}, others are not: submit those apart",
				file.display(),
				intent.point
			);
			println!(
				"{}, signed by {}, expires {}:\n\n{}",
				file.display(),
				read.signer,
				time.countdown(intent.expires),
				read.message
			);
			intents.push(intent);
		}
		let community = community.context("no file was given")?;
		let orders: Vec<_> = intents
			.iter()
			.map(|intent| (intent.point, intent.interval))
			.collect();
		let call = Call::submit_intents {
			community,
			// At most as many: checked when they were read.
			intents: intents.try_into().unwrap_or_default(),
		};
		execute(rpc, pair, RuntimeCall::EnergyMarket(call), |events| {
			tell(events, &orders);
			let refused = refusals(events, self.files);
			match refused.is_empty() {
				true => Ok(()),
				false => bail!("{}", refused.join("\n")),
			}
		})
		.await
	}
}

/// What was refused of a batch, by file.
fn refusals(events: &[RuntimeEvent], files: &[PathBuf]) -> Vec<String> {
	let mut texts = Vec::new();
	for event in events {
		let RuntimeEvent::EnergyMarket(Event::IntentsSubmitted { refused, .. }) = event else {
			continue;
		};
		for (index, reason) in refused {
			let file = files.get(*index as usize).map(|file| file.display());
			let file = file.map_or(format!("intent {index}"), |file| file.to_string());
			texts.push(format!("{file} is refused: {}", Refusal::of_intent(reason)));
		}
	}
	texts
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::order::{IntentRefusal, Order, OrderRefusal, Side, Step};
	use sp_keyring::Sr25519Keyring::Alice;
	use sp_runtime::traits::Verify;
	use std::fs;

	const GENESIS: Hash = Hash::repeat_byte(7);

	fn intent() -> SignedIntent {
		let step = Step {
			limit: 150_000_000,
			quantity: 1_000,
		};
		let mut intent = Intent {
			point: 3,
			interval: 114,
			order: Some(Order {
				side: Side::Buy,
				steps: vec![step].try_into().expect("one step"),
			}),
			nonce: 5,
			expires: 1_700_000_000_000,
			signer: Alice.to_account_id(),
			signature: Signature::Sr25519(Default::default()),
		};
		intent.signature = Signature::Sr25519(Alice.pair().sign(&intent.message(GENESIS)));
		intent
	}

	#[test]
	fn a_file_brings_the_signed_intent_and_shows_its_message() {
		let folder = tempfile::TempDir::new().expect("makes a folder");
		let path = folder.path().join("intent.json");
		let intent = intent();
		IntentFile::of(&intent, GENESIS)
			.write(&path)
			.expect("writes");
		let file = IntentFile::read(&path).expect("reads");
		assert!(file.message.contains("buy 1000 Wh at 150000000\nnonce 5\n"));
		let read = file.intent(GENESIS).expect("is the intent");
		assert_eq!(read, intent);
		assert!(read
			.signature
			.verify(&read.message(GENESIS)[..], &read.signer));
	}

	#[test]
	fn a_file_that_is_there_stays_as_it_is() {
		let folder = tempfile::TempDir::new().expect("makes a folder");
		let path = folder.path().join("intent.json");
		fs::write(&path, "another").expect("writes");
		let error = IntentFile::of(&intent(), GENESIS)
			.write(&path)
			.expect_err("is refused");
		let text = format!("{error:#}");
		assert!(text.ends_with("intent.json exists: give another name, or remove it first"));
		assert_eq!(fs::read_to_string(&path).expect("reads"), "another");
	}

	#[test]
	fn a_message_that_is_not_the_intents_is_refused() {
		let mut file = IntentFile::of(&intent(), GENESIS);
		file.message = file.message.replace("1000 Wh", "10 Wh");
		assert!(file.intent(GENESIS).is_err());
		let file = IntentFile::of(&intent(), Hash::repeat_byte(8));
		let error = file.intent(GENESIS).expect_err("is of another chain");
		assert!(error.to_string().contains("another chain"));
	}

	#[test]
	fn what_is_no_intent_is_refused() {
		for scale in ["", "0x", "0x12", "xyz"] {
			let mut file = IntentFile::of(&intent(), GENESIS);
			file.scale = scale.into();
			assert!(file.intent(GENESIS).is_err(), "{scale}");
		}
		let mut file = IntentFile::of(&intent(), GENESIS);
		file.scale.push_str("00");
		assert!(file.intent(GENESIS).is_err(), "a byte too many");
	}

	#[test]
	fn each_refusal_is_told_with_its_file() {
		let refused = vec![
			(1, IntentRefusal::Order(OrderRefusal::GateClosed)),
			(7, IntentRefusal::Expired),
		];
		let event = RuntimeEvent::EnergyMarket(Event::IntentsSubmitted {
			community: 0,
			who: Alice.to_account_id(),
			executed: 1,
			refused: refused.try_into().expect("two"),
		});
		let texts = refusals(&[event], &["a.json".into(), "b.json".into()]);
		assert!(texts[0].starts_with("b.json is refused: EnergyMarket.GateClosed: Orders for"));
		assert!(texts[1].starts_with("intent 7 is refused: Expired"));
	}
}
