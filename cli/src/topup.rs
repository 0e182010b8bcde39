//! `commonwatt topup`: prepay, give, or let a standing top-up pay.

use crate::{
	point::point_of,
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::{execute, Key},
	units::{tokens, write_tokens},
};
use anyhow::{ensure, Context, Result};
use clap::{ArgGroup, Args};
use commonwatt_primitives::{api::PointView, Balance, PointId};
use commonwatt_runtime::{AccountId, Hash, Runtime, RuntimeCall, RuntimeEvent};
use commonwatt_simulator::transaction::account;
use frame_support::traits::Get;
use pallet_billing::{Call, Event, StandingTopUp, StandingTopUpTerms, StandingTopUps};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

/// Tops a delivery point up: anyone may, for any point. What the point owes is paid first.
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["amount", "standing", "stop"])))]
pub struct TopUp {
	/// The delivery point.
	#[arg(value_name = "N")]
	point: PointId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	amount: Option<Balance>,
	#[command(flatten)]
	node: Node,
	/// Make it a gift with this memo. Only the memo's hash goes to the chain.
	#[arg(
		long,
		value_name = "MEMO",
		value_parser = memo_text,
		conflicts_with_all = ["standing", "stop"]
	)]
	gift: Option<String>,
	/// Pay these tokens from your account whenever the point is worse than normal.
	#[arg(long, value_name = "AMOUNT", value_parser = tokens, requires = "budget")]
	standing: Option<Balance>,
	/// Until so many tokens are paid in all.
	#[arg(long, value_name = "AMOUNT", value_parser = tokens, requires = "standing")]
	budget: Option<Balance>,
	/// End the point's standing top-up.
	#[arg(long)]
	stop: bool,
	#[command(flatten)]
	key: Key,
}

impl TopUp {
	/// The call, and what it is in words.
	fn call(&self) -> Result<(Call<Runtime>, String)> {
		let point = self.point;
		if self.stop {
			let call = Call::set_standing_top_up { point, terms: None };
			return Ok((call, format!("Ends the standing top-up of point {point}.")));
		}
		if let (Some(amount), Some(budget)) = (self.standing, self.budget) {
			ensure!(
				budget >= amount,
				"--budget {} is less than one payment of {}: give at least that",
				write_tokens(budget),
				write_tokens(amount)
			);
			let least = <Runtime as pallet_billing::Config>::MinimumStandingTopUp::get();
			if amount < least {
				let detail = format!(
					"this is {}, the least is {}",
					write_tokens(amount),
					write_tokens(least)
				);
				let refusal = Refusal::of_billing("StandingTopUpTooSmall").about(detail);
				return Err(refusal.into());
			}
			let terms = Some(StandingTopUpTerms { amount, budget });
			let words = format!(
				"Pays point {point} {} tokens whenever it is worse than normal, {} in all.",
				write_tokens(amount),
				write_tokens(budget)
			);
			return Ok((Call::set_standing_top_up { point, terms }, words));
		}
		let amount = self.amount.context("AMOUNT is missing")?;
		let words = write_tokens(amount);
		match &self.gift {
			Some(text) => {
				let memo = memo(text);
				let words = format!(
					"Gives point {point} {words} tokens.\n  memo {text:?}: not sent; tell it to those who \
					 shall know\n  hash {memo:?}: what the chain keeps (blake2-256)"
				);
				let call = Call::gift {
					point,
					amount,
					memo,
				};
				Ok((call, words))
			}
			None => {
				let words = format!("Tops point {point} up by {words} tokens.");
				Ok((Call::top_up { point, amount }, words))
			}
		}
	}

	pub async fn run(self) -> Result<()> {
		let pair = self.key.pair()?;
		let (call, words) = self.call()?;
		let rpc = Rpc::connect(&self.node).await?;
		let (_, block) = rpc.best().await?;
		let before = point_of(&rpc, self.point, block).await?;
		let payer = account(&pair);
		if let Call::set_standing_top_up { terms, .. } = &call {
			let standing = StandingTopUps::<Runtime>::hashed_key_for(self.point);
			let standing = rpc.storage(&standing, Some(block)).await?;
			ensure_may_change(standing.as_ref(), &before, &payer, terms.is_none())?;
		}
		println!("{words}");
		println!("  owner {}", before.owner);
		println!(
			"  credit before: {} tokens",
			write_tokens(before.account.credit)
		);
		let held = balance(&rpc, &payer, block).await?;
		let wanted = self.amount.unwrap_or(0);
		ensure!(
			held >= wanted,
			"{payer} holds {} tokens, not {}: send it more, or pay less",
			write_tokens(held),
			write_tokens(wanted)
		);
		execute(&rpc, &pair, RuntimeCall::Billing(call), |events| {
			for text in events.iter().filter_map(|event| tell(event, self.point)) {
				println!("{text}");
			}
			Ok(())
		})
		.await
	}
}

