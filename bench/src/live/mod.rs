//! What a live node takes in: plain transfers, orders, intents and readings on the same node in one run.

mod drive;
mod figures;
mod follow;
mod load;
mod node;
mod people;
mod report;
mod rpc;
mod spec;
#[cfg(test)]
mod tests;

use anyhow::{ensure, Context, Result};
use clap::Args;
use commonwatt_runtime::{Hash, Moment, MAX_BATCH, MAX_INTENTS, ORDER_HORIZON, SLOT_DURATION};
use drive::{Driver, Release, Sent};
use figures::{Executed, Figures};
use load::{Gateway, Kind};
use node::{Node, Setup};
use report::{Growth, Run};
use rpc::Rpc;
use spec::{Shape, INTENTS_GATEWAY, READINGS_GATEWAY};
use std::{
	fs,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// Sending a kind takes so many times the blocks that it may fill, what is left in the pool included: meters
/// begin after three kinds.
const REST: u32 = 2;
/// Intervals after the last that is read, for which the first orders are.
const ORDERS_AHEAD: u32 = 8;
/// Intervals of orders at most for each kind: all for which orders are taken, shared.
const ORDER_INTERVALS: u32 = 24;
/// Full blocks of a kind that are executed once more, and how often each.
const EXECUTED_BLOCKS: usize = 6;
const EXECUTIONS: u32 = 3;
/// Blocks to wait before the database is measured: it puts its log away.
const QUIET_BLOCKS: u32 = 2;

/// Measures what a live node takes in: transfers, orders, intents, readings and settlements.
#[derive(Args)]
pub struct Live {
	/// The node to start.
	#[arg(long, value_name = "FILE")]
	node: PathBuf,
	/// The runtime: commonwatt_runtime.compact.compressed.wasm.
	#[arg(long, value_name = "WASM")]
	runtime: PathBuf,
	/// Where its database and log are kept for the run. A memory disk measures the node and not the disk.
	#[arg(long, value_name = "FOLDER", default_value = "/dev/shm")]
	scratch: PathBuf,
	/// Where the figures go, as JSON.
	#[arg(long, value_name = "FOLDER", default_value = "out/bench")]
	out: PathBuf,
	/// The node's RPC port; the next one is for its peers.
	#[arg(long, default_value_t = 10_300)]
	port: u16,
	/// Delivery points in the state; several numbers are measured one after the other.
	#[arg(long, value_delimiter = ',', default_value = "10000")]
	points: Vec<u32>,
	/// Points that are read, at most: spread over all.
	#[arg(long, default_value_t = 10_000)]
	active: u32,
	/// Intervals that are read; from the third on readings come with settlements.
	#[arg(long, default_value_t = 6)]
	intervals: u32,
	/// Blocks in an interval.
	#[arg(long, default_value_t = 6)]
	blocks_per_interval: u32,
	/// Blocks that each kind but the readings may fill.
	#[arg(long, default_value_t = 8)]
	blocks: u32,
	/// Transactions of each kind that are signed, at most.
	#[arg(long, default_value_t = 32_000)]
	load: u32,
	/// Readings of a batch.
	#[arg(long, default_value_t = MAX_BATCH)]
	readings_batch: u32,
	/// Intents of a batch.
	#[arg(long, default_value_t = MAX_INTENTS)]
	intents_batch: u32,
	/// Transactions that the node's pool holds.
	#[arg(long, default_value_t = 65_536)]
	pool_limit: u32,
	/// Further options of the node, after `--`.
	#[arg(last = true)]
	options: Vec<String>,
}

/// What is sent in a run.
struct Plan {
	points: u32,
	active: Vec<u32>,
	first_interval: u32,
	interval_millis: Moment,
	orders: u32,
}

impl Plan {
	fn of(live: &Live, points: u32) -> Self {
		let active = live.active.min(points).max(1);
		let before = 3 * REST * live.blocks;
		Self {
			points,
			// Spread over all ids.
			active: (0..active)
				.map(|index| (u64::from(index) * u64::from(points) / u64::from(active)) as u32)
				.collect(),
			first_interval: before.div_ceil(live.blocks_per_interval) + 1,
			interval_millis: SLOT_DURATION * Moment::from(live.blocks_per_interval),
			orders: live.load.min(points.saturating_mul(ORDER_INTERVALS)),
		}
	}

	fn first_order(&self, intervals: u32) -> u32 {
		self.first_interval + intervals + ORDERS_AHEAD
	}
}

/// Everything of a run, signed.
struct Loads {
	transfers: Release,
	orders: Release,
	intents: Release,
	readings: Vec<Release>,
}

impl Loads {
	fn sign(live: &Live, plan: &Plan, genesis: Hash, epoch: Moment) -> Self {
		let first = plan.first_order(live.intervals);
		let at_once = |transactions| Release {
			from: 0,
			transactions,
		};
		Self {
			transfers: at_once(load::transfers(genesis, live.load)),
			orders: at_once(load::orders(genesis, plan.points, plan.orders, first)),
			intents: at_once(Gateway::new(INTENTS_GATEWAY).intents(
				genesis,
				plan.points,
				plan.orders,
				first + ORDER_INTERVALS,
				live.intents_batch,
			)),
			readings: Gateway::new(READINGS_GATEWAY)
				.readings(
					genesis,
					&plan.active,
					plan.first_interval,
					live.intervals,
					live.readings_batch,
				)
				.into_iter()
				.zip(plan.first_interval + 1..)
				.map(|(transactions, ended)| Release {
					from: epoch + plan.interval_millis * Moment::from(ended),
					transactions,
				})
				.collect(),
		}
	}
}

impl Live {
	pub fn run(self) -> Result<()> {
		ensure!(
			(1..=MAX_BATCH).contains(&self.readings_batch)
				&& (1..=MAX_INTENTS).contains(&self.intents_batch),
			"a batch holds 1 to {MAX_BATCH} readings, or 1 to {MAX_INTENTS} intents"
		);
		ensure!(
			self.blocks_per_interval > 0 && self.intervals > 0 && self.load > 0,
			"give at least one block an interval, one interval and one transaction"
		);
		for points in &self.points {
			let last = Plan::of(&self, *points).first_order(self.intervals) + 2 * ORDER_INTERVALS;
			ensure!(
				last <= ORDER_HORIZON,
				"orders would be for interval {last}, beyond the horizon of {ORDER_HORIZON}: fewer \
				 --blocks or --intervals, or more --blocks-per-interval"
			);
		}
		fs::create_dir_all(&self.out)?;
		let threads = tokio::runtime::Runtime::new()?;
		let mut runs = Vec::new();
		for points in &self.points {
			let run = threads.block_on(self.measure(*points))?;
			println!("{}", report::table(&run));
			let file = self.out.join(format!("live-{points}.json"));
			fs::write(&file, serde_json::to_vec_pretty(&run)?)
				.with_context(|| format!("writing {}", file.display()))?;
			println!("all figures: {}\n", file.display());
			runs.push(run);
		}
		if runs.len() > 1 {
			println!("{}", report::by_points(&runs));
		}
		Ok(())
	}

	async fn measure(&self, points: u32) -> Result<Run> {
		let plan = Plan::of(self, points);
		let folder = Scratch::new(&self.scratch, points)?;
		let spec = folder.0.join("spec.json");
		eprintln!("Making the genesis state of {points} points ...");
		let code = fs::read(&self.runtime)
			.with_context(|| format!("reading the runtime {}", self.runtime.display()))?;
		Shape {
			points,
			senders: self.load,
			first_interval: plan.first_interval,
			interval_millis: plan.interval_millis,
		}
		.write(&code, &spec)?;
		let mut node = Node::start(&Setup {
			binary: &self.node,
			spec: &spec,
			folder: &folder.0,
			port: self.port,
			pool_limit: self.pool_limit,
			options: &self.options,
		})?;
		eprintln!(
			"The node starts: process {}, log {}",
			node.id(),
			node.log.display()
		);
		let run = self.on(&mut node, &plan).await;
		fs::copy(&node.log, self.out.join(format!("node-{points}.log")))?;
		run
	}

	async fn connect(&self, node: &mut Node) -> Result<Rpc> {
		loop {
			if let Some(rpc) = Rpc::connect(self.port).await {
				return Ok(rpc);
			}
			node.ensure_running()?;
			tokio::time::sleep(Duration::from_millis(200)).await;
		}
	}

	async fn on(&self, node: &mut Node, plan: &Plan) -> Result<Run> {
		let rpc = self.connect(node).await?;
		let mut driver = Driver::new(rpc.clone()).await?;
		driver.wait(2).await?;
		let genesis = rpc.block_hash(0).await?;
		let epoch = driver.follower.blocks[0].timestamp;
		let started = Instant::now();
		let loads = Loads::sign(self, plan, genesis, epoch);
		eprintln!(
			"Signed everything in {:.1} s",
			started.elapsed().as_secs_f64()
		);
		driver.wait(QUIET_BLOCKS).await?;
		let empty = driver.follower.last();

		let mut sent = Vec::new();
		for (kind, release) in [
			(Kind::Transfers, &loads.transfers),
			(Kind::Orders, &loads.orders),
			(Kind::Intents, &loads.intents),
		] {
			eprintln!("Sending {} ...", kind.name());
			let release = std::slice::from_ref(release);
			sent.push(send(node, &mut driver, kind, release, self.blocks).await?);
			driver.wait(1).await?;
		}
		driver.wait(QUIET_BLOCKS).await?;
		let disk = node.disk()?;
		eprintln!("Sending readings ...");
		let readings = send(node, &mut driver, Kind::Readings, &loads.readings, u32::MAX).await?;
		driver.wait(QUIET_BLOCKS).await?;
		let growth = Growth::of(&driver.follower.blocks, &readings, disk, node.disk()?);
		sent.push(readings);
		driver.settle_finality().await?;
		eprintln!("Executing blocks once more ...");
		self.figures(node, driver, plan, sent, growth, empty).await
	}

	async fn figures(
		&self,
		node: &Node,
		driver: Driver,
		plan: &Plan,
		sent: Vec<Sent>,
		growth: Growth,
		empty: u32,
	) -> Result<Run> {
		let Driver { rpc, follower, .. } = driver;
		let blocks = follower.blocks;
		let empty = execute(node, &rpc, rpc.block_hash(empty).await?).await?.0;
		let mut executed = Vec::new();
		for sent in &sent {
			for block in figures::shown(&blocks, sent)
				.iter()
				.rev()
				.take(EXECUTED_BLOCKS)
			{
				let (computed, passed) = execute(node, &rpc, block.hash).await?;
				executed.push(Executed {
					number: block.number,
					micros: computed.as_micros() as u64,
					passed: passed.as_micros() as u64,
				});
			}
		}
		let proposals = node.proposals()?;
		let figures = sent
			.iter()
			.filter_map(|sent| Figures::of(&blocks, sent, &proposals, &executed, empty))
			.collect();
		Ok(Run {
			points: plan.points,
			active: plan.active.len() as u32,
			interval_millis: plan.interval_millis,
			readings_batch: self.readings_batch,
			intents_batch: self.intents_batch,
			pool_limit: self.pool_limit,
			options: self.options.clone(),
			empty_micros: empty.as_micros() as u64,
			figures,
			growth,
			sent,
			executed,
			blocks,
			proposals,
		})
	}
}

/// Sends, and takes what the node computed meanwhile.
async fn send(
	node: &Node,
	driver: &mut Driver,
	kind: Kind,
	releases: &[Release],
	most_blocks: u32,
) -> Result<Sent> {
	let before = node.computed()?;
	let mut sent = driver.send(kind, releases, most_blocks).await?;
	sent.computed_micros = node.computed()?.since(&before).as_micros() as u64;
	Ok(sent)
}

/// The least time of a few executions: what the node computed, and what passed.
async fn execute(node: &Node, rpc: &Rpc, block: Hash) -> Result<(Duration, Duration)> {
	let execution = rpc.execution(block).await?;
	let (mut computed, mut passed) = (Duration::MAX, Duration::MAX);
	for _ in 0..EXECUTIONS {
		let before = node.computed()?;
		let started = Instant::now();
		rpc.execute(&execution).await?;
		passed = passed.min(started.elapsed());
		computed = computed.min(node.computed()?.since(&before));
	}
	Ok((computed, passed))
}

/// A folder that is gone at the end.
struct Scratch(PathBuf);

impl Scratch {
	fn new(parent: &Path, points: u32) -> Result<Self> {
		let folder = parent.join(format!("commonwatt-bench-{}-{points}", std::process::id()));
		fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
		Ok(Self(folder))
	}
}

impl Drop for Scratch {
	fn drop(&mut self) {
		// What cannot be removed is left to who looks after the disk.
		let _ = fs::remove_dir_all(&self.0);
	}
}
