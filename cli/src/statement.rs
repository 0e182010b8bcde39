//! `commonwatt statement`: what a point bought, sold, paid and got in a month.

use crate::{
	market_time::{month, month_code, month_name},
	point::point_of,
	rpc::{Node, Rpc},
	units::{write_average, write_plain, write_signed, write_wh},
};
use anyhow::{bail, Context, Result};
use clap::Args;
use commonwatt_primitives::{
	api::PointView,
	statement::{Line, Statement as Month},
	Balance, PointId, Wh,
};
use commonwatt_runtime::{AccountId, Runtime};
use frame_support::traits::Get;
use jsonrpsee::rpc_params;
use std::fmt;

/// A month of a delivery point, by kind of energy and money. The amounts of its lines, plus for what came
/// in and minus for what went out, sum to the change of the account.
#[derive(Args)]
pub struct Statement {
	/// The delivery point.
	#[arg(value_name = "N")]
	point: PointId,
	#[command(flatten)]
	node: Node,
	/// A local calendar month, like 2005-08; the one in progress by default.
	#[arg(long, value_name = "YYYY-MM", value_parser = month)]
	month: Option<u32>,
	/// For a spreadsheet.
	#[arg(long, conflicts_with = "json")]
	csv: bool,
	/// The answer of the node's energy_statement as it is, see docs/rpc.md.
	#[arg(long)]
	json: bool,
}

impl Statement {
	pub async fn run(self) -> Result<()> {
		let rpc = Rpc::connect(&self.node).await?;
		let (_, block) = rpc.best().await?;
		if self.json {
			let params = rpc_params![self.point, self.month.map(month_code), block];
			let answer = rpc.energy("energy_statement", params).await?;
			println!("{}", serde_json::to_string_pretty(&answer)?);
			return Ok(());
		}
		let view = point_of(&rpc, self.point, block).await?;
		let api = "CommunityApi_statement";
		let current: Option<Month> = rpc
			.call_api_at(api, (self.point, None::<u32>), block)
			.await?;
		let current = current.with_context(|| format!("point {} has no statement", self.point))?;
		let filed = pallet_billing::Statements::<Runtime>::hashed_key_for(self.point);
		let filed: Vec<Month> = rpc.storage(&filed, Some(block)).await?.unwrap_or_default();
		let month = match self.month {
			None => current,
			Some(month) => {
				let found: Option<Month> = rpc
					.call_api_at(api, (self.point, Some(month)), block)
					.await?;
				let Some(found) = found else {
					bail!("{}", no_statement(self.point, month, &filed, &current))
				};
				found
			}
		};
		if self.csv {
			print!("{}", csv(self.point, &month));
			return Ok(());
		}
		let table = Table {
			point: self.point,
			month: &month,
			in_progress: month.month == current.month,
		};
		print!("{table}");
		if table.in_progress {
			if let Some(worth) = Worth::of(&view, &filed, &month) {
				print!("{worth}");
			}
		}
		Ok(())
	}
}

fn no_statement(point: PointId, month: u32, filed: &[Month], current: &Month) -> String {
	let mut kept: Vec<_> = filed.iter().map(|month| month_code(month.month)).collect();
	kept.push(month_code(current.month));
	format!(
		"nothing is kept of point {point} in {}; there is {}",
		month_name(month),
		kept.join(", ")
	)
}

/// One line of a statement: what it is, how much, and whether it came in.
struct Entry {
	/// As `energy_statement` calls it.
	kind: &'static str,
	name: &'static str,
	wh: Option<Wh>,
	/// Base units: plus came in, minus went out.
	money: i128,
}

fn amount(money: Balance) -> i128 {
	i128::try_from(money).unwrap_or(i128::MAX)
}

fn paid(kind: &'static str, name: &'static str, line: &Line) -> Entry {
	Entry {
		kind,
		name,
		wh: Some(line.wh),
		money: -amount(line.money),
	}
}

fn got(kind: &'static str, name: &'static str, line: &Line) -> Entry {
	Entry {
		kind,
		name,
		wh: Some(line.wh),
		money: amount(line.money),
	}
}

fn moved(kind: &'static str, name: &'static str, money: i128) -> Entry {
	Entry {
		kind,
		name,
		wh: None,
		money,
	}
}

