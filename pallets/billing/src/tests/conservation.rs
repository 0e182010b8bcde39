//! Any sequence of entries and calls, beside a model of the ledger that is written from the
//! specification.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const LIMIT: Balance = 400;
const DEPOSIT: Balance = 100;
const FLOOR: Balance = 4_000;
const POINTS: [PointId; 4] = [0, 1, 2, 3];

#[derive(Clone, Debug)]
enum Entry {
	Charge(PointId, Account, Balance),
	Pay(PointId, Account, Balance),
	Transfer(Account, Account, Balance),
	AddArrears(Balance),
	/// What the market does with a shortage nobody could pay.
	Owe(PointId, Balance),
}

#[derive(Clone, Debug)]
enum Step {
	/// Entries of one book.
	Book(Vec<Entry>),
	TopUp(PointId, Balance),
	Withdraw(PointId, Balance),
	TopUpSupplier(Balance),
	WithdrawSupplier(Balance),
	FundGuarantee(Balance),
	LendToGuarantee(Balance),
	Donate(Balance),
	SendToPot(Balance),
	Sweep,
}

fn owner(point: PointId) -> AccountId {
	if point < 2 {
		ALICE
	} else {
		BOB
	}
}

fn point() -> impl Strategy<Value = PointId> {
	prop::sample::select(POINTS.to_vec())
}

fn any_account() -> impl Strategy<Value = Account> {
	prop::sample::select(vec![
		Account::Treasury(TreasuryLine::GridFees),
		Account::Supplier,
		Account::Guarantee,
		Account::Escrow(0),
		Account::Escrow(1),
		Account::Escrow(2),
	])
}

fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![Just(0), 1..20u128, 1..1_000u128, 1..9_000u128]
}

fn entry() -> impl Strategy<Value = Entry> {
	prop_oneof![
		4 => (point(), any_account(), amount()).prop_map(|(p, to, a)| Entry::Charge(p, to, a)),
		3 => (point(), any_account(), amount()).prop_map(|(p, from, a)| Entry::Pay(p, from, a)),
		2 => (any_account(), any_account(), amount())
			.prop_map(|(from, to, a)| Entry::Transfer(from, to, a)),
		1 => amount().prop_map(Entry::AddArrears),
		1 => (point(), amount()).prop_map(|(p, a)| Entry::Owe(p, a)),
	]
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		5 => prop::collection::vec(entry(), 1..8).prop_map(Step::Book),
		4 => (point(), amount()).prop_map(|(p, a)| Step::TopUp(p, a)),
		2 => (point(), amount()).prop_map(|(p, a)| Step::Withdraw(p, a)),
		2 => amount().prop_map(Step::TopUpSupplier),
		2 => amount().prop_map(Step::WithdrawSupplier),
		1 => amount().prop_map(Step::FundGuarantee),
		1 => amount().prop_map(Step::LendToGuarantee),
		1 => amount().prop_map(Step::Donate),
		1 => amount().prop_map(Step::SendToPot),
		1 => Just(Step::Sweep),
	]
}

/// The accounts of settlement.md, section 3.
#[derive(Default)]
struct Model {
	points: BTreeMap<PointId, Money>,
	treasury: Balance,
	supplier: Balance,
	guarantee: Balance,
	escrow: BTreeMap<Interval, Balance>,
	arrears: Balance,
	/// Sent to the pot and not swept.
	donations: Balance,
}

impl Model {
	fn account(&mut self, account: Account) -> &mut Balance {
		match account {
			Account::Treasury(_) => &mut self.treasury,
			Account::Supplier => &mut self.supplier,
			Account::Guarantee => &mut self.guarantee,
			Account::Escrow(interval) => self.escrow.entry(interval).or_default(),
		}
	}

	fn point(&mut self, point: PointId) -> &mut Money {
		self.points.entry(point).or_default()
	}

	fn take(&mut self, from: Account, amount: Balance) -> Balance {
		let taken = amount.min(*self.account(from));
		*self.account(from) -= taken;
		taken
	}

	fn member_debt(&self, who: AccountId) -> Balance {
		let owned = self
			.points
			.iter()
			.filter(|(point, _)| owner(**point) == who);
		owned.map(|(_, account)| account.debt).sum()
	}

	fn inflow(&mut self, point: PointId, mut amount: Balance) {
		let account = self.point(point);
		let to_debt = amount.min(account.debt);
		account.debt -= to_debt;
		amount -= to_debt;
		let to_receivable = amount.min(account.receivable);
		account.receivable -= to_receivable;
		account.credit += amount - to_receivable;
		self.guarantee += to_debt;
		self.supplier += to_receivable;
	}

	fn charge(&mut self, point: PointId, to: Account, amount: Balance) -> Balance {
		let from_credit = amount.min(self.point(point).credit);
		self.point(point).credit -= from_credit;
		let room = LIMIT.saturating_sub(self.member_debt(owner(point)));
		let lent = (amount - from_credit).min(room).min(self.guarantee);
		self.guarantee -= lent;
		self.point(point).debt += lent;
		*self.account(to) += from_credit + lent;
		amount - from_credit - lent
	}

	fn liabilities(&self) -> Balance {
		let credits = self
			.points
			.values()
			.map(|account| account.credit)
			.sum::<Balance>();
		let escrow = self.escrow.values().sum::<Balance>();
		credits + escrow + self.treasury + self.supplier + self.guarantee
	}

