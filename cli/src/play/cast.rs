//! Who plays which part in the demo's story, and with how much money, so that it happens within the
//! hours that are played.

use super::{park::Park, story::LEAST_INVESTORS};
use anyhow::{ensure, Context, Result};
use commonwatt_primitives::{money, share::Shares, Price};
use commonwatt_runtime::{Balance, TOKEN};
use commonwatt_simulator::{data::CommunityData, setup::Contract};

/// Hours after a reading that disconnects the home in which its gateway still serves it.
const SERVED_HOURS: usize = 2;
/// Hours from that reading on until it is topped up, at the latest.
const OFF_HOURS: usize = 9;
/// Hours from that reading on until it draws again.
const HOURS_AFTER: usize = 11;
/// Hours after which the neighbours' price of an hour comes back: its reading is settled with the
/// third after it.
const SETTLED_AFTER: usize = 3;
/// Hours for which the school has credit. The gift comes earlier.
const SCHOOL_HOURS: usize = 8;
/// A connection is a multiple of it, W.
const CAPACITY_STEP_W: u32 = 100;

/// The parts of the story. Homes by their index, money in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
	/// Essential, with little credit, until a stranger gives.
	pub school: usize,
	pub gift: Balance,
	/// Runs dry, is disconnected, is topped up and draws again.
	pub dry: usize,
	pub top_up: Balance,
	/// What the guarantee fund begins with.
	pub guarantee: Balance,
	/// The others, who buy the park, and what each wants of it.
	pub investors: Vec<(usize, Shares)>,
}

impl Cast {
	/// Chooses the parts for `rows` of the data, and changes the contracts of those who play one.
	///
	/// Of all homes the one that runs dry first is the one that does, with enough credit to begin as
	/// normal and a connection no larger than these hours need. The school is the one of the others
	/// that needs most. The park plays itself, and the homes that are neither buy it.
	pub fn choose(
		data: &CommunityData,
		park: &Park,
		rows: &[usize],
		contracts: &mut [Contract],
	) -> Result<Self> {
		let highest_retail = data.tariff.cells.iter().copied().max().unwrap_or_default();
		let (dry, contract, outage) = (0..data.homes.len())
			.filter_map(|home| {
				let contract = prepaid(data, rows, home, highest_retail);
				let outage = Outage::forecast(data, rows, home, contract.credit)?;
				Some((home, contract, outage))
			})
			.min_by_key(|(_, _, outage)| outage.off_at)
			.context(
				"--story: no home of this data would run dry early enough in these hours: give more \
				 --hours, or leave --story out",
			)?;
		let school = (0..data.homes.len())
			.filter(|home| ![dry, park.index].contains(home))
			.max_by_key(|home| {
				rows.iter()
					.map(|row| u64::from(data.load_wh[*row][*home]))
					.sum::<u64>()
			})
			.context("--story needs two homes")?;

		let sunny = rows.iter().any(|row| data.pv_wh[*row][park.index] > 0);
		ensure!(
			sunny,
			"--story: the sun does not shine in these hours: give more --hours"
		);
		let others: Vec<usize> = (0..data.homes.len())
			.filter(|home| ![school, dry, park.index].contains(home))
			.collect();
		ensure!(
			others.len() >= LEAST_INVESTORS,
			"--story needs {} homes at least",
			LEAST_INVESTORS + 2
		);
		let subscriptions = park.subscriptions(others.len());

		contracts[park.index] = park.contract(data);
		contracts[dry] = contract;
		contracts[school].credit = costs(data, rows, school).take(SCHOOL_HOURS).sum();
		let a_day = |home: usize| costs(data, rows, home).sum::<Balance>() + 10 * TOKEN;
		Ok(Self {
			school,
			gift: a_day(school),
			dry,
			top_up: a_day(dry),
			guarantee: outage.guarantee,
			investors: others.into_iter().zip(subscriptions).collect(),
		})
	}
}

/// How a home runs dry. Hours count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outage {
	/// Its credit is gone.
	dry_at: usize,
	/// What the guarantee fund must have so that one reading does not use up both credit and fund.
	guarantee: Balance,
	/// The fund is gone too: it is disconnected.
	off_at: usize,
}

