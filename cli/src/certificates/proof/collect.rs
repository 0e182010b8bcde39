//! Asks a node for what a proof takes.

use super::{
	super::bundle::{write_beneficiary, write_bundle},
	chain_key, hex_of,
	history::{history, kept_of, NodeStates, Statements, States},
	key_of, ring_key, Proof, Record, FORMAT,
};
use crate::rpc::{to_hex, Rpc};
use anyhow::{bail, Result};
use codec::Encode;
use commonwatt_primitives::{
	certificate::{Beneficiary, BundleId, RetirementId},
	CommunityId,
};
use commonwatt_runtime::{AccountId, Hash};
use std::fmt;

/// Which retirements.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
	/// By their ids, kept or not.
	Statements(Vec<RetirementId>),
	/// Of those that are kept, all that are of this bundle and for this beneficiary.
	Kept {
		bundle: Option<BundleId>,
		beneficiary: Option<Beneficiary<AccountId>>,
	},
}

/// What retirements are looked for by, in words.
struct Wanted<'a> {
	bundle: Option<&'a BundleId>,
	beneficiary: Option<&'a Beneficiary<AccountId>>,
}

impl fmt::Display for Wanted<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let bundle = self
			.bundle
			.map(|bundle| format!("of bundle {}", write_bundle(bundle)));
		let whom = self
			.beneficiary
			.map(|whom| format!("for {}", write_beneficiary(whom)));
		let words: Vec<String> = bundle.into_iter().chain(whom).collect();
		write!(f, "{}", words.join(" and "))
	}
}

impl Selection {
	/// Those that a state has, and the ids of those that it has no more.
	async fn find(
		self,
		states: &impl States,
		block: u32,
	) -> Result<(Statements, Vec<RetirementId>)> {
		let ring = states.ring(block).await?;
		match self {
			Self::Statements(mut ids) => {
				ids.sort_unstable();
				ids.dedup();
				if let Some(unknown) = ids.iter().find(|id| **id >= ring.next) {
					bail!(
						"block {block} has no statement {unknown} yet, the next one is {}: a retirement of this \
						 minute is final soon",
						ring.next
					);
				}
				let (gone, wanted): (Vec<_>, Vec<_>) =
					ids.into_iter().partition(|id| *id < ring.oldest);
				let mut kept = Statements::new();
				for id in wanted {
					kept.extend(kept_of(states, block, id, id.saturating_add(1)).await?);
				}
				Ok((kept, gone))
			}
			Self::Kept {
				bundle,
				beneficiary,
			} => {
				let mut all = kept_of(states, block, ring.oldest, ring.next).await?;
				all.retain(|(_, it)| {
					bundle.is_none_or(|bundle| it.bundle == bundle)
						&& beneficiary
							.as_ref()
							.is_none_or(|whom| it.beneficiary == *whom)
				});
				if all.is_empty() {
					let wanted = Wanted {
						bundle: bundle.as_ref(),
						beneficiary: beneficiary.as_ref(),
					};
					match ring.next.saturating_sub(ring.oldest) {
						0 => bail!(
							"block {block} has no retirements: one of this minute is final soon"
						),
						kept => bail!(
							"none of the {kept} retirements that block {block} has is {wanted}\nnext: \
							 commonwatt certificates retirements lists them"
						),
					}
				}
				Ok((all, Vec::new()))
			}
		}
	}
}

