//! The chain, its model, and everybody's devices.

use super::{standing::Standing, *};

/// An actor. Owners have keys, so that they can sign intents.
pub fn actor(number: u8) -> AccountId {
	static ACTORS: LazyLock<Vec<AccountId>> = LazyLock::new(|| {
		let actor = |number: u8| match number {
			1..=OWNERS | FIRST_TRADING_KEY..=LAST_TRADING_KEY => keys(number).public().into(),
			_ => account(number),
		};
		(0..=u8::MAX).map(actor).collect()
	});
	ACTORS[usize::from(number)].clone()
}

/// The keys of an actor.
pub fn keys(number: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[number; 32])
}

pub struct World {
	pub model: Model,
	pub truths: BTreeMap<u32, Truth>,
	pub devices: BTreeMap<u32, Device>,
	pub next_device: u32,
	pub issuance: u128,
	pub standing: Standing,
}

impl World {
	pub fn new(rules: &[Rules], first_hour: u8) -> Self {
		// Monday, 31 October 2016: the month ends soon.
		pallet_communities::Clock::<Test>::mutate(|clock| {
			let clock = clock.as_mut().expect("the first block sets it");
			clock.local_epoch_seconds = 1_477_872_000 + u64::from(first_hour) * 3_600;
		});
		let mut active = BTreeSet::new();
		for owner in 1..=OWNERS {
			let who = actor(owner);
			let value = WALLET;
			let dest = who.clone();
			let endow = pallet_balances::Call::transfer_allow_death { dest, value };
			call(&account(owner), endow).expect("it has as much");
			for community in 0..COMMUNITIES as u32 {
				let who = who.clone();
				let admit = pallet_communities::Call::admit_member { community, who };
				call(&operator(community), admit).expect("no member yet");
				active.insert((community as usize, owner));
			}
		}
		let time = (Horizon::get(), first_hour);
		let mut world = Self {
			model: Model::new(INTERVAL_SECONDS.into(), rules, &ACTORS, active, time),
			truths: BTreeMap::new(),
			devices: BTreeMap::new(),
			next_device: 1_000,
			issuance: pallet_balances::TotalIssuance::<Test>::get(),
			standing: Standing::new(first_hour),
		};
		for community in 0..COMMUNITIES {
			// The operator endowed the pot at genesis.
			let operator = 100 + community as u8;
			*world.model.wallets.get_mut(&operator).expect("an actor") -=
				EXISTENTIAL_DEPOSIT as i128;
		}
		world.look_at_the_clock();
		world
	}

	pub fn look_at_the_clock(&mut self) {
		let now = (Timestamp::now() - EPOCH) / 1_000;
		self.model.marks = Marks {
			ended: Communities::ended(),
			in_progress: (now / u64::from(INTERVAL_SECONDS)) as u32,
			due: Communities::due(),
			retired: Communities::retired(),
			now: now.into(),
		};
	}

	pub fn new_device(&mut self) -> u32 {
		self.next_device += 1;
		self.devices
			.insert(self.next_device, Device::new(self.next_device));
		self.next_device
	}

	pub fn point(&self, number: u8) -> Option<u32> {
		let points: Vec<_> = self.model.points.keys().copied().collect();
		points
			.get(usize::from(number) % points.len().max(1))
			.copied()
	}

	pub fn block(&mut self, now: u64) {
		run_block(now);
		self.look_at_the_clock();
		if PollWeight::get() != frame_support::weights::Weight::zero() {
			let blocks_per_interval = INTERVAL_SECONDS as usize / 6;
			self.model
				.poll(Retention::get() as usize, blocks_per_interval);
		}
		self.fire_standing_orders();
	}

	pub fn advance(&mut self, blocks: u32) {
		for _ in 0..blocks {
			self.block(Timestamp::now() + interval_millis() / 5);
		}
	}

	pub fn register(
		&mut self,
		community: usize,
		owner: u8,
		capacity: u32,
		resolution: u32,
		ahead: u32,
	) {
		if self.model.points.len() >= MOST_POINTS {
			return;
		}
		let device = self.new_device();
		let point = pallet_metering::NextPoint::<Test>::get();
		let next = self.model.marks.ended + ahead;
		let registers = Registers {
			import: u64::from(point) * 10,
			export: 3,
		};
		let result = call(
			&operator(community as u32),
			pallet_metering::Call::register_point {
				community: community as u32,
				owner: actor(owner),
				key: self.devices[&device].key(),
				capacity_w: capacity,
				resolution_wh: resolution,
				registers,
				first_interval: next,
			},
		);
		if result.is_err() {
			// The owner is suspended or no member any more.
			return;
		}
		let entry = Point {
			community,
			owner,
			capacity: capacity.into(),
			resolution: resolution.into(),
			credit: 0,
			debt: 0,
			receivable: 0,
			ring: vec![],
			certification: Certification::None,
			next,
			registers: (registers.import.into(), registers.export.into()),
			closed: false,
			key: Some(device),
			previous: None,
			key_from: next,
			swapped_in: None,
			paid_in: 0,
			without_market: 0,
			may_have_lost: 0,
			metered: (0, 0),
			months: BTreeMap::new(),
			trading_key: None,
			nonces: BTreeMap::new(),
		};
		// Rounded down: what a connection carries in many intervals is no more than its capacity.
		let most = u64::from(capacity) * u64::from(INTERVAL_SECONDS) / 3_600;
		self.model.points.insert(point, entry);
		self.model.communities[community].order.push(point);
		let truth = Truth {
			series: vec![registers],
			base: next,
			most,
			kind: point % 3,
		};
		self.truths.insert(point, truth);
	}
}
