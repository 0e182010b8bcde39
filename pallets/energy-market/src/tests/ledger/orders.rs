//! Orders, claims, trading keys and intents.

use super::*;
use sp_runtime::MultiSignature;

/// The name of a pallet's error.
pub fn name_of(error: DispatchError) -> &'static str {
	match error {
		DispatchError::Module(module) => module.message.expect("native errors have names"),
		other => other.into(),
	}
}

/// The pallet's words for a curve.
fn order_of(curve: &Curve) -> Order {
	let side = if curve.buys { Side::Buy } else { Side::Sell };
	let steps = curve.steps.iter();
	let steps: Vec<_> = steps.map(|step| (step.0 as u64, step.1 as u64)).collect();
	order(side, &steps)
}

impl World {
	pub fn apply_to_orders(&mut self, step: &Step) {
		match step {
			Step::Place {
				point,
				ahead,
				curve,
				by,
			} => {
				let Some(point) = self.point(*point) else {
					return;
				};
				let interval = self.model.marks.in_progress + u32::from(*ahead);
				let curve = self.curve(point, interval, curve);
				self.place(point, interval, Some(&curve), *by);
			}
			Step::Cancel { point, ahead, by } => {
				let Some(point) = self.point(*point) else {
					return;
				};
				let now = self.model.marks.in_progress;
				let at = |more: u32| now + (u32::from(*ahead) + more) % 12;
				// One that there is, if possible.
				let resting = (0..12)
					.map(at)
					.find(|interval| self.model.cancellation_faults(point, *interval) == []);
				let interval = resting.filter(|_| *ahead != 2).unwrap_or(at(0));
				self.place(point, interval, None, *by);
			}
			Step::Claim { point, back } => {
				let Some(point) = self.point(*point) else {
					return;
				};
				let last = self.model.marks.in_progress + 3;
				self.claim(point, last.saturating_sub((*back).into()));
			}
			Step::ClaimAll { points, backwards } => {
				let mut order: Vec<_> = self.model.points.keys().copied().collect();
				order.retain(|point| points >> (point % 16) & 1 == 1);
				if *backwards {
					order.reverse();
				}
				let last = self.model.marks.in_progress + 3;
				for interval in last.saturating_sub(6)..=last {
					for point in &order {
						let community = self.model.points[point].community;
						let auction = self.model.auction(community, interval);
						let resting = auction.and_then(|auction| auction.orders.get(point));
						if let Some(Stand::Resting { .. }) = resting {
							self.claim(*point, interval);
						}
					}
				}
			}
			Step::SetTradingKey {
				point,
				key,
				by_owner,
			} => {
				let Some(point) = self.point(*point) else {
					return;
				};
				self.set_trading_key(point, *key, *by_owner);
			}
			Step::Intents {
				community,
				by_gateway,
				intents,
			} => self.submit_intents((*community).into(), *by_gateway, intents),
			Step::Trade {
				community,
				ahead,
				curves,
				laggards,
			} => {
				self.trade(*community, *ahead, curves);
				if let Some(laggards) = *laggards {
					self.compare();
					self.apply(&Step::Live {
						intervals: ahead + 1,
						laggards,
					});
				}
			}
			Step::Again { point, curve } => {
				let points = self.model.points.keys().copied();
				let on_the_book = |point: &u32| !self.model.on_the_book(*point).is_empty();
				let points: Vec<_> = points.filter(on_the_book).collect();
				if !points.is_empty() {
					self.again(points[usize::from(*point) % points.len()], curve);
				}
			}
			Step::Squeeze { point, curve } => {
				// Best one that has little and needs energy.
				let poor = self.model.points.iter().filter(|(id, entry)| {
					(1..500_000).contains(&entry.credit) && *id % 3 != 1 && !entry.closed
				});
				let poor: Vec<_> = poor.map(|entry| *entry.0).collect();
				let poor = poor.get(usize::from(*point) % poor.len().max(1)).copied();
				let Some(point) = poor.or(self.point(*point)) else {
					return;
				};
				self.squeeze(point, curve);
			}
			_ => unreachable!("no step of orders"),
		}
	}