impl Proof {
	/// Asks a node for the proof by the state of a block.
	pub async fn of(
		rpc: &Rpc,
		community: CommunityId,
		selection: Selection,
		(number, block): (u32, Hash),
	) -> Result<Self> {
		let states = NodeStates { rpc, community };
		let (kept, gone) = selection.find(&states, number).await?;
		let mut keys = vec![chain_key()];
		keys.extend(kept.iter().map(|(id, _)| key_of(community, *id)));
		let folded = match gone.is_empty() {
			true => None,
			false => {
				keys.push(ring_key(community));
				Some(history(&states, community, gone, number).await?)
			}
		};
		let header = rpc.header(block).await?;
		let nodes = rpc.read_proof(&keys, block).await?;
		let proof = Self {
			format: FORMAT.into(),
			chain: rpc.block_hash(0).await?,
			community,
			block: number,
			block_hash: block,
			header: to_hex(&header.encode()),
			state_root: header.state_root,
			records: kept
				.iter()
				.map(|(id, record)| Record {
					statement: *id,
					storage_key: to_hex(&key_of(community, *id)),
					value: to_hex(&record.encode()),
				})
				.collect(),
			folded,
			proof: hex_of(&nodes),
		};
		// What a node says is checked before it is kept.
		proof.check()?;
		Ok(proof)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::certificate::{Purpose, Retirement};
	use pallet_certificates::RetirementRing;

	/// Statements 2 to 6 are kept; 3 and 5 are for point 5, 4 and 5 of bundle 3:22:0.
	struct Fake;

	fn record(id: RetirementId) -> Retirement<AccountId> {
		Retirement {
			community: 0,
			bundle: bundle(if (4..6).contains(&id) { 0 } else { 500 }),
			quantity: 10,
			owner: AccountId::new([1; 32]),
			beneficiary: Beneficiary::Point(if id % 2 == 0 { 4 } else { 5 }),
			purpose: Purpose::OwnUse,
			lineage: Default::default(),
			block: 0,
		}
	}

	fn bundle(first: u64) -> BundleId {
		BundleId {
			device: 3,
			interval: 22,
			first,
		}
	}

	impl States for Fake {
		async fn ring(&self, _: u32) -> Result<RetirementRing> {
			Ok(RetirementRing {
				oldest: 2,
				next: 7,
				..Default::default()
			})
		}

		async fn page(&self, _: u32, from: RetirementId) -> Result<Statements> {
			Ok((from.max(2)..7)
				.take(2)
				.map(|id| (id, record(id)))
				.collect())
		}
	}

	async fn found(selection: Selection) -> (Vec<RetirementId>, Vec<RetirementId>) {
		let (kept, gone) = selection.find(&Fake, 60).await.expect("are there");
		assert!(kept.iter().all(|(id, it)| *it == record(*id)));
		(kept.into_iter().map(|(id, _)| id).collect(), gone)
	}

	#[tokio::test]
	async fn statements_are_kept_or_gone_each_once() {
		let ids = Selection::Statements(vec![5, 0, 2, 5, 1]);
		assert_eq!(found(ids).await, (vec![2, 5], vec![0, 1]));
	}

	#[tokio::test]
	async fn a_bundle_and_a_beneficiary_select_what_is_both() {
		for (bundle, point, ids) in [
			(Some(bundle(0)), None, vec![4, 5]),
			(None, Some(5), vec![3, 5]),
			(Some(bundle(0)), Some(5), vec![5]),
		] {
			let selection = Selection::Kept {
				bundle,
				beneficiary: point.map(Beneficiary::Point),
			};
			assert_eq!(found(selection).await, (ids, vec![]));
		}
	}

	#[tokio::test]
	async fn fails_when_there_is_none_such() {
		let refused = |selection: Selection| async {
			let error = selection.find(&Fake, 60).await;
			error.expect_err("is none").to_string()
		};
		assert_eq!(
			refused(Selection::Statements(vec![3, 7])).await,
			"block 60 has no statement 7 yet, the next one is 7: a retirement of this minute is final soon"
		);
		let nobody = Selection::Kept {
			bundle: None,
			beneficiary: Some(Beneficiary::Point(6)),
		};
		assert_eq!(
			refused(nobody).await,
			"none of the 5 retirements that block 60 has is for point 6\nnext: commonwatt certificates \
			 retirements lists them"
		);
		let neither = Selection::Kept {
			bundle: Some(bundle(7)),
			beneficiary: Some(Beneficiary::Point(5)),
		};
		let text = refused(neither).await;
		assert!(
			text.contains("is of bundle 3:22:7 and for point 5\n"),
			"{text}"
		);
	}
}
