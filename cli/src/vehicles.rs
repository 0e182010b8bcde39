//! What became of a simulated community's vehicles, and what other ways to charge them would have cost.

use crate::{
	columns::{columns, Side},
	study::{
		charging::{by_arithmetic, ways, Charged},
		vehicles::Account,
	},
	units::write_wh,
};
use anyhow::{Context, Result};
use commonwatt_simulator::data::vehicles::Vehicle;
use commonwatt_study::{community::Community, fleet::Control};
use std::{fs, path::Path};

const WH_PER_KWH: f64 = 1_000.0;

fn kwh(wh: f64) -> String {
	// The sum of nothing is -0.0.
	format!("{:.1}", wh / WH_PER_KWH + 0.0)
}

fn usd(amount: f64) -> String {
	// Half a cent below 0 is no -0.00.
	let cents = (amount * 100.0).round() / 100.0 + 0.0;
	format!("{cents:.2}")
}

fn missing_wh(accounts: &[Account]) -> f64 {
	accounts.iter().map(|account| account.missing_wh).sum()
}

/// A line for each vehicle, and one for all.
pub fn table(community: &Community, vehicles: &[Vehicle], accounts: &[Account]) -> Vec<String> {
	let row = |cells: [&str; 8]| cells.map(String::from);
	let mut rows = vec![row([
		"home",
		"line",
		"charger W",
		"plugged in",
		"stays",
		"needed kWh",
		"taken kWh",
		"missing kWh",
	])];
	rows.extend(vehicles.iter().zip(accounts).map(|(vehicle, account)| {
		[
			community.homes[account.home].name.clone(),
			account.line.to_string(),
			write_wh(vehicle.power_w.into()),
			vehicle.plugged.to_string(),
			account.stays.to_string(),
			kwh(account.needed_wh),
			kwh(account.taken_wh as f64),
			kwh(account.missing_wh),
		]
	}));
	let sum = |of: fn(&Account) -> f64| kwh(accounts.iter().map(of).sum());
	let stays: usize = accounts.iter().map(|account| account.stays).sum();
	rows.push([
		"all".into(),
		String::new(),
		String::new(),
		String::new(),
		stays.to_string(),
		sum(|account| account.needed_wh),
		sum(|account| account.taken_wh as f64),
		sum(|account| account.missing_wh),
	]);
	use Side::{Left, Right};
	columns(
		[Left, Right, Right, Right, Right, Right, Right, Right],
		&rows,
	)
}

/// What the community costs if its vehicles are charged in each way, its batteries run in the same one.
pub fn comparison(
	community: &Community,
	control: Control,
	vehicles: &[Vehicle],
) -> Result<Vec<String>> {
	let without = by_arithmetic(community, control, None)?;
	let mut rows = vec![
		[
			"vehicles",
			"all bills USD",
			"batteries USD",
			"for the vehicles USD",
			"highest import kW",
			"missing kWh",
		]
		.map(String::from),
		line("none", &without, &without),
	];
	for (name, charging) in ways() {
		let charged = by_arithmetic(community, control, Some((vehicles, charging)))?;
		rows.push(line(name, &charged, &without));
	}
	use Side::{Left, Right};
	Ok(columns([Left, Right, Right, Right, Right, Right], &rows))
}

fn line(name: &str, charged: &Charged, without: &Charged) -> [String; 6] {
	let scores = &charged.scores;
	[
		name.into(),
		usd(scores.bills),
		usd(scores.wear + scores.charge),
		usd(scores.cost() - without.scores.cost()),
		format!("{:.1}", scores.peak),
		kwh(missing_wh(&charged.vehicles)),
	]
}

/// One row a vehicle.
pub fn write(
	file: &Path,
	community: &Community,
	vehicles: &[Vehicle],
	accounts: &[Account],
) -> Result<()> {
	let mut text = String::from("home,line,power_w,plugged,stays,needed_wh,taken_wh,missing_wh\n");
	for (vehicle, account) in vehicles.iter().zip(accounts) {
		text += &format!(
			"{},{},{},{},{},{:.0},{},{:.0}\n",
			community.homes[account.home].name,
			account.line,
			vehicle.power_w,
			vehicle.plugged,
			account.stays,
			account.needed_wh,
			account.taken_wh,
			account.missing_wh,
		);
	}
	fs::write(file, text).with_context(|| format!("writing {}", file.display()))
}
