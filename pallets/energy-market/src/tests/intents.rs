//! Orders and cancellations that their owners signed and anyone submits.

use super::{cost::*, homes::*, trading::*};
use crate::{mock::*, Call, Event, IntentNonces, IntentOf, Orders};
use codec::{Compact, Decode, Encode};
use commonwatt_primitives::{
	order::{
		wrapped, IntentRefusal, Order, OrderRefusal,
		Side::{self, Buy, Sell},
	},
	reading::Registers,
	traits::{Communities as _, GatewayStatus, MarketClock},
	Interval, Moment, PointId, Price, Wh,
};
use commonwatt_storage_recorder::cost_of;
use frame_support::{dispatch::PostDispatchInfo, traits::Time};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_runtime::{traits::IdentifyAccount, DispatchError, MultiSignature, MultiSigner};

type Intent = IntentOf<Test>;

/// Who signs.
enum Wallet {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
	Ecdsa(ecdsa::Pair),
}

impl Wallet {
	fn account(&self) -> AccountId {
		let signer = match self {
			Self::Sr25519(pair) => MultiSigner::from(pair.public()),
			Self::Ed25519(pair) => MultiSigner::from(pair.public()),
			Self::Ecdsa(pair) => MultiSigner::from(pair.public()),
		};
		signer.into_account()
	}

	fn sign(&self, message: &[u8]) -> MultiSignature {
		match self {
			Self::Sr25519(pair) => pair.sign(message).into(),
			Self::Ed25519(pair) => pair.sign(message).into(),
			Self::Ecdsa(pair) => pair.sign(message).into(),
		}
	}
}

fn wallet(seed: u8) -> Wallet {
	Wallet::Sr25519(sr25519::Pair::from_seed(&[seed; 32]))
}

fn wallets() -> [Wallet; 3] {
	[
		wallet(61),
		Wallet::Ed25519(ed25519::Pair::from_seed(&[62; 32])),
		Wallet::Ecdsa(ecdsa::Pair::from_seed(&[63; 32])),
	]
}

/// A rich point whose trading key is a wallet's.
fn home_with_key(owner: u8, key: &Wallet) -> Home {
	let home = Home::new(0, owner).with_credit(RICH);
	set_trading_key(&home, Some(key.account())).expect("the owner's");
	home
}

/// A rich point whose owner has a wallet.
fn home_of(owner: &Wallet) -> Home {
	let who = owner.account();
	let admit = pallet_communities::Call::admit_member { community: 0, who };
	call(&operator(0), admit).expect("the operator admits");
	let point = pallet_metering::NextPoint::<Test>::get();
	let template = Home::new(0, 20);
	assert_eq!(template.point, point);
	let point = point + 1;
	let device = Device::new(point);
	let register = pallet_metering::Call::register_point {
		community: 0,
		owner: owner.account(),
		key: device.key(),
		capacity_w: 100_000,
		resolution_wh: 0,
		registers: Registers::default(),
		first_interval: Communities::ended(),
	};
	call(&operator(0), register).expect("a member's");
	Home {
		owner: owner.account(),
		point,
		device,
		..template
	}
	.with_credit(RICH)
}

fn far() -> Moment {
	Timestamp::now() + 1_000_000
}

/// A bid of 100 Wh at 150 for [`T`], or what `change` makes of it, signed plain.
fn bid(home: &Home, signer: &Wallet, nonce: u64, change: impl FnOnce(&mut Intent)) -> Intent {
	let mut intent = unsigned(home, signer, Some((Buy, &[(150, 100)])), nonce);
	change(&mut intent);
	intent.signature = signer.sign(&intent.message(genesis_hash()));
	intent
}

fn cancellation(home: &Home, signer: &Wallet, nonce: u64) -> Intent {
	bid(home, signer, nonce, |intent| intent.order = None)
}

fn unsigned(
	home: &Home,
	signer: &Wallet,
	steps: Option<(Side, &[(Price, Wh)])>,
	nonce: u64,
) -> Intent {
	Intent {
		point: home.point,
		interval: T,
		order: steps.map(|(side, steps)| order(side, steps)),
		nonce,
		expires: far(),
		signer: signer.account(),
		signature: wallet(99).sign(b"nothing"),
	}
}

