//! How the story ends: what storage says, at one finalised block, of the park's income and of every
//! certified Wh.

use super::{
	park::{Park, ASSET, SHARE_PRICE},
	story::{fine_tokens, Story},
};
use crate::rpc::Rpc;
use anyhow::{ensure, Context, Result};
use comfy_table::{presets::UTF8_BORDERS_ONLY, CellAlignment, Table};
use commonwatt_primitives::{certificate::DeviceTotals, share::Shares, Balance, Wh};
use commonwatt_runtime::{AccountId, Hash, Runtime};
use commonwatt_simulator::outcome::Outcome;
use pallet_asset_shares::{Asset, Holding};
use pallet_certificates::Device;
use pallet_metering::Meter;

/// What storage has of the park: the asset, and what each investor holds.
struct Books {
	asset: Asset<AccountId>,
	holdings: Vec<Holding>,
}

/// What finalised blocks said of the park.
struct Told {
	shares: Shares,
	received: Balance,
	claimed: Balance,
}

/// Checks storage at a block against what finalised blocks said, and sums the story up.
pub async fn report(rpc: &Rpc, at: Hash, story: &Story, outcome: &Outcome) -> Result<()> {
	println!();
	report_income(rpc, at, story, outcome).await?;
	report_devices(rpc, at, story).await?;
	if let Some(vote) = story.government().summary() {
		println!("{vote}");
	}
	Ok(())
}

async fn report_income(rpc: &Rpc, at: Hash, story: &Story, outcome: &Outcome) -> Result<()> {
	let venture = story.venture();
	let key = pallet_asset_shares::Assets::<Runtime>::hashed_key_for(ASSET);
	let Some(asset) = rpc.storage(&key, Some(at)).await? else {
		return Ok(());
	};
	let mut holdings = Vec::new();
	for (home, _) in venture.investors() {
		let who = story.people().account(*home);
		let key = pallet_asset_shares::Holdings::<Runtime>::hashed_key_for(ASSET, who);
		let holding: Option<Holding> = rpc.storage(&key, Some(at)).await?;
		holdings.extend(holding);
	}
	let books = Books { asset, holdings };
	let (received, per_share) = venture.income();
	let told = Told {
		shares: venture.park().shares(),
		received,
		claimed: venture.claimed(),
	};
	let faults = books.faults(&told);
	ensure!(
		faults.is_empty(),
		"the income of the solar park does not add up:\n  {}",
		faults.join("\n  ")
	);
	println!("{}", books.summary(venture.park(), per_share, outcome));
	Ok(())
}

impl Books {
	/// What does not agree.
	fn faults(&self, told: &Told) -> Vec<String> {
		let income = &self.asset.income;
		let entitled = |holding: &Holding| holding.entitled(income.index);
		let unpaid: Balance = self.holdings.iter().map(entitled).sum();
		let shares: Shares = self.holdings.iter().map(|holding| holding.shares).sum();
		let parts = income.paid + unpaid + income.dust + income.upkept;
		let equal = [
			("received, and what it went to", income.received, parts),
			(
				"received, and what was told",
				income.received,
				told.received,
			),
			("paid, and what was claimed", income.paid, told.claimed),
			("unpaid, and what holders are owed", income.unpaid, unpaid),
			(
				"upkeep, and its reserve",
				income.upkept,
				self.asset.upkeep.reserve,
			),
			("shares, and what is held", told.shares, shares),
			("shares, and what earns", told.shares, self.asset.earning),
		];
		let unequal = equal.into_iter().filter(|(_, one, other)| one != other);
		unequal
			.map(|(what, one, other)| format!("{what}: {one} and {other}"))
			.collect()
	}