/// All lines of a month, in groups. Their money sums to the month's balance.
fn groups(month: &Month) -> [(&'static str, Vec<Entry>); 4] {
	[
		(
			"Bought",
			vec![
				paid("poolBought", "from neighbours, pool", &month.pool_bought),
				paid(
					"auctionBought",
					"from neighbours, ahead",
					&month.auction_bought,
				),
				paid(
					"supplierBought",
					"from the supplier",
					&month.supplier_bought,
				),
				paid("gapBought", "in gaps, never read", &month.gap_bought),
			],
		),
		(
			"Sold",
			vec![
				got("poolSold", "to neighbours, pool", &month.pool_sold),
				got("auctionSold", "to neighbours, ahead", &month.auction_sold),
				got("supplierSold", "to the supplier", &month.supplier_sold),
				got("gapSold", "in gaps, never read", &month.gap_sold),
			],
		),
		(
			"Paid to the community",
			vec![
				paid("gridFee", "grid fee", &month.grid_fee),
				paid("undelivered", "not delivered, charged", &month.undelivered),
			],
		),
		(
			"Money in and out",
			vec![
				moved("toppedUp", "top-ups", amount(month.topped_up)),
				moved("gifts", "gifts", amount(month.gifts)),
				moved("withdrawn", "withdrawn", -amount(month.withdrawn)),
			],
		),
	]
}

struct Table<'a> {
	point: PointId,
	month: &'a Month,
	in_progress: bool,
}

/// Text before and after the decimal point of a column, so that points stand below each other.
#[derive(Default)]
struct DecimalColumn {
	whole: usize,
	fraction: usize,
}

fn split(text: &str) -> (&str, &str) {
	text.split_at(text.find('.').unwrap_or(text.len()))
}

impl DecimalColumn {
	fn of<'a>(texts: impl Iterator<Item = &'a str>, least: usize) -> Self {
		let mut column = Self::default();
		for text in texts {
			let (whole, fraction) = split(text);
			column.whole = column.whole.max(whole.chars().count());
			column.fraction = column.fraction.max(fraction.chars().count());
		}
		column.whole = column.whole.max(least.saturating_sub(column.fraction));
		column
	}

	fn width(&self) -> usize {
		self.whole + self.fraction
	}

	fn place(&self, text: &str) -> String {
		let (whole, fraction) = split(text);
		format!(
			"{whole:>width$}{fraction:<decimals$}",
			width = self.whole,
			decimals = self.fraction
		)
	}
}

/// A row of the table, as text.
enum Row {
	Title(&'static str),
	Amounts {
		name: String,
		wh: String,
		money: String,
		average: String,
	},
	Rule,
}

impl Row {
	fn of(name: impl Into<String>, wh: Option<Wh>, money: i128) -> Self {
		let average = wh.and_then(|wh| write_average(money.unsigned_abs(), wh));
		Row::Amounts {
			name: name.into(),
			wh: wh.map(write_wh).unwrap_or_default(),
			money: write_signed(money),
			average: average.unwrap_or_default(),
		}
	}
}

impl Table<'_> {
	fn rows(&self) -> Vec<Row> {
		let mut rows = Vec::new();
		for (title, entries) in groups(self.month) {
			rows.push(Row::Title(title));
			for entry in &entries {
				rows.push(Row::of(format!("  {}", entry.name), entry.wh, entry.money));
			}
			// The Wh of the fee and of what was not delivered are not energy of their own.
			if entries.iter().all(|entry| entry.wh.is_some()) && entries.len() > 2 {
				let wh = entries.iter().filter_map(|entry| entry.wh).sum();
				let money = entries.iter().map(|entry| entry.money).sum();
				rows.push(Row::of("  together", Some(wh), money));
			}
		}
		rows.push(Row::Rule);
		rows.push(Row::of("Change of the account", None, self.month.balance()));
		rows
	}
}

