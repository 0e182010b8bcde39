//! What may happen: steps and rules, and how random ones are drawn.

use super::*;

/// What a reading is like.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
	Good,
	Skipping(u8),
	/// As far as gaps may reach.
	SkippingAll,
	Duplicate,
	Forged,
	WrongStart,
	Backwards,
	OverPower,
	ForeignCommunity,
	Future,
	Retired,
	UnknownPoint,
}

/// What is wrong with a curve.
#[derive(Clone, Copy, Debug)]
pub enum Flaw {
	None,
	OffGrid,
	Unfillable,
	BelowMinimum,
	AboveCapacity,
	ZeroStep,
	NotMonotonic,
	Empty,
}

/// A curve, relative to the grid and to what the connection carries.
#[derive(Clone, Debug)]
pub struct CurveSeed {
	pub buys: bool,
	/// Where on the grid, of 255 from three ticks below it to three ticks above; how much.
	pub steps: Vec<(u8, u16)>,
	/// Few ticks are used, so that orders meet on them.
	pub coarse: bool,
	/// As the one on the book, but more of it.
	pub grown: bool,
	pub flaw: Flaw,
}

/// Who places or cancels.
#[derive(Clone, Copy, Debug)]
pub enum By {
	Owner,
	TradingKey,
	Stranger,
}

/// What an intent is like.
#[derive(Clone, Copy, Debug)]
pub enum IntentKind {
	Good,
	/// Signed between `<Bytes>` and `</Bytes>`.
	Wrapped,
	Replayed,
	Expired,
	WrongSignature,
	ForeignSigner,
	UnknownPoint,
}

/// An intent; without a curve it cancels.
#[derive(Clone, Debug)]
pub struct IntentSeed {
	pub point: u8,
	pub ahead: u8,
	pub curve: Option<CurveSeed>,
	pub kind: IntentKind,
	pub by_owner: bool,
	/// Nonces left out.
	pub skips: u8,
}

/// One step; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Step {
	/// Every point whose bit is set reads what has ended, in time or late.
	ReadAll {
		community: u8,
		points: u16,
		at_most: u8,
	},
	Read {
		point: u8,
		kind: Kind,
		count: u8,
		by_gateway: bool,
	},
	Settle(u8),
	TopUp {
		point: u8,
		amount: u32,
	},
	/// In thousandths of what may be withdrawn; above 1,000 too much.
	Withdraw {
		point: u8,
		thousandths: u16,
		by_owner: bool,
	},
	TopUpSupplier {
		community: u8,
		amount: u32,
	},
	WithdrawSupplier {
		community: u8,
		thousandths: u16,
	},
	FundGuarantee {
		community: u8,
		amount: u32,
	},
	Lend {
		community: u8,
		thousandths: u16,
	},
	Donate {
		community: u8,
		amount: u32,
	},
	SendToPot {
		community: u8,
		amount: u32,
	},
	SweepDonations(u8),
	RotateKey {
		point: u8,
		by_owner: bool,
	},
	RevokeKey(u8),
	Certify {
		point: u8,
		certification: Certification,
	},
	SwapMeter {
		point: u8,
		part: u8,
	},
	ClosePoint {
		point: u8,
		part: u8,
	},
	RemovePoint(u8),
	RegisterPoint {
		community: u8,
		owner: u8,
		capacity: u16,
		resolution: u8,
		ahead: u8,
	},
	Announce {
		community: u8,
		ahead: u8,
		rules: RulesSeed,
	},
	Suspend {
		community: u8,
		owner: u8,
	},
	Reinstate {
		community: u8,
		owner: u8,
	},
	RemoveMember {
		community: u8,
		owner: u8,
	},
	ReinstateGateway(u8),
	/// For an interval so many after the one in progress.
	Place {
		point: u8,
		ahead: u8,
		curve: CurveSeed,
		by: By,
	},
	Cancel {
		point: u8,
		ahead: u8,
		by: By,
	},
	/// For an interval so many before the third after the one in progress.
	Claim {
		point: u8,
		back: u8,
	},
	/// Every fill there is to claim, of points whose bit is set, backwards or not.
	ClaimAll {
		points: u16,
		backwards: bool,
	},
	SetTradingKey {
		point: u8,
		key: Option<u8>,
		by_owner: bool,
	},
	Intents {
		community: u8,
		by_gateway: bool,
		intents: Vec<IntentSeed>,
	},
	/// Points of a community place orders for a near interval, topped up for it if need be. It may be
	/// delivered at once, by all meters but those whose bit is set.
	Trade {
		community: u8,
		ahead: u8,
		curves: Vec<CurveSeed>,
		laggards: Option<u16>,
	},
	/// A point waits for the freeze of the next book it has an order on, and replaces that.
	Again {
		point: u8,
		curve: CurveSeed,
	},
	/// A point reserves what it has, meters, and replaces an order by a smaller one.
	Squeeze {
		point: u8,
		curve: CurveSeed,
	},
	SetStanding {
		point: u8,
		id: Option<u8>,
		seed: StandingSeed,
		by_owner: bool,
	},
	EndStanding {
		point: u8,
		id: u8,
		by_owner: bool,
	},
	/// The chain settles upon signals of the next intervals.
	Signals {
		community: u8,
		/// The median's place on the grid, of 255 from its lowest tick to its highest.
		price: u8,
		/// Of 255.
		green: u8,
		intervals: u8,
	},
	/// Points of a community set standing orders, topped up for them. Signals are settled upon, and every
	/// meter reports but those whose bit is set.
	Automate {
		community: u8,
		seeds: Vec<StandingSeed>,
		price: u8,
		green: u8,
		intervals: u8,
		laggards: u16,
	},
	/// Closes a point, settles and empties it, and removes it if it can be.
	WindUp(u8),
	/// Intervals in which every meter reports in time, but those whose bit is set.
	Live {
		intervals: u8,
		laggards: u16,
	},
	/// Blocks of a fifth of an interval.
	Advance {
		blocks: u8,
	},
	/// The chain stands still, or its clock jumps, for minutes.
	Standstill {
		minutes: u16,
	},
}

