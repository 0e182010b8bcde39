//! Signing a call, submitting it, and waiting for what comes of it.

use crate::{
	refusal::Refusal,
	rpc::{Rpc, TransactionStatus},
	units::write_tokens,
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use clap::Args;
use codec::Encode;
use commonwatt_runtime::{AccountId, Hash, RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use commonwatt_simulator::transaction::{account, sign_mortal, LIFETIME};
use frame_system::Phase;
use sp_core::{sr25519, Pair};
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::time::Duration;

/// A transaction must be in a block, and then final, within this time.
const PATIENCE: Duration = Duration::from_secs(90);

/// Who signs.
#[derive(Args)]
pub struct Key {
	/// The secret URI of the key that signs: a phrase, 0x and 64 hex digits, or a development key like
	/// //Alice or //fontana17//home1. In the variable it is hidden from the list of processes.
	#[arg(
		long = "key",
		value_name = "URI",
		env = "COMMONWATT_KEY",
		hide_env_values = true
	)]
	uri: Option<String>,
}

impl Key {
	/// Whether there is one, good or not.
	pub fn is_given(&self) -> bool {
		self.uri.is_some()
	}

	pub fn pair(&self) -> Result<sr25519::Pair> {
		let uri = self.uri.as_deref().context(
			"no key to sign with: give --key URI, or set the variable COMMONWATT_KEY, which others on this \
			 machine cannot see",
		)?;
		// The root of all development keys, which nobody means by saying nothing.
		ensure!(
			!uri.trim().is_empty(),
			"the key is empty: give --key URI, or set the variable COMMONWATT_KEY to one, or unset it"
		);
		// Without the text: it may be almost a secret.
		sr25519::Pair::from_string(uri, None).map_err(|_| {
			anyhow!(
				"the key is no secret URI: give a phrase, 0x and 64 hex digits, or a development key \
				 like //Alice"
			)
		})
	}
}

/// Signs and submits `call`, waits for its block, lets `tell` print what came of it, and waits until the
/// block is final. An error if the call fails.
pub async fn execute(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	call: RuntimeCall,
	tell: impl Fn(&[RuntimeEvent]) -> Result<()>,
) -> Result<()> {
	let extrinsic = sign(rpc, pair, call).await?;
	follow(rpc, pair, &extrinsic, tell).await
}

/// As [`execute`], unless the call would fail if the best block had it too: then nothing is submitted, and no
/// fee paid.
pub async fn execute_unless_refused(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	call: RuntimeCall,
	tell: impl Fn(&[RuntimeEvent]) -> Result<()>,
) -> Result<()> {
	let extrinsic = sign(rpc, pair, call).await?;
	// What the node does not take at all it says when it is submitted.
	if let Some(Ok(Err(error))) = rpc.dry_run(&extrinsic).await {
		return Err(Refusal::of_call(&error).into());
	}
	follow(rpc, pair, &extrinsic, tell).await
}

async fn sign(rpc: &Rpc, pair: &sr25519::Pair, call: RuntimeCall) -> Result<UncheckedExtrinsic> {
	let genesis = rpc.block_hash(0).await?;
	let nonce = rpc.next_nonce(&account(pair)).await?;
	let mature = rpc.mature().await?;
	Ok(sign_mortal(pair, nonce, genesis, mature, call))
}

/// Submits a transaction, waits for its block, lets `tell` print what came of it, and waits until the
/// block is final.
async fn follow(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	extrinsic: &UncheckedExtrinsic,
	tell: impl Fn(&[RuntimeEvent]) -> Result<()>,
) -> Result<()> {
	let mut statuses = rpc.submit_and_watch(extrinsic).await?;
	println!("submitted {:?}", BlakeTwo256::hash(&extrinsic.encode()));

	let mut told = None;
	loop {
		let status = match tokio::time::timeout(PATIENCE, statuses.next()).await {
			Ok(status) => status.context("the node closed the connection")??,
			Err(_) if told.is_some() => {
				println!("not final yet after {} s", PATIENCE.as_secs());
				return Ok(());
			}
			Err(_) => bail!(
				"the transaction is in no block after {} s: it waits in the node's pool, for {LIFETIME} \
				 blocks at most; commonwatt point shows whether it came through",
				PATIENCE.as_secs()
			),
		};
		match status {
			TransactionStatus::InBlock(block) => {
				let number = report(rpc, extrinsic, block, pair, &tell).await?;
				told = Some((number, block));
			}
			TransactionStatus::Finalized(block) => {
				let number = match told {
					Some((number, known)) if known == block => number,
					_ => report(rpc, extrinsic, block, pair, &tell).await?,
				};
				println!("final with block {number}");
				return Ok(());
			}
			TransactionStatus::Retracted(_) => {
				println!("its block was replaced by another; waiting for the next");
				told = None;
			}
			TransactionStatus::FinalityTimeout(_) => {
				println!("not final yet: the node waits no longer");
				return Ok(());
			}
			status => ensure_waits(&status)?,
		}
	}
}

