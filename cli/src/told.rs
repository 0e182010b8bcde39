//! What came of calls about what a community owns and decides together.

use crate::{
	certificates::bundle::{write_beneficiary, write_bundle, write_purpose},
	described::{inline, write_shares},
	refusal::Refusal,
	units::{count, write_price, write_tokens, write_wh},
};
use anyhow::Result;
use commonwatt_primitives::{governance::Vote, Interval, PointId};
use commonwatt_runtime::{Runtime, RuntimeCall, RuntimeEvent};
use pallet_asset_shares::Event as Shares;
use pallet_certificates::Event as Certificates;
use pallet_community_treasury::Event as Treasury;

/// Prints what came of a call that does `matter`, itself or by executing it; an error if a proposal's call
/// failed.
pub fn tell(events: &[RuntimeEvent], matter: &RuntimeCall) -> Result<()> {
	let asked = asked_for(matter);
	let mut failed = None;
	for event in events {
		if let RuntimeEvent::CommunityTreasury(Treasury::Dispatched {
			result: Err(error), ..
		}) = event
		{
			failed = Some(Refusal::of_call(error));
		}
		if let Some(text) = in_words(event, &asked) {
			println!("{text}");
		}
	}
	match failed {
		Some(refusal) => Err(refusal.into()),
		None => Ok(()),
	}
}

/// The devices and intervals whose certificates a call asks for.
fn asked_for(call: &RuntimeCall) -> Vec<(PointId, Interval)> {
	match call {
		RuntimeCall::Certificates(pallet_certificates::Call::issue { device, interval }) => {
			vec![(*device, *interval)]
		}
		RuntimeCall::Utility(pallet_utility::Call::batch_all { calls }) => {
			calls.iter().flat_map(asked_for).collect()
		}
		_ => Vec::new(),
	}
}

/// Whether the chain does that by itself. The first transaction of a block has those events among its own:
/// what intervals are settled to, what expires, what is paid.
fn is_of_the_chain(event: &RuntimeEvent, asked: &[(PointId, Interval)]) -> bool {
	match event {
		RuntimeEvent::Certificates(event) => match event {
			Certificates::Issued {
				device, interval, ..
			} => !asked.contains(&(*device, *interval)),
			event => matches!(
				event,
				Certificates::EnergySettled { .. }
					| Certificates::ConsumptionSettled { .. }
					| Certificates::Lapsed { .. }
					| Certificates::RetirementFolded { .. }
					| Certificates::LotsMerged { .. }
					| Certificates::BundleExpired { .. }
					| Certificates::RecordFolded { .. }
					| Certificates::LotsExpired { .. }
			),
		},
		RuntimeEvent::CommunityTreasury(event) => matches!(
			event,
			Treasury::PeriodBegan { .. }
				| Treasury::AutopilotActed { .. }
				| Treasury::FeeRefused { .. }
				| Treasury::RecurringSpendDue { .. }
				| Treasury::SupportPaid { .. }
				| Treasury::SupportNotPaid { .. }
				| Treasury::RefundEnded { .. }
		),
		_ => false,
	}
}

/// An event in words; `None` if it says nothing of the call's matter.
pub fn in_words(event: &RuntimeEvent, asked: &[(PointId, Interval)]) -> Option<String> {
	if is_of_the_chain(event, asked) {
		return None;
	}
	let words = match event {
		RuntimeEvent::Certificates(event) => of_certificates(event),
		RuntimeEvent::AssetShares(event) => of_shares(event),
		RuntimeEvent::CommunityTreasury(event) => of_treasury(event),
		RuntimeEvent::Communities(_) | RuntimeEvent::Billing(_) => None,
		_ => return None,
	};
	// Rare ones as the chain has them.
	Some(words.unwrap_or_else(|| inline(event)))
}

