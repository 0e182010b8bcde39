//! What the chain does by itself at the end of a period: it moves the grid fee and splits the surplus.

use crate::{
	Autopilots, Config, Daos, Event, OpeningBooks, Pallet, Period, Periods, PursesOf, Reports,
};
use commonwatt_primitives::{
	governance::{
		autopilot::{AutopilotReport, AutopilotRules, FeeDecision, FeeReason},
		CommunityFunds, Flow, GridFee, TreasuryLine,
	},
	money,
	traits::{MarketClock, Signals, Tariffs},
	Balance, CommunityId, Interval, Price,
};
use frame_support::{pallet_prelude::DispatchError, storage::with_storage_layer, traits::Get};

impl<T: Config> Pallet<T> {
	/// Ends the period in progress, whose time is over, and begins the next.
	pub(crate) fn turn_period(community: CommunityId, mut ended: Period) {
		let Some(dao) = Daos::<T>::get(community) else {
			return;
		};
		let rules = dao.rules;
		let now = T::Clock::ended();
		// However much time has passed, it was one period: nothing is done twice.
		let length = rules.period.max(1);
		let missed = now
			.saturating_sub(ended.until)
			.checked_div(length)
			.unwrap_or(0);
		let from = ended.until.saturating_add(missed.saturating_mul(length));
		ended.until = from;
		let flow = Self::flow_of_period(community);
		if let Some(rules) = Autopilots::<T>::get(community) {
			Self::steer(community, &ended, flow, &rules);
		}
		Self::close_refunds(community);
		let period = Period {
			number: ended.number.saturating_add(1),
			from,
			until: from.saturating_add(length),
			cap: rules.spending_cap.mul_floor(T::Funds::free(community)),
			spent: 0,
			last_income: flow.received,
			last_expense: flow.paid,
			paying: true,
			month: ended.month,
		};
		Periods::<T>::insert(community, period);
		OpeningBooks::<T>::insert(community, T::Funds::book(community));
		Self::deposit_event(Event::PeriodBegan {
			community,
			period: period.number,
			from: period.from,
			until: period.until,
			cap: period.cap,
			last_income: period.last_income,
			last_expense: period.last_expense,
		});
	}

	/// What the period in progress brought and took; what was moved to be invested is not spent.
	pub(crate) fn flow_of_period(community: CommunityId) -> Flow {
		let opening = OpeningBooks::<T>::get(community);
		let lines = T::Funds::book(community).since(&opening);
		let total = lines.total();
		Flow {
			received: total.received,
			paid: total.paid.saturating_sub(lines.investment.paid),
		}
	}

	/// Decides on the fee, splits the surplus, reports.
	fn steer(community: CommunityId, ended: &Period, flow: Flow, rules: &AutopilotRules) {
		let treasury = T::Funds::free(community);
		let (forecast, forecast_intervals) = Self::forecast(community);
		let (lowest_fee, highest_fee) = T::GridFee::current(community).unwrap_or_default();
		let expected = treasury.saturating_add(forecast);
		let above = rules.reserve.saturating_add(flow.paid);
		let (decision, reason) = if expected < rules.reserve {
			Self::raise(community, lowest_fee, rules)
		} else if expected > above {
			Self::lower(community, highest_fee, rules)
		} else {
			(FeeDecision::Held, FeeReason::NearReserve)
		};
		let surplus = treasury.saturating_sub(rules.reserve);
		let report = AutopilotReport {
			period: ended.number,
			from: ended.from,
			until: ended.until,
			treasury,
			income: flow.received,
			expense: flow.paid,
			forecast,
			forecast_intervals,
			reserve: rules.reserve,
			lowest_fee,
			highest_fee,
			decision,
			reason,
			surplus,
			to_solidarity: Self::to_solidarity(community, rules.solidarity.mul_floor(surplus)),
			to_investment: Self::to_investment(community, rules.investment.mul_floor(surplus)),
			to_refunds: Self::to_refunds(community, rules.refund.mul_floor(surplus)),
		};
		Reports::<T>::mutate(community, |reports| {
			if reports.is_full() && !reports.is_empty() {
				reports.remove(0);
			}
			// The oldest made room.
			let _ = reports.try_push(report);
		});
		Self::deposit_event(Event::AutopilotActed { community, report });
	}