	fn summary(&self, park: &Park, per_share: Balance, outcome: &Outcome) -> String {
		let income = &self.asset.income;
		let of_park = || {
			outcome
				.intervals
				.iter()
				.map(|entry| &entry.homes[park.index])
		};
		let made: u64 = of_park().map(|home| u64::from(home.pv_wh)).sum();
		let bill: i128 = of_park().map(|home| home.bill).sum();
		format!(
			"The solar park made {}.{:03} kWh and earned {} tokens, {} of which are collected: the rest stays in its account.\n\
			 A share of {} tokens has received {}.\n\
			 Received {} = paid {} + unpaid {} + dust {} + upkeep {}, to the unit; the accounts of its {} holders say so.",
			made / 1_000,
			made % 1_000,
			fine_tokens(bill.min(0).unsigned_abs()),
			fine_tokens(income.received),
			SHARE_PRICE / commonwatt_runtime::TOKEN,
			fine_tokens(per_share),
			exact(income.received),
			exact(income.paid),
			exact(income.unpaid),
			exact(income.dust),
			exact(income.upkept),
			self.holdings.len()
		)
	}
}

/// Tokens with all 12 decimals: nothing is rounded away.
fn exact(amount: Balance) -> String {
	let token = commonwatt_runtime::TOKEN;
	format!("{}.{:012}", amount / token, amount % token)
}

async fn report_devices(rpc: &Rpc, at: Hash, story: &Story) -> Result<()> {
	let mut devices = Vec::new();
	for point in story.certification().devices() {
		let name = story.people().name(*point);
		let key = pallet_certificates::Devices::<Runtime>::hashed_key_for(point);
		let device: Option<Device> = rpc.storage(&key, Some(at)).await?;
		let device = device.with_context(|| format!("{name} is not certified"))?;
		let key = pallet_metering::Meters::<Runtime>::hashed_key_for(point);
		let meter: Option<Meter<AccountId>> = rpc.storage(&key, Some(at)).await?;
		let meter = meter.with_context(|| format!("{name} has no meter"))?;
		devices.push((name, device.totals, meter.registers.export));
	}
	let issued = story.certification().issued();
	let faults = device_faults(&devices, issued);
	ensure!(
		faults.is_empty(),
		"certificates do not add up:\n  {}",
		faults.join("\n  ")
	);
	println!("{}", device_table(&devices));
	println!(
		"Every Wh that a certified meter gave went one way: the totals are its register's, and {issued} Wh have \
		 certificates."
	);
	Ok(())
}

/// What does not agree of devices, each with its totals and what its register says since it is
/// certified: the point was registered with it.
fn device_faults(devices: &[(String, DeviceTotals, Wh)], issued: Wh) -> Vec<String> {
	let mut faults = Vec::new();
	for (name, totals, register) in devices {
		let went = totals.retired_locally + totals.uncertified + totals.tradeable();
		if totals.exported != *register {
			faults.push(format!(
				"{name}: {} Wh certified or retired, {register} Wh metered",
				totals.exported
			));
		}
		if totals.exported != went {
			faults.push(format!(
				"{name}: {} Wh, {went} Wh went anywhere",
				totals.exported
			));
		}
	}
	let tradeable: Wh = devices
		.iter()
		.map(|(_, totals, _)| totals.tradeable())
		.sum();
	if tradeable != issued {
		faults.push(format!(
			"{issued} Wh were issued, devices count {tradeable}"
		));
	}
	faults
}

