//! What a run comes to, kind by kind.

use super::{drive::Sent, follow::Block, load::Kind, node::Proposal};
use commonwatt_runtime::{Runtime, SLOT_DURATION};
use pallet_allowance::shares;
use serde::Serialize;
use std::{collections::BTreeMap, time::Duration};

/// A block that was executed once more.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Executed {
	pub number: u32,
	/// Microseconds that the node computed, and that passed.
	pub micros: u64,
	pub passed: u64,
}

/// What a kind took of the blocks that were full of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
	pub kind: Kind,
	/// Blocks in whose whole slot more waited than they took. If there is none, the rates say what came, not
	/// what could.
	pub full_blocks: u32,
	/// Items of the kind in the blocks that the figures are of, all final.
	pub items: u32,
	pub settlements: u32,
	pub per_block: f64,
	/// By the blocks' timestamps.
	pub per_second: f64,
	pub settlements_per_second: f64,
	/// Items in all blocks since the first was sent.
	pub all_items: u32,
	/// Seconds from when a block was known until it was final, on average.
	pub finalised_after: f64,
	/// Charged weight of what the kind may take of a block, on average and per cent.
	pub weight_fullness: f64,
	/// The same of bytes.
	pub length_fullness: f64,
	/// Seconds in which the author filled a block, on average.
	pub proposing: f64,
	/// How the author ended them.
	pub ends: BTreeMap<String, u32>,
	/// Microseconds of an item: charged, and measured by executing the blocks once more beside an
	/// empty one.
	pub charged_micros: f64,
	pub measured_micros: f64,
	/// Charged by measured time of whole blocks, hooks included.
	pub charged_by_measured: f64,
	/// Microseconds that the node computed for an item in all: checking it in the pool, building and
	/// importing blocks, answering the generator.
	pub node_micros: f64,
	pub bytes: f64,
}

/// What a kind may take of a block at most, if all transactions are of it: weight and bytes.
fn most(kind: Kind, mandatory: u64) -> (u64, u32) {
	let block = pallet_allowance::Pallet::<Runtime>::limits();
	let own = match kind {
		Kind::Transfers => shares::Kind::Paid,
		Kind::Orders | Kind::Intents => shares::Kind::Free(shares::Purpose::Orders),
		Kind::Readings => shares::Kind::Free(shares::Purpose::Readings),
	};
	let others = shares::Kind::ALL.into_iter().filter(|other| *other != own);
	others.fold(
		(
			block.space.weight.ref_time().saturating_sub(mandatory),
			block.space.length,
		),
		|(weight, length), other| {
			let share = block.shares.of(other);
			(
				weight.saturating_sub(share.weight.ref_time()),
				length.saturating_sub(share.length),
			)
		},
	)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
	let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
	match count {
		0.0 => 0.0,
		count => sum / count,
	}
}

/// Whether a block holds some of a kind. Readings count where they come with settlements, as they do in a
/// community that has been running for three intervals.
fn holds(block: &Block, kind: Kind) -> bool {
	let counted = block.counts.counted(kind);
	counted > 0 && (kind != Kind::Readings || block.counts.settlements >= counted / 2)
}

/// The blocks of a sending in whose whole slot more waited than they took.
pub fn full<'a>(blocks: &'a [Block], sent: &Sent) -> Vec<&'a Block> {
	let Some(kind) = sent.kind else {
		return Vec::new();
	};
	blocks
		.windows(2)
		.filter(|pair| {
			let [before, block] = pair else { return false };
			block.number > sent.after + 1
				&& block.number <= sent.until
				&& holds(block, kind)
				&& before.waiting > 0
				&& block.waiting > 0
		})
		.map(|pair| &pair[1])
		.collect()
}

/// The blocks of a sending that its figures are of: the full ones, or all that held any where too little
/// was sent to fill one.
pub fn shown<'a>(blocks: &'a [Block], sent: &Sent) -> Vec<&'a Block> {
	let full = full(blocks, sent);
	match (full.is_empty(), sent.kind) {
		(true, Some(kind)) => blocks
			.iter()
			.filter(|block| block.number > sent.after && block.number <= sent.until)
			.filter(|block| holds(block, kind))
			.collect(),
		_ => full,
	}
}