/// A standing order, relative to the grid and to what the connection carries.
#[derive(Clone, Copy, Debug)]
pub struct StandingSeed {
	pub buys: bool,
	/// Of 255 of what the connection carries; `None` is what is expected.
	pub quantity: Option<u8>,
	pub percent: u8,
	/// Where on the grid the limit is, as that of a curve; floor and cap are around it.
	pub limit: u8,
	/// Of the signal's quantile.
	pub offset: Option<i8>,
	/// The most that the median of the price may be, where on the grid.
	pub price: Option<u8>,
	/// The least that the median of the green share may be, of 255.
	pub green: Option<u8>,
	pub hours: u32,
	pub days: u8,
	/// Intervals from the one in progress.
	pub expires: u8,
}

#[derive(Clone, Copy, Debug)]
pub struct RulesSeed {
	feed_in: u8,
	spread: u8,
	fee: u16,
	hourly: u8,
	share: u8,
	weekend: u8,
	limit: u32,
	deposit: u16,
	/// So many times the spread.
	wide: u8,
	auction: Option<AuctionSeed>,
}

#[derive(Clone, Copy, Debug)]
pub struct AuctionSeed {
	tick: u8,
	charge: u16,
	tolerance: u8,
	/// Minutes.
	gate: u8,
	freeze: u8,
}

impl AuctionSeed {
	fn rules(self) -> AuctionRules {
		AuctionRules {
			tick: self.tick.into(),
			undelivered_charge: self.charge.into(),
			// In steps of 1 of 120, so that it rounds.
			tolerance: Permill::from_parts(
				(u32::from(self.tolerance) * 1_000_003 / 120).min(1_000_000),
			),
			gate_closure_millis: u64::from(self.gate) * 60_000,
			freeze_millis: u64::from(self.freeze) * 60_000,
		}
	}
}

impl RulesSeed {
	pub fn rules(self) -> Rules {
		let mut rules = hourly_rules(|_| TariffCell::default());
		for (index, cell) in rules.cells.iter_mut().enumerate() {
			let swing = (index as u64 * 7 % 24) * u64::from(self.hourly % 16);
			cell.feed_in = u64::from(self.feed_in % 100).saturating_sub(swing / 3);
			let spread = u64::from(self.spread) * u64::from(self.wide);
			cell.retail = cell.feed_in + spread.max(1) + swing;
			cell.grid_fee = u64::from(self.fee);
		}
		rules.pool_share = Permill::from_percent(u32::from(self.share) % 101);
		rules.weekend_days = self.weekend % 128;
		rules.emergency_limit = self.limit.into();
		rules.supplier_deposit = self.deposit.into();
		rules.auction = self.auction.map(AuctionSeed::rules);
		rules
	}
}