impl Outage {
	/// When a home with `credit` runs dry at the latest: neighbours give back as much as they ever could
	/// of what it paid in. `None` if that is too late, or it would come back by itself.
	fn forecast(
		data: &CommunityData,
		rows: &[usize],
		home: usize,
		credit: Balance,
	) -> Option<Self> {
		let costs: Vec<i128> = costs(data, rows, home).map(|cost| cost as i128).collect();
		// What its account is worth after the reading of an hour, if it is served until `cut`.
		let worth = |hour: usize, cut: usize| -> i128 {
			let paid: i128 = costs.iter().take(hour + 1).take(cut).sum();
			let back: i128 = (0..(hour + 1).saturating_sub(SETTLED_AFTER).min(cut))
				.map(|at| most_back(data, rows[at], home) as i128)
				.sum();
			credit as i128 - paid + back
		};
		let hours = 0..rows.len();
		let dry_at = hours.clone().find(|hour| worth(*hour, rows.len()) < 0)?;
		let around = costs.iter().skip(dry_at.saturating_sub(1)).take(4);
		let guarantee = around.copied().max().unwrap_or(0);
		let off_at = hours
			.skip(dry_at)
			.find(|hour| worth(*hour, rows.len()) < -guarantee)?;
		if off_at + HOURS_AFTER >= rows.len() {
			return None;
		}
		let cut = off_at + SERVED_HOURS + 1;
		let stays_off = (off_at..off_at + OFF_HOURS).all(|hour| worth(hour, cut) < -guarantee);
		let draws_again = costs
			.iter()
			.skip(off_at + HOURS_AFTER)
			.any(|cost| *cost > 0);
		(stays_off && draws_again).then_some(Self {
			dry_at,
			guarantee: guarantee as Balance,
			off_at,
		})
	}
}

/// The most that neighbours can bring a home of what it paid, or earn it, in a row of the data: half of
/// retail for the part of its import that they can match, all of it for its export.
fn most_back(data: &CommunityData, row: usize, home: usize) -> Balance {
	let net = |home: usize| i64::from(data.load_wh[row][home]) - i64::from(data.pv_wh[row][home]);
	let sum = |side: fn(i64) -> i64| -> u64 {
		let homes = 0..data.homes.len();
		homes.map(|home| side(net(home)).unsigned_abs()).sum()
	};
	let (short, long) = (sum(|net| net.max(0)), sum(|net| net.min(0)));
	let energy = net(home).unsigned_abs();
	let all = money(data.hours[row].retail, energy);
	match net(home) > 0 {
		true => all * Balance::from(short.min(long)) / Balance::from(short) / 2,
		false => all,
	}
}

/// What the home's import costs in each hour, all from the supplier.
fn costs<'a>(
	data: &'a CommunityData,
	rows: &'a [usize],
	home: usize,
) -> impl Iterator<Item = Balance> + 'a {
	rows.iter().map(move |row| {
		let import = data.load_wh[*row][home].saturating_sub(data.pv_wh[*row][home]);
		money(data.hours[*row].retail, import.into())
	})
}