	/// A curve made of its seed.
	fn curve(&self, point: u32, interval: u32, seed: &CurveSeed) -> Curve {
		let entry = &self.model.points[&point];
		let auction = self.model.auction(entry.community, interval);
		let standing = auction.and_then(|auction| auction.orders.get(&point));
		let most = (entry.capacity * i128::from(INTERVAL_SECONDS) + 3_599) / 3_600;
		let limits = self.model.grid(entry.community, interval);
		let limits = limits.unwrap_or_else(|| (5..20).map(|number| number * 10).collect());
		let terms = self.model.terms(entry.community, interval);
		let tick = terms.map_or(10, |terms| terms.tick);
		let last = limits.len() as i128 - 1;

		let mut steps = BTreeMap::<i128, i128>::new();
		let buys = match (standing, seed.grown) {
			(Some(Stand::Resting { curve, .. }), true) => {
				for (limit, quantity) in &curve.steps {
					*steps.entry(*limit).or_default() += quantity;
				}
				let more = i128::from(seed.steps[0].1) % 20 + 1;
				let best = if curve.buys {
					limits[last as usize]
				} else {
					limits[0]
				};
				*steps.entry(best).or_default() += more;
				curve.buys
			}
			_ => {
				for (place, quantity) in &seed.steps {
					let place = i128::from(*place);
					let index = match seed.coarse {
						true => place % 5 * last / 4,
						false => place * (last + 7) / 256 - 3,
					};
					// What could not be filled is a flaw of its own.
					let index = if seed.buys {
						index.max(0)
					} else {
						index.min(last)
					};
					let limit = (limits[0] + index * tick).max(0);
					let share = (most / seed.steps.len() as i128).max(1);
					let quantity = i128::from(*quantity);
					*steps.entry(limit).or_default() += match seed.coarse {
						true => (50 * (quantity % 3 + 1)).min(share),
						false => quantity % share + 1,
					};
				}
				seed.buys
			}
		};
		let mut steps: Vec<_> = steps.into_iter().collect();
		if buys {
			steps.reverse();
		}
		let total: i128 = steps.iter().map(|step| step.1).sum();
		steps[0].1 += (10 - total).max(0);
		steps.truncate(7);
		let worst = steps[steps.len() - 1].0;
		let beyond = if buys { worst - tick } else { worst + tick };
		match seed.flaw {
			Flaw::None => {}
			Flaw::OffGrid => steps[0].0 += 1,
			Flaw::Unfillable if buys && limits[0] >= tick => steps.push((limits[0] - tick, 10)),
			Flaw::Unfillable if buys => {}
			Flaw::Unfillable => steps.push((limits[last as usize] + tick, 10)),
			Flaw::BelowMinimum => steps = vec![(worst, i128::from(seed.steps[0].1) % 9 + 1)],
			Flaw::AboveCapacity => steps[0].1 = most + 1,
			Flaw::ZeroStep => steps.push((beyond.max(0), 0)),
			Flaw::NotMonotonic => {
				steps.push(steps[0]);
			}
			Flaw::Empty => steps.clear(),
		}
		Curve { buys, steps }
	}

	/// Places an order, or cancels it: it is placed if the model finds no fault.
	fn place(&mut self, point: u32, interval: u32, curve: Option<&Curve>, by: By) {
		let entry = &self.model.points[&point];
		let (who, trading_key) = match by {
			By::Owner => (entry.owner, false),
			By::TradingKey => (entry.trading_key.unwrap_or(FIRST_TRADING_KEY), true),
			By::Stranger => (STRANGER, false),
		};
		let allowed = who == entry.owner || entry.trading_key == Some(who);
		let result = match curve {
			Some(curve) => {
				let order = order_of(curve);
				let place = crate::Call::place_order {
					point,
					interval,
					order,
				};
				call(&actor(who), place)
			}
			None => call(&actor(who), crate::Call::cancel_order { point, interval }),
		};
		let error = result.map(|_| ()).map_err(name_of);
		if !allowed {
			assert_eq!(error, Err("NotOwnerNorTradingKey"));
			reach("order: NotOwnerNorTradingKey", true);
			return;
		}
		let faults = self.order_faults(point, interval, curve);
		match error {
			Ok(()) => {
				assert_eq!(faults, vec![], "{curve:?} of {point} for {interval}");
				reach("an order of a trading key", trading_key);
				self.model.order_placed(point, interval, curve);
			}
			Err(name) => {
				let fault = faults.iter().find(|fault| format!("{fault:?}") == name);
				let fault = fault.unwrap_or_else(|| {
					panic!("{curve:?} of {point} for {interval}: {name}, not {faults:?}")
				});
				reach(order_name(*fault), true);
			}
		}
	}