fn submit_as(who: &AccountId, intents: Vec<Intent>) -> Result<PostDispatchInfo, DispatchError> {
	let intents = intents.try_into().expect("not too many");
	call(
		who,
		Call::submit_intents {
			community: 0,
			intents,
		},
	)
}

/// The refused of a batch sent through the gateway, by place.
fn refusals(intents: Vec<Intent>) -> Vec<(u32, IntentRefusal)> {
	let count = intents.len() as u32;
	submit_as(&gateway(0), intents).expect("the gateway is in order");
	let last = market_events().pop().expect("a batch has its event");
	let Event::IntentsSubmitted {
		executed, refused, ..
	} = last
	else {
		panic!("{last:?}");
	};
	assert_eq!(executed + refused.len() as u32, count);
	refused.into_inner()
}

/// One intent is refused for `reason`; but for the event, nothing changes.
#[track_caller]
fn refuses(reason: IntentRefusal, intent: Intent) {
	let without_events = || {
		let system = sp_io::hashing::twox_128(b"System");
		let mut state = state();
		state.retain(|key, _| !key.starts_with(&system));
		state
	};
	// A community's first batch opens its market.
	let nobodys = Intent {
		point: 999,
		..intent.clone()
	};
	refusals(vec![nobodys]);
	let before = without_events();
	assert_eq!(refusals(vec![intent]), vec![(0, reason)]);
	let strikes = reason == IntentRefusal::BadSignature;
	assert!(strikes || without_events() == before, "nothing changes");
}

#[track_caller]
fn executes(intent: Intent) {
	assert_eq!(refusals(vec![intent]), vec![]);
}

fn orders_of(home: &Home) -> usize {
	let of_home = |key: &((u32, Interval), PointId)| key.1 == home.point;
	Orders::<Test>::iter_keys().filter(of_home).count()
}

#[test]
fn a_trading_key_of_any_kind_signs_plain_or_wrapped() {
	for wrap in [false, true] {
		for key in wallets() {
			Chain::new(auction_rules()).run(|| {
				let home = home_with_key(1, &key);
				let mut intent = bid(&home, &key, 0, |_| ());
				if wrap {
					intent.signature = key.sign(&wrapped(&intent.message(genesis_hash())));
				}
				executes(intent);
				assert_eq!(home.credit(), RICH - 18_000);
				assert_eq!(orders_of(&home), 1);
			});
		}
	}
}

#[test]
fn an_owner_of_any_kind_signs() {
	for owner in wallets() {
		Chain::new(auction_rules()).run(|| {
			let home = home_of(&owner);
			executes(bid(&home, &owner, 0, |_| ()));
			executes(cancellation(&home, &owner, 1));
			assert_eq!(home.credit(), RICH);
		});
	}
}

#[test]
fn owner_and_trading_key_share_the_points_nonces() {
	Chain::new(auction_rules()).run(|| {
		let (owner, key) = (wallet(61), wallet(62));
		let home = home_of(&owner);
		set_trading_key(&home, Some(key.account())).expect("the owner's");
		executes(bid(&home, &owner, 0, |_| ()));
		refuses(IntentRefusal::Replayed, bid(&home, &key, 0, |_| ()));
		executes(bid(&home, &key, 1, |_| ()));
	});
}

#[test]
fn an_intent_is_executed_until_it_expires() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let now = Timestamp::now();
		let expiring = |at| bid(&home, &key, 0, |intent| intent.expires = at);
		refuses(IntentRefusal::Expired, expiring(0));
		refuses(IntentRefusal::Expired, expiring(now));
		executes(expiring(now + 1));
	});
}

#[test]
fn an_executed_intent_and_older_ones_are_not_executed_again() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let intent = bid(&home, &key, 7, |_| ());
		executes(intent.clone());
		home.cancel(T).expect("the owner");
		refuses(IntentRefusal::Replayed, intent);
		refuses(IntentRefusal::Replayed, bid(&home, &key, 6, |_| ()));
		executes(bid(&home, &key, 8, |_| ()));
		assert_eq!(IntentNonces::<Test>::get(home.point).next(T), 9);
	});
}

#[test]
fn the_highest_nonce_is_never_executed_and_the_one_before_it_is_the_last() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		refuses(IntentRefusal::Replayed, bid(&home, &key, u64::MAX, |_| ()));
		executes(bid(&home, &key, u64::MAX - 1, |_| ()));
		refuses(
			IntentRefusal::Replayed,
			bid(&home, &key, u64::MAX - 1, |_| ()),
		);
		refuses(IntentRefusal::Replayed, bid(&home, &key, u64::MAX, |_| ()));
	});
}