	/// The fees of the intervals to come, as far as there are signals: what neighbours can exchange at the
	/// medians of demand and generation. Of how many intervals.
	fn forecast(community: CommunityId) -> (Balance, u32) {
		let first = T::Clock::in_progress().saturating_add(1);
		let until = first.saturating_add(T::ForecastIntervals::get());
		let mut sum: Balance = 0;
		let mut intervals: u32 = 0;
		for interval in first..until {
			let Some(signal) = T::Signals::signal(community, interval) else {
				continue;
			};
			let Some(prices) = T::Tariffs::prices(community, interval) else {
				continue;
			};
			let exchanged = signal.demand.median().min(signal.generation.median());
			sum = sum.saturating_add(money(prices.grid_fee, exchanged));
			intervals = intervals.saturating_add(1);
		}
		(sum, intervals)
	}

	fn raise(
		community: CommunityId,
		lowest: Price,
		rules: &AutopilotRules,
	) -> (FeeDecision, FeeReason) {
		if lowest >= rules.highest_fee {
			return (FeeDecision::Held, FeeReason::AtBound);
		}
		// Steps are at most 2^48.
		let step = i64::try_from(rules.fee_step).unwrap_or(i64::MAX);
		match Self::shift(community, step, rules) {
			Ok(from) => (FeeDecision::Raised { from }, FeeReason::BelowReserve),
			Err(error) => Self::refused(community, error),
		}
	}

	fn lower(
		community: CommunityId,
		highest: Price,
		rules: &AutopilotRules,
	) -> (FeeDecision, FeeReason) {
		if highest <= rules.lowest_fee {
			return (FeeDecision::Held, FeeReason::AtBound);
		}
		let step = i64::try_from(rules.fee_step)
			.unwrap_or(i64::MAX)
			.saturating_neg();
		match Self::shift(community, step, rules) {
			Ok(from) => (FeeDecision::Lowered { from }, FeeReason::AboveReserve),
			Err(error) => Self::refused(community, error),
		}
	}

	fn shift(
		community: CommunityId,
		step: i64,
		rules: &AutopilotRules,
	) -> Result<Interval, DispatchError> {
		// What fails in a hook is not rolled back by itself.
		with_storage_layer(|| {
			T::GridFee::shift(community, step, rules.lowest_fee, rules.highest_fee)
		})
	}

	fn refused(community: CommunityId, error: DispatchError) -> (FeeDecision, FeeReason) {
		Self::deposit_event(Event::FeeRefused { community, error });
		(FeeDecision::Held, FeeReason::RulesRefused)
	}

	/// Moves to the solidarity fund; what was moved.
	fn to_solidarity(community: CommunityId, amount: Balance) -> Balance {
		if T::Funds::put_aside(community, amount).is_err() {
			return 0;
		}
		PursesOf::<T>::mutate(community, |purses| {
			purses.solidarity = purses.solidarity.saturating_add(amount);
		});
		amount
	}

	/// Saves for the refund of the month; what was saved.
	fn to_refunds(community: CommunityId, amount: Balance) -> Balance {
		if T::Funds::put_aside(community, amount).is_err() {
			return 0;
		}
		PursesOf::<T>::mutate(community, |purses| {
			purses.patronage = purses.patronage.saturating_add(amount);
		});
		amount
	}

	/// Moves to the community's own account; what was moved: nothing if it is less than an account holds.
	fn to_investment(community: CommunityId, amount: Balance) -> Balance {
		let account = Self::dao_account(community);
		let moved = with_storage_layer(|| {
			T::Funds::spend(community, &account, amount, TreasuryLine::Investment)
		});
		match moved {
			Ok(()) => amount,
			Err(_) => 0,
		}
	}
}
