//! `commonwatt play`: a community's day against a live node.

mod cast;
mod closing;
mod foresight;
mod gateway;
mod instructions;
mod live;
mod park;
mod story;
mod supply;

use crate::{
	files,
	ordering::Ordering,
	rpc::{Node, Rpc},
};
use anyhow::{bail, ensure, Context, Result};
use cast::Cast;
use clap::Args;
use commonwatt_primitives::{api::Quote, tariff::Rules, Interval};
use commonwatt_runtime::{Hash, Runtime};
use commonwatt_simulator::{
	conservation,
	data::CommunityData,
	kpis::Kpis,
	ledger::Ledger,
	report,
	setup::{self, COMMUNITY},
	traders::Traders,
};
use foresight::Foresight;
use gateway::{Funds, Gateway};
use live::Live;
use park::Park;
use std::path::PathBuf;
use story::{Setting, Story};

/// Intervals ahead of the one in progress for which the homes order: as the gate closes one block
/// before an interval begins, the orders have an interval to be in, before the freeze.
const LEAD: Interval = 2;
/// Intervals after the last in which what the story still waits for may come.
const PATIENCE: Interval = 5;

/// Plays a community against a live node: registers its homes, delivers readings signed by their
/// meters as each interval ends, and shows what the chain settles. Ends with the bills and a check of
/// all books at one finalised block; the exit code says whether it holds. With --orders the homes
/// trade ahead as well: each signs its orders, the gateway submits them.
///
/// The node must be a development chain with this data's tariff: `commonwatt-node --dev` for
/// data/fontana17, `commonwatt chain-spec` for any other.
#[derive(Args)]
pub struct Play {
	/// The community's folder; docs/data-format.md is the format.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	#[command(flatten)]
	node: Node,
	/// Intervals to play: hours of the data.
	#[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = crate::units::hours)]
	hours: u32,
	#[command(flatten)]
	ordering: Ordering,
	/// Let a school get a gift from a stranger, another home run dry, be disconnected and return, and homes
	/// that order nothing state standing orders; let the others buy a solar park in shares, trade certificates
	/// of green energy, and all vote on the grid fee. Ends with an error if any of it, or of the trade ahead,
	/// or the node's forecasts, was not seen. Needs a fresh chain.
	#[arg(long)]
	story: bool,
	/// Where bills.csv, intervals.csv and report.html go.
	#[arg(long, value_name = "FOLDER", default_value = "out")]
	out: PathBuf,
}

