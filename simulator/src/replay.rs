//! Replays a community's data on the real runtime, one block an interval.

use crate::{
	certificates::{self, Certified, Follower},
	chain::Chain,
	data::CommunityData,
	ledger::{Discrepancy, Ledger},
	meters::net,
	outcome::Outcome,
	setup::{self, COMMUNITY},
	strategy::{Market, Mix},
	traders::{OrderFault, Traders},
	transaction::{account, sign},
};
use commonwatt_primitives::{money, order::Order, reading::Registers, Price, Wh};
use commonwatt_runtime::{
	Balance, EnergyMarket, Hash, Interval, Moment, Nonce, Runtime, RuntimeCall, RuntimeEvent,
	UncheckedExtrinsic, MAX_BATCH, MINIMUM_BLOCKS, READING_DEADLINE, SLOT_DURATION,
};
use pallet_metering::Call as MeteringCall;
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// The first block's timestamp. Any multiple of a slot would do.
const START: Moment = 1_800_000_000_000;

/// Intervals ahead of the one that begins for which the homes order. The gate closes one block before
/// an interval begins, that is with the block of the interval before; a block later an order is still
/// in time, as it must be when a rotating session leaves no room for it.
const LEAD: Interval = 3;

/// What to replay.
#[derive(Clone, Debug)]
pub struct Options {
	/// Hours from the first row of the data.
	pub hours: usize,
	/// What the supplier pays for surplus, base units per Wh.
	pub feed_in: Price,
	/// Check every pallet's invariants after each block.
	pub check: bool,
	/// Who orders ahead, and how.
	pub orders: Mix,
}

/// What a replay does beside trading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
	/// Certifies the homes' generation, as [`certificates`] says, and proves where it went.
	pub certificates: bool,
}

/// What a replay brings.
pub struct Replayed {
	pub outcome: Outcome,
	/// Where the green energy went, if it was certified.
	pub certified: Option<Certified>,
	pub chain: Chain,
}

