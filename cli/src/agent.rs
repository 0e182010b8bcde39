//! `commonwatt agent`: runs a home's battery, or charges its vehicle, against a live node, and trades ahead
//! for its point.

mod battery;
mod charging;
mod desk;
mod device;
mod home;
mod meter;
pub mod mind;
mod outlook;
mod said;
mod setpoints;
#[cfg(test)]
mod tests;
mod vehicle;
mod words;

use crate::{
	book::book_of,
	market_time::MarketTime,
	order::{capacity_wh, ensure_may_trade},
	point::point_of,
	refusal::Refusal,
	rpc::{Head, Node, Rpc},
	signals::signals_of,
	submission::{until_in_block, Key},
	units::{energy, write_wh},
};
use anyhow::{ensure, Context, Result};
use clap::Args;
use commonwatt_agents::Dispatch;
use commonwatt_primitives::{
	api::{BookView, PointView, Quote},
	order::Order,
	Interval, PointId, Wh,
};
use commonwatt_runtime::{AccountId, Hash, RuntimeCall};
use commonwatt_simulator::transaction::account;
use desk::{deed, open_intervals, within_credit, Deed};
use device::{Device, DeviceOptions, Knowledge};
use home::{Almanac, At, Home};
use jsonrpsee::core::client::Subscription;
use meter::{Found, Meter, MeterOptions};
use outlook::Public;
use pallet_energy_market::Call;
use said::{Lasting, Said};
use setpoints::{SetPoints, Told};
use sp_core::sr25519;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::PathBuf,
	time::Duration,
};

/// Without a block for so long the node is asked whether it is there.
const PATIENCE: Duration = Duration::from_secs(60);
/// As if time went back: a block may be replaced by one of an interval before, no more.
const BACK: Interval = 8;
/// An order must be in a block within this time: the margin that it had before gate closure.
const IN_BLOCK: Duration = Duration::from_secs(12);

/// Runs a home's battery, or charges its vehicle, as a process: in every interval it reads the community's
/// signals and the home's own meter, plans a day ahead on the signals' quantiles, says what the battery or the
/// vehicle does and why, and orders ahead what the home is expected to buy or sell with it, with the point's
/// trading key.
///
/// Battery and vehicle are simulated: no driver of a real one exists. --setpoints writes what one would be told.
#[derive(Args)]
pub struct Agent {
	#[command(flatten)]
	node: Node,
	/// The delivery point.
	#[arg(long, value_name = "N")]
	point: PointId,
	#[command(flatten)]
	device: DeviceOptions,
	#[command(flatten)]
	meter: MeterOptions,
	/// What all batteries of the community hold that plan like this one and have about as much power for it, or
	/// what all vehicles need each time: it does its share of what they should do together. Alone by default.
	#[arg(long, value_name = "ENERGY", value_parser = energy)]
	fleet: Option<Wh>,
	/// Intervals to come that it orders for, from the soonest open one on.
	#[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=8))]
	ahead: u32,
	/// End after so many intervals; by default it goes on.
	#[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
	intervals: Option<u32>,
	/// Add what the battery or the vehicle is told to this CSV, and go on from its last line.
	#[arg(long, value_name = "FILE")]
	setpoints: Option<PathBuf>,
	/// Order nothing, only say what it would; needs no key.
	#[arg(long)]
	dry_run: bool,
	#[command(flatten)]
	key: Key,
}

/// An agent at work.
struct Worker {
	point: PointId,
	/// `None` orders nothing.
	pair: Option<sr25519::Pair>,
	ahead: u32,
	share: f64,
	device: Device,
	home: Home,
	meter: Meter,
	setpoints: Option<SetPoints>,
	public: Public,
	/// What the device was told, by interval, until its meter has counted.
	told: BTreeMap<Interval, Dispatch>,
	/// The latest interval in which the device was told something, or the agent began.
	latest: Option<Interval>,
	/// What it placed last, by interval.
	ours: BTreeMap<Interval, Order>,
	/// Intervals that are still to do; `None` for ever.
	left: Option<u32>,
	node_away: Said,
	meter_away: Said,
	disk_full: Said,
}

