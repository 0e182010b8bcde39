//! What clearing and placing orders cost with few and with many orders, on the real runtime, natively
//! and in wasm, side by side in one run; what worst cases take beside what is charged for them; and what
//! a live node takes in.

mod book;
mod live;
mod machine;
mod storage;
mod weights;

use anyhow::Result;
use book::Book;
use clap::{Parser, Subcommand};
use comfy_table::{presets::NOTHING, CellAlignment, Table};
use machine::{Machine, Mode};
use std::{
	path::PathBuf,
	time::{Duration, Instant},
};

/// Orders on the book.
const SIZES: [u32; 2] = [100, 1_000_000];
/// Each figure is the least of so many runs.
const RUNS: u32 = 50;

fn least(runs: u32, mut run: impl FnMut() -> Duration) -> Duration {
	(0..runs).map(|_| run()).min().unwrap_or_default()
}

fn microseconds(time: Duration) -> String {
	format!("{:.1}", time.as_secs_f64() * 1e6)
}

fn table<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Table {
	let mut table = Table::new();
	table.load_preset(NOTHING).set_header(header);
	for column in table.column_iter_mut().skip(1) {
		column.set_cell_alignment(CellAlignment::Right);
	}
	table
}

/// What orders and clearing cost; without a command on this machine alone, in process.
#[derive(Parser)]
#[command(name = "scripts/bench")]
struct Arguments {
	#[command(subcommand)]
	command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
	Live(live::Live),
	Storage(storage::Storage),
	/// What worst cases take in wasm, beside what is charged for them.
	Weights {
		/// A runtime with its benchmarks: scripts/weights --wasm.
		wasm: PathBuf,
	},
}

fn main() -> Result<()> {
	match Arguments::parse().command {
		Some(Command::Live(live)) => live.run(),
		Some(Command::Storage(storage)) => storage.run(),
		Some(Command::Weights { wasm }) => weights::run(&wasm),
		None => {
			books();
			Ok(())
		}
	}
}
fn books() {
	println!("Microseconds, the least of {RUNS} runs each.\n");
	let mut clearing = table([
		"a book of",
		"clear (pure)",
		"native: claim",
		"first claim, clears",
		"clearing",
	]);
	let mut wasm = table([
		"a book of",
		"",
		"wasm: claim",
		"first claim, clears",
		"clearing",
	]);
	let mut placing = table(["placing an order into", "", "native", "wasm", ""]);
	let mut place = |name: &str, machine: &mut Machine, interval| {
		let [native, wasm] = [Mode::Native, Mode::Wasm].map(|mode| {
			least(RUNS, || {
				machine.run(mode, &[machine::place_order(interval)])[0]
			})
		});
		placing.add_row([name, "", &microseconds(native), &microseconds(wasm), ""]);
	};
	for (index, size) in SIZES.into_iter().enumerate() {
		eprintln!("Filling a book with {size} orders ...");
		let book = Book::random(size);
		let pure = least(RUNS, || {
			let started = Instant::now();
			let cleared = commonwatt_clearing::clear(&book.bids, &book.asks);
			let time = started.elapsed();
			assert!(cleared.is_some_and(|cleared| cleared.volume > 0));
			time
		});
		let mut machine = Machine::new(&book);
		for (mode, rows) in [(Mode::Native, &mut clearing), (Mode::Wasm, &mut wasm)] {
			let mut first = Duration::MAX;
			let mut second = Duration::MAX;
			for _ in 0..RUNS {
				let times = machine.run(mode, &[machine::claim(0), machine::claim(1)]);
				first = first.min(times[0]);
				second = second.min(times[1]);
			}
			let pure = match mode {
				Mode::Native => microseconds(pure),
				Mode::Wasm => String::new(),
			};
			rows.add_row([
				format!("{size} orders"),
				pure,
				microseconds(second),
				microseconds(first),
				microseconds(first.saturating_sub(second)),
			]);
		}
		if index == 0 {
			place("an empty book", &mut machine, machine::EMPTY);
		}
		place(
			&format!("a book of {size} orders"),
			&mut machine,
			machine::FULL,
		);
	}
	println!("{clearing}\n\n{wasm}\n\n{placing}");
}
