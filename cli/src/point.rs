//! `commonwatt point`: a delivery point at a glance.

use crate::{
	curve::{verb, write_step},
	market_time::MarketTime,
	rpc::{Node, Rpc},
	standing::{standing_of, words},
	units::{write_tokens, write_wh},
};
use anyhow::{bail, Result};
use clap::Args;
use commonwatt_primitives::{
	api::{OrderView, PointView},
	reading::Registers,
	standing::{StandingOrder, StandingOrderId},
	statement::SupplyState,
	Balance, NetWh, PointId,
};
use commonwatt_runtime::{allowance::ORDER_ALLOWANCE, AccountId, Hash, Runtime};
use jsonrpsee::rpc_params;
use pallet_billing::{StandingTopUp, StandingTopUps};
use std::fmt;

/// Shows a delivery point: who owns it, whether it may draw, its account, its meter, its orders and
/// standing orders.
#[derive(Args)]
pub struct Point {
	/// The delivery point.
	#[arg(value_name = "N")]
	point: PointId,
	#[command(flatten)]
	node: Node,
	/// The answer of the node's energy_point as it is, see docs/rpc.md.
	#[arg(long)]
	json: bool,
}

impl Point {
	pub async fn run(self) -> Result<()> {
		let rpc = Rpc::connect(&self.node).await?;
		let (number, block) = rpc.best().await?;
		if self.json {
			let answer = rpc
				.energy("energy_point", rpc_params![self.point, block])
				.await?;
			println!("{}", serde_json::to_string_pretty(&answer)?);
			return Ok(());
		}
		let view = point_of(&rpc, self.point, block).await?;
		let top_up = StandingTopUps::<Runtime>::hashed_key_for(self.point);
		let sheet = Sheet {
			point: self.point,
			block: number,
			view: &view,
			top_up: rpc.storage(&top_up, Some(block)).await?,
			standing: &standing_of(&rpc, self.point, block).await?.orders,
			time: &MarketTime::at(&rpc, block).await?,
		};
		print!("{sheet}");
		Ok(())
	}
}

/// A delivery point at a block.
pub async fn point_of(rpc: &Rpc, point: PointId, block: Hash) -> Result<PointView<AccountId>> {
	let view: Option<PointView<AccountId>> =
		rpc.call_api_at("CommunityApi_point", point, block).await?;
	match view {
		Some(view) => Ok(view),
		None => {
			let next = pallet_metering::NextPoint::<Runtime>::hashed_key();
			let next: Option<PointId> = rpc.storage(&next, Some(block)).await?;
			bail!("{}", unknown_point(point, next.unwrap_or_default()))
		}
	}
}

/// What there is instead of a point that there is not; `next` is what the next to be registered is called.
fn unknown_point(point: PointId, next: PointId) -> String {
	match (next.checked_sub(1), point < next) {
		(None, _) => format!(
			"there is no delivery point {point}: none is registered yet\nnext: a community's gateway registers \
			 meters; commonwatt play registers those of its homes"
		),
		(_, true) => format!("there is no delivery point {point} any more: it was removed"),
		(Some(last), _) => format!(
			"there is no delivery point {point}: {} registered so far, {}",
			match next {
				1 => "1 was".into(),
				next => format!("{next} were"),
			},
			match last {
				0 => "number 0".into(),
				last => format!("numbers 0 to {last}"),
			}
		),
	}
}

struct Sheet<'a> {
	point: PointId,
	block: u32,
	view: &'a PointView<AccountId>,
	top_up: Option<StandingTopUp<AccountId>>,
	standing: &'a [(StandingOrderId, StandingOrder)],
	time: &'a MarketTime,
}

/// What a supply state means to those who live there.
fn write_supply(view: &PointView<AccountId>) -> String {
	let text = match view.account.supply {
		// Time makes the floor rise.
		SupplyState::Normal if view.account.credit < view.withdrawal_floor => {
			"normal as of the last reading; under the floor by now"
		}
		SupplyState::Normal => "normal",
		SupplyState::Low => "low, under the floor",
		SupplyState::Emergency => "emergency, on the guarantee fund",
		SupplyState::Disconnected => "disconnected",
	};
	match view.essential {
		true => format!("{text} (essential)"),
		false => text.into(),
	}
}

/// What a point lacks to be normal: what it owes, which is paid first, and what its credit is under the
/// floor. `None` if it lacks nothing.
fn lacking(view: &PointView<AccountId>) -> Option<Balance> {
	let account = &view.account;
	let owed = account.debt.saturating_add(account.receivable);
	let under = view.withdrawal_floor.saturating_sub(account.credit);
	Some(owed.saturating_add(under)).filter(|lacking| *lacking > 0)
}

fn write_net(wh: NetWh) -> String {
	let sign = match wh {
		..0 => "-",
		0 => "",
		_ => "+",
	};
	format!("{sign}{} Wh", write_wh(wh.unsigned_abs()))
}

fn write_registers(registers: &Registers) -> String {
	format!(
		"import {} Wh, export {} Wh",
		write_wh(registers.import),
		write_wh(registers.export)
	)
}

