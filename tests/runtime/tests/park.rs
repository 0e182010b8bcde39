//! The standing example from the middle of August, with a solar park that all homes own together: the generation of
//! the home that generates most has a meter of its own. Income is collected and claimed every thirty days; in
//! September the members vote for a grid fee. Everything sums to the unit.

use commonwatt_primitives::{governance::Vote, money, Balance, Interval, PointId, Price};
use commonwatt_runtime::{
	AccountId, AssetShares, Balances, BlockNumber, CommunityTreasury, Runtime, RuntimeCall,
	RuntimeEvent, System, EXISTENTIAL_DEPOSIT, HORIZON, MILLI_PER_KWH, SESSION_BLOCKS,
	SLOT_DURATION, TOKEN,
};
use commonwatt_runtime_tests::*;
use commonwatt_simulator::{
	data::CommunityData,
	meters::{owner, owner_pair},
	setup,
};
use frame_support::dispatch::GetDispatchInfo;
use pallet_asset_shares::{AssetKind, Assets, Call as Shares, Fill, Terms, TransferRules};
use pallet_communities::Call as Communities;
use pallet_community_treasury::{Call as Treasury, DaoRules, Electorate};
use sp_core::{sr25519, H256};
use sp_keyring::Sr25519Keyring;
use sp_runtime::Permill;
use std::{collections::BTreeMap, path::Path};

const ASSET: u32 = 0;
/// The data's hours: from 17 August on, and September.
const FIRST_HOUR: usize = 16 * 24;
const SEPTEMBER: usize = 31 * 24;
/// Between distributions, from September on.
const MONTH: usize = 30 * 24;
/// The interval of the first of them: what comes before is for setting up.
const BEGIN: Interval = 80;
/// Of each home.
const SHARES: Balance = 6;
/// 0.01 a kWh.
const FEE: Price = 10 * MILLI_PER_KWH;
const VOTING: BlockNumber = 40;

fn interval_of(hour: usize) -> Interval {
	BEGIN + (hour - FIRST_HOUR) as Interval
}

struct Village {
	world: World,
	data: CommunityData,
	/// The home whose generation is the park's.
	largest: usize,
	/// The next hour of the data to be delivered.
	delivered: usize,
	events: Events,
}

/// What the chain told.
#[derive(Default)]
struct Events {
	/// What the market paid the park.
	earned: Balance,
	/// What came out of its point, as the shares say and as billing says.
	received: Balance,
	withdrawn: Balance,
	upkept: Balance,
	claimed: BTreeMap<AccountId, Balance>,
	/// Matched in each interval, Wh.
	matched: BTreeMap<Interval, u64>,
}

impl Events {
	fn hear(&mut self, park: PointId, event: RuntimeEvent) {
		use pallet_asset_shares::Event as Share;
		use pallet_energy_market::Event as Market;
		match event {
			RuntimeEvent::EnergyMarket(Market::Settled { point, paid, .. }) if point == park => {
				self.earned += paid
			}
			RuntimeEvent::EnergyMarket(Market::IntervalClosed {
				interval, matched, ..
			}) => {
				self.matched.insert(interval, matched);
			}
			RuntimeEvent::Billing(pallet_billing::Event::Withdrawn { amount, .. }) => {
				self.withdrawn += amount
			}
			RuntimeEvent::AssetShares(Share::IncomeReceived { amount, upkeep, .. }) => {
				self.received += amount;
				self.upkept += upkeep;
			}
			RuntimeEvent::AssetShares(Share::IncomeClaimed { who, amount, .. }) => {
				*self.claimed.entry(who).or_default() += amount
			}
			_ => (),
		}
	}
}