	fn order_faults(&self, point: u32, interval: u32, curve: Option<&Curve>) -> Vec<OrderRefusal> {
		match curve {
			Some(curve) => self.model.faults(point, interval, curve),
			None => self.model.cancellation_faults(point, interval),
		}
	}

	fn claim(&mut self, point: u32, interval: u32) {
		let community = self.model.points[&point].community;
		let claim = crate::Call::claim { point, interval };
		let result = call(&actor(STRANGER), claim).map(|_| ()).map_err(name_of);
		let states = &self.model.communities[community].intervals;
		let state = states.get(&interval).filter(|state| !state.retired);
		let auction = state.and_then(|state| state.auction.as_ref());
		let now = self.model.marks.now * 1_000;
		let expected = match auction {
			None => Err("NoOrder"),
			Some(auction) if now < auction.gate => Err("GateOpen"),
			Some(auction) => match auction.orders.get(&point) {
				Some(Stand::Resting { .. }) => Ok(!auction.cleared),
				_ => Err("NoOrder"),
			},
		};
		assert_eq!(result, expected.map(|_| ()), "claim {interval} by {point}");
		reach("claim: GateOpen", expected == Err("GateOpen"));
		reach("claim: NoOrder", expected == Err("NoOrder"));
		if let Ok(first_touch) = expected {
			reach("claimed by a call", true);
			reach("cleared at first touch", first_touch);
			self.model.claim_now(point, interval);
		}
	}

	pub fn set_trading_key(&mut self, point: u32, key: Option<u8>, by_owner: bool) {
		let entry = self.model.points.get_mut(&point).expect("exists");
		let who = if by_owner { entry.owner } else { STRANGER };
		let set = crate::Call::set_trading_key {
			point,
			key: key.map(actor),
		};
		let result = call(&actor(who), set).map(|_| ()).map_err(name_of);
		let expected = match by_owner {
			false => Err("NotOwner"),
			true if entry.trading_key == key => Err("SameTradingKey"),
			true => Ok(()),
		};
		assert_eq!(result, expected);
		match expected {
			Ok(()) => entry.trading_key = key,
			Err("NotOwner") => reach("trading key: NotOwner", true),
			Err(_) => reach("trading key: SameTradingKey", true),
		}
	}

	/// Sends a batch of intents; the pallet refuses those that the model finds fault with.
	fn submit_intents(&mut self, community: usize, by_gateway: bool, seeds: &[IntentSeed]) {
		let points = self.model.communities[community].order.clone();
		if points.is_empty() {
			return;
		}
		let mut nonces = BTreeMap::new();
		let intents: Vec<_> = seeds
			.iter()
			.map(|seed| {
				let point = points[usize::from(seed.point) % points.len()];
				self.intent(point, seed, &mut nonces)
			})
			.collect();
		let who = match by_gateway {
			true => gateway(community as u32),
			false => actor(STRANGER),
		};
		let batch: Vec<_> = intents.iter().map(|intent| intent.0.clone()).collect();
		let submit = crate::Call::submit_intents {
			community: community as u32,
			intents: batch.try_into().expect("few"),
		};
		let result = call(&who, submit).map(|_| ()).map_err(name_of);
		if by_gateway && self.model.communities[community].gateway_suspended {
			assert_eq!(result, Err("GatewaySuspended"));
			return;
		}
		assert_eq!(result, Ok(()));
		let mut refused = System::events()
			.into_iter()
			.rev()
			.find_map(|record| match record.event {
				RuntimeEvent::EnergyMarket(crate::Event::IntentsSubmitted { refused, .. }) => {
					Some(refused.into_iter().collect::<BTreeMap<_, _>>())
				}
				_ => None,
			})
			.expect("a batch has its event");
		self.model.start(community);
		let mut strikes = 0;
		for (index, (intent, curve, signed)) in intents.into_iter().enumerate() {
			let faults = self.intent_faults(community, &intent, curve.as_ref(), signed);
			match refused.remove(&(index as u32)) {
				None => {
					assert_eq!(faults, vec![], "{intent:?}");
					let entry = self.model.points.get_mut(&intent.point).expect("no fault");
					entry.nonces.insert(intent.interval, intent.nonce + 1);
					let by_owner = intent.signer == actor(entry.owner);
					reach("an intent executed", true);
					reach("an intent of an owner", by_owner);
					reach("an intent of a trading key", !by_owner);
					let (point, interval) = (intent.point, intent.interval);
					self.model.order_placed(point, interval, curve.as_ref());
				}
				Some(refusal) => {
					assert!(
						faults.contains(&refusal),
						"{refusal:?}, not {faults:?}: {intent:?}"
					);
					reach(intent_name(refusal), true);
					strikes += u32::from(refusal == IntentRefusal::BadSignature);
				}
			}
		}
		assert!(refused.is_empty());
		if by_gateway {
			self.model.communities[community].strike(strikes);
		}
	}