fn of_certificates(event: &Certificates<Runtime>) -> Option<String> {
	Some(match event {
		Certificates::DeviceRegistered { device, .. } => {
			format!("device {device} is registered: what its meter counts from now on is certified")
		}
		Certificates::DeviceUpdated {
			device, version, ..
		} => format!("device {device} has attributes of version {version} from now on"),
		Certificates::DeviceDeregistered { device } => {
			format!("device {device} is deregistered: nothing more is issued")
		}
		Certificates::Issued {
			device,
			interval,
			quantity,
			owner,
			..
		} => format!(
			"issued: {} Wh of device {device}, interval {interval}, to {owner}",
			write_wh(*quantity)
		),
		Certificates::BundleSplit {
			bundle,
			into,
			quantity,
			deposit,
			..
		} => format!(
			"bundle {} was split: {} has {} Wh of it, {} tokens are held until it is gone",
			write_bundle(bundle),
			write_bundle(into),
			write_wh(*quantity),
			write_tokens(*deposit)
		),
		Certificates::BundleTransferred {
			bundle,
			quantity,
			to,
			..
		} => format!(
			"bundle {}, {} Wh, is {to}'s",
			write_bundle(bundle),
			write_wh(*quantity)
		),
		Certificates::BundleOffered {
			bundle,
			quantity,
			price,
			minimum,
		} => format!(
			"bundle {}, {} Wh, is offered at {} per kWh, {} Wh at least",
			write_bundle(bundle),
			write_wh(*quantity),
			write_price(*price),
			write_wh(*minimum)
		),
		Certificates::OfferCancelled { bundle } => {
			format!("bundle {} is not offered any more", write_bundle(bundle))
		}
		Certificates::BundleBought {
			bundle,
			quantity,
			seller,
			paid,
			..
		} => format!(
			"bundle {}, {} Wh, is yours: {} tokens to {seller}",
			write_bundle(bundle),
			write_wh(*quantity),
			write_tokens(*paid)
		),
		Certificates::CertificatesRetired { id, retirement } => format!(
			"retired for good: {} Wh of bundle {} for {}, {}\nstatement {id} of community {}: commonwatt \
			 certificates statement {id} proves it",
			write_wh(retirement.quantity),
			write_bundle(&retirement.bundle),
			write_beneficiary(&retirement.beneficiary),
			write_purpose(retirement.purpose),
			retirement.community
		),
		Certificates::BundleWithdrawn {
			bundle, quantity, ..
		} => format!(
			"bundle {}, {} Wh, is withdrawn for good",
			write_bundle(bundle),
			write_wh(*quantity)
		),
		Certificates::BundleStored {
			bundle,
			quantity,
			storage,
			..
		} => format!(
			"bundle {}, {} Wh, makes the charge of device {storage} green",
			write_bundle(bundle),
			write_wh(*quantity)
		),
		_ => return None,
	})
}

fn of_shares(event: &Shares<Runtime>) -> Option<String> {
	Some(match event {
		Shares::AssetProposed { asset, deposit, .. } => format!(
			"asset {asset} is proposed, {} tokens are held of you until its offering has ended",
			write_tokens(*deposit)
		),
		Shares::OfferingOpened { asset, .. } => format!("shares of asset {asset} are offered"),
		Shares::Subscribed {
			asset,
			shares,
			paid,
			..
		} => format!(
			"subscribed to {} shares of asset {asset} for {} tokens",
			write_shares(*shares),
			write_tokens(*paid)
		),
		Shares::OfferingSucceeded {
			asset,
			sold,
			beneficiary,
			proceeds,
		} => format!(
			"the offering of asset {asset} has succeeded: {} shares, {} tokens to {beneficiary}",
			write_shares(*sold),
			write_tokens(*proceeds)
		),
		Shares::OfferingFailed {
			asset,
			sold,
			soft_cap,
		} => format!(
			"the offering of asset {asset} has failed: {} of at least {} shares sold; subscriptions can be \
			 refunded",
			write_shares(*sold),
			write_shares(*soft_cap)
		),
		Shares::Refunded {
			asset, who, amount, ..
		} => format!(
			"{} tokens back to {who} of asset {asset}",
			write_tokens(*amount)
		),
		Shares::Transferred {
			asset, to, shares, ..
		} => format!(
			"{} shares of asset {asset} are {to}'s",
			write_shares(*shares)
		),
		Shares::PointAttached { asset, point } => {
			format!("point {point} earns for asset {asset}")
		}
		Shares::IncomeReceived {
			asset,
			amount,
			upkeep,
			per_share,
			..
		} => format!(
			"income of asset {asset}: {} tokens, {} of them for upkeep, {} a share",
			write_tokens(*amount),
			write_tokens(*upkeep),
			write_tokens(*per_share)
		),
		Shares::IncomeClaimed { asset, who, amount } => {
			format!("{} tokens of asset {asset} to {who}", write_tokens(*amount))
		}
		Shares::SoldBack {
			asset,
			shares,
			amount,
			..
		} => format!(
			"sold back {} shares of asset {asset} for {} tokens",
			write_shares(*shares),
			write_tokens(*amount)
		),
		Shares::Redeemed {
			asset,
			who,
			shares,
			paid,
			..
		} => format!(
			"redeemed {} shares of asset {asset}: {} tokens to {who}",
			write_shares(*shares),
			write_tokens(*paid)
		),
		_ => return None,
	})
}