/// What could be checked before there was a node.
struct Prepared {
	pair: Option<sr25519::Pair>,
	share: f64,
	meter: Found,
	setpoints: Option<SetPoints>,
	/// The last line of the set-points.
	told: Option<Told>,
}

/// A chain at a block.
struct Sight<'a> {
	rpc: &'a Rpc,
	block: Hash,
	time: MarketTime,
}

impl Agent {
	pub async fn run(self) -> Result<()> {
		let prepared = self.prepare()?;
		let mut rpc = Rpc::connect(&self.node).await?;
		let genesis = rpc.block_hash(0).await?;
		let mut worker = self.worker(&rpc, prepared).await?;
		loop {
			let error = match worker.work(&rpc).await {
				Ok(()) => return Ok(()),
				Err(error) if error.is::<Lasting>() => return Err(error),
				Err(error) => error,
			};
			say(worker.node_away.of(|| {
				format!("the node cannot be asked ({error:#}): the agent waits until it can")
			}));
			rpc = Rpc::again(&self.node.url, genesis).await?;
		}
	}

	/// Checks all that needs no node.
	fn prepare(&self) -> Result<Prepared> {
		let pair = match self.dry_run {
			true => None,
			false => Some(self.key.pair()?),
		};
		let size_wh = self.device.check()?;
		let share = self.fleet.map_or(1.0, |fleet| size_wh / fleet as f64);
		ensure!(
			share <= 1.0,
			"--fleet is less than the {size_wh:.0} Wh of this one: it is the sum of all, this one among them"
		);
		let meter = self.meter.find()?;
		let (setpoints, told) = match &self.setpoints {
			Some(path) => {
				let (setpoints, told) = SetPoints::open(path)?;
				(Some(setpoints), told)
			}
			None => (None, None),
		};
		Ok(Prepared {
			pair,
			share,
			meter,
			setpoints,
			told,
		})
	}

	async fn worker(&self, rpc: &Rpc, prepared: Prepared) -> Result<Worker> {
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(rpc, block).await?;
		let view = point_of(rpc, self.point, block).await?;
		if let Some(pair) = &prepared.pair {
			ensure_may_trade(&view, self.point, &account(pair))?;
		}
		ensure!(!view.closed, Refusal::of_market("PointClosed"));
		let almanac = Almanac::of(&time);
		let now = time.in_progress();
		// Where it is said how full it is now, what was told before says nothing of it.
		let told = prepared
			.told
			.filter(|_| !self.device.is_told_what_is_stored());
		let begins = told.map_or(now, |told| told.interval);
		ensure!(
			begins <= now,
			"the last line of --setpoints is of interval {begins}, the chain is in interval {now}: it is of another \
			 chain, give another file"
		);
		let mut device = self.device.device(almanac, begins, view.capacity_w)?;
		if let Some(warning) = words::beyond_connection(&device, &view) {
			println!("{warning}");
		}
		let mut dispatches = BTreeMap::new();
		if let Some(told) = told {
			device.resume(told.interval, told.stored_wh);
			dispatches.insert(told.interval, told.dispatch);
			println!("{}", words::resumed(&told, &time));
		}
		let Prepared {
			pair,
			share,
			meter,
			setpoints,
			..
		} = prepared;
		Ok(Worker {
			point: self.point,
			pair,
			ahead: self.ahead,
			share,
			device,
			home: Home::new(almanac)?,
			meter: meter.open(time.local_epoch_seconds, time.interval_seconds)?,
			setpoints,
			public: Public::default(),
			told: dispatches,
			latest: told.map(|told| told.interval),
			ours: BTreeMap::new(),
			left: self.intervals,
			node_away: Said::default(),
			meter_away: Said::default(),
			disk_full: Said::default(),
		})
	}
}

impl Worker {
	/// Works interval by interval, as long as there are any to do and the node is there.
	async fn work(&mut self, rpc: &Rpc) -> Result<()> {
		let mut heads = rpc.new_heads().await?;
		while self.left != Some(0) {
			let (_, block) = rpc.best().await?;
			let time = MarketTime::at(rpc, block).await?;
			let interval = time.in_progress();
			self.ensure_time_goes_on(interval)?;
			if self.latest.is_none_or(|latest| latest < interval) {
				say(words::passed(self.latest, interval));
				self.interval(&Sight { rpc, block, time }).await?;
				self.left = self.left.map(|left| left.saturating_sub(1));
			}
			if self.left != Some(0) {
				self.next_head(rpc, &mut heads).await?;
			}
		}
		Ok(())
	}