#[test]
fn a_signer_that_is_neither_owner_nor_key_is_refused() {
	Chain::new(auction_rules()).run(|| {
		let (key, other) = (wallet(61), wallet(62));
		let home = home_with_key(1, &key);
		refuses(
			IntentRefusal::NotOwnerNorTradingKey,
			bid(&home, &other, 0, |_| ()),
		);
		let mine = home_with_key(2, &other);
		refuses(
			IntentRefusal::NotOwnerNorTradingKey,
			bid(&mine, &other, 0, |intent| intent.point = home.point),
		);
		set_trading_key(&home, None).expect("the owner's");
		refuses(
			IntentRefusal::NotOwnerNorTradingKey,
			bid(&home, &key, 0, |_| ()),
		);
	});
}

#[test]
fn a_signature_over_anything_else_is_bad() {
	let changes: [(&str, fn(&mut Intent)); 6] = [
		("interval", |intent| intent.interval += 1),
		("order", |intent| {
			intent.order = Some(order(Buy, &[(150, 101)]))
		}),
		("side", |intent| {
			intent.order = Some(order(Sell, &[(150, 100)]))
		}),
		("cancellation", |intent| intent.order = None),
		("nonce", |intent| intent.nonce += 1),
		("expiry", |intent| intent.expires += 1),
	];
	for (what, change) in changes {
		Chain::new(auction_rules()).run(|| {
			let key = wallet(61);
			let home = home_with_key(1, &key);
			home.order(T, Sell, &[(100, 10)]).expect("to be cancelled");
			let mut intent = bid(&home, &key, 0, |_| ());
			change(&mut intent);
			assert_eq!(
				refusals(vec![intent]),
				vec![(0, IntentRefusal::BadSignature)],
				"{what}"
			);
			assert_eq!(IntentNonces::<Test>::get(home.point).next(T), 0);
		});
	}
}

#[test]
fn a_signature_for_another_point_of_the_same_key_is_bad() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let [home, other] = [1, 1].map(|owner| home_with_key(owner, &key));
		let mut intent = bid(&home, &key, 0, |_| ());
		intent.point = other.point;
		refuses(IntentRefusal::BadSignature, intent);
	});
}

#[test]
fn a_signature_for_another_chain_is_bad() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let mut intent = bid(&home, &key, 0, |_| ());
		intent.signature = key.sign(&intent.message(H256::repeat_byte(8)));
		refuses(IntentRefusal::BadSignature, intent);
	});
}

#[test]
fn a_signature_by_another_key_is_bad() {
	Chain::new(auction_rules()).run(|| {
		let [key, other, _] = wallets();
		let home = home_with_key(1, &key);
		let mut intent = bid(&home, &key, 0, |_| ());
		intent.signature = other.sign(&intent.message(genesis_hash()));
		refuses(IntentRefusal::BadSignature, intent);
	});
}

#[test]
fn wrapped_twice_or_half_is_bad() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let intent = bid(&home, &key, 0, |_| ());
		let message = intent.message(genesis_hash());
		for signed in [
			wrapped(&wrapped(&message)),
			[b"<Bytes>", &message[..]].concat(),
			[&message[..], b"</Bytes>"].concat(),
		] {
			let signature = key.sign(&signed);
			let intent = Intent {
				signature,
				..intent.clone()
			};
			assert_eq!(
				refusals(vec![intent]),
				vec![(0, IntentRefusal::BadSignature)]
			);
			let who = gateway(0);
			let reinstate = pallet_communities::Call::reinstate_gateway {
				community: 0,
				gateway: who.clone(),
			};
			if Communities::gateway(0, &who) == GatewayStatus::Suspended {
				call(&operator(0), reinstate).expect("suspended");
			}
		}
	});
}