	/// An intent made of its seed, its curve, and whether its signature is good.
	fn intent(
		&self,
		mut point: u32,
		seed: &IntentSeed,
		nonces: &mut BTreeMap<(u32, u32), u64>,
	) -> (Intent<AccountId, MultiSignature>, Option<Curve>, bool) {
		let entry = &self.model.points[&point];
		let interval = self.model.marks.in_progress + u32::from(seed.ahead);
		let curve = seed
			.curve
			.as_ref()
			.map(|seed| self.curve(point, interval, seed));
		let known = entry.nonces.get(&interval).copied().unwrap_or(0);
		let next = nonces.entry((point, interval)).or_insert(known);
		let mut nonce = *next + u64::from(seed.skips);
		*next = nonce + 1;
		let mut signer = match entry.trading_key {
			Some(key) if !seed.by_owner => key,
			_ => entry.owner,
		};
		let mut expires = Timestamp::now() + 1 + u64::from(seed.point) * 100_000;
		match seed.kind {
			IntentKind::Replayed => nonce = known.checked_sub(1).unwrap_or(u64::MAX),
			IntentKind::Expired => expires = Timestamp::now() - u64::from(seed.point),
			IntentKind::ForeignSigner => {
				let others = (1..=OWNERS).chain(FIRST_TRADING_KEY..=LAST_TRADING_KEY);
				let mut others = others
					.filter(|other| *other != entry.owner && Some(*other) != entry.trading_key);
				signer = others.next().expect("there are others");
			}
			IntentKind::UnknownPoint => {
				// One of the other community, if there is one.
				let mut others = self.model.points.iter();
				let other = others.find(|other| other.1.community != entry.community);
				point = other.map_or(9_999, |other| *other.0);
			}
			_ => {}
		}
		let mut intent = Intent {
			point,
			interval,
			order: curve.as_ref().map(order_of),
			nonce,
			expires,
			signer: actor(signer),
			signature: MultiSignature::Sr25519(Default::default()),
		};
		let message = intent.message(genesis_hash());
		let (by, message, good) = match seed.kind {
			IntentKind::Wrapped => (
				signer,
				[b"<Bytes>", &message[..], b"</Bytes>"].concat(),
				true,
			),
			IntentKind::WrongSignature if seed.by_owner => {
				(signer, [message, vec![0]].concat(), false)
			}
			IntentKind::WrongSignature => (99, message, false),
			_ => (signer, message, true),
		};
		intent.signature = keys(by).sign(&message).into();
		(intent, curve, good)
	}

