//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(30_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// A point's kept statements: twelve of up to 340 bytes.
const STATEMENTS_PROOF: u64 = 4_608;
/// A community's rule versions.
const RULES_PROOF: u64 = 4_096;
/// Finding the highest price of the rule versions, and reckoning a floor.
const SUPPLY: Weight = Weight::from_parts(20_000_000, 0);

pub trait WeightInfo {
	fn top_up() -> Weight;
	fn withdraw() -> Weight;
	fn top_up_supplier() -> Weight;
	fn withdraw_supplier() -> Weight;
	fn fund_guarantee() -> Weight;
	fn lend_to_guarantee() -> Weight;
	fn donate() -> Weight;
	fn sweep_donations() -> Weight;
	fn gift() -> Weight;
	fn set_essential() -> Weight;
	fn set_standing_top_up() -> Weight;
	/// What a book reads once to file statements and to evaluate supply.
	fn supply_terms() -> Weight;
	/// Evaluating the supply state of one point that is stored, and calling for its top-up.
	fn evaluate_supply() -> Weight;
	/// Filing one statement.
	fn file_statement() -> Weight;
	/// Looking at the queue of standing top-ups.
	fn poll_base() -> Weight;
	/// One turn of it.
	fn standing_top_up() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}

	/// What loading and storing a point takes beside its account: its month may end, its supply state
	/// is evaluated.
	fn entry() -> Weight {
		Self::supply_terms()
			.saturating_add(Self::file_statement())
			.saturating_add(Self::evaluate_supply())
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Meters, Communities, Books, Accounts, MemberDebt, MemberReceivable, payer, pot.
	/// Writes Books, Accounts, MemberDebt, MemberReceivable, payer, pot.
	/// Reads and writes TotalIssuance: a payer that is left with dust goes. And what a point's entry takes.
	fn top_up() -> Weight {
		Self::of(9, 7).saturating_add(Self::entry())
	}
	/// As `top_up`, but TotalIssuance is only read; twice a point's entry (settling, withdrawing); and the settlement of a full ring of
	/// 32 intervals: its ring, the market's state, and for each interval Results, Escrow, Auctions and
	/// Depth, which may be cleared, and its rules.
	fn withdraw() -> Weight {
		Self::of(9, 6)
			.saturating_add(Self::entry().saturating_mul(2))
			.saturating_add(T::DbWeight::get().reads_writes(2 + 6 * 32, 2 + 4 * 32))
			.saturating_add(Weight::from_parts(
				32 * 50_000_000,
				32 * (6 * ITEM_PROOF + 12_288),
			))
	}
	/// Reads Communities, Books, payer, pot; writes Books, payer, pot. Reads and writes TotalIssuance, as
	/// `top_up`.
	fn top_up_supplier() -> Weight {
		Self::of(5, 4)
	}
	/// Reads Communities, Books, pot, supplier, TotalIssuance, Clock, RuleVersions, RuleBook; writes
	/// Books, pot, supplier.
	fn withdraw_supplier() -> Weight {
		Self::of(8, 3).saturating_add(Weight::from_parts(10_000_000, RULES_PROOF))
	}
	/// As `top_up_supplier`.
	fn fund_guarantee() -> Weight {
		Self::top_up_supplier()
	}
	/// Reads Communities, Books; writes Books.
	fn lend_to_guarantee() -> Weight {
		Self::of(2, 1)
	}
	/// As `top_up_supplier`.
	fn donate() -> Weight {
		Self::top_up_supplier()
	}
	/// Reads Communities, Books, pot; writes Books.
	fn sweep_donations() -> Weight {
		Self::of(3, 1)
	}
	/// As `top_up`.
	fn gift() -> Weight {
		Self::top_up()
	}
	/// Reads Meters, Communities, EssentialPoints, Accounts, Books; writes EssentialPoints, Accounts.
	/// And what a point's entry takes.
	fn set_essential() -> Weight {
		Self::of(5, 2).saturating_add(Self::entry())
	}
	/// Reads Meters, StandingTopUps, Accounts, Books; writes StandingTopUps, Accounts.
	/// And what a point's entry takes.
	fn set_standing_top_up() -> Weight {
		Self::of(4, 2).saturating_add(Self::entry())
	}
	/// Reads RuleVersions, DroppedPrices, Parameters, Clock, Now, and of a point that owes the rules in
	/// force.
	fn supply_terms() -> Weight {
		T::DbWeight::get()
			.reads(6)
			.saturating_add(Weight::from_parts(0, 2 * RULES_PROOF + 3 * ITEM_PROOF))
	}
	/// Reads Meters, MemberDebt, EssentialPoints, StandingTopUps, QueuedTopUps, TopUpQueueEnds.
	/// Writes TopUpQueue, QueuedTopUps, TopUpQueueEnds.
	fn evaluate_supply() -> Weight {
		T::DbWeight::get()
			.reads_writes(6, 3)
			.saturating_add(SUPPLY)
			.saturating_add(Weight::from_parts(0, 6 * ITEM_PROOF))
	}
	/// Reads and writes Statements; writes Accounts.
	fn file_statement() -> Weight {
		T::DbWeight::get()
			.reads_writes(1, 2)
			.saturating_add(Weight::from_parts(10_000_000, STATEMENTS_PROOF))
	}
	/// Reads and writes TopUpQueueEnds.
	fn poll_base() -> Weight {
		Self::of(1, 1)
	}
	/// Reads TopUpQueue, StandingTopUps, Meters, Books, Accounts, MemberDebt, MemberReceivable, payer,
	/// pot, TotalIssuance. Writes TopUpQueue, QueuedTopUps, StandingTopUps, Books, Accounts, MemberDebt,
	/// MemberReceivable, payer, pot. And what a point's entry takes.
	fn standing_top_up() -> Weight {
		Self::of(10, 9).saturating_add(Self::entry())
	}
}