impl Village {
	fn new() -> Self {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/fontana17");
		let data = CommunityData::load(&folder).expect("the standing example is valid");
		let generation = |home: usize| -> u64 {
			let rows = data.pv_wh.iter();
			rows.map(|row| u64::from(row[home])).sum()
		};
		let largest = (0..data.homes.len())
			.max_by_key(|home| generation(*home))
			.expect("there are homes");
		let mut genesis = setup::genesis_of(&data, setup::FEED_IN, FIRST_HOUR).expect("is low");
		let time = &mut genesis.communities.time;
		time.interval_millis = SLOT_DURATION;
		let setting_up = 3_600 * u64::from(BEGIN);
		time.local_epoch_seconds = time.local_epoch_seconds.map(|begin| begin - setting_up);
		genesis.price_signals = Default::default();
		let mut village = Self {
			world: World::of(&genesis),
			data,
			largest,
			delivered: FIRST_HOUR,
			events: Events::default(),
		};
		village.sell_the_park();
		village.connect();
		village.establish();
		village
	}

	fn pair(&self, home: usize) -> sr25519::Pair {
		owner_pair(&self.data.name, &self.data.homes[home].name)
	}

	fn owner(&self, home: usize) -> AccountId {
		owner(&self.data.name, &self.data.homes[home].name)
	}

	fn homes(&self) -> std::ops::Range<usize> {
		0..self.data.homes.len()
	}

	fn park(&self) -> PointId {
		self.data.homes.len() as PointId
	}

	fn all(&mut self, who: Sr25519Keyring, calls: Vec<RuntimeCall>) {
		self.world
			.ok(who, pallet_utility::Call::batch_all { calls });
	}

	/// Members with tokens found the park and buy all of it.
	fn sell_the_park(&mut self) {
		let community = COMMUNITY;
		let owners: Vec<_> = self.homes().map(|home| self.owner(home)).collect();
		let admit = owners
			.iter()
			.cloned()
			.map(|who| Communities::admit_member { community, who }.into());
		self.all(Alice, admit.collect());
		let gifts = owners.iter().cloned().map(|who| {
			pallet_balances::Call::transfer_keep_alive {
				dest: who.into(),
				value: 50 * TOKEN,
			}
			.into()
		});
		self.all(Dave, gifts.collect());
		let all = SHARES * self.data.homes.len() as Balance;
		let terms = Terms {
			kind: AssetKind::SolarPark,
			name: b"Park".to_vec().try_into().expect("short"),
			documents: Default::default(),
			beneficiary: Charlie.to_account_id(),
			price: TOKEN,
			soft_cap: all,
			hard_cap: all,
			offering_period: 100 * SLOT_DURATION,
			rules: TransferRules {
				members_only: true,
				..Default::default()
			},
			upkeep_share: Permill::from_percent(10),
			upkeep_target: 5 * TOKEN,
		};
		let (asset, shares, fill) = (ASSET, SHARES, Fill::AllOrNothing);
		self.by(0, Shares::propose { community, terms });
		self.world.ok(Alice, Shares::open_offering { asset });
		for home in self.homes() {
			let subscribe = Shares::subscribe {
				asset,
				shares,
				fill,
			};
			self.queue(home, subscribe);
		}
		self.block_of_successes();
		self.world.ok(Bob, Shares::close_offering { asset });
	}

	/// Every home has a point, and the park one of its own.
	fn connect(&mut self) {
		for home in self.homes() {
			let (owner, name) = (self.owner(home), self.data.homes[home].name.clone());
			let capacity = self.data.capacity_w(home);
			let world = &mut self.world;
			let point = world.point(owner, &name, capacity, Default::default(), BEGIN);
			world.top_up(point, 2_000 * TOKEN);
		}
		let account = AssetShares::account_id(ASSET);
		let capacity = self.data.capacity_w(self.largest);
		let park = self
			.world
			.point(account, "park", capacity, Default::default(), BEGIN);
		assert_eq!(park, self.park());
		self.world.top_up_supplier(10_000 * TOKEN);
		let attach = Shares::attach_point {
			asset: ASSET,
			point: park,
		};
		self.world.ok(Alice, attach);
	}

	fn establish(&mut self) {
		let community = COMMUNITY;
		let rules = DaoRules {
			electorate: Electorate::Members,
			voting_period: VOTING,
			enactment_delay: 2,
			execution_window: 40,
			quorum: Permill::from_percent(50),
			approval: Permill::from_percent(50),
			slash_below: Permill::from_percent(10),
			deposit: TOKEN,
			period: 24 * 7,
			spending_cap: Permill::from_percent(50),
		};
		self.world
			.ok(Alice, Treasury::establish { community, rules });
		let operator = CommunityTreasury::dao_account(community);
		let hand_over = Communities::set_operator {
			community,
			operator,
		};
		self.world.ok(Alice, hand_over);
		assert!(self.world.interval() <= BEGIN);
		while self.world.interval() < BEGIN {
			self.world.block();
		}
	}