impl Play {
	pub async fn run(self) -> Result<()> {
		let mut mix = self.ordering.mix()?;
		ensure!(
			!self.story || mix.orders(),
			"--story needs homes that order: add --orders mixed"
		);
		let mut data = CommunityData::load(&self.data)?;
		ensure!(
			self.hours as usize <= data.hours.len(),
			"--hours {}: {} holds {} hours",
			self.hours,
			self.data.display(),
			data.hours.len()
		);
		// Whoever cannot write hears so before the hours are played.
		files::ensure_folder(&self.out)?;
		let rpc = Rpc::connect(&self.node).await?;
		println!(
			"The node at {}: {}, at block {}",
			self.node.url,
			rpc.chain().await?,
			rpc.best_number().await?
		);
		let park = match self.story || Park::is_on(&rpc, &data).await? {
			true => Some(Park::build(&mut data)?),
			false => None,
		};
		let data = data;
		let mut heads = rpc.new_heads().await?;
		let mut clock = live::wait_for_clock(&rpc, &mut heads).await?;
		let first_hour = first_hour(&data, &rpc, clock.local_epoch_seconds).await?;

		if clock.ended > 0 || rpc.best_number().await? > 1 {
			// Late in an interval, registering its points would miss it: begin with a fresh one.
			clock = live::next_interval(&rpc, &mut heads, clock.ended).await?;
		}

		let rows: Vec<usize> = (0..self.hours as usize)
			.map(|offset| (first_hour + clock.ended as usize + offset) % data.hours.len())
			.collect();
		let credit = setup::home_credit(&data, rows.iter().copied());
		let mut contracts = setup::contracts(&data, credit);
		let mut cast = None;
		// It sells at the pool's price: nobody signs orders for it.
		mix = mix.without(park.iter().map(|park| park.index));
		if let Some(park) = park.filter(|_| self.story) {
			let chosen = Cast::choose(&data, &park, &rows, &mut contracts)?;
			mix = mix.without([chosen.school, chosen.dry]);
			cast = Some((chosen, park));
		}
		let funds = Funds {
			contracts: contracts.clone(),
			supplier: setup::supplier_credit(&data, rows.iter().copied()),
		};
		let mut gateway = Gateway::open(&rpc, &data, clock.ended, funds).await?;
		ensure!(
			!self.story || gateway.is_fresh(),
			"--story needs a fresh chain: an earlier play has registered the homes of this one"
		);
		let first = gateway.first_interval();
		let rows_left = data.hours.len().saturating_sub(first_hour + first as usize);
		ensure!(
			self.hours as usize <= rows_left,
			"--hours {}: {rows_left} rows of the data are left on this chain",
			self.hours
		);
		check_tariff(&rpc, &data, first_hour, first, self.hours).await?;
		let first_hour = (first_hour + first as usize) % data.hours.len();
		let stranger = gateway::STRANGER.to_account_id();
		let mut story = match cast {
			Some((cast, park)) => {
				let setting = Setting {
					data: &data,
					contracts: &contracts,
					rules: rules(&rpc).await?,
					first_point: gateway.first_point(),
					span: (first, first + self.hours),
					stranger,
				};
				Some(Story::new(cast, park, setting))
			}
			None => None,
		};
		let mut traders = gateway.traders(&mix, first_hour).await?;
		let mut live = Live::new(&rpc, mix.orders()).await?;
		gateway.begin(story.as_ref()).await?;
		println!(
			"{}: {} meters, hours of the data: {}, from interval {first} on, at {}",
			data.name,
			data.homes.len(),
			self.hours,
			self.node.url
		);
		if let Some(story) = &story {
			let park = story.venture().park();
			println!(
				"The {} among them is of the data too: the panels of {}, {} times over.",
				park::NAME,
				park.panels_of,
				park.times
			);
		}
		live.print_head(self.hours);

		let first_point = gateway.first_point();
		let mut ledger = Ledger::new(&data, COMMUNITY, first_point, first, first_hour);
		let last = first + self.hours;
		let mut next = first;
		let mut ordered = first;
		let mut foresight = Foresight::default();
		let mut stated = !self.story;
		loop {
			while next < last && next < clock.ended {
				let quote = quote(&rpc, next).await?;
				ledger.open(next, quote.prices);
				let counted = gateway.deliver(next, &mut ledger).await?;
				traders.record(counted);
				next += 1;
			}
			// Once the homes have been read, and so surely are registered.
			let target = clock.ended + LEAD;
			if mix.orders() && next > first && target > ordered && target < last {
				gateway.order(target, &mut traders).await?;
				ordered = target;
			}
			if !stated && next > first {
				gateway.state(&mix, last).await?;
				stated = true;
			}
			let (finalised, events) = live.next_events(&gateway.own).await?;
			for event in events {
				let rationed = ledger.apply(&event);
				report_refused(&mut traders, &mut ledger, &event)?;
				let switched = gateway.switches.hear(&event, clock.ended);
				if let Some(story) = &mut story {
					let lines = story.hear(&event, rationed, switched, &ledger);
					lines.iter().for_each(|line| live::tell(line));
				}
				foresight.hear(&event);
				live.hear(&event);
				live.print_closed(&ledger, &foresight);
			}
			if let Some(story) = &mut story {
				let off = |interval: &Interval| gateway.switches.is_off(story.dry(), *interval);
				let unserved = (first..next).filter(off).count() as u32;
				for act in story.acts(clock.ended, unserved) {
					gateway.act(act).await?;
				}
				if let Some(from) = story.fee_to_read() {
					let fee = |quote: Quote| quote.prices.grid_fee;
					let before = quote_at(&rpc, from - 1, finalised.1).await.map(fee)?;
					let after = quote_at(&rpc, from, finalised.1).await.map(fee)?;
					live::tell(&story.note_fees(from, before, after));
				}
			}
			let waits = story.as_ref().is_some_and(|story| !story.is_over());
			if next == last
				&& (!waits || clock.ended > last + PATIENCE)
				&& live.has_printed(self.hours)
				&& live.settled(finalised, gateway.points(), last).await?
			{
				ensure!(
					traders.all_answered(),
					"the chain has taken no notice of some orders"
				);
				if let Some(story) = &mut story {
					story.note_forecasts(foresight.scored());
				}
				return self.finish(&rpc, &gateway, ledger, story, finalised).await;
			}
			clock = live::next_clock(&rpc, &mut heads).await?;
		}
	}

