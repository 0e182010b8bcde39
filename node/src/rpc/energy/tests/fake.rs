//! A chain made up for the tests.

pub mod commons;

use crate::{
	rpc::energy::chain::{Api, Chain},
	service::AccountId,
};
use commonwatt_primitives::{
	api::{
		AuctionView, BookView, CommunityView, ForecastView, ForecasterView, IntervalView, Level,
		OrderView, PointView, Quote, SignalsView, StandingOrdersView,
	},
	order::{Side, Step},
	reading::Registers,
	signal::{Forecast, Quantiles, ALL_GREEN},
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
	},
	statement::{Line, Statement, SupplyState},
	tariff::AuctionRules,
	traits::{Allowance, IntervalPrices, PointAccount},
	CommunityId, Interval, PointId, MAX_PRICE,
};
use sp_api::ApiError;
use sp_core::H256;
use sp_runtime::Permill;
use std::sync::atomic::{AtomicU32, Ordering};

/// Above what 64 bits hold.
pub const FORTUNE: u128 = (1 << 100) - 1;
pub const BEST: H256 = H256::repeat_byte(1);
pub const DISCARDED: H256 = H256::repeat_byte(2);
/// A block whose runtime fails.
pub const BROKEN: H256 = H256::repeat_byte(3);
/// A block whose runtime has no API of ours.
pub const FOREIGN: H256 = H256::repeat_byte(4);
/// A block whose runtime has our API as it was before the first version.
pub const OLD: H256 = H256::repeat_byte(6);
/// A block that the database fails to read.
pub const UNREADABLE: H256 = H256::repeat_byte(5);
pub const NO_BLOCK: H256 = H256::repeat_byte(9);
/// The last interval with a reading.
pub const LAST_READ: Interval = 3;

/// A community that has nothing and does not govern itself.
pub const BARE: CommunityId = 5;

/// Community 0 with point 0; intervals 1 to 3 are read, 3 has an auction. Month 2005-08 is kept.
#[derive(Default)]
pub struct Fake {
	/// Into the runtime.
	pub calls: AtomicU32,
}

impl Fake {
	fn answer<T>(
		&self,
		at: H256,
		known: bool,
		view: impl FnOnce() -> T,
	) -> Result<Option<T>, ApiError> {
		self.calls.fetch_add(1, Ordering::Relaxed);
		if at == BROKEN {
			return Err(ApiError::Application("x".repeat(1_000_000).into()));
		}
		assert_eq!(at, BEST, "the block is checked before it is asked");
		Ok(known.then(view))
	}
}

pub fn account(byte: u8) -> AccountId {
	[byte; 32].into()
}

pub fn prices() -> IntervalPrices {
	IntervalPrices {
		feed_in: 50,
		retail: MAX_PRICE,
		grid_fee: 10,
		pool_price: Some(125),
	}
}

pub fn auction() -> AuctionView {
	AuctionView {
		rules: AuctionRules {
			tick: 5,
			undelivered_charge: 20,
			tolerance: Permill::from_percent(10),
			gate_closure_millis: 60_000,
			freeze_millis: 30_000,
		},
		lowest: 50,
		highest: 200,
		frozen_from: 1_700_000_000_000,
		gate_closure: 1_700_000_030_000,
		orders: 2,
		cleared: false,
		price: None,
		volume: 0,
	}
}

pub fn line(wh: u64) -> Line {
	Line { wh, money: FORTUNE }
}

pub fn august() -> Statement {
	Statement {
		imported: 1 << 52,
		pool_bought: line(1),
		grid_fee: line(2),
		topped_up: 7,
		green: 321,
		..Statement::of_month(12 * 2005 + 7)
	}
}

/// A forecast whose quantiles rise.
pub fn forecast() -> Forecast {
	Forecast::of([
		Quantiles([
			MAX_PRICE - 4,
			MAX_PRICE - 3,
			MAX_PRICE - 2,
			MAX_PRICE - 1,
			MAX_PRICE,
		]),
		Quantiles([1, 2, 3, 4, 1 << 52]),
		Quantiles([0, 0, 5, 6, 7]),
		Quantiles([0, 250_000, 500_000, 750_000, ALL_GREEN]),
	])
}

pub fn forecaster() -> ForecasterView<AccountId> {
	ForecasterView {
		forecaster: 0,
		account: account(6),
		key: [0xab; 32],
		active: true,
		last_round: Some(5),
		reputation: 612_345,
		relative_loss: 1_000_001,
		faults: 2,
		earned: FORTUNE,
	}
}

/// Buys 500 Wh at a fixed limit, on Mondays from 10 to 12.
pub fn fixed_standing_order() -> StandingOrder {
	StandingOrder {
		side: Side::Buy,
		quantity: StandingQuantity::Fixed(500),
		limit: StandingLimit::Fixed(MAX_PRICE),
		price: None,
		green_share: None,
		schedule: Schedule {
			hours: 1 << 10 | 1 << 11,
			days: 1,
		},
		expires: u32::MAX,
	}
}