fn of_treasury(event: &Treasury<Runtime>) -> Option<String> {
	Some(match event {
		Treasury::Established {
			community, account, ..
		} => format!("community {community} governs itself, with the account {account}"),
		Treasury::Proposed {
			proposal, until, ..
		} => format!(
			"proposal {proposal} is open: votes are taken before block {until}\nnext: commonwatt dao vote \
			 {proposal} aye"
		),
		Treasury::Voted {
			proposal,
			who,
			vote,
			weight,
			..
		} => format!(
			"{who} votes {} on proposal {proposal}, weight {weight}",
			write_vote(*vote)
		),
		Treasury::NotCounted { who, error, .. } => {
			format!("{who} was not counted: {}", Refusal::of_call(error))
		}
		Treasury::Delegated { who, to, since, .. } => {
			format!("{to} votes for {who} on proposals from {since} on")
		}
		Treasury::Undelegated { who, .. } => format!("nobody votes for {who} any more"),
		Treasury::Closed {
			proposal,
			approved,
			tally,
			electorate,
			slashed,
		} => {
			let result = if *approved { "approved" } else { "rejected" };
			let mut text = format!(
				"proposal {proposal} is {result}: {} of {electorate}",
				write_votes(tally.ayes, tally.nays, tally.abstentions)
			);
			text.push_str(&match *slashed {
				0 => "; its deposit went back to its proposer".into(),
				slashed => format!(
					"; its deposit of {} tokens went to the treasury",
					write_tokens(slashed)
				),
			});
			text
		}
		Treasury::Dispatched { proposal, result } => match result {
			Ok(()) => format!("proposal {proposal} is executed"),
			Err(_) => format!(
				"proposal {proposal} was tried and failed; it may be tried again until its window ends"
			),
		},
		Treasury::Expired { proposal } => {
			format!(
				"proposal {proposal} expires: its time is over, or a community may do this no more"
			)
		}
		Treasury::ProposalRemoved { proposal } => format!("proposal {proposal} is gone"),
		Treasury::RefundClaimed { point, amount, .. } => format!(
			"{} tokens to the credit of point {point}",
			write_tokens(*amount)
		),
		Treasury::AutopilotStopped { .. } => "the autopilot is stopped".into(),
		_ => return None,
	})
}

/// `4 ayes, 1 nay, 0 abstentions`
pub fn write_votes(ayes: u128, nays: u128, abstentions: u128) -> String {
	format!(
		"{}, {}, {}",
		count(ayes, "aye"),
		count(nays, "nay"),
		count(abstentions, "abstention")
	)
}

