//! What the operator of a community may do, done by it or proposed to the community.

use crate::{
	described::describe_call, refusal::Refusal, rpc::Rpc, submission::execute_unless_refused,
	told::tell,
};
use anyhow::Result;
use clap::Args;
use commonwatt_primitives::CommunityId;
use commonwatt_runtime::{Hash, Runtime, RuntimeCall};
use pallet_community_treasury::Call;
use sp_core::sr25519;
use sp_runtime::traits::{BlakeTwo256, Hash as _};

/// For what only the operator may do.
#[derive(Args)]
pub struct Proposing {
	/// Do not do it as the operator: propose it to the community's members, for this reason. Only the
	/// reason's hash goes to the chain.
	#[arg(long, value_name = "WHY", value_parser = reason)]
	propose: Option<String>,
}

impl Proposing {
	/// Does what the operator may, or proposes it.
	pub async fn act(
		&self,
		rpc: &Rpc,
		pair: &sr25519::Pair,
		community: CommunityId,
		call: impl Into<RuntimeCall>,
	) -> Result<()> {
		match &self.propose {
			Some(why) => propose(rpc, pair, community, call.into(), Some(why)).await,
			None => act(rpc, pair, call).await,
		}
	}
}

/// Why something is proposed: something.
pub fn reason(text: &str) -> Result<String, String> {
	match text.trim().is_empty() {
		true => Err("the reason is empty: say why".into()),
		false => Ok(text.into()),
	}
}

/// Signs a call, submits it unless it would fail, and tells what came of it.
pub async fn act(rpc: &Rpc, pair: &sr25519::Pair, call: impl Into<RuntimeCall>) -> Result<()> {
	let call = call.into();
	let matter = call.clone();
	act_for(rpc, pair, call, &matter).await
}

/// As [`act`], of a call that executes another: `matter`.
pub async fn act_for(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	call: impl Into<RuntimeCall>,
	matter: &RuntimeCall,
) -> Result<()> {
	execute_unless_refused(rpc, pair, call.into(), |events| tell(events, matter)).await
}

/// Proposes a call to a community. What it would do was said before.
pub async fn propose(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	community: CommunityId,
	call: RuntimeCall,
	why: Option<&str>,
) -> Result<()> {
	for line in describe_call(&call)?.lines() {
		println!("  {line}");
	}
	// Else the members find out when they execute it.
	if !may_propose(&call) {
		return Err(Refusal::named("CommunityTreasury", "CallFiltered").into());
	}
	println!("{}", reason_in_words(why));
	let call = Call::<Runtime>::propose {
		community,
		call: Box::new(call),
		description: description(why),
	};
	act(rpc, pair, call).await
}

fn may_propose(call: &RuntimeCall) -> bool {
	use frame_support::traits::Contains;
	commonwatt_runtime::CommunityCalls::contains(call)
}

/// What the chain keeps of a reason: its hash, or zeros without one.
pub fn description(why: Option<&str>) -> Hash {
	why.map_or_else(Hash::zero, |why| BlakeTwo256::hash(why.as_bytes()))
}

fn reason_in_words(why: Option<&str>) -> String {
	match why {
		Some(why) => format!(
			"  reason {why:?}: not sent; tell it to those who vote\n  hash {:?}: what the chain keeps \
			 (blake2-256)",
			description(Some(why))
		),
		None => "  without a reason: give one with --why".into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_reason_is_hashed_and_none_is_zeros() {
		assert_eq!(description(None), Hash::zero());
		assert_eq!(description(Some("Roof")), BlakeTwo256::hash(b"Roof"));
		assert_eq!(reason(" "), Err("the reason is empty: say why".into()));
		assert_eq!(reason("Roof"), Ok("Roof".into()));
		let words = reason_in_words(Some("Roof"));
		assert!(words.contains("\"Roof\": not sent"), "{words}");
	}

	#[test]
	fn what_is_not_the_communitys_affair_is_known_before() {
		let own = Call::<Runtime>::stop_autopilot { community: 0 };
		assert!(may_propose(&own.into()));
		let other = frame_system::Call::<Runtime>::remark { remark: vec![] };
		assert!(!may_propose(&other.into()));
	}
}