/// Whether `who` may set the standing top-up of a point, or end it.
fn ensure_may_change(
	standing: Option<&StandingTopUp<AccountId>>,
	view: &PointView<AccountId>,
	who: &AccountId,
	end: bool,
) -> Result<()> {
	let refuse = |name, detail| Err(Refusal::of_billing(name).about(detail).into());
	match standing {
		None if end => Err(Refusal::of_billing("NoStandingTopUp").into()),
		_ if view.closed && !end => Err(Refusal::of_billing("PointClosed").into()),
		Some(standing) if standing.payer != *who && view.owner != *who => {
			let name = if end {
				"NotPayerNorOwner"
			} else {
				"StandingTopUpTaken"
			};
			refuse(
				name,
				format!("the key is {who}, the payer {}", standing.payer),
			)
		}
		_ => Ok(()),
	}
}

/// What an account holds, in base units.
async fn balance(rpc: &Rpc, who: &AccountId, block: Hash) -> Result<Balance> {
	let key = frame_system::Account::<Runtime>::hashed_key_for(who);
	let account: Option<AccountInfo> = rpc.storage(&key, Some(block)).await?;
	Ok(account.map_or(0, |account| account.data.free))
}

type AccountInfo = frame_system::AccountInfo<
	commonwatt_runtime::Nonce,
	<Runtime as frame_system::Config>::AccountData,
>;

/// What a donor says: something.
fn memo_text(text: &str) -> Result<String, String> {
	match text.trim().is_empty() {
		true => {
			Err("an empty memo says nothing: write something, or leave --gift out to top up".into())
		}
		false => Ok(text.into()),
	}
}

/// The hash of what a donor says.
fn memo(text: &str) -> Hash {
	BlakeTwo256::hash(text.as_bytes())
}