	fn ensure_time_goes_on(&self, interval: Interval) -> Result<()> {
		match self.latest {
			Some(latest) if interval.saturating_add(BACK) < latest => Err(Lasting(format!(
				"the chain is in interval {interval}, it was in {latest}: it has begun anew, start the agent anew"
			))
			.into()),
			_ => Ok(()),
		}
	}

	/// Waits for a block, however long it takes a node that answers.
	async fn next_head(&mut self, rpc: &Rpc, heads: &mut Subscription<Head>) -> Result<()> {
		loop {
			match tokio::time::timeout(PATIENCE, heads.next()).await {
				Ok(head) => {
					head.context("the node closed the connection")??;
					say(self.node_away.over("the node is back"));
					return Ok(());
				}
				Err(_) => {
					let said = || {
						"no block for a minute: the agent waits for one, the node's log says why"
							.into()
					};
					say(self.node_away.of(said));
					// A node that does not answer either is connected to anew.
					rpc.best_number().await?;
				}
			}
		}
	}

	/// An interval has begun.
	async fn interval(&mut self, at: &Sight<'_>) -> Result<()> {
		let interval = at.time.in_progress();
		let view = point_of(at.rpc, self.point, at.block).await?;
		self.listen(at, &view).await?;
		self.read(interval);
		if let Device::Vehicle(charger) = &mut self.device {
			for departure in charger.begin(interval) {
				println!("{}", words::departure(&departure, &at.time));
			}
		}
		let connection = carried_wh(&view, &at.time);
		let (said, dispatch) = self.device.decide(self.knows(connection), &at.time);
		println!("{said}");
		if let Some(setpoints) = &mut self.setpoints {
			say(match setpoints.write(interval, &dispatch, &self.device) {
				Ok(()) => {
					let over = self.disk_full.over("  set-points are written again");
					over.map(String::from)
				}
				Err(error) => self.disk_full.of(|| format!("  no set-point: {error:#}")),
			});
		}
		self.told.insert(interval, dispatch);
		self.latest = Some(interval);
		self.ours = self.ours.split_off(&interval);
		for to_come in open_intervals(at, &view, self.ahead).await? {
			// An order before may have taken a block or two.
			let (_, block) = at.rpc.best().await?;
			let at = Sight {
				rpc: at.rpc,
				block,
				time: MarketTime::at(at.rpc, block).await?,
			};
			let view = point_of(at.rpc, self.point, block).await?;
			let book = book_of(at.rpc, view.community, to_come, block).await?;
			self.trade(&at, &view, &book).await?;
		}
		Ok(())
	}

