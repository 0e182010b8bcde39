//! What worst cases take, measured in wasm on the real runtime, beside what is charged for them.
//!
//! The wasm is that of a build with the feature `runtime-benchmarks`, whose benchmarks make the cases. What
//! they take in memory is measured; their database accesses are counted and weighed as the runtime does.

mod cases;
mod counted;

use crate::table;
use anyhow::{anyhow, Context, Result};
use cases::{cases, Case};
use codec::{Decode, Encode};
use counted::Counted;
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkParameter};
use frame_support::traits::StorageInfo;
use sc_executor::{HeapAllocStrategy, WasmExecutor};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use std::{path::Path, time::Duration};

/// Each figure is the least of so many runs.
const RUNS: u32 = 20;

type HostFunctions = (
	sp_io::SubstrateHostFunctions,
	frame_benchmarking::benchmarking::HostFunctions,
);

/// The runtime with its benchmarks.
struct Benchmarks {
	executor: WasmExecutor<HostFunctions>,
	code: Vec<u8>,
	list: Vec<BenchmarkList>,
}

struct Measured {
	time: Duration,
	reads: u32,
	writes: u32,
}

impl Benchmarks {
	fn load(wasm: &Path) -> Result<Self> {
		let code = std::fs::read(wasm).with_context(|| wasm.display().to_string())?;
		let heap = HeapAllocStrategy::Dynamic {
			maximum_pages: None,
		};
		let executor = WasmExecutor::<HostFunctions>::builder()
			.with_onchain_heap_alloc_strategy(heap)
			.with_offchain_heap_alloc_strategy(heap)
			.build();
		let mut benchmarks = Self {
			executor,
			code,
			list: Vec::new(),
		};
		let extra = true;
		let (list, _): (Vec<BenchmarkList>, Vec<StorageInfo>) =
			benchmarks.call("Benchmark_benchmark_metadata", &extra)?;
		benchmarks.list = list;
		Ok(benchmarks)
	}

	fn call<Answer: Decode>(&self, function: &str, argument: &impl Encode) -> Result<Answer> {
		let fetcher = WrappedRuntimeCode((&self.code).into());
		let code = RuntimeCode {
			code_fetcher: &fetcher,
			heap_pages: None,
			hash: b"the runtime with its benchmarks".to_vec(),
		};
		let mut state = Counted::new();
		let (answer, _) = self.executor.call(
			&mut state,
			&code,
			function,
			&argument.encode(),
			CallContext::Offchain,
		);
		let answer = answer.map_err(|error| anyhow!("{function}: {error}"))?;
		Answer::decode(&mut &answer[..]).context(function.to_string())
	}

	/// The instance of a pallet, and the highest value of each component of a benchmark.
	fn highest(
		&self,
		pallet: &str,
		benchmark: &str,
	) -> Option<(Vec<u8>, Vec<(BenchmarkParameter, u32)>)> {
		let of_pallet = |list: &&BenchmarkList| list.pallet == pallet.as_bytes();
		let list = self.list.iter().find(of_pallet)?;
		let found = list
			.benchmarks
			.iter()
			.find(|metadata| metadata.name == benchmark.as_bytes())?;
		let highest = |(name, _, highest): &(BenchmarkParameter, u32, u32)| (*name, *highest);
		let components = found.components.iter().map(highest).collect();
		Some((list.instance.clone(), components))
	}

	/// Runs a benchmark at the highest values of its components.
	fn measure(&self, case: &Case) -> Result<Measured> {
		let Case {
			pallet, benchmark, ..
		} = case;
		let (instance, selected_components) = self
			.highest(pallet, benchmark)
			.with_context(|| format!("{pallet} has no benchmark {benchmark}"))?;
		let config = BenchmarkConfig {
			pallet: pallet.as_bytes().to_vec(),
			instance,
			benchmark: benchmark.as_bytes().to_vec(),
			selected_components,
			verify: false,
			internal_repeats: RUNS,
		};
		let batches: Result<Vec<BenchmarkBatch>, String> =
			self.call("Benchmark_dispatch_benchmark", &config)?;
		let batches = batches.map_err(|error| anyhow!("{pallet} {benchmark}: {error}"))?;
		batches
			.iter()
			.flat_map(|batch| &batch.results)
			.map(|result| Measured {
				time: Duration::from_nanos(result.extrinsic_time.try_into().unwrap_or(u64::MAX)),
				reads: result.reads,
				writes: result.writes,
			})
			.min_by_key(|measured| measured.time)
			.with_context(|| format!("{pallet} {benchmark} brought no result"))
	}
}

/// Prints each case. `wasm` is a runtime with benchmarks.
pub fn run(wasm: &Path) -> Result<()> {
	let benchmarks = Benchmarks::load(wasm)?;
	let mut rows = table([
		"worst case",
		"in memory, us",
		"reads + writes",
		"with database, us",
		"charged, us",
		"charged : taken",
	]);
	for case in cases() {
		let measured = benchmarks.measure(&case)?;
		let database = <commonwatt_runtime::Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(measured.reads.into(), measured.writes.into());
		let in_memory = measured.time.as_secs_f64() * 1e6;
		let taken = in_memory + database.ref_time() as f64 / 1e6;
		let charged = case.charged.ref_time() as f64 / 1e6;
		rows.add_row([
			case.name.to_string(),
			format!("{in_memory:.0}"),
			format!("{} + {}", measured.reads, measured.writes),
			format!("{taken:.0}"),
			format!("{charged:.0}"),
			format!("{:.2}", charged / taken),
		]);
	}
	println!("The least of {RUNS} runs each.\n\n{rows}");
	Ok(())
}