/// What became of it. The first transaction of a block has what the chain settles among its own events:
/// of other points that is left out.
fn tell(event: &RuntimeEvent, of: PointId) -> Option<String> {
	let RuntimeEvent::Billing(event) = event else {
		return None;
	};
	let (Event::ToppedUp { point, .. }
	| Event::Gifted { point, .. }
	| Event::StandingTopUpSet { point, .. }
	| Event::StandingTopUpEnded { point, .. }
	| Event::SupplyChanged { point, .. }) = event
	else {
		return None;
	};
	if *point != of {
		return None;
	}
	Some(match event {
		Event::ToppedUp {
			amount,
			paid_debt,
			paid_receivable,
			..
		}
		| Event::Gifted {
			amount,
			paid_debt,
			paid_receivable,
			..
		} => {
			let credit = amount.saturating_sub(paid_debt.saturating_add(*paid_receivable));
			let mut text = format!("{} tokens to the credit", write_tokens(credit));
			let owed = [
				(paid_debt, "its debt"),
				(paid_receivable, "what it owed the supplier"),
			];
			for (paid, what) in owed.into_iter().filter(|(paid, _)| **paid > 0) {
				text.push_str(&format!(", {} paid {what}", write_tokens(*paid)));
			}
			text
		}
		Event::StandingTopUpSet {
			payer,
			amount,
			budget,
			..
		} => format!(
			"set: {payer} pays {} tokens at once, {} in all",
			write_tokens(*amount),
			write_tokens(*budget)
		),
		Event::StandingTopUpEnded { payer, left, .. } => format!(
			"ended: {} tokens of {payer}'s budget were not paid",
			write_tokens(*left)
		),
		Event::SupplyChanged { from, to, .. } => {
			format!("supply: {from:?} before, {to:?} now")
		}
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::order::tests::view;
	use clap::Parser;
	use commonwatt_primitives::statement::SupplyState;
	use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

	#[derive(Parser)]
	struct Command {
		#[command(flatten)]
		top_up: TopUp,
	}

	fn call(arguments: &str) -> Result<(Call<Runtime>, String)> {
		let arguments = format!("topup {arguments} --key //Alice");
		Command::try_parse_from(arguments.split(' '))?.top_up.call()
	}

	#[test]
	fn an_amount_tops_up() {
		let (call, _) = call("3 25.50").expect("is a call");
		let amount = 25_500_000_000_000;
		assert_eq!(call, Call::top_up { point: 3, amount });
	}

	#[test]
	fn the_memo_of_a_gift_is_hashed_and_not_in_the_call() {
		use codec::Encode;
		let (call, words) = call("3 1 --gift Midwinter").expect("is a call");
		assert!(words.contains("\"Midwinter\""), "{words}");
		let hash = BlakeTwo256::hash(b"Midwinter");
		assert!(words.contains(&format!("{hash:?}")), "{words}");
		let encoded = call.encode();
		assert!(!encoded.windows(9).any(|bytes| bytes == b"Midwinter"));
		assert!(encoded.ends_with(hash.as_ref()));
	}

	#[test]
	fn an_empty_memo_is_refused() {
		for memo in ["", " \t"] {
			let arguments = ["topup", "3", "1", "--gift", memo, "--key", "//Alice"];
			let error = Command::try_parse_from(arguments)
				.err()
				.expect("is refused");
			let text = error.to_string();
			assert!(text.contains("an empty memo says nothing"), "{text}");
		}
	}

	#[test]
	fn a_standing_top_up_has_a_budget() {
		let (call_, _) = call("3 --standing 5 --budget 20").expect("is a call");
		let terms = Some(StandingTopUpTerms {
			amount: 5_000_000_000_000,
			budget: 20_000_000_000_000,
		});
		assert_eq!(call_, Call::set_standing_top_up { point: 3, terms });
		assert!(call("3 --standing 5").is_err());
		assert!(call("3 --budget 5").is_err());
		let error = call("3 --standing 5 --budget 4").expect_err("is too little");
		assert!(error.to_string().contains("less than one payment"));
		let (call_, _) = call("3 --stop").expect("is a call");
		assert_eq!(
			call_,
			Call::set_standing_top_up {
				point: 3,
				terms: None
			}
		);
	}

	#[test]
	fn a_standing_top_up_that_pays_too_little_is_refused() {
		assert!(call("3 --standing 1 --budget 20").is_ok());
		let error = call("3 --standing 0.999999999999 --budget 20").expect_err("is too little");
		let text = format!("{error:#}");
		assert!(text.contains("Billing.StandingTopUpTooSmall"), "{text}");
		assert!(
			text.contains("this is 0.999999999999, the least is 1.00"),
			"{text}"
		);
	}

	#[test]
	fn a_standing_top_up_is_its_payers_and_the_owners() {
		// Alice owns the point.
		let standing = StandingTopUp {
			payer: Bob.to_account_id(),
			terms: StandingTopUpTerms {
				amount: 1,
				budget: 1,
			},
		};
		let refused = |standing, who: sp_keyring::Sr25519Keyring, end| {
			let result = ensure_may_change(standing, &view(), &who.to_account_id(), end);
			result.err().map(|error| format!("{error:#}"))
		};
		for end in [false, true] {
			assert_eq!(refused(Some(&standing), Alice, end), None);
			assert_eq!(refused(Some(&standing), Bob, end), None);
		}
		assert_eq!(refused(None, Charlie, false), None);
		for (standing, end, name) in [
			(Some(&standing), false, "Billing.StandingTopUpTaken"),
			(Some(&standing), true, "Billing.NotPayerNorOwner"),
			(None, true, "Billing.NoStandingTopUp"),
		] {
			let text = refused(standing, Charlie, end).expect("is refused");
			assert!(text.contains(name), "{text}");
		}
	}

	#[test]
	fn a_closed_point_gets_no_standing_top_up_and_may_lose_one() {
		let closed = PointView {
			closed: true,
			..view()
		};
		let who = Alice.to_account_id();
		let error = ensure_may_change(None, &closed, &who, false).expect_err("is refused");
		assert!(format!("{error:#}").contains("Billing.PointClosed"));
		let standing = StandingTopUp {
			payer: Bob.to_account_id(),
			terms: StandingTopUpTerms {
				amount: 1,
				budget: 1,
			},
		};
		assert!(ensure_may_change(Some(&standing), &closed, &who, true).is_ok());
	}

	#[test]
	fn what_was_owed_is_told() {
		let topped_up = |paid_debt, paid_receivable| {
			let event = Event::ToppedUp {
				point: 3,
				who: AccountId::new([1; 32]),
				amount: 5_000_000_000_000,
				paid_debt,
				paid_receivable,
			};
			tell(&RuntimeEvent::Billing(event), 3)
		};
		assert_eq!(
			topped_up(0, 0).as_deref(),
			Some("5.00 tokens to the credit")
		);
		assert_eq!(
			topped_up(1_000_000_000_000, 4_000_000_000_000).as_deref(),
			Some(
				"0.00 tokens to the credit, 1.00 paid its debt, 4.00 paid what it owed the supplier"
			)
		);
	}

	#[test]
	fn what_the_same_block_settles_of_other_points_is_not_told() {
		let changed = |point| {
			RuntimeEvent::Billing(Event::SupplyChanged {
				point,
				from: SupplyState::Low,
				to: SupplyState::Normal,
			})
		};
		assert_eq!(
			tell(&changed(3), 3).as_deref(),
			Some("supply: Low before, Normal now")
		);
		assert_eq!(tell(&changed(4), 3), None);
	}

	#[test]
	fn one_thing_at_a_time() {
		for arguments in [
			"3",
			"3 5 --stop",
			"3 5 --standing 5 --budget 20",
			"3 --stop --gift x",
		] {
			assert!(call(arguments).is_err(), "{arguments}");
		}
	}
}