/// A connection for the largest of these hours, and credit a little above what it could draw until its
/// first reading comes, up to half an interval late: above the floor under which a point is low.
fn prepaid(data: &CommunityData, rows: &[usize], home: usize, highest_retail: Price) -> Contract {
	let most = |row: &usize| data.load_wh[*row][home].abs_diff(data.pv_wh[*row][home]);
	let largest = rows.iter().map(most).max().unwrap_or(0);
	let capacity_w = largest.div_ceil(CAPACITY_STEP_W).max(1) * CAPACITY_STEP_W;
	Contract {
		capacity_w,
		credit: money(highest_retail, capacity_w.into()) * 165 / 100,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_simulator::setup;
	use std::path::Path;

	/// With the park.
	fn built() -> (CommunityData, Park) {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		let mut data = CommunityData::load(&folder).expect("the standing example is valid");
		let park = Park::build(&mut data).expect("has panels");
		(data, park)
	}

	fn fontana() -> CommunityData {
		built().0
	}

	fn choose(hours: usize) -> Result<(Cast, Vec<Contract>)> {
		let (data, park) = built();
		let rows: Vec<usize> = (0..hours).collect();
		let mut contracts = setup::contracts(&data, 200 * TOKEN);
		let cast = Cast::choose(&data, &park, &rows, &mut contracts)?;
		Ok((cast, contracts))
	}

	fn forecast(cast: &Cast, contracts: &[Contract]) -> Outage {
		let rows: Vec<usize> = (0..24).collect();
		let credit = contracts[cast.dry].credit;
		Outage::forecast(&fontana(), &rows, cast.dry, credit).expect("runs dry")
	}

	#[test]
	fn the_first_day_of_the_standing_example_has_its_cast() {
		let (cast, contracts) = choose(24).expect("has a cast");
		assert_ne!(cast.school, cast.dry);
		let outage = forecast(&cast, &contracts);
		assert_eq!((outage.dry_at, outage.off_at), (7, 8));
		let untouched = (0..17).filter(|home| ![cast.school, cast.dry].contains(home));
		for home in untouched {
			assert_eq!(contracts[home].credit, 200 * TOKEN);
		}
	}

	#[test]
	fn one_reading_leaves_credit_for_the_guarantee_fund_to_lend() {
		let (cast, contracts) = choose(24).expect("has a cast");
		let outage = forecast(&cast, &contracts);
		assert_eq!(outage.guarantee, cast.guarantee);
		let data = fontana();
		let rows: Vec<usize> = (0..24).collect();
		let spent = |hours: usize| -> Balance { costs(&data, &rows, cast.dry).take(hours).sum() };
		let credit = contracts[cast.dry].credit;
		assert!(spent(outage.dry_at) <= credit);
		assert!(spent(outage.dry_at + 1) - credit <= cast.guarantee);
		assert!(spent(outage.off_at + 1) - credit > cast.guarantee);
	}

	#[test]
	fn a_home_that_would_come_back_by_itself_plays_no_part() {
		let (mut data, park) = built();
		let rows: Vec<usize> = (0..24).collect();
		let mut contracts = setup::contracts(&data, 200 * TOKEN);
		let cast = Cast::choose(&data, &park, &rows, &mut contracts).expect("has a cast");
		// From the next hour on it sells more than it owes.
		for row in 9..24 {
			(data.load_wh[row][cast.dry], data.pv_wh[row][cast.dry]) = (0, 2_300);
		}
		let credit = contracts[cast.dry].credit;
		assert_eq!(Outage::forecast(&data, &rows, cast.dry, credit), None);
	}

	#[test]
	fn every_connection_carries_the_hours_that_are_played() {
		let (_, contracts) = choose(24).expect("has a cast");
		let data = fontana();
		for (home, contract) in contracts.iter().enumerate() {
			for row in 0..24 {
				let net = data.load_wh[row][home].abs_diff(data.pv_wh[row][home]);
				assert!(net <= contract.capacity_w);
			}
		}
	}

	#[test]
	fn the_homes_that_play_no_other_part_buy_the_park() {
		let (cast, contracts) = choose(24).expect("has a cast");
		let (data, park) = built();
		assert_eq!(cast.investors.len(), 15);
		let named = |index| cast.investors.iter().any(|(home, _)| *home == index);
		assert!(![cast.school, cast.dry, park.index].into_iter().any(named));
		let shares: Shares = cast.investors.iter().map(|(_, shares)| shares).sum();
		assert_eq!(shares, park.shares());
		assert_eq!(contracts[park.index], park.contract(&data));
	}

	#[test]
	fn a_community_of_four_has_too_few_to_buy_a_park() {
		let (mut data, _) = built();
		// The home that runs dry is among them.
		let dry = choose(24).expect("has a cast").0.dry;
		for row in data.load_wh.iter_mut().chain(&mut data.pv_wh) {
			row.swap(0, dry);
			row.truncate(4);
		}
		data.homes.swap(0, dry);
		data.homes.truncate(4);
		let park = Park::build(&mut data).expect("has panels");
		let mut contracts = setup::contracts(&data, 200 * TOKEN);
		let rows: Vec<usize> = (0..24).collect();
		let error = Cast::choose(&data, &park, &rows, &mut contracts).expect_err("are too few");
		assert!(error.to_string().contains("needs 5 homes"), "{error}");
	}

	#[test]
	fn too_few_hours_are_refused() {
		let error = choose(12).expect_err("is too short");
		assert!(error.to_string().contains("--hours"), "{error}");
	}
}
