//! A community's money as JSON: its budget, what its autopilot did, whom it supports.

use super::Decimal;
use crate::rpc::energy::month;
use commonwatt_primitives::{
	governance::{
		autopilot::{AutopilotReport, FeeDecision, FeeReason},
		views::{BudgetView, RefundView, SupportView},
		Flow, TreasuryBook,
	},
	Balance, CommunityId, Interval, PointId, Price,
};
use serde::Serialize;

/// See [`BudgetView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
	community: CommunityId,
	treasury: Decimal<Balance>,
	solidarity_fund: Decimal<Balance>,
	patronage: Decimal<Balance>,
	refunds: Vec<Refund>,
	free: Decimal<Balance>,
	period: u32,
	from: Interval,
	/// Not included.
	until: Interval,
	cap: Decimal<Balance>,
	spent: Decimal<Balance>,
	lines: Book,
	total: Book,
	last_income: Decimal<Balance>,
	last_expense: Decimal<Balance>,
	reserve: Option<Decimal<Balance>>,
	runway: Option<u32>,
}

impl Budget {
	pub fn new(community: CommunityId, view: BudgetView) -> Self {
		Self {
			community,
			treasury: Decimal(view.treasury),
			solidarity_fund: Decimal(view.solidarity_fund),
			patronage: Decimal(view.patronage),
			refunds: view.refunds.into_iter().map(Refund::from).collect(),
			free: Decimal(view.free),
			period: view.period,
			from: view.from,
			until: view.until,
			cap: Decimal(view.cap),
			spent: Decimal(view.spent),
			lines: view.lines.into(),
			total: view.total.into(),
			last_income: Decimal(view.last_income),
			last_expense: Decimal(view.last_expense),
			reserve: view.reserve.map(Decimal),
			runway: view.runway,
		}
	}
}

/// See [`RefundView`].
#[derive(Clone, Debug, Serialize)]
pub struct Refund {
	month: String,
	rate: Decimal<Balance>,
	amount: Decimal<Balance>,
	claimed: Decimal<Balance>,
	until: Interval,
}

impl From<RefundView> for Refund {
	fn from(view: RefundView) -> Self {
		Self {
			month: month::format(view.month),
			rate: Decimal(view.rate),
			amount: Decimal(view.amount),
			claimed: Decimal(view.claimed),
			until: view.until,
		}
	}
}

/// See [`Flow`].
#[derive(Clone, Debug, Serialize)]
pub struct FlowEntry {
	received: Decimal<Balance>,
	paid: Decimal<Balance>,
}

impl From<Flow> for FlowEntry {
	fn from(flow: Flow) -> Self {
		Self {
			received: Decimal(flow.received),
			paid: Decimal(flow.paid),
		}
	}
}

/// See [`TreasuryBook`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Book {
	grid_fees: FlowEntry,
	undelivered: FlowEntry,
	differences: FlowEntry,
	donations: FlowEntry,
	arrears: FlowEntry,
	dust: FlowEntry,
	assets: FlowEntry,
	deposits: FlowEntry,
	guarantee: FlowEntry,
	spends: FlowEntry,
	solidarity: FlowEntry,
	refunds: FlowEntry,
	investment: FlowEntry,
}

impl From<TreasuryBook> for Book {
	fn from(book: TreasuryBook) -> Self {
		Self {
			grid_fees: book.grid_fees.into(),
			undelivered: book.undelivered.into(),
			differences: book.differences.into(),
			donations: book.donations.into(),
			arrears: book.arrears.into(),
			dust: book.dust.into(),
			assets: book.assets.into(),
			deposits: book.deposits.into(),
			guarantee: book.guarantee.into(),
			spends: book.spends.into(),
			solidarity: book.solidarity.into(),
			refunds: book.refunds.into(),
			investment: book.investment.into(),
		}
	}
}

/// See [`AutopilotReport`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
	period: u32,
	from: Interval,
	/// Not included.
	until: Interval,
	treasury: Decimal<Balance>,
	income: Decimal<Balance>,
	expense: Decimal<Balance>,
	forecast: Decimal<Balance>,
	forecast_intervals: u32,
	reserve: Decimal<Balance>,
	lowest_fee: Decimal<Price>,
	highest_fee: Decimal<Price>,
	decision: &'static str,
	/// `None` if the fee was held.
	decision_from: Option<Interval>,
	reason: FeeReason,
	surplus: Decimal<Balance>,
	to_solidarity: Decimal<Balance>,
	to_investment: Decimal<Balance>,
	to_refunds: Decimal<Balance>,
}

impl From<AutopilotReport> for Report {
	fn from(report: AutopilotReport) -> Self {
		let (decision, decision_from) = match report.decision {
			FeeDecision::Held => ("held", None),
			FeeDecision::Raised { from } => ("raised", Some(from)),
			FeeDecision::Lowered { from } => ("lowered", Some(from)),
		};
		Self {
			period: report.period,
			from: report.from,
			until: report.until,
			treasury: Decimal(report.treasury),
			income: Decimal(report.income),
			expense: Decimal(report.expense),
			forecast: Decimal(report.forecast),
			forecast_intervals: report.forecast_intervals,
			reserve: Decimal(report.reserve),
			lowest_fee: Decimal(report.lowest_fee),
			highest_fee: Decimal(report.highest_fee),
			decision,
			decision_from,
			reason: report.reason,
			surplus: Decimal(report.surplus),
			to_solidarity: Decimal(report.to_solidarity),
			to_investment: Decimal(report.to_investment),
			to_refunds: Decimal(report.to_refunds),
		}
	}
}

/// See [`SupportView`].
#[derive(Clone, Debug, Serialize)]
pub struct Support {
	point: PointId,
	/// Each period.
	amount: Decimal<Balance>,
}

impl From<SupportView> for Support {
	fn from(view: SupportView) -> Self {
		Self {
			point: view.point,
			amount: Decimal(view.amount),
		}
	}
}