/// Prints what a block did with a transaction; its number.
async fn report(
	rpc: &Rpc,
	extrinsic: &UncheckedExtrinsic,
	block: Hash,
	pair: &sr25519::Pair,
	tell: impl Fn(&[RuntimeEvent]) -> Result<()>,
) -> Result<u32> {
	let (number, events) = events_of(rpc, extrinsic, block).await?;
	println!(
		"in block {number}, {block:?}, {}",
		fee(&events, &account(pair))
	);
	ensure_succeeded(&events)?;
	tell(&events)?;
	Ok(number)
}

/// The number of a block that has the transaction, and the transaction's events.
async fn events_of(
	rpc: &Rpc,
	extrinsic: &UncheckedExtrinsic,
	block: Hash,
) -> Result<(u32, Vec<RuntimeEvent>)> {
	let (number, place) = rpc.place_of(extrinsic, block).await?;
	let place = place.with_context(|| format!("block {number} lacks the transaction"))?;
	let events = rpc
		.events(block)
		.await?
		.into_iter()
		.filter(|record| record.phase == Phase::ApplyExtrinsic(place))
		.map(|record| record.event)
		.collect();
	Ok((number, events))
}

fn ensure_succeeded(events: &[RuntimeEvent]) -> Result<()> {
	for event in events {
		if let RuntimeEvent::System(frame_system::Event::ExtrinsicFailed {
			dispatch_error, ..
		}) = event
		{
			return Err(Refusal::of_call(dispatch_error).into());
		}
	}
	Ok(())
}

/// Signs and submits `call`, and waits until a block has it, final or not: the block's number and what came
/// of it. An error if the call fails, or no block takes it within `patience`.
pub async fn until_in_block(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	call: RuntimeCall,
	patience: Duration,
) -> Result<(u32, Vec<RuntimeEvent>)> {
	let extrinsic = sign(rpc, pair, call).await?;
	let mut statuses = rpc.submit_and_watch(&extrinsic).await?;
	let in_block = async {
		loop {
			let status = statuses.next().await;
			match status.context("the node closed the connection")?? {
				TransactionStatus::InBlock(block) | TransactionStatus::Finalized(block) => {
					return anyhow::Ok(block)
				}
				status => ensure_waits(&status)?,
			}
		}
	};
	let block = tokio::time::timeout(patience, in_block)
		.await
		.with_context(|| format!("no block took it within {} s", patience.as_secs()))??;
	let (number, events) = events_of(rpc, &extrinsic, block).await?;
	ensure_succeeded(&events)?;
	Ok((number, events))
}

/// An error if a transaction will be in no block.
fn ensure_waits(status: &TransactionStatus) -> Result<()> {
	match status {
		TransactionStatus::Usurped(_) => {
			bail!("another transaction of this account took its place: try again")
		}
		TransactionStatus::Dropped => bail!("the node's pool is full: try again in a minute"),
		TransactionStatus::Invalid => {
			bail!("the transaction became invalid before it was in a block: try again")
		}
		_ => Ok(()),
	}
}

fn fee(events: &[RuntimeEvent], who: &AccountId) -> String {
	let paid = events.iter().find_map(|event| match event {
		RuntimeEvent::TransactionPayment(
			pallet_transaction_payment::Event::TransactionFeePaid {
				who: payer,
				actual_fee,
				..
			},
		) if payer == who => Some(*actual_fee),
		_ => None,
	});
	match paid {
		Some(fee) if fee > 0 => format!("for a fee of {} tokens", write_tokens(fee)),
		_ => "free of charge".into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refused(uri: Option<&str>) -> String {
		let key = Key {
			uri: uri.map(String::from),
		};
		let error = key.pair().err().expect("is refused");
		format!("{error:#}")
	}

	#[test]
	fn a_missing_key_is_told_both_ways_to_give_one() {
		let text = refused(None);
		assert!(text.contains("--key URI"), "{text}");
		assert!(text.contains("COMMONWATT_KEY"), "{text}");
	}

	#[test]
	fn what_is_no_key_is_not_repeated() {
		let text = refused(Some("almost a secret"));
		assert!(text.starts_with("the key is no secret URI"), "{text}");
		assert!(!text.contains("almost"), "{text}");
	}

	#[test]
	fn an_empty_key_is_not_the_root_of_the_development_keys() {
		for uri in ["", " "] {
			assert_eq!(
				refused(Some(uri)),
				"the key is empty: give --key URI, or set the variable COMMONWATT_KEY to one, or unset it"
			);
		}
	}

	#[test]
	fn a_development_key_signs() {
		let key = Key {
			uri: Some("//Alice".into()),
		};
		let pair = key.pair().expect("is a key");
		let alice = sp_keyring::Sr25519Keyring::Alice;
		assert_eq!(pair.public(), alice.public());
	}
}