fn device_table(devices: &[(String, DeviceTotals, Wh)]) -> Table {
	let mut table = Table::new();
	table.load_preset(UTF8_BORDERS_ONLY);
	table.set_header([
		"Certificates, Wh",
		"metered export",
		"retired locally",
		"uncertified",
		"issued",
		"of these retired",
		"open",
	]);
	let sum = |of: fn(&DeviceTotals) -> Wh| devices.iter().map(|(_, totals, _)| of(totals)).sum();
	let all = DeviceTotals {
		exported: sum(|totals| totals.exported),
		retired_locally: sum(|totals| totals.retired_locally),
		uncertified: sum(|totals| totals.uncertified),
		retired: sum(|totals| totals.retired),
		// The rest of what is tradeable.
		active: sum(|totals| totals.tradeable() - totals.retired),
		..Default::default()
	};
	let rows = devices
		.iter()
		.map(|(name, totals, _)| (name.as_str(), *totals));
	for (name, totals) in rows.chain([("all", all)]) {
		let numbers = [
			totals.exported,
			totals.retired_locally,
			totals.uncertified,
			totals.tradeable(),
			totals.retired,
			totals.tradeable() - totals.retired,
		];
		let numbers = numbers.map(|number| number.to_string());
		table.add_row([name.to_string()].into_iter().chain(numbers));
	}
	for column in 1..7 {
		if let Some(column) = table.column_mut(column) {
			column.set_cell_alignment(CellAlignment::Right);
		}
	}
	table
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_runtime::TOKEN;
	use pallet_asset_shares::{Income, Phase, Upkeep};

	/// Two holders of 3 shares and 1: 100 came, of which 10 are for upkeep; each share got 22, the first
	/// claimed.
	fn books() -> (Books, Told) {
		let asset = Asset {
			community: 0,
			proposer: AccountId::from([1; 32]),
			deposit: 0,
			phase: Phase::Active,
			rules: Default::default(),
			frozen: None,
			issued: 4,
			least: Default::default(),
			earning: 4,
			holders: 2,
			allowed: 0,
			income: Income {
				index: 22,
				received: 100,
				paid: 66,
				unpaid: 22,
				dust: 2,
				upkept: 10,
			},
			upkeep: Upkeep {
				reserve: 10,
				spent: 0,
			},
			point: Some(17),
			buy_back: None,
		};
		let holding = |shares, index| Holding {
			shares,
			index,
			..Default::default()
		};
		let books = Books {
			asset,
			holdings: vec![holding(3, 22), holding(1, 0)],
		};
		let told = Told {
			shares: 4,
			received: 100,
			claimed: 66,
		};
		(books, told)
	}

	#[test]
	fn income_that_adds_up_has_no_faults() {
		let (books, told) = books();
		assert_eq!(books.faults(&told), Vec::<String>::new());
	}

	#[test]
	fn a_missing_unit_of_income_is_named() {
		let (mut one, told) = books();
		one.asset.income.dust = 1;
		assert_eq!(
			one.faults(&told),
			["received, and what it went to: 100 and 99"]
		);
		let (mut one, told) = books();
		one.holdings[1].index = 1;
		assert_eq!(
			one.faults(&told),
			[
				"received, and what it went to: 100 and 99",
				"unpaid, and what holders are owed: 22 and 21"
			]
		);
		let (one, mut told) = books();
		told.claimed = 65;
		assert_eq!(one.faults(&told), ["paid, and what was claimed: 66 and 65"]);
		told.claimed = 66;
		told.received = 101;
		assert_eq!(
			one.faults(&told),
			["received, and what was told: 100 and 101"]
		);
	}

	#[test]
	fn a_missing_holder_is_named() {
		let (mut books, told) = books();
		books.holdings.pop();
		assert!(books
			.faults(&told)
			.contains(&"shares, and what is held: 4 and 3".to_string()));
	}

	fn device() -> (String, DeviceTotals, Wh) {
		let totals = DeviceTotals {
			exported: 100,
			retired_locally: 60,
			uncertified: 5,
			active: 20,
			retired: 15,
			..Default::default()
		};
		("home1".into(), totals, 100)
	}

	#[test]
	fn devices_that_add_up_have_no_faults() {
		assert_eq!(device_faults(&[device()], 35), Vec::<String>::new());
	}

	#[test]
	fn a_missing_wh_is_named() {
		let mut uncertified = device();
		uncertified.2 = 101;
		assert_eq!(
			device_faults(&[uncertified], 35),
			["home1: 100 Wh certified or retired, 101 Wh metered"]
		);
		let mut lost = device();
		lost.1.retired_locally = 59;
		assert_eq!(
			device_faults(&[lost], 35),
			["home1: 100 Wh, 99 Wh went anywhere"]
		);
		assert_eq!(
			device_faults(&[device()], 36),
			["36 Wh were issued, devices count 35"]
		);
	}

	#[test]
	fn amounts_keep_every_unit() {
		assert_eq!(exact(TOKEN + 1), "1.000000000001");
	}
}