/// What the owner could take out now: all above the floor, unless the account owes something.
fn withdrawable(view: &PointView<AccountId>) -> Balance {
	match view.account.debt == 0 && view.account.receivable == 0 {
		true => view.account.credit.saturating_sub(view.withdrawal_floor),
		false => 0,
	}
}

impl Sheet<'_> {
	fn line(
		&self,
		f: &mut fmt::Formatter<'_>,
		name: &str,
		value: impl fmt::Display,
	) -> fmt::Result {
		writeln!(f, "  {name:<13}{value}")
	}

	fn money(
		&self,
		f: &mut fmt::Formatter<'_>,
		name: &str,
		amount: Balance,
		note: &str,
	) -> fmt::Result {
		let text = write_tokens(amount);
		self.line(f, name, format!("{text:<17} {note}").trim_end())
	}

	fn account(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		let account = &view.account;
		writeln!(f, "account, in tokens")?;
		self.money(f, "credit", account.credit, "")?;
		let reserved = view
			.orders
			.iter()
			.fold(0u128, |sum, order| sum.saturating_add(order.reserved));
		self.money(f, "reserved", reserved, "for orders")?;
		self.money(f, "debt", account.debt, "to the guarantee fund")?;
		self.money(f, "receivable", account.receivable, "owed to the supplier")?;
		self.money(
			f,
			"floor",
			view.withdrawal_floor,
			"must stay until the next reading",
		)?;
		if let Some(lacking) = lacking(view) {
			let note = format!(
				"brings it to normal: commonwatt topup {} AMOUNT; the floor rises until the next reading",
				self.point
			);
			self.money(f, "top up", lacking, &note)?;
		}
		self.money(f, "withdrawable", withdrawable(view), "now, once settled")?;
		if let Some(StandingTopUp { payer, terms }) = &self.top_up {
			let what = format!(
				"{} at once, {} in all, by {payer}",
				write_tokens(terms.amount),
				write_tokens(terms.budget)
			);
			self.line(f, "standing", what)?;
		}
		Ok(())
	}

	fn meter(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		writeln!(f, "meter, {} W", write_wh(view.capacity_w.into()))?;
		self.line(f, "registers", write_registers(&view.registers))?;
		self.line(f, "metered", write_registers(&view.metered))?;
		let next = view.next_interval;
		self.line(
			f,
			"next reading",
			format!("interval {next}, {}", self.time.span_of(next)),
		)
	}

	fn market(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		writeln!(f, "market")?;
		let free = view
			.account
			.allowance
			.left(self.time.in_progress(), ORDER_ALLOWANCE);
		self.line(f, "free orders", format!("{free} left in this interval"))?;
		if view.unsettled.is_empty() {
			self.line(f, "unsettled", "nothing")?;
		}
		for (interval, deviation) in &view.unsettled {
			let what = match deviation {
				..0 => "surplus",
				0 => "as planned",
				_ => "shortage",
			};
			let what = format!("interval {interval}: {} {what}", write_net(*deviation));
			self.line(f, "unsettled", what)?;
		}
		if view.orders.is_empty() {
			self.line(f, "orders", "none")?;
		}
		for order in &view.orders {
			self.order(f, order)?;
		}
		for (id, order) in self.standing {
			let what = words::sentence(order, self.time);
			self.line(f, &format!("standing {id}"), what)?;
		}
		Ok(())
	}

	fn order(&self, f: &mut fmt::Formatter<'_>, order: &OrderView) -> fmt::Result {
		let OrderView {
			interval,
			side,
			steps,
			reserved,
			position,
		} = order;
		let reserved = write_tokens(*reserved);
		let span = self.time.span_of(*interval);
		self.line(f, "order", format!("interval {interval}, {span}"))?;
		match position {
			Some(position) => {
				let what = if *position > 0 { "bought" } else { "sold" };
				let wh = write_wh(position.unsigned_abs());
				self.line(f, "", format!("  {what} {wh} Wh, {reserved} held"))
			}
			None => {
				self.line(f, "", format!("  {}, {reserved} reserved", verb(*side)))?;
				for step in steps {
					let what = write_step(step.quantity, step.limit);
					self.line(f, "", format!("  {what}"))?;
				}
				Ok(())
			}
		}
	}
}

