//! What certificates hear, and when.

use super::*;
use crate::{Event, Orders, Positions};

fn certified(owner: u8, certification: Certification) -> Home {
	let home = Home::new(0, owner).with_credit(RICH);
	Metering::certify(home.point, certification).expect("it exists");
	home
}

fn said_of(home: &Home, interval: Interval) -> Option<SettledEnergy> {
	heard().remove(&(home.point, interval))
}

#[test]
fn they_hear_of_a_reading_when_it_is_settled_and_not_before() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, RICH);
		let mut home = certified(1, Producer);
		let mut other = Home::new(0, 2).with_credit(RICH);
		next_interval();
		home.read(-100);
		other.read(30);
		assert_eq!(heard().len(), 0);
		pass_deadlines();
		other.settle();
		assert_eq!(heard().len(), 0, "of points without certification nothing");
		home.settle();
		let expected = SettledEnergy {
			community: 0,
			point: home.point,
			interval: 0,
			certification: Producer,
			energy: Registers {
				import: 0,
				export: 100,
			},
			sold_ahead: 0,
			local: 30,
			green_used: 0,
			late: false,
		};
		assert_eq!(said_of(&home, 0), Some(expected));
		assert_eq!(expected.tradeable(), 70);
	});
}

#[test]
fn the_event_of_a_settlement_says_what_was_green() {
	Chain::new(rules()).run(|| {
		let mut producer = certified(1, Producer);
		let mut user = Home::new(0, 2).with_credit(RICH);
		next_interval();
		producer.read(-30);
		user.read(100);
		pass_deadlines();
		user.settle();
		let settled = Event::Settled {
			community: 0,
			point: user.point,
			interval: 0,
			deviation: 100,
			matched: 30,
			paid: 30 * (210 - 10 - 125),
			green: 30,
		};
		assert!(market_events().contains(&settled));
		producer.settle();
	});
}

#[test]
fn certification_is_that_of_the_reading_whatever_it_is_when_it_is_settled() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, RICH);
		let mut producer = certified(1, Producer);
		let mut late_bloomer = certified(2, Uncertified);
		let mut user = Home::new(0, 3).with_credit(RICH);
		next_interval();
		producer.read(-100);
		late_bloomer.read(-100);
		user.read(100);
		Metering::certify(producer.point, Uncertified).expect("it exists");
		Metering::certify(late_bloomer.point, Producer).expect("it exists");
		pass_deadlines();
		for home in [&producer, &late_bloomer, &user] {
			home.settle();
		}
		assert_eq!(said_of(&producer, 0).map(|said| said.local), Some(50));
		assert_eq!(said_of(&late_bloomer, 0), None);
		assert_eq!(user.account().statement.green, 50);
	});
}

#[test]
fn a_late_reading_is_told_at_once_and_has_no_share() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, RICH);
		let mut homes = [Producer, Followed].map(|certification| certified(1, certification));
		let mut neighbour = Home::new(0, 2).with_credit(RICH);
		next_interval();
		neighbour.read(100);
		pass_deadlines();
		homes[0].read(-100);
		homes[1].read(100);
		let [producer, followed] = &homes;
		let said = said_of(producer, 0).expect("at once");
		assert!(said.late);
		assert_eq!((said.local, said.tradeable()), (0, 100));
		let said = said_of(followed, 0).expect("at once");
		assert!(said.late);
		assert_eq!(said.green_used, 0);
		assert!(Positions::<Test>::get(producer.point).unsettled.is_empty());
		neighbour.settle();
		assert_eq!(neighbour.account().statement.green, 0);
	});
}

#[test]
fn what_was_sold_ahead_and_is_read_late_is_retired_all_the_same() {
	let outcome = outcome(&[
		meters(100).bids(150, 100),
		producer(150).asks(100, 100).late(),
	]);
	assert_eq!((outcome.sold_ahead[1], outcome.tradeable[1]), (100, 50));
	assert_eq!(outcome.used, [0, 0], "it was not known in time");
}

#[test]
fn a_certified_point_that_meters_nothing_is_told_and_another_is_not_kept() {
	Chain::new(rules()).run(|| {
		let mut followed = certified(1, Followed);
		let mut other = Home::new(0, 2).with_credit(RICH);
		next_interval();
		followed.read(0);
		other.read(0);
		let kept = |home: &Home| Positions::<Test>::get(home.point).unsettled.len();
		assert_eq!((kept(&followed), kept(&other)), (1, 0));
		assert_eq!(Results::<Test>::get(0, 0).expect("touched").unsettled, 1);
		pass_deadlines();
		followed.settle();
		let said = said_of(&followed, 0).expect("told");
		assert_eq!((said.energy, said.late), (Registers::default(), false));
	});
}

#[test]
fn a_position_delivered_to_the_wh_is_kept_until_it_is_settled() {
	Chain::new(auction_rules()).run(|| {
		let mut homes = [1, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
		Metering::certify(homes[1].point, Producer).expect("it exists");
		homes[0].order(T, Buy, &[(150, 100)]).expect("placed");
		homes[1].order(T, Sell, &[(100, 100)]).expect("placed");
		run_to_interval(T);
		catch_up(&mut homes);
		run_to_interval(T + 1);
		homes[0].read(100);
		homes[1].read(-100);
		for home in &homes {
			let ring = Positions::<Test>::get(home.point).unsettled;
			let kept = ring.last().expect("its reading");
			assert_eq!((kept.interval, kept.deviation()), (T, 0));
		}
		pass_deadlines();
		homes.iter().for_each(Home::settle);
		assert_eq!(homes[0].account().statement.green, 100);
	});
}

#[test]
fn gaps_and_positions_that_were_never_metered_are_not_told() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let mut producer = certified(1, Producer);
		let buyer = Home::new(0, 2).with_credit(RICH);
		producer.order(T, Sell, &[(100, 100)]).expect("placed");
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		PollWeight::set(SWEEP);
		for _ in 0..T + 1 {
			producer.lose(-100);
		}
		run_to_interval(T + 3 + Retention::get());
		assert_eq!(Orders::<Test>::iter().count(), 0, "cashed out");
		producer.next = Communities::ended();
		run_to_interval(producer.next + 2);
		producer.read(-7);
		pass_deadlines();
		producer.settle();
		PollWeight::set(Default::default());
		let told: Vec<_> = heard().into_values().collect();
		assert_eq!(told.len(), 1);
		assert_eq!(told[0].energy.export, 7);
	});
}

#[test]
fn a_withdrawal_that_is_refused_tells_nothing() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, RICH);
		let mut home = certified(1, Producer);
		next_interval();
		home.read(-100);
		pass_deadlines();
		assert!(withdraw(&home, 2 * RICH).is_err());
		assert_eq!(heard().len(), 0);
		home.settle();
		assert_eq!(heard().len(), 1);
	});
}