impl fmt::Display for Table<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let month = self.month;
		let so_far = if self.in_progress { ", so far" } else { "" };
		writeln!(
			f,
			"Point {}, {}{so_far}",
			self.point,
			month_name(month.month)
		)?;
		writeln!(
			f,
			"metered: import {} Wh, export {} Wh",
			write_wh(month.imported),
			write_wh(month.exported)
		)?;
		writeln!(
			f,
			"green: {} Wh, generated by neighbours and retired for this point\n",
			write_wh(month.green)
		)?;
		let rows = self.rows();
		let amounts = || {
			rows.iter().filter_map(|row| match row {
				Row::Amounts {
					name,
					wh,
					money,
					average,
				} => Some((name, wh, money, average)),
				_ => None,
			})
		};
		let name = amounts()
			.map(|row| row.0.chars().count())
			.max()
			.unwrap_or(0);
		let wh = amounts().map(|row| row.1.len()).max().unwrap_or(0).max(7);
		let money = DecimalColumn::of(amounts().map(|row| row.2.as_str()), 8);
		let average = DecimalColumn::of(amounts().map(|row| row.3.as_str()), 7);
		writeln!(
			f,
			"{:name$}  {:>wh$}  {:>money$}  {:>average$}",
			"",
			"Wh",
			"tokens",
			"per kWh",
			money = money.width(),
			average = average.width()
		)?;
		for row in &rows {
			let text = match row {
				Row::Title(title) => title.to_string(),
				Row::Rule => "─".repeat(name + wh + money.width() + average.width() + 6),
				Row::Amounts {
					name: label,
					wh: energy,
					money: tokens,
					average: price,
				} => format!(
					"{label:<name$}  {energy:>wh$}  {}  {}",
					money.place(tokens),
					average.place(price)
				),
			};
			writeln!(f, "{}", text.trim_end())?;
		}
		Ok(())
	}
}

/// How the month in progress leads to what is in the account now.
struct Worth {
	/// What the account was worth before the month.
	before: i128,
	change: i128,
	/// Reserved for orders, or paid in for intervals that are not settled.
	open: i128,
	credit: Balance,
	owed: Balance,
	/// Whether anything of the point is open.
	anything_open: bool,
}

impl Worth {
	/// `None` if it cannot be told: earlier months are forgotten and something is open.
	fn of(view: &PointView<AccountId>, filed: &[Month], month: &Month) -> Option<Self> {
		let account = &view.account;
		let owed = account.debt.saturating_add(account.receivable);
		let now = amount(account.credit).saturating_sub(amount(owed));
		let change = month.balance();
		let kept: u32 = <Runtime as pallet_billing::Config>::KeptStatements::get();
		let all_kept = filed.len() < kept as usize;
		let anything_open = !view.unsettled.is_empty() || !view.orders.is_empty();
		let before = match (all_kept, anything_open) {
			(true, _) => filed.iter().map(Month::balance).sum(),
			(false, false) => now - change,
			(false, true) => return None,
		};
		Some(Self {
			before,
			change,
			open: before + change - now,
			credit: account.credit,
			owed,
			anything_open,
		})
	}
}

impl fmt::Display for Worth {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut lines = vec![("brought forward", self.before), ("change", self.change)];
		if self.open != 0 || self.anything_open {
			let name = match self.anything_open {
				true => "in orders and unsettled intervals",
				false => "UNEXPLAINED, please report it",
			};
			lines.push((name, -self.open));
		}
		if self.owed > 0 {
			lines.push(("owed", amount(self.owed)));
		}
		lines.push(("= credit now", amount(self.credit)));
		let texts: Vec<_> = lines.iter().map(|line| write_signed(line.1)).collect();
		let column = DecimalColumn::of(texts.iter().map(String::as_str), 0);
		writeln!(f)?;
		for ((name, _), text) in lines.iter().zip(&texts) {
			writeln!(
				f,
				"{}",
				format!("{name:<33}  {}", column.place(text)).trim_end()
			)?;
		}
		Ok(())
	}
}

/// One row a kind; the last is the balance, the sum of the others.
fn csv(point: PointId, month: &Month) -> String {
	let code = month_code(month.month);
	let mut text = String::from("point,month,kind,wh,tokens,base_units\n");
	let mut row = |kind: &str, wh: Option<Wh>, money: i128| {
		let wh = wh.map(|wh| wh.to_string()).unwrap_or_default();
		text.push_str(&format!(
			"{point},{code},{kind},{wh},{},{money}\n",
			write_plain(money)
		));
	};
	for (_, entries) in groups(month) {
		for entry in entries {
			row(entry.kind, entry.wh, entry.money);
		}
	}
	row("green", Some(month.green), 0);
	row("balance", None, month.balance());
	text
}

#[cfg(test)]
mod tests;