pub fn rules_seed() -> impl Strategy<Value = RulesSeed> {
	let fee = prop_oneof![8 => 0u16..20, 2 => 0u16..200, 1 => 200u16..2_000];
	let limit = prop_oneof![Just(0), 0u32..5_000, 0u32..1_000_000];
	let deposit = prop_oneof![Just(0), any::<u16>()];
	let feed_in = prop_oneof![1 => Just(0u8), 4 => any::<u8>()];
	let wide = prop_oneof![7 => Just(1u8), 1 => 2u8..10];
	(
		feed_in,
		any::<u8>(),
		fee,
		any::<u8>(),
		any::<u8>(),
		any::<u8>(),
		limit,
		deposit,
		wide,
		prop::option::weighted(0.9, auction_seed()),
	)
		.prop_map(
			|(feed_in, spread, fee, hourly, share, weekend, limit, deposit, wide, auction)| {
				RulesSeed {
					feed_in,
					spread,
					fee,
					hourly,
					share,
					weekend,
					limit,
					deposit,
					wide,
					auction,
				}
			},
		)
}

fn auction_seed() -> impl Strategy<Value = AuctionSeed> {
	let tick = prop_oneof![3 => Just(1u8), 3 => 2u8..10, 1 => 10u8..51];
	let charge = prop_oneof![1 => Just(0u16), 3 => 1u16..50, 1 => 50u16..1_000];
	let tolerance = prop_oneof![2 => Just(0u8), 1 => Just(120), 4 => 0u8..40, 1 => 40u8..120];
	// Up to two intervals.
	let minutes = || prop_oneof![2 => Just(0u8), 3 => 1u8..10, 3 => 10u8..31];
	(tick, charge, tolerance, minutes(), minutes()).prop_map(
		|(tick, charge, tolerance, gate, freeze)| AuctionSeed {
			tick,
			charge,
			tolerance,
			gate,
			freeze,
		},
	)
}

fn flaw() -> impl Strategy<Value = Flaw> {
	prop_oneof![
		12 => Just(Flaw::None),
		2 => Just(Flaw::OffGrid),
		3 => Just(Flaw::Unfillable),
		1 => Just(Flaw::BelowMinimum),
		1 => Just(Flaw::AboveCapacity),
		1 => Just(Flaw::ZeroStep),
		1 => Just(Flaw::NotMonotonic),
		1 => Just(Flaw::Empty),
	]
}

fn curve(flaw: impl Strategy<Value = Flaw>) -> impl Strategy<Value = CurveSeed> {
	let steps = prop_oneof![
		3 => prop::collection::vec((any::<u8>(), any::<u16>()), 1..3),
		1 => prop::collection::vec((any::<u8>(), any::<u16>()), 3..9),
	];
	(
		any::<bool>(),
		steps,
		any::<bool>(),
		prop::bool::weighted(0.15),
		flaw,
	)
		.prop_map(|(buys, steps, coarse, grown, flaw)| CurveSeed {
			buys,
			steps,
			coarse,
			grown,
			flaw,
		})
}

fn by() -> impl Strategy<Value = By> {
	prop_oneof![8 => Just(By::Owner), 3 => Just(By::TradingKey), 1 => Just(By::Stranger)]
}

fn ahead() -> impl Strategy<Value = u8> {
	prop_oneof![12 => 1u8..4, 2 => Just(0u8), 3 => 4u8..9, 1 => 9u8..12]
}

fn intent() -> impl Strategy<Value = IntentSeed> {
	let kind = prop_oneof![
		8 => Just(IntentKind::Good),
		2 => Just(IntentKind::Wrapped),
		1 => Just(IntentKind::Replayed),
		1 => Just(IntentKind::Expired),
		2 => Just(IntentKind::WrongSignature),
		1 => Just(IntentKind::ForeignSigner),
		1 => Just(IntentKind::UnknownPoint),
	];
	let point = 0u8..MOST_POINTS as u8;
	let flaw = prop_oneof![3 => Just(Flaw::None), 1 => flaw()];
	let curve = prop::option::weighted(0.8, curve(flaw));
	(point, ahead(), curve, kind, any::<bool>(), 0u8..3).prop_map(
		|(point, ahead, curve, kind, by_owner, skips)| IntentSeed {
			point,
			ahead,
			curve,
			kind,
			by_owner,
			skips,
		},
	)
}