	fn by(&mut self, home: usize, call: impl Into<RuntimeCall>) {
		self.queue(home, call);
		self.block_of_successes();
	}

	fn queue(&mut self, home: usize, call: impl Into<RuntimeCall>) {
		let pair = self.pair(home);
		let extrinsic = self.world.signed_by(&pair, call);
		self.world.queue(extrinsic);
	}

	fn block_of_successes(&mut self) {
		let outcome = self.world.block();
		let failed = outcome
			.results
			.iter()
			.position(|result| *result != Ok(Ok(())));
		assert_eq!(failed, None, "{:?}", outcome.results);
		assert_eq!(refusals(&outcome), []);
		let park = self.park();
		for event in outcome.events {
			self.events.hear(park, event);
		}
	}

	/// A block that rotates the session has none.
	fn next_block_has_room(&mut self) -> bool {
		let number = self.world.chain.read(System::block_number) + 1;
		number % SESSION_BLOCKS != 0
	}

	/// The block after an hour of the data, with its readings, if it has room, and whatever was queued before.
	fn hour(&mut self, hour: usize) {
		if !self.next_block_has_room() {
			self.world.block();
			return;
		}
		for hour in self.delivered..=hour {
			let interval = interval_of(hour);
			let readings = (0..=self.park())
				.map(|point| {
					let net = self.net(hour, point as usize);
					self.world.reading(point, interval, net)
				})
				.collect();
			self.world.submit(Bob, World::batch(readings));
		}
		self.delivered = hour + 1;
		self.block_of_successes();
	}

	fn net(&self, hour: usize, point: usize) -> i64 {
		let (load, pv) = (&self.data.load_wh[hour], &self.data.pv_wh[hour]);
		if point == self.data.homes.len() {
			return -i64::from(pv[self.largest]);
		}
		match point == self.largest {
			true => i64::from(load[point]),
			false => i64::from(load[point]) - i64::from(pv[point]),
		}
	}

	/// Anyone collects for all and claims for each.
	fn distribute(&mut self) {
		let calls = self.distribution();
		let batch = pallet_utility::Call::batch_all { calls };
		self.world.submit(Dave, batch);
	}

	/// As [`Self::distribute`], if there is enough to collect: what its open intervals could cost stays with the point.
	fn distribute_rest(&mut self) {
		let calls = self.distribution();
		let batch = pallet_utility::Call::force_batch { calls };
		self.world.submit(Dave, batch);
	}

	fn distribution(&self) -> Vec<RuntimeCall> {
		let asset = ASSET;
		let claims = self
			.homes()
			.map(|home| self.owner(home))
			.map(|who| Shares::claim_income_for { asset, who }.into());
		let mut calls: Vec<RuntimeCall> = vec![Shares::collect_income { asset }.into()];
		calls.extend(claims);
		calls
	}
}

#[test]
fn a_month_of_a_park_that_all_homes_own_and_a_fee_that_they_voted_for() {
	live(Village::new(), SEPTEMBER + MONTH / 2);
}

/// `cargo test --release --workspace --test park -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
fn a_year_of_a_park_that_all_homes_own_and_a_fee_that_they_voted_for() {
	let village = Village::new();
	let end = village.data.load_wh.len();
	assert_eq!(end, 365 * 24);
	live(village, end);
}