	fn knows(&self, connection: i64) -> Knowledge<'_> {
		Knowledge {
			home: &self.home,
			public: &self.public,
			share: self.share,
			connection,
		}
	}

	/// Takes in what is public: signals and prices of the intervals to come.
	async fn listen(&mut self, at: &Sight<'_>, view: &PointView<AccountId>) -> Result<()> {
		let interval = at.time.in_progress();
		let signals = signals_of(at.rpc, view.community, at.block).await?;
		let forecasts = signals.forecasts.iter();
		let public = &mut self.public;
		let said = forecasts.map(|one| (one.interval, one.forecast));
		if public.hear(interval, said) {
			println!("  no signal of any interval to come: it plans no further until there is one");
		}
		public.prices = BTreeMap::new();
		let mut quoted: BTreeSet<Interval> = public.forecasts.keys().copied().collect();
		if let Device::Vehicle(_) = &self.device {
			// Without signals it goes by the tariff; no stay is longer than a day.
			let a_day = Almanac::of(&at.time).steps_per_day();
			quoted.extend(interval..interval.saturating_add(a_day.into()));
		}
		for to_come in quoted {
			let quote: Option<Quote> = at
				.rpc
				.call_api_at("CommunityApi_quote", (view.community, to_come), at.block)
				.await?;
			public
				.prices
				.extend(quote.map(|quote| (to_come, quote.prices)));
		}
		Ok(())
	}

	/// Takes in what the home's meter has counted: the device has followed it. Where the meter says
	/// nothing, or cannot be read for a while, the device is taken to have done what was expected.
	fn read(&mut self, interval: Interval) {
		let readings = match self.meter.until(interval) {
			Ok(readings) => {
				say(self.meter_away.over("  the meter can be read again"));
				readings
			}
			Err(error) => {
				say(self.meter_away.of(|| {
					format!("  the meter cannot be read ({error:#}): it goes by what it expects until then")
				}));
				Vec::new()
			}
		};
		for reading in &readings {
			self.home.learn(reading.at, reading.net);
		}
		let told = std::mem::take(&mut self.told);
		for (of, dispatch) in told {
			let reading = readings.iter().find(|reading| reading.at == At::from(of));
			let net = reading.map_or(dispatch.expected, |reading| reading.net);
			if of < interval {
				self.device.follow(&dispatch, net);
			} else {
				self.told.insert(of, dispatch);
			}
		}
	}

	/// Orders what it expects to trade in the interval of a book; a refusal is said, and it goes on.
	async fn trade(
		&mut self,
		at: &Sight<'_>,
		view: &PointView<AccountId>,
		book: &BookView,
	) -> Result<()> {
		let capacity_wh = capacity_wh(view, &at.time);
		let knows = self.knows(carried_wh(view, &at.time));
		let Some(wanted) = self.device.want(knows, book, capacity_wh) else {
			return Ok(());
		};
		let said = words::wanted(&wanted, &at.time);
		let standing = view
			.orders
			.iter()
			.find(|order| order.interval == book.interval);
		let ours = self.ours.get(&book.interval);
		let deed = deed(wanted.order, ours, standing, book, at.time.now);
		let order = match deed {
			Deed::Nothing => return said_only(&said),
			Deed::Leave(why) => return said_only(&format!("{said}; {}", words::left(why))),
			Deed::Cancel => None,
			Deed::Place(order) | Deed::Replace(order) => match within_credit(order, view, book) {
				Ok((order, 0)) => Some(order),
				Ok((order, left_out)) => {
					println!(
						"  {} Wh are left out for want of credit",
						write_wh(left_out)
					);
					Some(order)
				}
				Err(refusal) => return said_only(&format!("{said}; not ordered: {refusal:#}")),
			},
		};
		let Some(pair) = &self.pair else {
			return said_only(&format!("{said}; a dry run: not ordered"));
		};
		let (point, interval) = (self.point, book.interval);
		let call = match &order {
			Some(order) => Call::place_order {
				point,
				interval,
				order: order.clone(),
			},
			None => Call::cancel_order { point, interval },
		};
		let before = match order {
			Some(order) => self.ours.insert(interval, order),
			None => self.ours.remove(&interval),
		};
		let sent = until_in_block(at.rpc, pair, RuntimeCall::EnergyMarket(call), IN_BLOCK).await;
		match sent {
			Ok((number, _)) => said_only(&format!("{said}; in block {number}")),
			Err(error) if at.rpc.is_connected() => {
				// What was refused does not stand; what no block took may still come.
				if error.is::<Refusal>() {
					match before {
						Some(order) => self.ours.insert(interval, order),
						None => self.ours.remove(&interval),
					};
				}
				said_only(&format!("{said}; refused: {error:#}"))
			}
			Err(error) => Err(error),
		}
	}
}

fn said_only(said: &str) -> Result<()> {
	println!("  {}", said.replace('\n', "\n  "));
	Ok(())
}

fn say(said: Option<impl std::fmt::Display>) {
	if let Some(said) = said {
		println!("{said}");
	}
}

/// What a point's connection carries in an interval, Wh: rounded down, no device is told more.
fn carried_wh(view: &PointView<AccountId>, time: &MarketTime) -> i64 {
	let watt_seconds = i64::from(view.capacity_w).saturating_mul(time.interval_seconds.into());
	watt_seconds / 3_600
}