/// A replay that went wrong: the chain refused what it should take, or its sums do not agree.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
	#[error("the data has {available} hours, {wanted} were asked for")]
	TooFewHours { available: usize, wanted: usize },
	#[error(transparent)]
	FeedIn(#[from] setup::FeedInAboveRetail),
	#[error("genesis was refused: {0}")]
	Genesis(String),
	#[error("block of interval {interval}: {reason}")]
	Block { interval: Interval, reason: String },
	#[error(transparent)]
	Order(#[from] OrderFault),
	#[error(transparent)]
	Books(#[from] Discrepancy),
	#[error(transparent)]
	Certificates(#[from] certificates::Discrepancy),
	#[error("escrow still holds {held} base units, {orders} orders are in state")]
	Escrow { held: Balance, orders: usize },
	#[error("the treasury holds {held}, its income sums to {income} base units")]
	Treasury { held: Balance, income: Balance },
}

/// The homes of a replay: what their meters count, hour by hour.
pub trait Homes {
	/// Import and export of every home in an hour, in the order of the data.
	fn meter(&mut self, hour: usize) -> Vec<Registers>;

	/// The chain has taken the readings of an hour; it knows these sums of import and export. While a
	/// session rotates, readings wait, and so does this.
	fn hear(&mut self, _hour: usize, _booked: Registers) {}

	/// What each home would trade ahead in an interval that has not begun, at most what its connection
	/// carries, in the order of the data; asked of homes whose agents trade, after every hour's
	/// [`Homes::meter`].
	fn order(&mut self, _market: &Market, _capacities_wh: &[Wh]) -> Vec<Option<Order>> {
		Vec::new()
	}

	/// What the vehicles of each home drew in the hour that was metered last, Wh, in the order of the data;
	/// empty without vehicles. It is demand beside that of the data.
	fn charged(&self) -> Vec<Wh> {
		Vec::new()
	}

	/// What a home's connection carries beyond what the data implies, W.
	fn extra_w(&self, _home: usize) -> u32 {
		0
	}

	/// What a home may draw or give in an hour beyond the data, Wh: its credit covers that.
	fn extra_wh(&self, _home: usize) -> Wh {
		0
	}
}

/// Homes as they were measured: generation serves the home first.
pub struct Measured<'a>(pub &'a CommunityData);

impl Homes for Measured<'_> {
	fn meter(&mut self, hour: usize) -> Vec<Registers> {
		let homes = self.0.load_wh[hour].iter().zip(&self.0.pv_wh[hour]);
		homes.map(|(load, pv)| net(*load, *pv)).collect()
	}
}

struct Signer {
	pair: sr25519::Pair,
	nonce: Nonce,
}

impl Signer {
	fn new(keyring: Sr25519Keyring, chain: &mut Chain) -> Self {
		Self {
			pair: keyring.pair(),
			nonce: chain.nonce(&keyring.to_account_id()),
		}
	}

	fn sign(&mut self, genesis: Hash, call: RuntimeCall) -> UncheckedExtrinsic {
		let extrinsic = sign(&self.pair, self.nonce, genesis, call);
		self.nonce += 1;
		extrinsic
	}
}

/// Replays `options.hours` of the data; `progress` hears the number of hours done.
///
/// # Errors
///
/// See [`ReplayError`]: none is expected of data that [`CommunityData::load`] has accepted.
pub fn replay(
	data: &CommunityData,
	options: Options,
	progress: impl FnMut(usize),
) -> Result<(Outcome, Chain), ReplayError> {
	replay_homes(data, &mut Measured(data), options, progress)
}

/// As [`replay`], of homes that decide hour by hour.
///
/// # Errors
///
/// See [`ReplayError`].
pub fn replay_homes(
	data: &CommunityData,
	homes: &mut dyn Homes,
	options: Options,
	progress: impl FnMut(usize),
) -> Result<(Outcome, Chain), ReplayError> {
	let replayed = replay_with(data, homes, options, Extras::default(), progress)?;
	Ok((replayed.outcome, replayed.chain))
}

/// As [`replay_homes`], with more than trade.
///
/// # Errors
///
/// See [`ReplayError`].
pub fn replay_with(
	data: &CommunityData,
	homes: &mut dyn Homes,
	options: Options,
	extras: Extras,
	mut progress: impl FnMut(usize),
) -> Result<Replayed, ReplayError> {
	let Options {
		hours,
		feed_in,
		check,
		orders,
	} = options;
	let available = data.hours.len();
	if hours > available {
		return Err(ReplayError::TooFewHours {
			available,
			wanted: hours,
		});
	}
	let genesis = setup::replay_genesis(data, feed_in)?;
	let mut chain = Chain::new(&genesis).map_err(ReplayError::Genesis)?;
	let genesis = chain.genesis();
	let mut gateway = Signer::new(Sr25519Keyring::Bob, &mut chain);
	let mut runner = Runner {
		chain,
		waiting: Vec::new(),
		check,
	};
	let mut meters = setup::meters(data, 0);
	let mut contracts = setup::contracts(data, setup::home_credit(data, 0..hours));
	let mut supplier_credit = setup::supplier_credit(data, 0..hours);
	for (home, contract) in contracts.iter_mut().enumerate() {
		contract.capacity_w = contract.capacity_w.saturating_add(homes.extra_w(home));
		// As if it drew or gave that in every hour.
		let extra = homes.extra_wh(home);
		let dearest: Balance = data.hours[..hours]
			.iter()
			.map(|hour| money(hour.retail, extra))
			.sum();
		contract.credit += dearest;
		supplier_credit += dearest;
	}
	let mut books = Books {
		ledger: Ledger::new(data, COMMUNITY, 0, 0, 0),
		traders: Traders::new(data, &orders, genesis, account(&gateway.pair), 0),
		follower: extras.certificates.then(|| Follower::new(data, 0)),
	};

	// An hour at so many W is as many Wh.
	let capacities: Vec<Wh> = contracts
		.iter()
		.map(|contract| contract.capacity_w.into())
		.collect();
	let mut operators = setup::operator_calls(data, &meters, 0, &contracts);
	if extras.certificates {
		operators.extend(certificates::registrations(data, 0));
	}
	let begin = setup_extrinsics(&mut runner.chain, &operators, supplier_credit);
	books.book(runner.block(0, START, begin)?)?;
	let mut first = Vec::new();
	if orders.is_planned() {
		let nonce = |owner: &_| runner.chain.nonce(owner);
		first = setup::trading_keys(data, &meters, genesis, nonce);
	}

	let mut heard = 0;
	for hour in 0..hours {
		let interval = hour as Interval;
		let prices = runner
			.chain
			.read(|| EnergyMarket::quote(COMMUNITY, interval))
			.map(|quote| quote.prices)
			.unwrap_or_default();
		books.ledger.open(interval, prices);
		let energy = homes.meter(hour);
		books.ledger.metered(interval, &energy);
		books.ledger.charged(interval, &homes.charged());
		let readings: Vec<_> = meters
			.iter_mut()
			.zip(&energy)
			.map(|(meter, energy)| meter.read(genesis, interval, *energy))
			.collect();
		let mut extrinsics = std::mem::take(&mut first);
		extrinsics.extend(readings.chunks(MAX_BATCH as usize).map(|batch| {
			let readings = batch
				.to_vec()
				.try_into()
				.expect("a chunk is a batch at most; qed");
			let call = MeteringCall::submit_readings {
				community: COMMUNITY,
				readings,
			};
			gateway.sign(genesis, RuntimeCall::Metering(call))
		}));
		books.traders.record(energy);
		let ordered = interval + 1 + LEAD;
		if orders.orders() && (ordered as usize) < hours {
			let book = runner
				.chain
				.read(|| EnergyMarket::book_view(COMMUNITY, ordered));
			let market = book.as_ref().and_then(Market::of);
			let calls = market.map(|market| match orders.is_planned() {
				true => {
					let wanted = homes.order(&market, &capacities);
					books.traders.calls_of(&market, wanted)
				}
				false => books.traders.calls(&market),
			});
			let calls = calls.into_iter().flatten();
			extrinsics.extend(calls.map(|call| gateway.sign(genesis, call)));
		}
		let end = START + SLOT_DURATION * (hour as Moment + 1);
		books.book(runner.block(interval, end, extrinsics)?)?;
		// What waited with a rotating session was booked for the hour before.
		while heard <= hour {
			let result = runner.chain.read(|| {
				pallet_energy_market::Results::<Runtime>::get(COMMUNITY, heard as Interval)
			});
			let waiting = heard == hour && !runner.waiting.is_empty();
			let Some(result) = result.filter(|_| !waiting) else {
				break;
			};
			homes.hear(heard, result.metered);
			heard += 1;
		}
		progress(hour + 1);
	}
	// The last intervals fall due, and the sweep settles them.
	let points_per_block = 32;
	let sweep = data.homes.len().div_ceil(points_per_block) as u32;
	for wait in 0..MINIMUM_BLOCKS.max(READING_DEADLINE) + sweep + 1 {
		let interval = hours as Interval + wait;
		let end = START + SLOT_DURATION * Moment::from(interval + 1);
		books.book(runner.block(interval, end, Vec::new())?)?;
	}
	reconcile(&mut runner.chain, &books.ledger, data.homes.len())?;
	let outcome = books.ledger.outcome();
	reconcile_treasury(&mut runner.chain, &outcome)?;
	let certified = match books.follower {
		Some(follower) => Some(follower.certified(&mut runner.chain, &outcome)?),
		None => None,
	};
	Ok(Replayed {
		outcome,
		certified,
		chain: runner.chain,
	})
}

/// Who hears of what happens on the chain.
struct Books<'a> {
	ledger: Ledger<'a>,
	traders: Traders,
	follower: Option<Follower>,
}