	/// Whether everything on the chain is as here.
	fn compare(&self) {
		for point in POINTS {
			let expected = self.points.get(&point).copied().unwrap_or_default();
			assert_eq!(account(point), expected, "point {point}");
		}
		let expected = CommunityAccounts {
			treasury: self.treasury,
			supplier: self.supplier,
			guarantee: self.guarantee,
			arrears: self.arrears,
			liabilities: self.liabilities(),
			..Default::default()
		};
		assert_eq!(book(), expected);
		for interval in 0..3 {
			let expected = self.escrow.get(&interval).copied().unwrap_or_default();
			assert_eq!(Escrow::<Runtime>::get(COMMUNITY, interval), expected);
		}
		for who in [ALICE, BOB] {
			assert_eq!(
				MemberDebt::<Runtime>::get(COMMUNITY, who),
				self.member_debt(who)
			);
		}
		assert_eq!(
			pot_holds(),
			self.liabilities() + self.donations + EXISTENTIAL_DEPOSIT
		);
	}
}

fn make(model: &mut Model, book: &mut crate::Book<Runtime>, entry: &Entry) {
	match *entry {
		Entry::Charge(point, to, amount) => {
			let mut purse = Billing::load_point(book, point);
			let unpaid = Billing::charge(book, point, &mut purse, to, amount);
			Billing::store_point(book, point, purse);
			assert_eq!(unpaid, model.charge(point, to, amount));
		}
		Entry::Pay(point, from, amount) => {
			let mut purse = Billing::load_point(book, point);
			let paid = Billing::pay(book, point, &mut purse, from, amount);
			Billing::store_point(book, point, purse);
			let expected = model.take(from, amount);
			model.inflow(point, expected);
			assert_eq!(paid, expected);
		}
		Entry::Transfer(from, to, amount) => {
			let moved = Billing::transfer(book, from, to, amount);
			let expected = model.take(from, amount);
			*model.account(to) += expected;
			assert_eq!(moved, expected);
			assert_eq!(Billing::balance(book, from), *model.account(from));
		}
		Entry::AddArrears(amount) => {
			Billing::add_arrears(book, amount);
			model.arrears += amount;
		}
		Entry::Owe(point, amount) => {
			let mut purse = Billing::load_point(book, point);
			if purse.credit == 0 {
				Billing::owe(book, point, &mut purse, amount);
				Billing::store_point(book, point, purse);
				model.point(point).receivable += amount;
			}
		}
	}
}

/// Whether a call succeeds is the model's to say.
fn apply(model: &mut Model, step: &Step) {
	let expect = |result: DispatchResult, allowed: bool| {
		assert_eq!(result.is_ok(), allowed, "{step:?}: {result:?}");
		allowed
	};
	match *step {
		Step::Book(ref entries) => {
			let mut book = Billing::open(COMMUNITY);
			entries
				.iter()
				.for_each(|entry| make(model, &mut book, entry));
			Billing::commit(book);
		}
		Step::TopUp(point, amount) => {
			if expect(Billing::top_up(by(DONOR), point, amount), amount > 0) {
				model.inflow(point, amount);
			}
		}
		Step::Withdraw(point, amount) => {
			let Money {
				credit,
				debt,
				receivable,
			} = *model.point(point);
			let another_owes = POINTS.into_iter().any(|other| {
				let account = *model.point(other);
				owner(other) == owner(point) && account.debt + account.receivable > 0
			});
			let owes = debt + receivable > 0 || another_owes;
			let allowed = amount > 0 && !owes && credit >= amount + FLOOR;
			if expect(withdraw_from(point, owner(point), amount), allowed) {
				model.point(point).credit -= amount;
			}
		}
		Step::TopUpSupplier(amount) => {
			let result = Billing::top_up_supplier(by(DONOR), COMMUNITY, amount);
			if expect(result, amount > 0) {
				let to_arrears = amount.min(model.arrears);
				model.arrears -= to_arrears;
				model.treasury += to_arrears;
				model.supplier += amount - to_arrears;
			}
		}
		Step::WithdrawSupplier(amount) => {
			let result = Billing::withdraw_supplier(by(SUPPLIER), COMMUNITY, amount);
			let allowed = amount > 0 && model.arrears == 0 && model.supplier >= amount + DEPOSIT;
			if expect(result, allowed) {
				model.supplier -= amount;
			}
		}
		Step::FundGuarantee(amount) => {
			let result = Billing::fund_guarantee(by(DONOR), COMMUNITY, amount);
			if expect(result, amount > 0) {
				model.guarantee += amount;
			}
		}
		Step::LendToGuarantee(amount) => {
			let result = Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, amount);
			if expect(result, amount > 0 && model.treasury >= amount) {
				model.treasury -= amount;
				model.guarantee += amount;
			}
		}
		Step::Donate(amount) => {
			if expect(Billing::donate(by(DONOR), COMMUNITY, amount), amount > 0) {
				model.treasury += amount;
			}
		}
		Step::SendToPot(amount) => {
			let pot = Billing::pot(COMMUNITY);
			assert_ok!(Balances::transfer_allow_death(by(DONOR), pot, amount));
			model.donations += amount;
		}
		Step::Sweep => {
			let result = Billing::sweep_donations(by(DONOR), COMMUNITY);
			if expect(result, model.donations > 0) {
				model.treasury += model.donations;
				model.donations = 0;
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

	#[test]
	fn every_entry_conserves_and_liabilities_are_exact(steps in prop::collection::vec(step(), 1..80)) {
		ExtBuilder::default().build_and_execute(|| {
			EmergencyLimit::set(LIMIT);
			SupplierDeposit::set(DEPOSIT);
			// 4,000 W in the hour to come, at 1.
			HighestRetail::set(1);
			let mut model = Model::default();
			for step in &steps {
				apply(&mut model, step);
				model.compare();
				Billing::check_invariants();
			}
		});
	}
}