#[test]
fn a_bad_intent_among_good_ones_stops_none_of_them() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let homes: Vec<_> = (1..=5).map(|owner| home_with_key(owner, &key)).collect();
		let mut batch: Vec<_> = homes
			.iter()
			.map(|home| bid(home, &key, 0, |_| ()))
			.collect();
		batch[1].nonce = 3;
		batch[2] = bid(&homes[2], &key, 0, |intent| {
			intent.order = Some(order(Buy, &[(150, 9)]))
		});
		batch[3] = bid(&homes[3], &key, 0, |intent| intent.point = 999);
		assert_eq!(
			refusals(batch),
			vec![
				(1, IntentRefusal::BadSignature),
				(2, IntentRefusal::Order(OrderRefusal::BelowMinimum)),
				(3, IntentRefusal::UnknownPoint),
			]
		);
		let placed: Vec<_> = homes.iter().map(orders_of).collect();
		assert_eq!(placed, [1, 0, 0, 0, 1]);
	});
}

#[test]
fn intents_for_different_intervals_come_in_any_order() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let batch: Vec<_> = (0..3)
			.map(|ahead| {
				bid(&home, &key, ahead.into(), |intent| {
					intent.interval = T + ahead
				})
			})
			.collect();
		// A stranger has copied the last of them, and was first.
		assert_eq!(refusals(vec![batch[2].clone()]), vec![]);
		assert_eq!(refusals(batch), vec![(2, IntentRefusal::Replayed)]);
		assert_eq!(orders_of(&home), 3);
	});
}

#[test]
fn a_stolen_key_does_not_take_the_nonces_of_other_intervals_with_it() {
	Chain::new(auction_rules()).run(|| {
		let (stolen, new) = (wallet(61), wallet(62));
		let home = home_with_key(1, &stolen);
		executes(bid(&home, &stolen, u64::MAX - 1, |_| ()));
		let key = Some(new.account());
		set_trading_key(&home, key).expect("the owner's");
		refuses(IntentRefusal::Replayed, bid(&home, &new, 0, |_| ()));
		executes(bid(&home, &new, 0, |intent| intent.interval = T + 1));
	});
}

#[test]
fn one_point_may_appear_many_times_in_a_batch_in_the_order_of_its_nonces() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let ask = |nonce, quantity| {
			bid(&home, &key, nonce, |intent| {
				intent.order = Some(order(Sell, &[(100, quantity)]))
			})
		};
		let batch = vec![
			bid(&home, &key, 0, |_| ()),
			bid(&home, &key, 1, |intent| intent.interval = T + 1),
			cancellation(&home, &key, 2),
			cancellation(&home, &key, 3),
			ask(4, 20),
			ask(4, 30),
			ask(5, 40),
		];
		assert_eq!(
			refusals(batch),
			vec![
				(3, IntentRefusal::Order(OrderRefusal::NoOrder)),
				(5, IntentRefusal::Replayed),
			]
		);
		assert_eq!(orders_of(&home), 2);
		// 100 x 180 for T + 1, 40 x 130 for T.
		assert_eq!(home.credit(), RICH - 18_000 - 5_200);
		let nonces = IntentNonces::<Test>::get(home.point);
		assert_eq!(
			[T, T + 1, T + 2].map(|interval| nonces.next(interval)),
			[6, 2, 0]
		);
	});
}

#[test]
fn credit_is_spent_in_the_order_of_the_batch() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = Home::new(0, 1).with_credit(18_000);
		set_trading_key(&home, Some(key.account())).expect("the owner's");
		let later = |nonce| bid(&home, &key, nonce, |intent| intent.interval = T + 1);
		let batch = vec![
			bid(&home, &key, 0, |_| ()),
			later(1),
			cancellation(&home, &key, 2),
			later(3),
		];
		assert_eq!(
			refusals(batch),
			vec![(1, IntentRefusal::Order(OrderRefusal::NotEnoughCredit))]
		);
		assert_eq!(home.credit(), 0);
	});
}

#[test]
fn an_empty_batch_is_refused() {
	Chain::new(auction_rules()).run(|| {
		refused(Refused::EmptyBatch, || {
			submit_as(&gateway(0), vec![]).map(|_| ())
		});
	});
}

#[test]
fn a_batch_of_256_can_be_encoded_and_one_of_257_cannot() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let intent = bid(&home, &key, 0, |_| ());
		let call = |count: u32| {
			let mut bytes = RuntimeCall::EnergyMarket(Call::submit_intents {
				community: 0,
				intents: Default::default(),
			})
			.encode();
			bytes.truncate(bytes.len() - 1);
			bytes.extend(Compact(count).encode());
			(0..count).for_each(|_| bytes.extend(intent.encode()));
			bytes
		};
		assert!(RuntimeCall::decode(&mut &call(256)[..]).is_ok());
		assert!(RuntimeCall::decode(&mut &call(257)[..]).is_err());
	});
}