fn standing_seed() -> impl Strategy<Value = StandingSeed> {
	let quantity = prop_oneof![
		1 => Just(None),
		3 => any::<u8>().prop_map(Some),
	];
	let percent = prop_oneof![8 => 1u8..=100, 1 => any::<u8>()];
	let hours = prop_oneof![6 => Just((1 << 24) - 1), 2 => 0u32..1 << 24, 1 => any::<u32>()];
	let days = prop_oneof![6 => Just(127u8), 1 => any::<u8>()];
	let expires = prop_oneof![4 => 5u8..80, 2 => 1u8..6];
	(
		any::<bool>(),
		quantity,
		percent,
		any::<u8>(),
		prop::option::of(any::<i8>()),
		prop::option::weighted(0.3, any::<u8>()),
		prop::option::weighted(0.2, any::<u8>()),
		hours,
		days,
		expires,
	)
		.prop_map(
			|(buys, quantity, percent, limit, offset, price, green, hours, days, expires)| {
				StandingSeed {
					buys,
					quantity,
					percent,
					limit,
					offset,
					price,
					green,
					hours,
					days,
					expires,
				}
			},
		)
}

/// Steps of standing orders.
fn standing_step() -> impl Strategy<Value = Step> {
	let p = 0u8..MOST_POINTS as u8;
	let id = || prop_oneof![4 => 0u8..4, 1 => 4u8..6];
	let by_owner = || prop::bool::weighted(0.9);
	prop_oneof![
		6 => (p.clone(), prop::option::of(id()), standing_seed(), by_owner()).prop_map(
			|(point, id, seed, by_owner)| Step::SetStanding { point, id, seed, by_owner }
		),
		6 => (
			0u8..2,
			prop::collection::vec(standing_seed(), 2..8),
			any::<u8>(),
			any::<u8>(),
			2u8..6,
			any::<u16>(),
			any::<u16>(),
		)
			.prop_map(|(community, seeds, price, green, intervals, one, other)| Step::Automate {
				community,
				seeds,
				price,
				green,
				intervals,
				laggards: one & other,
			}),
		1 => (p, id(), by_owner())
			.prop_map(|(point, id, by_owner)| Step::EndStanding { point, id, by_owner }),
		5 => (0u8..2, any::<u8>(), any::<u8>(), 1u8..6).prop_map(
			|(community, price, green, intervals)| Step::Signals { community, price, green, intervals }
		),
	]
}

/// Steps of the auction.
fn order_step() -> impl Strategy<Value = Step> {
	let c = 0u8..2;
	let p = 0u8..MOST_POINTS as u8;
	prop_oneof![
		6 => (p.clone(), ahead(), curve(flaw()), by())
			.prop_map(|(point, ahead, curve, by)| Step::Place { point, ahead, curve, by }),
		2 => (p.clone(), ahead(), by())
			.prop_map(|(point, ahead, by)| Step::Cancel { point, ahead, by }),
		3 => (p.clone(), prop_oneof![4 => 0u8..6, 1 => 6u8..40])
			.prop_map(|(point, back)| Step::Claim { point, back }),
		3 => (any::<u16>(), any::<bool>())
			.prop_map(|(points, backwards)| Step::ClaimAll { points, backwards }),
		3 => (p.clone(), prop::option::weighted(0.7, FIRST_TRADING_KEY..=LAST_TRADING_KEY), prop::bool::weighted(0.9))
			.prop_map(|(point, key, by_owner)| Step::SetTradingKey { point, key, by_owner }),
		3 => (c.clone(), any::<bool>(), prop::collection::vec(intent(), 1..5)).prop_map(
			|(community, by_gateway, intents)| Step::Intents { community, by_gateway, intents }
		),
		2 => (p.clone(), curve(Just(Flaw::None)))
			.prop_map(|(point, curve)| Step::Squeeze { point, curve }),
		3 => (p.clone(), curve(Just(Flaw::None)), any::<bool>())
			.prop_map(|(point, curve, grown)| {
				Step::Again { point, curve: CurveSeed { grown, ..curve } }
			}),
		12 => (
			c,
			1u8..4,
			prop::collection::vec(curve(Just(Flaw::None)), 2..8),
			prop::option::of(any::<u16>()),
			any::<u16>(),
		)
			.prop_map(|(community, ahead, curves, one, other)| Step::Trade {
				community,
				ahead,
				curves,
				laggards: one.map(|one| one & other),
			}),
	]
}

pub fn kind() -> impl Strategy<Value = Kind> {
	prop_oneof![
		8 => Just(Kind::Good),
		3 => (1u8..12).prop_map(Kind::Skipping),
		3 => Just(Kind::SkippingAll),
		1 => Just(Kind::Duplicate),
		1 => Just(Kind::Forged),
		1 => Just(Kind::WrongStart),
		1 => Just(Kind::Backwards),
		1 => Just(Kind::OverPower),
		1 => Just(Kind::ForeignCommunity),
		1 => Just(Kind::Future),
		1 => Just(Kind::Retired),
		1 => Just(Kind::UnknownPoint),
	]
}