pub fn write_vote(vote: Vote) -> &'static str {
	match vote {
		Vote::Aye => "aye",
		Vote::Nay => "nay",
		Vote::Abstain => "abstain",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::certificate::{Beneficiary, BundleId, Purpose, Retirement};
	use pallet_community_treasury::Tally;
	use sp_keyring::Sr25519Keyring::{Alice, Bob};

	#[test]
	fn a_retirement_is_told_with_its_statement() {
		let event = Certificates::CertificatesRetired {
			id: 4,
			retirement: Retirement {
				community: 0,
				bundle: BundleId {
					device: 3,
					interval: 22,
					first: 0,
				},
				quantity: 1_500,
				owner: Alice.to_account_id(),
				beneficiary: Beneficiary::Point(5),
				purpose: Purpose::OwnUse,
				lineage: Default::default(),
				block: 57,
			},
		};
		assert_eq!(
			in_words(&RuntimeEvent::Certificates(event), &[]).as_deref(),
			Some(
				"retired for good: 1,500 Wh of bundle 3:22:0 for point 5, own-use\nstatement 4 of \
				 community 0: commonwatt certificates statement 4 proves it"
			)
		);
	}

	fn remark() -> RuntimeCall {
		frame_system::Call::remark { remark: vec![] }.into()
	}

	#[test]
	fn certificates_are_told_to_who_asked_for_them() {
		let issued = |device, interval| {
			RuntimeEvent::Certificates(Certificates::Issued {
				device,
				interval,
				quantity: 1_500,
				owner: Alice.to_account_id(),
				lineage: Default::default(),
			})
		};
		let issue: RuntimeCall = pallet_certificates::Call::issue {
			device: 3,
			interval: 22,
		}
		.into();
		let batch = pallet_utility::Call::batch_all {
			calls: vec![remark(), issue.clone()],
		};
		for matter in [issue, batch.into()] {
			let told = |event| in_words(&event, &asked_for(&matter));
			assert!(told(issued(3, 22)).is_some_and(|text| text.starts_with("issued: 1,500 Wh")));
			assert_eq!(told(issued(3, 23)), None);
			assert_eq!(told(issued(4, 22)), None);
		}
		assert_eq!(in_words(&issued(3, 22), &asked_for(&remark())), None);
	}

	#[test]
	fn what_an_interval_of_others_is_settled_to_is_not_told() {
		let settled = Certificates::ConsumptionSettled {
			point: 5,
			interval: 22,
			used: 100,
			green_local: 40,
		};
		assert_eq!(in_words(&RuntimeEvent::Certificates(settled), &[]), None);
	}

	#[test]
	fn the_end_of_a_vote_says_where_the_deposit_is() {
		let closed = |slashed| {
			let event = Treasury::Closed {
				proposal: 3,
				approved: false,
				tally: Tally {
					ayes: 1,
					nays: 2,
					abstentions: 0,
				},
				electorate: 5,
				slashed,
			};
			in_words(&RuntimeEvent::CommunityTreasury(event), &[])
		};
		assert_eq!(
			closed(0).as_deref(),
			Some(
				"proposal 3 is rejected: 1 aye, 2 nays, 0 abstentions of 5; its deposit went back to its \
				 proposer"
			)
		);
		assert_eq!(
			closed(10_000_000_000_000).as_deref(),
			Some(
				"proposal 3 is rejected: 1 aye, 2 nays, 0 abstentions of 5; its deposit of 10.00 tokens \
				 went to the treasury"
			)
		);
	}

	#[test]
	fn a_rare_event_is_told_as_the_chain_has_it() {
		let event = Shares::Allowed {
			asset: 2,
			who: Bob.to_account_id(),
		};
		assert_eq!(
			in_words(&RuntimeEvent::AssetShares(event), &[]).as_deref(),
			Some(
				"AssetShares (Allowed (asset 2, who 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty))"
			)
		);
	}

	#[test]
	fn a_call_that_failed_is_an_error_with_the_reason() {
		let failed = Treasury::Dispatched {
			proposal: 3,
			result: Err(pallet_community_treasury::Error::<Runtime>::SpendingCapReached.into()),
		};
		let error =
			tell(&[RuntimeEvent::CommunityTreasury(failed)], &remark()).expect_err("has failed");
		let text = format!("{error:#}");
		assert!(
			text.starts_with("CommunityTreasury.SpendingCapReached: "),
			"{text}"
		);
	}

	#[test]
	fn what_the_chain_does_by_itself_is_not_told() {
		let event = Treasury::SupportPaid {
			community: 0,
			point: 9,
			amount: 1,
		};
		assert_eq!(in_words(&RuntimeEvent::CommunityTreasury(event), &[]), None);
	}

	#[test]
	fn what_pays_the_fee_says_nothing() {
		let event = frame_system::Event::ExtrinsicSuccess {
			dispatch_info: Default::default(),
		};
		assert_eq!(in_words(&RuntimeEvent::System(event), &[]), None);
	}
}