#[test]
fn a_point_of_another_community_is_unknown() {
	Chain::new(auction_rules())
		.with_another_community(auction_rules())
		.run(|| {
			let key = wallet(61);
			let foreign = Home::new(1, 1).with_credit(RICH);
			set_trading_key(&foreign, Some(key.account())).expect("the owner's");
			refuses(IntentRefusal::UnknownPoint, bid(&foreign, &key, 0, |_| ()));
		});
}

#[test]
fn a_community_that_does_not_exist_takes_no_batch() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let intents = vec![bid(&home, &key, 0, |_| ())];
		refused(Refused::UnknownCommunity, || {
			let intents = intents.try_into().expect("one");
			let submit = Call::submit_intents {
				community: 9,
				intents,
			};
			call(&gateway(0), submit).map(|_| ())
		});
	});
}

#[test]
fn a_stranger_may_submit_and_gets_no_strike() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let mut bad = bid(&home, &key, 0, |_| ());
		bad.nonce = 9;
		for _ in 0..2 * MAX_STRIKES {
			submit_as(&account(STRANGER), vec![bad.clone()]).expect("it pays");
		}
		submit_as(&account(STRANGER), vec![bid(&home, &key, 0, |_| ())]).expect("it pays");
		assert_eq!(orders_of(&home), 1);
	});
}

#[test]
fn bad_signatures_suspend_a_gateway_and_other_refusals_do_not() {
	Chain::new(auction_rules()).run(|| {
		let (key, other) = (wallet(61), wallet(62));
		let home = home_with_key(1, &key);
		let good = bid(&home, &key, 0, |_| ());
		let refused_for = |change: fn(&mut Intent)| bid(&home, &key, 0, change);
		let harmless = vec![
			bid(&home, &other, 0, |_| ()),
			refused_for(|intent| intent.point = 999),
			refused_for(|intent| intent.expires = 0),
			refused_for(|intent| intent.nonce = u64::MAX),
			refused_for(|intent| intent.interval = 0),
			refused_for(|intent| intent.order = Some(order(Buy, &[]))),
			cancellation(&home, &key, 0),
		];
		for _ in 0..MAX_STRIKES {
			assert_eq!(refusals(harmless.clone()).len(), harmless.len());
		}
		assert_eq!(
			Communities::gateway(0, &gateway(0)),
			GatewayStatus::Registered
		);

		let mut bad = good.clone();
		bad.nonce = 1;
		let batch = vec![bad; MAX_STRIKES as usize];
		assert_eq!(refusals(batch).len(), MAX_STRIKES as usize);
		assert_eq!(
			Communities::gateway(0, &gateway(0)),
			GatewayStatus::Suspended
		);
		refused(Refused::GatewaySuspended, || {
			submit_as(&gateway(0), vec![good.clone()]).map(|_| ())
		});
		submit_as(&account(STRANGER), vec![good]).expect("anyone else may");
		assert_eq!(orders_of(&home), 1);
	});
}

#[test]
fn a_refused_intent_can_still_be_executed_until_it_expires() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = Home::new(0, 1).with_credit(17_999);
		set_trading_key(&home, Some(key.account())).expect("the owner's");
		let intent = bid(&home, &key, 0, |_| ());
		let no_credit = IntentRefusal::Order(OrderRefusal::NotEnoughCredit);
		refuses(no_credit, intent.clone());
		top_up(home.point, 1);
		at(intent.expires - 1);
		executes(intent);
	});
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let mut intent = bid(&home, &key, 0, |intent| intent.expires = EPOCH + 5_000);
		let good = intent.signature.clone();
		intent.signature = key.sign(b"something else");
		refuses(IntentRefusal::BadSignature, intent.clone());
		intent.signature = good;
		at(EPOCH + 5_000);
		refuses(IntentRefusal::Expired, intent);
	});
}