fn certification() -> impl Strategy<Value = Certification> {
	prop_oneof![
		1 => Just(Certification::None),
		4 => Just(Certification::Producer),
		1 => Just(Certification::Followed),
	]
}

pub fn amount() -> impl Strategy<Value = u32> {
	prop_oneof![1 => Just(0), 4 => 0u32..5_000, 6 => 0u32..200_000, 6 => 0u32..200_000_000]
}

pub fn step() -> impl Strategy<Value = Step> {
	let c = 0u8..2;
	let p = 0u8..MOST_POINTS as u8;
	let o = 1..=OWNERS;
	let thousandths = prop_oneof![3 => Just(1_000u16), 2 => 0u16..1_000, 1 => 1_000u16..1_200];
	prop_oneof![
		16 => (c.clone(), any::<u16>(), 1u8..6)
			.prop_map(|(community, points, at_most)| Step::ReadAll { community, points, at_most }),
		12 => (p.clone(), kind(), 1u8..20, prop::bool::weighted(0.7)).prop_map(
			|(point, kind, count, by_gateway)| Step::Read { point, kind, count, by_gateway }
		),
		6 => p.clone().prop_map(Step::Settle),
		6 => (p.clone(), amount()).prop_map(|(point, amount)| Step::TopUp { point, amount }),
		6 => (p.clone(), thousandths.clone(), prop::bool::weighted(0.9)).prop_map(
			|(point, thousandths, by_owner)| Step::Withdraw { point, thousandths, by_owner }
		),
		3 => (c.clone(), amount())
			.prop_map(|(community, amount)| Step::TopUpSupplier { community, amount }),
		2 => (c.clone(), thousandths.clone()).prop_map(|(community, thousandths)| {
			Step::WithdrawSupplier { community, thousandths }
		}),
		2 => (c.clone(), amount())
			.prop_map(|(community, amount)| Step::FundGuarantee { community, amount }),
		1 => (c.clone(), thousandths)
			.prop_map(|(community, thousandths)| Step::Lend { community, thousandths }),
		1 => (c.clone(), amount()).prop_map(|(community, amount)| Step::Donate { community, amount }),
		1 => (c.clone(), amount())
			.prop_map(|(community, amount)| Step::SendToPot { community, amount }),
		1 => c.clone().prop_map(Step::SweepDonations),
		2 => (p.clone(), any::<bool>())
			.prop_map(|(point, by_owner)| Step::RotateKey { point, by_owner }),
		1 => p.clone().prop_map(Step::RevokeKey),
		4 => (p.clone(), certification())
			.prop_map(|(point, certification)| Step::Certify { point, certification }),
		1 => (p.clone(), any::<u8>()).prop_map(|(point, part)| Step::SwapMeter { point, part }),
		1 => (p.clone(), any::<u8>()).prop_map(|(point, part)| Step::ClosePoint { point, part }),
		2 => p.prop_map(Step::RemovePoint),
		2 => (c.clone(), o.clone(), any::<u16>(), 0u8..40, 0u8..4).prop_map(
			|(community, owner, capacity, resolution, ahead)| Step::RegisterPoint {
				community, owner, capacity, resolution, ahead,
			}
		),
		2 => (c.clone(), 0u8..20, rules_seed())
			.prop_map(|(community, ahead, rules)| Step::Announce { community, ahead, rules }),
		3 => (c.clone(), o.clone()).prop_map(|(community, owner)| Step::Suspend { community, owner }),
		1 => (c.clone(), o.clone())
			.prop_map(|(community, owner)| Step::Reinstate { community, owner }),
		1 => (c.clone(), o)
			.prop_map(|(community, owner)| Step::RemoveMember { community, owner }),
		1 => c.prop_map(Step::ReinstateGateway),
		1 => any::<u8>().prop_map(Step::WindUp),
		12 => (1u8..5, any::<u16>(), any::<u16>()).prop_map(|(intervals, one, other)| {
			Step::Live { intervals, laggards: one & other }
		}),
		16 => (1u8..16).prop_map(|blocks| Step::Advance { blocks }),
		2 => (1u16..4_000).prop_map(|minutes| Step::Standstill { minutes }),
		50 => order_step(),
		20 => standing_step(),
	]
}