impl fmt::Display for Sheet<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		let closed = if view.closed { ", closed" } else { "" };
		writeln!(
			f,
			"Point {} of community {}{closed}, at block {}",
			self.point, view.community, self.block
		)?;
		self.line(f, "owner", &view.owner)?;
		match &view.trading_key {
			Some(key) => self.line(f, "trading key", key)?,
			None => self.line(f, "trading key", "none")?,
		}
		self.line(f, "supply", write_supply(view))?;
		self.account(f)?;
		self.meter(f)?;
		self.market(f)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{market_time::tests::TIME, standing::tests::selling_its_surplus};
	use commonwatt_primitives::{
		order::{Side, Step},
		traits::{Allowance, PointAccount},
	};
	use pallet_billing::StandingTopUpTerms;
	use sp_keyring::Sr25519Keyring::{Alice, Bob};

	const TOKEN: Balance = commonwatt_runtime::TOKEN;

	fn view() -> PointView<AccountId> {
		let step = |limit, quantity| Step { limit, quantity };
		PointView {
			community: 0,
			owner: Alice.to_account_id(),
			capacity_w: 10_000,
			registers: Registers {
				import: 5_120,
				export: 310,
			},
			metered: Registers {
				import: 5_120,
				export: 310,
			},
			next_interval: 18,
			closed: false,
			account: PointAccount {
				credit: 48 * TOKEN + 3 * TOKEN / 4,
				supply: SupplyState::Low,
				allowance: Allowance {
					interval: 18,
					spent: 3,
				},
				..Default::default()
			},
			withdrawal_floor: 50 * TOKEN,
			unsettled: vec![(16, 420), (17, -1_300)],
			essential: true,
			trading_key: Some(Bob.to_account_id()),
			next_nonces: vec![],
			orders: vec![
				OrderView {
					interval: 18,
					side: Side::Sell,
					steps: Vec::new(),
					reserved: TOKEN / 2,
					position: Some(-1_000),
				},
				OrderView {
					interval: 20,
					side: Side::Buy,
					steps: vec![step(150_000_000, 1_000), step(120_000_000, 500)],
					reserved: TOKEN / 4,
					position: None,
				},
			],
		}
	}

	#[test]
	fn a_sheet_says_everything_of_a_point() {
		let sheet = Sheet {
			point: 3,
			block: 57,
			view: &view(),
			top_up: Some(StandingTopUp {
				payer: Bob.to_account_id(),
				terms: StandingTopUpTerms {
					amount: 5 * TOKEN,
					budget: 20 * TOKEN,
				},
			}),
			standing: &[(2, selling_its_surplus())],
			time: &TIME,
		};
		let text = sheet.to_string();
		assert_eq!(text, SHEET.trim_start_matches('\n'), "\n{text}");
	}

	#[test]
	fn a_floor_that_rose_since_the_last_reading_is_told() {
		let mut view = view();
		view.account.supply = SupplyState::Normal;
		assert!(write_supply(&view).starts_with("normal as of the last reading"));
		view.account.credit = view.withdrawal_floor;
		assert_eq!(write_supply(&view), "normal (essential)");
	}

	#[test]
	fn what_is_owed_and_what_is_under_the_floor_must_be_topped_up() {
		let mut view = view();
		view.account.credit = 0;
		view.account.debt = 3 * TOKEN;
		view.account.receivable = TOKEN;
		assert_eq!(lacking(&view), Some(54 * TOKEN));
		view.account.credit = 51 * TOKEN;
		assert_eq!(lacking(&view), Some(4 * TOKEN));
		(view.account.debt, view.account.receivable) = (0, 0);
		assert_eq!(lacking(&view), None);
	}

	#[test]
	fn a_point_that_is_not_there_is_told_with_those_that_are() {
		for (point, next, said) in [
			(99, 18, "99: 18 were registered so far, numbers 0 to 17"),
			(1, 1, "1: 1 was registered so far, number 0"),
			(4, 18, "4 any more: it was removed"),
		] {
			let expected = format!("there is no delivery point {said}");
			assert_eq!(unknown_point(point, next), expected);
		}
		let none = unknown_point(0, 0);
		assert!(
			none.starts_with("there is no delivery point 0: none is registered yet\nnext: "),
			"{none}"
		);
	}

	#[test]
	fn nothing_can_be_withdrawn_that_is_owed_or_under_the_floor() {
		let mut view = view();
		assert_eq!(withdrawable(&view), 0);
		view.account.credit = 51 * TOKEN;
		assert_eq!(withdrawable(&view), TOKEN);
		view.account.receivable = 1;
		assert_eq!(withdrawable(&view), 0);
	}

	const SHEET: &str = "
Point 3 of community 0, at block 57
  owner        5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
  trading key  5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
  supply       low, under the floor (essential)
account, in tokens
  credit       48.75
  reserved     0.75              for orders
  debt         0.00              to the guarantee fund
  receivable   0.00              owed to the supplier
  floor        50.00             must stay until the next reading
  top up       1.25              brings it to normal: commonwatt topup 3 AMOUNT; the floor rises until the next reading
  withdrawable 0.00              now, once settled
  standing     5.00 at once, 20.00 in all, by 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
meter, 10,000 W
  registers    import 5,120 Wh, export 310 Wh
  metered      import 5,120 Wh, export 310 Wh
  next reading interval 18, Mon 1 August 2005, 18:00 to 19:00
market
  free orders  13 left in this interval
  unsettled    interval 16: +420 Wh shortage
  unsettled    interval 17: -1,300 Wh surplus
  order        interval 18, Mon 1 August 2005, 18:00 to 19:00
                 sold 1,000 Wh, 0.50 held
  order        interval 20, Mon 1 August 2005, 20:00 to 21:00
                 buys, 0.25 reserved
                 1,000 Wh at 0.15 per kWh
                 500 Wh at 0.12 per kWh
  standing 2   sells all it is expected to have left over at 0.12 or more per kWh, until it is cancelled
";
}