/// Every refusal of an order reaches an intent: the call's reason, the batch goes on.
#[test]
fn an_intent_is_refused_for_what_the_call_would_be() {
	Chain::new(with_auction(|auction| auction.tick = 5)).run(|| {
		let key = wallet(61);
		let home = home_with_key(1, &key);
		let reason = |interval: Interval, order: Option<Order>| {
			let intent = bid(&home, &key, 0, |intent| {
				intent.interval = interval;
				intent.order = order;
			});
			match &refusals(vec![intent])[..] {
				[(0, IntentRefusal::Order(reason))] => *reason,
				other => panic!("{other:?}"),
			}
		};
		let curve = |side, steps: &[(Price, Wh)]| Some(order(side, steps));
		let fine = || curve(Buy, &[(150, 100)]);
		use OrderRefusal as Why;
		for (interval, order, why) in [
			(T, curve(Buy, &[(151, 100)]), Why::LimitOffTickGrid),
			(T, curve(Buy, &[(45, 100)]), Why::Unfillable),
			(T, curve(Sell, &[(205, 100)]), Why::Unfillable),
			(T, curve(Buy, &[(150, 9)]), Why::BelowMinimum),
			(T, curve(Buy, &[(150, 25_001)]), Why::AboveCapacity),
			(T, curve(Buy, &[]), Why::CurveNotMonotonic),
			(0, fine(), Why::GateClosed),
			(97, fine(), Why::BeyondHorizon),
			(T, None, Why::NoOrder),
		] {
			assert_eq!(reason(interval, order), why);
		}
		home.order(T, Buy, &[(150, 100)]).expect("placed");
		at(FREEZE);
		assert_eq!(reason(T, None), Why::ShrinksInFreeze);
		assert_eq!(reason(T, curve(Buy, &[(145, 100)])), Why::ShrinksInFreeze);
		let who = account(1);
		let suspend = pallet_communities::Call::suspend_member { community: 0, who };
		call(&operator(0), suspend).expect("the operator suspends");
		assert_eq!(reason(T + 1, fine()), Why::NotActiveMember);
		let who = account(1);
		let reinstate = pallet_communities::Call::reinstate_member { community: 0, who };
		call(&operator(0), reinstate).expect("the operator reinstates");
		close_point(&home);
		assert_eq!(reason(T + 1, fine()), Why::PointClosed);
	});
}

#[test]
fn intents_and_calls_make_the_same_book() {
	let by = |intents: bool| {
		Chain::new(auction_rules()).run(|| {
			let key = wallet(61);
			let homes: Vec<_> = (1..=4).map(|owner| home_with_key(owner, &key)).collect();
			let curves = [
				(Buy, vec![(150, 100), (120, 30)]),
				(Sell, vec![(100, 70)]),
				(Sell, vec![(60, 20), (150, 200)]),
				(Buy, vec![(130, 40)]),
			];
			let mut batch = vec![];
			for (home, (side, steps)) in homes.iter().zip(&curves) {
				if intents {
					batch.push(bid(home, &key, 0, |intent| {
						intent.order = Some(order(*side, steps))
					}));
				} else {
					home.order(T, *side, steps).expect("placed");
				}
			}
			if intents {
				assert_eq!(refusals(batch), vec![]);
			}
			let book = (
				crate::Depth::<Test>::get(0, T),
				crate::Auctions::<Test>::get(0, T),
			);
			run_to_interval(T);
			homes
				.iter()
				.for_each(|home| home.claim(T).expect("claimed"));
			(book, homes.iter().map(Home::credit).collect::<Vec<_>>())
		})
	};
	assert_eq!(by(true), by(false));
}

#[test]
fn a_batch_of_intents_costs_no_more_than_it_says_and_that_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let key = wallet(61);
		let homes: Vec<_> = (0..20)
			.map(|owner| home_with_key(owner + 1, &key))
			.collect();
		let batch = |nonce, change: fn(usize, &mut Intent)| -> Vec<Intent> {
			let intents = homes.iter().enumerate();
			intents
				.map(|(index, home)| bid(home, &key, nonce, |intent| change(index, intent)))
				.collect()
		};
		for intents in [
			// First orders of twenty intervals, then of one; replaced, cancelled; one expired.
			batch(0, |index, intent| intent.interval = T + index as Interval),
			batch(1, |_, intent| intent.interval = T + 30),
			batch(2, |_, intent| intent.interval = T + 30),
			batch(3, |index, intent| {
				intent.interval = T + 30;
				intent.order = None;
				if index == 7 {
					intent.expires = 0;
				}
			}),
		] {
			let mut actual = Default::default();
			let cost = cost_of(|| {
				let info = submit_as(&gateway(0), intents).expect("the gateway is in order");
				actual = info.actual_weight.expect("it is known");
			});
			within(cost, actual, "intents");
		}
	});
}
