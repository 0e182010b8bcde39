//! A community's money: what is there, what came in and went out, by line.

use crate::{
	columns::{columns, Side::*},
	market_time::month_name,
	units::{count, write_signed, write_tokens},
};
use commonwatt_primitives::governance::{
	views::{BudgetView, SupportView},
	Flow, TreasuryBook,
};
use std::fmt;

pub struct Budget<'a> {
	pub view: &'a BudgetView,
	pub supported: &'a [SupportView],
}

/// All lines of a book, each with its name.
fn lines(book: &TreasuryBook) -> [(&'static str, Flow); 13] {
	let TreasuryBook {
		grid_fees,
		undelivered,
		differences,
		donations,
		arrears,
		dust,
		assets,
		deposits,
		guarantee,
		spends,
		solidarity,
		refunds,
		investment,
	} = *book;
	[
		("grid fees", grid_fees),
		("not delivered", undelivered),
		("late readings", differences),
		("donations", donations),
		("arrears repaid", arrears),
		("dust of removed points", dust),
		("assets", assets),
		("forfeited deposits", deposits),
		("guarantee fund", guarantee),
		("spent", spends),
		("solidarity", solidarity),
		("refunds", refunds),
		("to invest", investment),
	]
}

/// An amount, or nothing where it is nothing.
fn money(amount: u128) -> String {
	match amount {
		0 => String::new(),
		_ => write_tokens(amount),
	}
}

fn balance(flow: &Flow) -> String {
	let signed = |amount: u128| i128::try_from(amount).unwrap_or(i128::MAX);
	write_signed(signed(flow.received).saturating_sub(signed(flow.paid)))
}

impl fmt::Display for Budget<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		writeln!(f, "budget, in tokens")?;
		let line = |f: &mut fmt::Formatter<'_>, name: &str, amount: u128, note: &str| {
			let text = write_tokens(amount);
			writeln!(f, "{}", format!("  {name:<13}{text:<17} {note}").trim_end())
		};
		line(f, "treasury", view.treasury, "")?;
		line(
			f,
			"solidarity",
			view.solidarity_fund,
			"set aside for supported points",
		)?;
		line(
			f,
			"to refund",
			view.patronage,
			"set aside until the month ends",
		)?;
		for refund in &view.refunds {
			let note = format!(
				"set aside: refund of {}, claimed {}, until interval {}",
				month_name(refund.month),
				write_tokens(refund.claimed),
				refund.until
			);
			line(
				f,
				"refund",
				refund.amount.saturating_sub(refund.claimed),
				&note,
			)?;
		}
		line(f, "free", view.free, "")?;
		let last = view.until.saturating_sub(1);
		let note = format!(
			"in period {}, intervals {} to {last}; {} may be",
			view.period,
			view.from,
			write_tokens(view.cap)
		);
		line(f, "spent", view.spent, &note)?;
		line(f, "last period", view.last_income, "came in")?;
		line(f, "", view.last_expense, "went out")?;
		if let Some(reserve) = view.reserve {
			line(f, "reserve", reserve, "the autopilot's target")?;
		}
		let runway = match view.runway {
			Some(periods) => format!("{} like the last", count(periods, "period")),
			None => "no end: the last period brought as much as it took".into(),
		};
		writeln!(f, "  {:<13}{runway}", "runway")?;
		for support in self.supported {
			line(
				f,
				"supports",
				support.amount,
				&format!("each period for point {}", support.point),
			)?;
		}

		let mut rows =
			vec![["", "in this period", "out", "in since the beginning", "out"].map(String::from)];
		let (period, total) = (lines(&view.lines), lines(&view.total));
		for ((name, now), (_, ever)) in period.iter().zip(&total) {
			if *ever != Flow::default() {
				rows.push([
					format!("  {name}"),
					money(now.received),
					money(now.paid),
					money(ever.received),
					money(ever.paid),
				]);
			}
		}
		let (now, ever) = (view.lines.total(), view.total.total());
		rows.push([
			"  together".into(),
			write_tokens(now.received),
			write_tokens(now.paid),
			write_tokens(ever.received),
			write_tokens(ever.paid),
		]);
		for line in columns([Left, Right, Right, Right, Right], &rows) {
			writeln!(f, "{line}")?;
		}
		writeln!(
			f,
			"in less out: {} in this period, {} since the beginning",
			balance(&now),
			balance(&ever)
		)
	}
}
