//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(30_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// A community's rules: a version is decoded, moved and encoded.
const RULES: Weight = Weight::from_parts(40_000_000, 8_192);
/// Versions of rules of which a price may be asked for.
const RULE_VERSIONS: u64 = 8;
/// A point's kept statements.
const STATEMENTS_PROOF: u64 = 4_608;
/// A byte of a call: decoding, hashing, keeping.
const CALL_BYTE: Weight = Weight::from_parts(20_000, 1);
/// A forecast: two look-ups of a signal, prices of its interval.
const FORECAST: Weight = Weight::from_parts(40_000_000, 8_192);
/// An account in a list that is decoded and encoded.
const LISTED: Weight = Weight::from_parts(300_000, 80);

pub trait WeightInfo {
	fn establish() -> Weight;
	fn set_rules() -> Weight;
	fn propose(length: u32) -> Weight;
	fn vote(points: u32) -> Weight;
	fn vote_for(delegators: u32, points: u32) -> Weight;
	fn delegate() -> Weight;
	fn undelegate() -> Weight;
	fn remove_delegation() -> Weight;
	fn close() -> Weight;
	/// The call's own weight apart.
	fn execute(length: u32) -> Weight;
	fn remove_votes(limit: u32) -> Weight;
	fn spend() -> Weight;
	fn add_recurring_spend() -> Weight;
	fn remove_recurring_spend() -> Weight;
	fn invest() -> Weight;
	fn pay_in() -> Weight;
	fn set_support() -> Weight;
	fn set_solidarity_fund() -> Weight;
	fn open_refund() -> Weight;
	fn claim_refund() -> Weight;
	fn remove_claims(limit: u32) -> Weight;
	fn set_autopilot() -> Weight;
	fn stop_autopilot() -> Weight;
	fn poll_base() -> Weight;
	/// Looking whether anything of a community is due.
	fn poll_community() -> Weight;
	fn turn_month() -> Weight;
	fn turn_period() -> Weight;
	/// Paying one recurring spend.
	fn pay_recurring_spend() -> Weight;
	/// Paying a step of supported points.
	fn pay_supported_points() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: crate::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(Self::db(reads, writes))
	}

	fn db(reads: u64, writes: u64) -> Weight {
		T::DbWeight::get()
			.reads_writes(reads, writes)
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}

	/// Where energy votes: reads Meters, CountedPoints, Accounts, Statements, the clock (3); writes
	/// CountedPoints.
	fn counted_point() -> Weight {
		Self::db(7, 1).saturating_add(Weight::from_parts(10_000_000, STATEMENTS_PROOF))
	}

	/// Reads Members, Ballots, an asset's holding (2); writes Ballots.
	fn ballot() -> Weight {
		Self::db(4, 1).saturating_add(Weight::from_parts(10_000_000, 0))
	}

	/// A payment to a point's credit, beside the book: reads Meters, Accounts, Statements, MemberDebt,
	/// MemberReceivable, what its supply state takes (12); writes Accounts, Statements, MemberDebt,
	/// MemberReceivable, its place in the queue (3).
	fn top_up() -> Weight {
		Self::db(17, 7).saturating_add(Weight::from_parts(
			40_000_000,
			STATEMENTS_PROOF.saturating_add(8_192),
		))
	}

	fn listed(entries: u32) -> Weight {
		LISTED.saturating_mul(entries.into())
	}
}

