//! What is shown of a run, and what is kept.

use super::{
	drive::Sent,
	figures::{Executed, Figures},
	follow::Block,
	load::Kind,
	node::Proposal,
};
use comfy_table::{presets::NOTHING, CellAlignment, Table};
use commonwatt_runtime::{Moment, SLOT_DURATION};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write};

/// What the database grew by while readings came in.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Growth {
	pub readings: u32,
	pub settlements: u32,
	pub blocks: u32,
	/// Bytes on the disk, before and after.
	pub before: u64,
	pub after: u64,
	/// Bytes of the blocks' transactions alone.
	pub transactions: u64,
}

impl Growth {
	pub fn of(blocks: &[Block], sent: &Sent, before: u64, after: u64) -> Self {
		let all: Vec<_> = blocks
			.iter()
			.filter(|block| block.number > sent.after)
			.collect();
		Self {
			readings: all.iter().map(|block| block.counts.readings).sum(),
			settlements: all.iter().map(|block| block.counts.settlements).sum(),
			blocks: all.len() as u32,
			before,
			after,
			transactions: all.iter().map(|block| u64::from(block.length)).sum(),
		}
	}

	/// Bytes, of a million readings.
	fn per_million(&self, bytes: u64) -> f64 {
		bytes as f64 / f64::from(self.readings.max(1)) * 1e6
	}
}

/// A run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
	pub points: u32,
	pub active: u32,
	pub interval_millis: Moment,
	pub readings_batch: u32,
	pub intents_batch: u32,
	pub pool_limit: u32,
	pub options: Vec<String>,
	pub empty_micros: u64,
	pub figures: Vec<Figures>,
	pub growth: Growth,
	pub sent: Vec<Sent>,
	pub executed: Vec<Executed>,
	pub blocks: Vec<Block>,
	pub proposals: BTreeMap<u32, Proposal>,
}

impl Run {
	fn of(&self, kind: Kind) -> Option<&Figures> {
		self.figures.iter().find(|figures| figures.kind == kind)
	}

	/// How many times as many of a kind as of transfers.
	fn ratio(&self, figures: &Figures) -> Option<f64> {
		Some(figures.per_second / self.of(Kind::Transfers)?.per_second)
	}
}

fn with_header<const N: usize>(header: [&str; N]) -> Table {
	let mut table = Table::new();
	table.load_preset(NOTHING).set_header(header);
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	table
}

fn row(table: &mut Table, name: &str, run: &Run, cell: impl Fn(&Figures) -> String) {
	let cells = run.figures.iter().map(cell);
	table.add_row(std::iter::once(name.to_string()).chain(cells));
}

/// A run's figures, for a person.
pub fn table(run: &Run) -> String {
	let mut table = Table::new();
	table.load_preset(NOTHING);
	row(&mut table, "", run, |figures| figures.kind.name().into());
	row(&mut table, "a second", run, |f| {
		format!("{:.1}", f.per_second)
	});
	row(&mut table, "by plain transfers", run, |f| {
		run.ratio(f)
			.map_or("-".into(), |ratio| format!("{ratio:.2}"))
	});
	row(&mut table, "a 6 s slot", run, |f| {
		format!("{:.0}", f.per_slot())
	});
	row(&mut table, "settlements a second", run, |f| {
		format!("{:.1}", f.settlements_per_second)
	});
	row(&mut table, "full blocks", run, |f| {
		f.full_blocks.to_string()
	});
	row(&mut table, "final after, s", run, |f| {
		format!("{:.1}", f.finalised_after)
	});
	row(&mut table, "share's weight full, %", run, |f| {
		format!("{:.1}", f.weight_fullness)
	});
	row(&mut table, "share's bytes full, %", run, |f| {
		format!("{:.1}", f.length_fullness)
	});
	row(&mut table, "proposing a block, s", run, |f| {
		format!("{:.2}", f.proposing)
	});
	row(&mut table, "limit", run, Figures::limit);
	row(&mut table, "bytes each", run, |f| format!("{:.0}", f.bytes));
	row(&mut table, "charged each, us", run, |f| {
		format!("{:.0}", f.charged_micros)
	});
	row(&mut table, "measured each, us", run, |f| {
		format!("{:.0}", f.measured_micros)
	});
	row(&mut table, "node in all, each, us", run, |f| {
		format!("{:.0}", f.node_micros)
	});
	row(&mut table, "block: charged by measured", run, |f| {
		format!("{:.2}", f.charged_by_measured)
	});
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	let mut text = format!(
		"{} points, {} of them read; intervals of {} s; batches of {} readings, {} intents; \
		 pool of {} transactions{}\n\n{table}\n",
		run.points,
		run.active,
		run.interval_millis / 1_000,
		run.readings_batch,
		run.intents_batch,
		run.pool_limit,
		match run.options.is_empty() {
			true => String::new(),
			false => format!("; node options {}", run.options.join(" ")),
		},
	);
	let Growth {
		readings,
		settlements,
		blocks,
		before,
		after,
		transactions,
	} = run.growth;
	let megabytes = |bytes| run.growth.per_million(bytes) / 1e6;
	// Writing to a string cannot fail.
	let _ = writeln!(
		text,
		"\nThe database grew by {:.1} MB with {readings} readings and {settlements} settlements in {blocks} \
		 blocks of {} s, of which transactions {:.1} MB: extrapolated, {:.0} MB a million readings, {:.0} MB \
		 of them transactions.",
		after.saturating_sub(before) as f64 / 1e6,
		SLOT_DURATION / 1_000,
		transactions as f64 / 1e6,
		megabytes(after.saturating_sub(before)),
		megabytes(transactions),
	);
	for sent in &run.sent {
		let refused: u32 = sent.refused.values().sum();
		let _ = writeln!(
			text,
			"{}: {} signed before, {} taken by the pool, {refused} refused by it {:?}, {} \
			 refused by the chain, {} lost.",
			sent.kind.map_or("", Kind::name),
			sent.signed,
			sent.taken,
			sent.refused,
			sent.not_counted,
			sent.lost,
		);
	}
	let _ = writeln!(
		text,
		"An empty block takes {:.1} ms to execute.",
		run.empty_micros as f64 / 1e3
	);
	text
}

/// What an item costs with few and with many points.
pub fn by_points(runs: &[Run]) -> String {
	let mut table = with_header([
		"points",
		"empty block, ms",
		"transfer, us",
		"order, us",
		"intent, us",
		"reading, us",
		"readings / transfers",
		"orders / transfers",
		"intents / transfers",
	]);
	for run in runs {
		let cost = |kind| {
			run.of(kind)
				.map_or("-".into(), |f| format!("{:.0}", f.measured_micros))
		};
		let ratio = |kind| {
			let ratio = run.of(kind).and_then(|figures| run.ratio(figures));
			ratio.map_or("-".into(), |ratio| format!("{ratio:.2}"))
		};
		table.add_row([
			run.points.to_string(),
			format!("{:.1}", run.empty_micros as f64 / 1e3),
			cost(Kind::Transfers),
			cost(Kind::Orders),
			cost(Kind::Intents),
			cost(Kind::Readings),
			ratio(Kind::Readings),
			ratio(Kind::Orders),
			ratio(Kind::Intents),
		]);
	}
	table.to_string()
}