impl Figures {
	/// `executed` are some of the full blocks, `empty` what executing one without transactions took.
	pub fn of(
		blocks: &[Block],
		sent: &Sent,
		proposals: &BTreeMap<u32, Proposal>,
		executed: &[Executed],
		empty: Duration,
	) -> Option<Self> {
		let kind = sent.kind?;
		let full_blocks = full(blocks, sent).len() as u32;
		let full = shown(blocks, sent);
		if full.is_empty() {
			return None;
		}
		let count = full.len() as u32;
		let items: u32 = full.iter().map(|block| block.counts.counted(kind)).sum();
		let settlements: u32 = full.iter().map(|block| block.counts.settlements).sum();
		// Every full block ends a slot of its own: a skipped slot is time in which nothing came in.
		let seconds: f64 = blocks
			.windows(2)
			.filter(|pair| full.iter().any(|block| block.number == pair[1].number))
			.map(|pair| (pair[1].timestamp - pair[0].timestamp) as f64 / 1e3)
			.sum();
		let mut ends = BTreeMap::new();
		for block in &full {
			if let Some(proposal) = proposals.get(&block.number) {
				*ends.entry(proposal.end.clone()).or_default() += 1;
			}
		}
		let chosen: Vec<_> = full
			.iter()
			.filter_map(|block| {
				let one = executed.iter().find(|one| one.number == block.number)?;
				Some((*block, one.micros as f64))
			})
			.collect();
		let charged = |block: &Block| (block.normal_weight + block.mandatory_weight) as f64 / 1e6;
		let all = blocks
			.iter()
			.filter(|block| block.number > sent.after && block.number <= sent.until);
		Some(Self {
			kind,
			full_blocks,
			items,
			settlements,
			per_block: f64::from(items) / f64::from(count),
			per_second: f64::from(items) / seconds,
			settlements_per_second: f64::from(settlements) / seconds,
			all_items: all.map(|block| block.counts.counted(kind)).sum(),
			finalised_after: mean(
				full.iter()
					.filter_map(|block| Some(block.finalised_after? as f64 / 1e3)),
			),
			weight_fullness: 100.0
				* mean(full.iter().map(|block| {
					let (weight, _) = most(kind, block.mandatory_weight);
					block.normal_weight as f64 / weight as f64
				})),
			length_fullness: 100.0
				* mean(full.iter().map(|block| {
					let (_, length) = most(kind, block.mandatory_weight);
					f64::from(block.length) / f64::from(length)
				})),
			proposing: mean(
				full.iter()
					.filter_map(|block| proposals.get(&block.number))
					.map(|proposal| proposal.millis as f64 / 1e3),
			),
			ends,
			charged_micros: full
				.iter()
				.map(|block| block.normal_weight as f64 / 1e6)
				.sum::<f64>()
				/ f64::from(items),
			measured_micros: mean(chosen.iter().map(|(block, micros)| {
				(micros - empty.as_micros() as f64) / f64::from(block.counts.counted(kind))
			})),
			charged_by_measured: mean(chosen.iter().map(|(block, micros)| charged(block) / micros)),
			node_micros: sent.computed_micros as f64 / f64::from(sent.taken.max(1)),
			bytes: full
				.iter()
				.map(|block| f64::from(block.length))
				.sum::<f64>()
				/ f64::from(items),
		})
	}

	/// What ended most of the blocks.
	pub fn limit(&self) -> String {
		let most = self.ends.iter().max_by_key(|(_, count)| **count);
		if self.full_blocks == 0 {
			return "too few were sent".into();
		}
		match most.map(|(end, _)| end.as_str()) {
			Some("HitBlockWeightLimit") if self.length_fullness > self.weight_fullness => {
				"length (its share of a block)".into()
			}
			Some("HitBlockWeightLimit") => "weight (its share of a block)".into(),
			Some("HitBlockSizeLimit") => "length".into(),
			Some("HitDeadline") => "proposal time".into(),
			Some("NoMoreTransactions") => "pool: had no more to give".into(),
			other => other.unwrap_or("unknown").into(),
		}
	}

	/// What a full slot brings in items, whatever the block's interval.
	pub fn per_slot(&self) -> f64 {
		self.per_second * SLOT_DURATION as f64 / 1e3
	}
}