	fn intent_faults(
		&self,
		community: usize,
		intent: &Intent<AccountId, MultiSignature>,
		curve: Option<&Curve>,
		signed: bool,
	) -> Vec<IntentRefusal> {
		let points = &self.model.points;
		let entry = points
			.get(&intent.point)
			.filter(|entry| entry.community == community);
		let Some(entry) = entry else {
			return vec![IntentRefusal::UnknownPoint];
		};
		let mut faults = vec![];
		let traders = [Some(entry.owner), entry.trading_key];
		if !traders
			.into_iter()
			.flatten()
			.any(|trader| actor(trader) == intent.signer)
		{
			faults.push(IntentRefusal::NotOwnerNorTradingKey);
		}
		if Timestamp::now() >= intent.expires {
			faults.push(IntentRefusal::Expired);
		}
		let next = entry.nonces.get(&intent.interval).copied().unwrap_or(0);
		if intent.nonce < next || intent.nonce == u64::MAX {
			faults.push(IntentRefusal::Replayed);
		}
		let order_faults = self.order_faults(intent.point, intent.interval, curve);
		faults.extend(order_faults.into_iter().map(IntentRefusal::Order));
		// Looked at only if nothing else is wrong.
		if faults.is_empty() && !signed {
			faults.push(IntentRefusal::BadSignature);
		}
		faults
	}

	/// Points of a community place orders for the same interval.
	fn trade(&mut self, community: u8, ahead: u8, curves: &[CurveSeed]) {
		let index = usize::from(community);
		let arrears = self.model.communities[index].arrears;
		if arrears > 0 && curves.len() % 2 == 0 {
			let amount = arrears.min(i128::from(u32::MAX)) as u32;
			self.apply(&Step::TopUpSupplier { community, amount });
		}
		let interval = self.model.marks.in_progress + u32::from(ahead);
		let points = self.model.communities[index].order.clone();
		let mut before: Option<Curve> = None;
		for (number, (point, seed)) in points.iter().zip(curves).enumerate() {
			let mut seed = seed.clone();
			if number == 1 {
				// Both sides.
				seed.buys = !curves[0].buys;
			}
			if number % 3 < 2 {
				// Orders that meet.
				for (place, _) in &mut seed.steps {
					*place = if seed.buys {
						120 + *place / 2
					} else {
						8 + *place / 2
					};
				}
			}
			let mut curve = self.curve(*point, interval, &seed);
			if let (1, true, Some(before)) = (number, seed.coarse, &before) {
				// As much as the one before it.
				curve.buys = !before.buys;
				curve.steps = vec![(curve.steps[0].0, before.total())];
			}
			before = Some(curve.clone());
			let faults = self.model.faults(*point, interval, &curve);
			if faults == [OrderRefusal::NotEnoughCredit] && number % 4 != 3 {
				let owner = self.model.points[point].owner;
				let amount = 2_000 * curve.total();
				let top_up = pallet_billing::Call::top_up {
					point: *point,
					amount: amount as u128,
				};
				call(&actor(owner), top_up).expect("owners are rich");
				self.model.top_up(owner, *point, amount);
			}
			self.place(*point, interval, Some(&curve), By::Owner);
		}
	}

	/// A point waits for the freeze of the next book it has an order on, and replaces that.
	fn again(&mut self, point: u32, seed: &CurveSeed) {
		let interval = self.model.on_the_book(point)[0];
		let community = self.model.points[&point].community;
		let auction = self.model.auction(community, interval);
		let Auction { terms, gate, .. } = auction.expect("it is on the book").clone();
		let frozen = gate - terms.freeze;
		let step = i128::from(interval_millis() / 5);
		let now = |world: &Self| world.model.marks.now * 1_000;
		while now(self) < frozen && now(self) + step < gate {
			self.advance(1);
		}
		let curve = self.curve(point, interval, seed);
		self.place(point, interval, Some(&curve), By::Owner);
	}

	/// A point reserves what it has, meters, and replaces an order by a smaller one.
	fn squeeze(&mut self, point: u32, seed: &CurveSeed) {
		let smaller = |curve: &Curve| Curve {
			buys: curve.buys,
			steps: curve
				.steps
				.iter()
				.map(|step| (step.0, (step.1 / 2).max(1)))
				.collect(),
		};
		let first = self.model.marks.in_progress + 5;
		let mut last = None;
		for interval in first..first + 4 {
			let mut curve = self.curve(point, interval, seed);
			for _ in 0..8 {
				if self.model.faults(point, interval, &curve) == [OrderRefusal::NotEnoughCredit] {
					curve = smaller(&curve);
				}
			}
			self.place(point, interval, Some(&curve), By::Owner);
			last = last.or(Some(curve));
		}
		self.apply(&Step::Live {
			intervals: 1,
			laggards: 0,
		});
		let mut curve = last.expect("the first");
		for _ in 0..8 {
			if self.model.faults(point, first, &curve) == [OrderRefusal::NotEnoughCredit] {
				curve = smaller(&curve);
			}
		}
		self.place(point, first, Some(&curve), By::Owner);
	}