	/// Bills, files, and the check of all books at one finalised block; then whether the story was seen.
	async fn finish(
		&self,
		rpc: &Rpc,
		gateway: &Gateway<'_>,
		ledger: Ledger<'_>,
		story: Option<Story>,
		(number, hash): (u32, Hash),
	) -> Result<()> {
		let outcome = ledger.outcome();
		let kpis = Kpis::of(&outcome);
		let files = report::write_all(&self.out, &outcome, &kpis)
			.with_context(|| format!("writing the report to {}", self.out.display()))?;
		println!("\n{}", report::table::table(&kpis));
		for file in [&files.page, &files.bills, &files.intervals] {
			println!("wrote {}", file.display());
		}

		println!("\nAt finalised block {number}, {hash:?}, from storage alone:");
		let snapshot = rpc.snapshot(hash, &conservation::prefixes()).await?;
		crate::check::report(&conservation::check(snapshot))?;
		gateway.reconcile(&ledger, hash).await?;
		let Some(story) = story else { return Ok(()) };
		let missing = story.missing(&outcome.intervals);
		ensure!(
			missing.is_empty(),
			"the story is not complete: no finalised block shows\n  {}",
			missing.join("\n  ")
		);
		closing::report(rpc, hash, &story, &outcome).await?;
		println!("The story is complete: each part of it was seen in a finalised block.");
		Ok(())
	}
}

/// Counts and prints the orders that the chain refused; an error if no home should have sent one.
fn report_refused(
	traders: &mut Traders,
	ledger: &mut Ledger<'_>,
	event: &commonwatt_runtime::RuntimeEvent,
) -> Result<()> {
	for refused in traders.hear(event)? {
		ledger.refuse(&refused);
		live::tell(&format!(
			"the chain refuses an order of point {} for interval {}: {:?}",
			refused.point, refused.interval, refused.reason
		));
	}
	Ok(())
}

/// The row of the data that the chain's interval 0 is.
async fn first_hour(data: &CommunityData, rpc: &Rpc, local_epoch: u64) -> Result<usize> {
	let key = pallet_communities::Parameters::<Runtime>::hashed_key();
	let time: pallet_communities::TimeParameters = rpc
		.storage(&key, None)
		.await?
		.context("the chain has no time parameters")?;
	ensure!(
		time.interval_seconds == 3_600,
		"an interval of this chain is {} s, the data is hourly: use commonwatt chain-spec",
		time.interval_seconds
	);
	let row = local_epoch
		.checked_sub(data.local_epoch_seconds)
		.filter(|seconds| seconds % 3_600 == 0)
		.map(|seconds| (seconds / 3_600) as usize)
		.filter(|row| *row < data.hours.len());
	row.context(
		"the chain's calendar does not begin within the data: start it with commonwatt chain-spec",
	)
}

/// Every interval's price on the chain must be the data's.
async fn check_tariff(
	rpc: &Rpc,
	data: &CommunityData,
	first_hour: usize,
	first: Interval,
	hours: u32,
) -> Result<()> {
	for interval in first..first + hours {
		let row = (first_hour + interval as usize) % data.hours.len();
		let expected = data.hours[row].retail;
		let found = quote(rpc, interval).await?.prices.retail;
		if found != expected {
			bail!(
				"retail of interval {interval} is {found} base units per Wh on the chain, {expected} \
				 in the data: start the node with commonwatt chain-spec --data"
			);
		}
	}
	Ok(())
}

async fn quote(rpc: &Rpc, interval: Interval) -> Result<Quote> {
	rpc.call_api::<Option<Quote>>("CommunityApi_quote", (COMMUNITY, interval))
		.await?
		.with_context(|| format!("the chain has no community {COMMUNITY}"))
}

async fn quote_at(rpc: &Rpc, interval: Interval, at: Hash) -> Result<Quote> {
	rpc.call_api_at::<Option<Quote>>("CommunityApi_quote", (COMMUNITY, interval), at)
		.await?
		.with_context(|| format!("the chain has no community {COMMUNITY}"))
}

/// The newest rules of the community.
async fn rules(rpc: &Rpc) -> Result<Rules> {
	let key = pallet_communities::RuleVersions::<Runtime>::hashed_key_for(COMMUNITY);
	let versions: Vec<pallet_communities::RuleVersion> =
		rpc.storage(&key, None).await?.unwrap_or_default();
	let version = versions.last().map_or(0, |newest| newest.version);
	let key = pallet_communities::RuleBook::<Runtime>::hashed_key_for(COMMUNITY, version);
	let rules = rpc.storage(&key, None).await?;
	rules.with_context(|| format!("the chain has no rules of community {COMMUNITY}"))
}