impl Books<'_> {
	fn book(&mut self, events: Vec<RuntimeEvent>) -> Result<(), OrderFault> {
		for event in events {
			let _ = self.ledger.apply(&event);
			if let Some(follower) = &mut self.follower {
				follower.hear(&event);
			}
			for refused in self.traders.hear(&event)? {
				self.ledger.refuse(&refused);
			}
		}
		Ok(())
	}
}

fn setup_extrinsics(
	chain: &mut Chain,
	operators: &[RuntimeCall],
	supplier_credit: Balance,
) -> Vec<UncheckedExtrinsic> {
	let genesis = chain.genesis();
	let mut operator = Signer::new(Sr25519Keyring::Alice, chain);
	let mut supplier = Signer::new(Sr25519Keyring::Charlie, chain);
	let mut extrinsics: Vec<_> = operators
		.chunks(300)
		.map(|calls| operator.sign(genesis, setup::all_or_none(calls.to_vec())))
		.collect();
	extrinsics.push(supplier.sign(genesis, setup::supplier_call(supplier_credit)));
	extrinsics
}

/// A chain, and what waits for room in its next block.
struct Runner {
	chain: Chain,
	waiting: Vec<UncheckedExtrinsic>,
	check: bool,
}

impl Runner {
	/// Runs a block in which every extrinsic and every reading must count. What finds no room (a block
	/// that rotates the session has none) waits for the next block, as in a node's pool.
	fn block(
		&mut self,
		interval: Interval,
		timestamp: Moment,
		extrinsics: Vec<UncheckedExtrinsic>,
	) -> Result<Vec<RuntimeEvent>, ReplayError> {
		let failed = |reason: String| ReplayError::Block { interval, reason };
		self.waiting.extend(extrinsics);
		let submitted = std::mem::take(&mut self.waiting);
		let outcome = self
			.chain
			.block(timestamp, submitted.clone())
			.map_err(failed)?;
		for (extrinsic, result) in submitted.into_iter().zip(outcome.results) {
			match result {
				Ok(Ok(())) => {}
				Ok(Err(error)) => return Err(failed(format!("a call failed: {error:?}"))),
				Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) => {
					self.waiting.push(extrinsic)
				}
				Err(TransactionValidityError::Invalid(InvalidTransaction::Future))
					if !self.waiting.is_empty() =>
				{
					self.waiting.push(extrinsic)
				}
				Err(error) => return Err(failed(format!("an extrinsic is invalid: {error:?}"))),
			}
		}
		for event in &outcome.events {
			if let RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted {
				refused,
				..
			}) = event
			{
				if let Some((index, reason)) = refused.first() {
					return Err(failed(format!("reading {index} was refused: {reason:?}")));
				}
			}
		}
		if self.check {
			self.chain.read(commonwatt_runtime::check_invariants);
		}
		Ok(outcome.events)
	}
}

