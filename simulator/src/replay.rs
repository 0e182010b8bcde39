//! Replays a community's data on the real runtime, one block an interval.

use crate::{
	chain::Chain,
	data::CommunityData,
	ledger::Ledger,
	meters::net,
	outcome::Outcome,
	setup::{self, COMMUNITY},
	transaction::sign,
};
use commonwatt_primitives::Price;
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

/// What to replay.
#[derive(Clone, Copy, Debug)]
pub struct Options {
	/// Hours from the first row of the data.
	pub hours: usize,
	/// What the supplier pays for surplus, base units per Wh.
	pub feed_in: Price,
	/// Check every pallet's invariants after each block.
	pub check: bool,
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
	#[error("{home}: credit says it paid {credit}, its bills sum to {bills} base units")]
	Bills {
		home: String,
		credit: i128,
		bills: i128,
	},
	#[error("the treasury holds {held}, its income sums to {income} base units")]
	Treasury { held: Balance, income: Balance },
}

struct Signer {
	pair: sr25519::Pair,
	nonce: Nonce,
}

impl Signer {
	fn new(keyring: Sr25519Keyring) -> Self {
		Self {
			pair: keyring.pair(),
			nonce: 0,
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
	mut progress: impl FnMut(usize),
) -> Result<(Outcome, Chain), ReplayError> {
	let Options {
		hours,
		feed_in,
		check,
	} = options;
	let available = data.hours.len();
	if hours > available {
		return Err(ReplayError::TooFewHours {
			available,
			wanted: hours,
		});
	}
	let genesis = setup::replay_genesis(data, feed_in)?;
	let chain = Chain::new(&genesis).map_err(ReplayError::Genesis)?;
	let genesis = chain.genesis();
	let mut runner = Runner {
		chain,
		waiting: Vec::new(),
		check,
	};
	let mut meters = setup::meters(data, 0);
	let mut gateway = Signer::new(Sr25519Keyring::Bob);
	let credit = setup::home_credit(data, 0..hours);
	let mut ledger = Ledger::new(data, COMMUNITY, 0, 0, 0);

	runner.block(
		0,
		START,
		setup_extrinsics(
			genesis,
			data,
			&meters,
			credit,
			setup::supplier_credit(data, 0..hours),
		),
	)?;

	for hour in 0..hours {
		let interval = hour as Interval;
		let prices = runner
			.chain
			.read(|| EnergyMarket::quote(COMMUNITY, interval))
			.map(|quote| quote.prices)
			.unwrap_or_default();
		ledger.open(interval, prices);
		let readings: Vec<_> = meters
			.iter_mut()
			.enumerate()
			.map(|(home, meter)| {
				let energy = net(data.load_wh[hour][home], data.pv_wh[hour][home]);
				meter.read(genesis, interval, energy)
			})
			.collect();
		let batches = readings
			.chunks(MAX_BATCH as usize)
			.map(|batch| {
				let readings = batch
					.to_vec()
					.try_into()
					.expect("a chunk is a batch at most; qed");
				let call = MeteringCall::submit_readings {
					community: COMMUNITY,
					readings,
				};
				gateway.sign(genesis, RuntimeCall::Metering(call))
			})
			.collect();
		let end = START + SLOT_DURATION * (hour as Moment + 1);
		for event in runner.block(interval, end, batches)? {
			ledger.apply(&event);
		}
		progress(hour + 1);
	}
	// The last intervals fall due, and the sweep settles them.
	let points_per_block = 32;
	let sweep = data.homes.len().div_ceil(points_per_block) as u32;
	for wait in 0..MINIMUM_BLOCKS.max(READING_DEADLINE) + sweep + 1 {
		let interval = hours as Interval + wait;
		let end = START + SLOT_DURATION * Moment::from(interval + 1);
		for event in runner.block(interval, end, Vec::new())? {
			ledger.apply(&event);
		}
	}
	let outcome = ledger.finish();
	reconcile(&mut runner.chain, &outcome, credit)?;
	Ok((outcome, runner.chain))
}

fn setup_extrinsics(
	genesis: Hash,
	data: &CommunityData,
	meters: &[crate::meters::Meter],
	credit: Balance,
	supplier_credit: Balance,
) -> Vec<UncheckedExtrinsic> {
	let mut operator = Signer::new(Sr25519Keyring::Alice);
	let mut supplier = Signer::new(Sr25519Keyring::Charlie);
	let mut extrinsics: Vec<_> = setup::operator_calls(data, meters, 0, credit)
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

/// Compares the bills, which come from events, with the chain's accounts, to the last unit.
fn reconcile(chain: &mut Chain, outcome: &Outcome, topped_up: Balance) -> Result<(), ReplayError> {
	for (index, home) in outcome.homes.iter().enumerate() {
		let account = chain.read(|| pallet_billing::Accounts::<Runtime>::get(index as u32));
		let credit = topped_up as i128 - account.credit as i128;
		let bills = outcome
			.intervals
			.iter()
			.map(|interval| interval.homes[index].bill)
			.sum();
		if credit != bills {
			return Err(ReplayError::Bills {
				home: home.clone(),
				credit,
				bills,
			});
		}
	}
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
	use crate::oracle;
	use std::path::Path;

	fn fontana() -> CommunityData {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		CommunityData::load(&folder).expect("the standing example is valid")
	}

	#[test]
	fn the_runtime_bills_every_home_and_hour_as_plain_arithmetic_does() {
		let data = fontana();
		let expected = oracle::pool(&data, setup::FEED_IN);
		// Past a rotation of the session, whose block has no room for readings.
		let hours = 26 * 24;
		let (outcome, _) = replay(
			&data,
			Options {
				hours,
				feed_in: setup::FEED_IN,
				check: true,
			},
			|_| {},
		)
		.expect("replays");
		assert_eq!(outcome.intervals.len(), hours);
		for (found, expected) in outcome.intervals.iter().zip(&expected.intervals) {
			assert_eq!(found, expected);
		}
	}

	#[test]
	fn more_hours_than_the_data_holds_are_refused() {
		let data = fontana();
		let result = replay(
			&data,
			Options {
				hours: 8_761,
				feed_in: setup::FEED_IN,
				check: false,
			},
			|_| {},
		);
		assert!(matches!(
			result,
			Err(ReplayError::TooFewHours {
				available: 8_760,
				wanted: 8_761
			})
		));
	}
}