fn live(mut village: Village, end: usize) {
	let mut rules = village
		.world
		.chain
		.read(|| commonwatt_runtime::Communities::rules_at(COMMUNITY, BEGIN))
		.expect("has rules");
	for cell in &mut rules.cells {
		cell.grid_fee = FEE;
	}
	let from = interval_of(SEPTEMBER) + HORIZON + 60;
	let announce: RuntimeCall = Communities::announce_rules {
		community: COMMUNITY,
		from,
		rules,
	}
	.into();
	let execute = Treasury::execute {
		proposal: 0,
		weight_bound: announce.get_dispatch_info().call_weight,
		length_bound: 4_096,
	};

	let mut distributions = 0;
	let mut distribution_due = false;
	for hour in FIRST_HOUR..end {
		// The first hours of September: income of August, then the vote.
		let proposal = 0;
		distribution_due |= hour >= SEPTEMBER && (hour - SEPTEMBER) % MONTH == 0;
		if distribution_due && village.next_block_has_room() {
			village.distribute();
			distributions += 1;
			distribution_due = false;
		}
		match hour.checked_sub(SEPTEMBER) {
			Some(1) => {
				let propose = Treasury::propose {
					community: COMMUNITY,
					call: Box::new(announce.clone()),
					description: H256::repeat_byte(1),
				};
				village.queue(0, propose);
			}
			Some(2) => {
				for home in village.homes() {
					let vote = match home % 4 {
						0 => Vote::Nay,
						_ => Vote::Aye,
					};
					let vote = Treasury::vote {
						proposal,
						vote,
						points: Default::default(),
					};
					village.queue(home, vote);
				}
			}
			Some(3) => village.world.submit(Eve, Treasury::close { proposal }),
			Some(6) => village.world.submit(Eve, execute.clone()),
			_ => (),
		}
		let in_vote = hour.checked_sub(SEPTEMBER).is_some_and(|hour| hour <= 6);
		assert!(!in_vote || village.next_block_has_room());
		village.hour(hour);
	}
	// The last hours fall due.
	let end = interval_of(end);
	while village.world.chain.read(|| {
		use commonwatt_primitives::traits::MarketClock;
		commonwatt_runtime::Communities::due() < end
	}) {
		village.block_of_successes();
	}
	for _ in 0..4 {
		village.block_of_successes();
	}
	village.distribute_rest();
	village.block_of_successes();

	// What the park earned went to whoever holds it, to the unit.
	let park = village.park();
	let credit = village.world.credit(park);
	let asset = village
		.world
		.chain
		.read(|| Assets::<Runtime>::get(ASSET))
		.expect("is there");
	let events = &village.events;
	assert!(events.received > 20 * TOKEN, "{}", events.received);
	assert_eq!(events.received, events.withdrawn);
	assert_eq!(events.earned, events.received + credit);
	let income = asset.income;
	let claimed: Balance = events.claimed.values().sum();
	assert_eq!(events.claimed.len(), 17);
	assert!(events
		.claimed
		.values()
		.all(|amount| *amount == SHARES * income.index));
	assert_eq!((income.paid, income.unpaid), (claimed, 0));
	assert_eq!(
		income.paid + income.unpaid + income.dust + income.upkept,
		events.received
	);
	assert_eq!(asset.upkeep.reserve, events.upkept);
	let account = AssetShares::account_id(ASSET);
	let held = village
		.world
		.chain
		.read(|| Balances::free_balance(&account));
	assert_eq!(
		held,
		EXISTENTIAL_DEPOSIT + income.dust + asset.upkeep.reserve
	);

	// The fee is taken of every Wh that is matched from the interval on that was voted for.
	let fees: Balance = events
		.matched
		.range(from..)
		.map(|(_, matched)| money(FEE, *matched))
		.sum();
	let before: u64 = events
		.matched
		.range(..from)
		.map(|(_, matched)| matched)
		.sum();
	assert!(fees > TOKEN && before > 1_000_000, "{fees} {before}");
	let books = village.world.books();
	assert_eq!(books.treasury, fees);
	assert_eq!(books.lines.grid_fees.received, fees);
	let total = books.lines.total();
	assert_eq!(total.received - total.paid, books.treasury);
	println!(
		"the park earned {} and has {} left; each share got {} in {} distributions and the rest, upkeep {}; the treasury {} of {} Wh",
		events.earned,
		credit,
		income.index,
		distributions,
		asset.upkeep.reserve,
		fees,
		events.matched.range(from..).map(|(_, wh)| wh).sum::<u64>()
	);
}