/// Sells a half of its surplus at a limit that follows the signal.
pub fn following_standing_order() -> StandingOrder {
	StandingOrder {
		side: Side::Sell,
		quantity: StandingQuantity::Expected { percent: 50 },
		limit: StandingLimit::Signal {
			level: QuantileLevel::P25,
			offset: i64::MIN,
			floor: 100,
			cap: MAX_PRICE,
		},
		price: Some(Threshold {
			level: QuantileLevel::P50,
			bound: Bound::AtMost(120),
		}),
		green_share: Some(Threshold {
			level: QuantileLevel::P95,
			bound: Bound::AtLeast(ALL_GREEN),
		}),
		schedule: Schedule::ALWAYS,
		expires: 9,
	}
}

impl Chain for Fake {
	fn best(&self) -> H256 {
		BEST
	}

	fn contains(&self, block: H256) -> Result<bool, ApiError> {
		if block == UNREADABLE {
			return Err(ApiError::Application("the disk is full".into()));
		}
		Ok(block != NO_BLOCK)
	}

	fn api_version(&self, api: Api, at: H256) -> Result<Option<u32>, ApiError> {
		if at == DISCARDED {
			return Err(ApiError::UnknownBlock("discarded".into()));
		}
		Ok(match at {
			at if at == FOREIGN => None,
			at if at == OLD => api.wanted().checked_sub(1),
			_ => Some(api.wanted()),
		})
	}

	fn community(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<CommunityView<AccountId>>, ApiError> {
		self.answer(at, [0, BARE].contains(&community), || CommunityView {
			name: b"Fontana \xff".to_vec(),
			operator: account(1),
			supplier: account(2),
			pot: account(3),
			members: 17,
			points: 17,
			in_progress: 5,
			ended: 5,
			due: 3,
			retired: 1,
			interval_seconds: 900,
			interval_millis: 900_000,
			treasury: u128::MAX,
			supplier_balance: FORTUNE,
			guarantee: 1 << 64,
			arrears: 0,
		})
	}

	fn interval(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<IntervalView>, ApiError> {
		let known = community == 0 && (1..=LAST_READ).contains(&interval);
		self.answer(at, known, || IntervalView {
			prices: prices(),
			short: 1_000,
			long: 400,
			matched: 400,
			residual: -600,
			closed: false,
			unsettled: 17,
			escrow: FORTUNE,
			auction: (interval == LAST_READ).then(auction),
		})
	}

	fn book(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<BookView>, ApiError> {
		self.answer(at, community == 0 && interval == LAST_READ, || BookView {
			interval,
			prices: prices(),
			auction: auction(),
			levels: vec![Level {
				price: 120,
				bid: 1_500,
				ask: 0,
			}],
		})
	}

	fn point(&self, at: H256, point: PointId) -> Result<Option<PointView<AccountId>>, ApiError> {
		self.answer(at, point == 0, || PointView {
			community: 0,
			owner: account(4),
			capacity_w: 10_000,
			registers: Registers {
				import: 5_000,
				export: 100,
			},
			metered: Registers {
				import: 4_000,
				export: 50,
			},
			next_interval: 4,
			closed: false,
			account: PointAccount {
				credit: FORTUNE,
				reserved: 3,
				debt: 1,
				receivable: 2,
				supply: SupplyState::Disconnected,
				allowance: Allowance {
					interval: 5,
					spent: 3,
				},
				statement: august(),
			},
			withdrawal_floor: 1 << 64,
			unsettled: vec![(2, -5), (3, 7)],
			essential: true,
			trading_key: Some(account(5)),
			next_nonces: vec![(6, u64::MAX)],
			orders: vec![OrderView {
				interval: 6,
				side: Side::Sell,
				steps: vec![Step {
					limit: 120,
					quantity: 500,
				}],
				reserved: FORTUNE,
				position: Some(-500),
			}],
		})
	}

	fn quote(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<Quote>, ApiError> {
		self.answer(at, community == 0, || Quote {
			interval,
			prices: IntervalPrices {
				pool_price: None,
				..prices()
			},
			import_at_most: MAX_PRICE,
			import_matched: None,
			export_at_least: 50,
			export_matched: None,
		})
	}

	fn statement(
		&self,
		at: H256,
		point: PointId,
		month: Option<u32>,
	) -> Result<Option<Statement>, ApiError> {
		let kept = month.is_none_or(|month| month == august().month);
		self.answer(at, point == 0 && kept, august)
	}

	fn signals(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<SignalsView<AccountId>>, ApiError> {
		self.answer(at, community == 0, || SignalsView {
			in_progress: 5,
			forecasters: vec![
				forecaster(),
				ForecasterView {
					forecaster: 7,
					active: false,
					last_round: None,
					..forecaster()
				},
			],
			forecasts: [(6, true), (7, false)]
				.map(|(interval, settled)| ForecastView {
					interval,
					settled,
					forecast: forecast(),
				})
				.to_vec(),
			reward_per_interval: FORTUNE,
			reward_budget: u128::MAX,
		})
	}

	fn standing_orders(
		&self,
		at: H256,
		point: PointId,
	) -> Result<Option<StandingOrdersView>, ApiError> {
		self.answer(at, point == 0, || StandingOrdersView {
			orders: vec![(0, fixed_standing_order()), (3, following_standing_order())],
			expected: [vec![Some(-500), Some(0), Some(1 << 31)], vec![None; 21]].concat(),
		})
	}
}