/// Compares the bills, which come from events, with the chain's accounts, to the last unit; nothing may
/// be reserved any more.
fn reconcile(chain: &mut Chain, ledger: &Ledger<'_>, homes: usize) -> Result<(), ReplayError> {
	for point in 0..homes as u32 {
		let account = chain.read(|| pallet_billing::Accounts::<Runtime>::get(point));
		ledger.reconcile(point, &account)?;
	}
	let (held, orders) = chain.read(|| {
		let held = pallet_billing::Escrow::<Runtime>::iter_prefix_values(COMMUNITY).sum();
		let orders = pallet_energy_market::Orders::<Runtime>::iter_keys().count();
		(held, orders)
	});
	if held > 0 || orders > 0 {
		return Err(ReplayError::Escrow { held, orders });
	}
	Ok(())
}

/// Compares the treasury with its income, which comes from events.
fn reconcile_treasury(chain: &mut Chain, outcome: &Outcome) -> Result<(), ReplayError> {
	let held = chain
		.read(|| pallet_billing::Books::<Runtime>::get(COMMUNITY))
		.treasury;
	let income = outcome
		.intervals
		.iter()
		.map(|interval| interval.treasury_income)
		.sum();
	if held != income {
		return Err(ReplayError::Treasury { held, income });
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{kpis::Kpis, oracle, outcome::IntervalOutcome, strategy::Strategy};
	use std::path::Path;

	fn fontana() -> CommunityData {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		CommunityData::load(&folder).expect("the standing example is valid")
	}

	fn options(hours: usize, orders: Mix) -> Options {
		Options {
			hours,
			feed_in: setup::FEED_IN,
			check: true,
			orders,
		}
	}

	fn mixed() -> Mix {
		Mix::mixed(150_000_000, 100_000_000)
	}

	fn ordered(data: &CommunityData, hours: usize, orders: Mix) -> Outcome {
		let (outcome, _) = replay(data, options(hours, orders), |_| {}).expect("replays");
		outcome
	}

	#[test]
	fn the_runtime_bills_every_home_and_hour_as_plain_arithmetic_does() {
		let data = fontana();
		let expected = oracle::pool(&data, setup::FEED_IN);
		// Past a rotation of the session, whose block has no room for readings.
		let hours = 26 * 24;
		let outcome = ordered(&data, hours, Mix::none());
		assert_eq!(outcome.intervals.len(), hours);
		for (found, expected) in outcome.intervals.iter().zip(&expected.intervals) {
			assert_eq!(found, expected);
		}
	}

	#[test]
	fn ten_days_of_mixed_orders_reconcile_to_the_unit() {
		let data = fontana();
		let hours = 10 * 24;
		let outcome = ordered(&data, hours, mixed());
		let kpis = Kpis::of(&outcome);
		assert!(kpis.ahead.intervals > 60, "{:?}", kpis.ahead);
		assert!(kpis.ahead.rationed > 0);
		assert_eq!(kpis.ahead.refused, 0);
		assert!(kpis.total.undelivered_charge > 0);
		assert_eq!(kpis.total.bought_wh, kpis.ahead.volume_wh);
		assert_eq!(kpis.total.sold_wh, kpis.ahead.volume_wh);
		assert_eq!(kpis.unaccounted(), 0);
		assert_eq!(kpis.treasury_income, kpis.total.undelivered_charge);

		// Trading ahead moves money between homes; only the charges leave them (there is no fee).
		let alone = oracle::pool(&data, setup::FEED_IN);
		for (found, pool) in outcome.intervals.iter().zip(&alone.intervals) {
			let bills = |of: &IntervalOutcome| of.homes.iter().map(|home| home.bill).sum::<i128>();
			let charges = found.homes.iter().map(|home| home.undelivered_charge);
			let charges = charges.sum::<u128>() as i128;
			assert_eq!(bills(found) - charges, bills(pool), "{}", found.interval);
			assert_eq!(found.shared_wh(), pool.matched_wh);
			assert_eq!(found.residual_wh, pool.residual_wh);
		}
		// Whoever orders nothing pays no more than with the supplier alone, in no hour.
		for abstaining in (3..kpis.homes.len()).step_by(4) {
			assert_eq!(kpis.homes[abstaining].bought_wh, 0);
			assert_eq!(kpis.homes[abstaining].worse_off, 0);
		}
	}

	#[test]
	fn what_is_not_metered_yet_changes_no_order() {
		let data = fontana();
		let seen = 60;
		let mut other = data.clone();
		for row in other.load_wh.iter_mut().skip(seen) {
			row.iter_mut()
				.for_each(|load| *load = (*load * 7 + 13) % 3_000);
		}
		// The first order that can know of row 60 is for the interval LEAD + 1 later.
		let first = seen + LEAD as usize + 1;
		let (one, two) = (
			ordered(&data, first + 24, mixed()),
			ordered(&other, first + 24, mixed()),
		);
		for (one, two) in one.intervals.iter().zip(&two.intervals).take(first) {
			assert_eq!(one.ahead, two.ahead);
		}
		assert_ne!(
			one.intervals[first..]
				.iter()
				.map(|one| one.ahead)
				.collect::<Vec<_>>(),
			two.intervals[first..]
				.iter()
				.map(|two| two.ahead)
				.collect::<Vec<_>>(),
		);
	}

	#[test]
	fn orders_wait_with_the_readings_while_a_session_rotates() {
		let data = fontana();
		// Block 600 has no room.
		let outcome = ordered(&data, 26 * 24, Mix::all(Strategy::PriceTaker));
		assert_eq!(Kpis::of(&outcome).ahead.refused, 0);
		let around: u64 = outcome.intervals[590..612]
			.iter()
			.map(|interval| u64::from(interval.ahead.orders))
			.sum();
		assert!(around > 200, "{around}");
	}

	#[test]
	fn an_order_that_the_credit_does_not_cover_is_counted_as_refused() {
		let mut data = fontana();
		// At noon home 1 makes more than its credit could replace if it were sold and not delivered.
		for row in (12..72).step_by(24) {
			data.pv_wh[row][0] = 900_000_000;
		}
		let outcome = ordered(&data, 72, Mix::all(Strategy::PriceTaker));
		let refused = |row: usize| outcome.intervals[row].ahead.refused;
		assert_eq!((refused(36), refused(60)), (1, 1));
		assert_eq!(Kpis::of(&outcome).unaccounted(), 0);
	}

	#[test]
	fn every_strategy_trades_and_reconciles() {
		let data = fontana();
		let fixed = Strategy::FixedLimits {
			buy: 150_000_000,
			sell: 100_000_000,
		};
		for strategy in [Strategy::NaiveYesterday, Strategy::PriceTaker, fixed] {
			let kpis = Kpis::of(&ordered(&data, 3 * 24, Mix::all(strategy)));
			assert!(kpis.ahead.volume_wh > 0, "{strategy:?}");
			assert_eq!(kpis.unaccounted(), 0);
		}
	}

	fn certified(hours: usize, orders: Mix) -> Certified {
		let data = fontana();
		let extras = Extras { certificates: true };
		let options = Options {
			check: false,
			..options(hours, orders)
		};
		let replayed = replay_with(&data, &mut Measured(&data), options, extras, |_| {});
		let mut replayed = replayed.expect("replays, and every Wh agrees");
		let verdict = crate::conservation::check(replayed.chain.snapshot());
		assert_eq!(verdict.faults, Vec::<String>::new());
		replayed.certified.expect("was certified")
	}

	#[test]
	fn a_month_of_certified_generation_goes_one_way_wh_by_wh() {
		// Past a rotation of the session, whose block has no room for readings.
		let month = certified(31 * 24, Mix::none());
		assert_eq!(month.producers.len(), 16);
		let sum =
			|of: fn(&certificates::Producer) -> Wh| -> Wh { month.producers.iter().map(of).sum() };
		assert_eq!(sum(|producer| producer.sold_ahead), 0);
		let (local, tradeable) = (sum(|it| it.local), sum(|it| it.tradeable));
		assert_eq!(local + tradeable, month.community.exported);
		assert!(local > 0 && tradeable > local, "{local} {tradeable}");
		assert_eq!(local, month.community.green_used);
		assert!(month
			.producers
			.iter()
			.all(|it| it.totals.active == it.tradeable));
		let (_, followed) = month.followed.expect("a home is followed");
		assert!(followed.green_used > 0 && followed.green_used < followed.used);
		let community = month.community;
		assert!(community.green_used < community.exported.min(community.used));
	}

	#[test]
	fn what_is_traded_ahead_is_certified_too() {
		let days = certified(10 * 24, mixed());
		let sold_ahead: Wh = days.producers.iter().map(|it| it.sold_ahead).sum();
		assert!(sold_ahead > 0);
		// Some of what was sold ahead was bought by who then took less: it is retired all the same.
		let next_door: Wh = days.producers.iter().map(|it| it.next_door()).sum();
		assert!(next_door >= days.community.green_used);
	}

	#[test]
	fn more_hours_than_the_data_holds_are_refused() {
		let data = fontana();
		let result = replay(&data, options(8_761, Mix::none()), |_| {});
		assert!(matches!(
			result,
			Err(ReplayError::TooFewHours {
				available: 8_760,
				wanted: 8_761
			})
		));
	}
}