impl<T: crate::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Communities, Daos, Books, the clock (4); writes Daos, Periods, OpeningBooks.
	fn establish() -> Weight {
		Self::of(7, 3)
	}
	/// Reads and writes Daos.
	fn set_rules() -> Weight {
		Self::of(1, 1)
	}
	/// Reads Daos, Members, MemberCount, OpenOf, NextProposal, ProposalsOf, the proposer, its holds, an
	/// asset and its records (4), what the DAO holds of it (2), MonthEnds, the clock (3). Writes Daos, OpenOf, NextProposal, ProposalsOf, Proposals, Calls, the
	/// proposer, its holds, an asset's records (2).
	fn propose(length: u32) -> Weight {
		Self::of(18, 10)
			.saturating_add(Self::listed(T::MaxProposals::get()))
			.saturating_add(CALL_BYTE.saturating_mul(length.into()))
	}
	/// Reads Proposals, an asset's records; writes Proposals; a ballot.
	fn vote(points: u32) -> Weight {
		Self::of(2, 1)
			.saturating_add(Self::ballot())
			.saturating_add(Self::counted_point().saturating_mul(points.into()))
	}
	/// Reads Proposals, Members, an asset's records; writes Proposals; for each a Delegation is read, and a ballot.
	fn vote_for(delegators: u32, points: u32) -> Weight {
		let each = Self::db(1, 0).saturating_add(Self::ballot());
		Self::of(3, 1)
			.saturating_add(each.saturating_mul(delegators.into()))
			.saturating_add(Self::counted_point().saturating_mul(points.into()))
	}
	/// Reads Members twice, NextProposal; writes Delegations.
	fn delegate() -> Weight {
		Self::of(3, 1)
	}
	/// Reads Communities, Delegations; writes Delegations.
	fn undelegate() -> Weight {
		Self::of(2, 1)
	}
	/// Reads Delegations, Members twice; writes Delegations.
	fn remove_delegation() -> Weight {
		Self::of(3, 1)
	}
	/// Reads Proposals, Daos, OpenOf, the proposer, its holds, pot, Communities, Books, TotalIssuance, an asset's records
	/// (2). Writes Proposals, Daos, OpenOf, Calls, the proposer, its holds, pot, Books, TotalIssuance, records (2).
	fn close() -> Weight {
		Self::of(11, 11)
	}
	/// Reads Proposals, Calls, Daos, MemberCount, and what the runtime's filter asks of a call (2); writes the first
	/// three, and what was to be once more if it fails.
	fn execute(length: u32) -> Weight {
		Self::of(6, 3).saturating_add(CALL_BYTE.saturating_mul(length.into()))
	}
	/// Reads Proposals, ProposalsOf, the ends of two prefixes; writes Proposals, ProposalsOf; each ballot or
	/// point is read and written.
	fn remove_votes(limit: u32) -> Weight {
		Self::of(4, 2)
			.saturating_add(Self::listed(T::MaxProposals::get()))
			.saturating_add(Self::db(2, 1).saturating_mul(limit.into()))
	}
	/// Reads Daos, Periods, Communities, Books, pot, payee, TotalIssuance; writes Periods, Books, pot,
	/// payee, TotalIssuance.
	fn spend() -> Weight {
		Self::of(7, 5)
	}
	/// Reads Daos, Periods, RecurringSpends; writes Daos, RecurringSpends.
	fn add_recurring_spend() -> Weight {
		Self::of(3, 2).saturating_add(Self::listed(T::MaxRecurringSpends::get()))
	}
	/// Reads Daos, RecurringSpends; writes RecurringSpends.
	fn remove_recurring_spend() -> Weight {
		Self::of(2, 1).saturating_add(Self::listed(T::MaxRecurringSpends::get()))
	}
	/// As `spend`.
	fn invest() -> Weight {
		Self::spend()
	}
	/// Reads Daos, Communities, Books, payer, pot, TotalIssuance; writes Books, payer, pot, TotalIssuance.
	fn pay_in() -> Weight {
		Self::of(6, 4)
	}
	/// Reads Daos, Periods, Supported, Meters; writes Supported.
	fn set_support() -> Weight {
		Self::of(4, 1).saturating_add(Self::listed(T::MaxSupported::get()))
	}
	/// Reads Daos, PursesOf, Periods, Communities, Books; writes PursesOf, Periods, Books.
	fn set_solidarity_fund() -> Weight {
		Self::of(5, 3)
	}
	/// Reads Daos, Communities, Books, PursesOf, MonthEnds, Refunds, the clock; writes Books, PursesOf,
	/// Refunds.
	fn open_refund() -> Weight {
		Self::of(7, 3)
	}
	/// Reads Meters, Refunds, the clock, Claimed, Books, the clock's month (3); writes Claimed, Refunds, Books;
	/// a statement; a payment to a point.
	fn claim_refund() -> Weight {
		Self::of(10, 3)
			.saturating_add(Weight::from_parts(0, STATEMENTS_PROOF))
			.saturating_add(Self::top_up())
	}
	/// Reads Refunds, the end of a prefix; each mark is read and written.
	fn remove_claims(limit: u32) -> Weight {
		Self::of(2, 0).saturating_add(Self::db(2, 1).saturating_mul(limit.into()))
	}
	/// Reads Daos; writes Autopilots.
	fn set_autopilot() -> Weight {
		Self::of(1, 1)
	}
	/// Reads Communities, Autopilots; writes Autopilots.
	fn stop_autopilot() -> Weight {
		Self::of(2, 1)
	}
	/// Reads CommunityCount, NextCommunity, the clock (4); writes NextCommunity.
	fn poll_base() -> Weight {
		Self::of(6, 1)
	}
	/// Reads Periods; writes it once what is due is paid.
	fn poll_community() -> Weight {
		Self::db(2, 1)
	}
	/// Reads Periods, MonthEnds, the energy's totals, Refunds, Books, PursesOf; writes Periods, MonthEnds,
	/// Refunds, Books, PursesOf.
	fn turn_month() -> Weight {
		Self::of(6, 5)
	}
	/// Reads Daos, Periods, Autopilots, OpeningBooks, Books, PursesOf, Reports, Refunds, the account to invest, pot, TotalIssuance,
	/// rules and their versions (14); for each interval ahead a signal and prices (3). Writes Periods,
	/// OpeningBooks, Books, PursesOf, Reports, Refunds, account, pot, TotalIssuance, rules and their versions
	/// (10).
	fn turn_period() -> Weight {
		let ahead = u64::from(T::ForecastIntervals::get());
		Self::of(25, 19)
			.saturating_add(RULES.saturating_mul(RULE_VERSIONS))
			.saturating_add(
				FORECAST
					.saturating_add(Self::db(3, 0))
					.saturating_mul(ahead),
			)
	}
	/// Reads RecurringSpends, and as `spend`; writes RecurringSpends.
	fn pay_recurring_spend() -> Weight {
		Self::spend()
			.saturating_add(Self::db(1, 1))
			.saturating_add(Self::listed(T::MaxRecurringSpends::get()))
	}
	/// Reads Supported, PursesOf, Books; writes them; for each point Meters once more and a payment.
	fn pay_supported_points() -> Weight {
		let each = Self::top_up().saturating_add(Self::db(1, 0));
		Self::of(3, 3)
			.saturating_add(Self::listed(T::MaxSupported::get()))
			.saturating_add(each.saturating_mul(crate::spending::SUPPORTED_PER_STEP as u64))
	}
}