	/// Orders and auctions of the chain against the model's.
	pub fn compare_orders(&self) {
		let mut of_points = BTreeMap::<u32, u32>::new();
		let mut orders = BTreeMap::new();
		for ((community, interval), point, order) in crate::Orders::<Test>::iter() {
			orders.insert((community, interval, point), order);
			*of_points.entry(point).or_default() += 1;
		}
		for (id, community) in self.model.communities.iter().enumerate() {
			let id = id as u32;
			let mut auctions: BTreeMap<_, _> = crate::Auctions::<Test>::iter_prefix(id).collect();
			for (interval, state) in &community.intervals {
				let Some(expected) = state.auction.as_ref().filter(|_| !state.retired) else {
					continue;
				};
				let auction = auctions.remove(interval).expect("an auction in state");
				let place = format!("auction {id}, {interval}");
				assert_eq!(auction.cleared, expected.cleared, "{place}");
				assert_eq!(
					(auction.gate_closure - EPOCH) as i128,
					expected.gate,
					"{place}"
				);
				let price = auction.trade.map(|trade| trade.price.into());
				let volume = auction.trade.map_or(0, |trade| trade.volume.into());
				assert_eq!(
					(price, volume),
					(expected.price, expected.volume),
					"{place}"
				);
				assert_eq!(
					[auction.bought, auction.sold].map(i128::from),
					expected.fills,
					"{place}"
				);
				assert_eq!(auction.orders as usize, expected.orders.len(), "{place}");
				assert_eq!(
					[auction.reserves as i128, auction.holds as i128],
					[expected.reserves(), expected.holds()],
					"{place}"
				);
				let tick = expected.terms.tick;
				let first = (state.feed_in + tick - 1) / tick;
				for (point, stand) in &expected.orders {
					let order = orders
						.remove(&(id, *interval, *point))
						.expect("an order in state");
					assert_eq!(
						&as_stand(order, first, tick),
						stand,
						"{place}, point {point}"
					);
				}
			}
			assert!(
				auctions.is_empty(),
				"auctions the model has not: {auctions:?}"
			);
		}
		assert!(orders.is_empty(), "orders the model has not: {orders:?}");
		for (id, point) in &self.model.points {
			let counted = crate::Positions::<Test>::get(id).orders;
			assert_eq!(
				counted,
				of_points.get(id).copied().unwrap_or(0),
				"orders of {id}"
			);
			let key = crate::TradingKeys::<Test>::get(id);
			assert_eq!(key, point.trading_key.map(actor), "trading key of {id}");
			let nonces = crate::IntentNonces::<Test>::get(id);
			for (interval, next) in point.nonces.range(self.model.marks.in_progress..) {
				assert_eq!(nonces.next(*interval), *next, "nonce of {id} in {interval}");
			}
		}
		for key in FIRST_TRADING_KEY..=LAST_TRADING_KEY {
			let points = self.model.points.values();
			let used = points
				.filter(|point| point.trading_key == Some(key))
				.count();
			assert_eq!(
				System::sufficients(&actor(key)) as usize,
				used,
				"uses of key {key}"
			);
		}
	}
}

/// An order in the model's words; `first` is the lowest price in ticks.
fn as_stand(order: crate::PlacedOrder, first: i128, tick: i128) -> Stand {
	match order {
		crate::PlacedOrder::Resting {
			side,
			steps,
			reserve,
		} => Stand::Resting {
			curve: Curve {
				buys: side == Side::Buy,
				steps: steps
					.into_iter()
					.map(|(index, quantity)| ((first + i128::from(index)) * tick, quantity.into()))
					.collect(),
			},
			reserve: reserve as i128,
		},
		crate::PlacedOrder::Filled { position, hold } => Stand::Filled {
			position: position.into(),
			hold: hold as i128,
		},
	}
}
