//! # Commonwatt agents
//!
//! What runs a home's battery or vehicle: pure and deterministic, without I/O. The same calls give the same
//! decisions.
//!
//! | agent | knows | does |
//! |---|---|---|
//! | [`Dispatch::FOLLOW`] | its own meter | charges from its surplus, covers its need |
//! | [`Thresholds`] | the tariff, what the latest interval brought | charges at a low local price, delivers at a high tariff |
//! | [`Planner`] | the tariff, public forecasts with quantiles, its own meter | plans a day ahead, each interval anew |
//! | [`Vehicle`] | the same, and when it leaves | charges what it needs by then, when it is cheapest |
//!
//! ## Terms
//!
//! | term | meaning |
//! |---|---|
//! | net load | what a home draws less what it makes, Wh in the interval, without its battery |
//! | take | what a battery draws from its home; below 0 it delivers. Whole Wh, as metered |
//! | stored | in the cells, Wh: what was taken less the losses on the way |
//! | wear | money per delivered Wh |
//! | outlook | public expectations of the intervals to come, [`Expectation`] |
//!
//! ## How the planner plans, and why it needs no coordinator
//!
//! Many batteries that react to one price overshoot it. So a planner minimises not its own bill at a price
//! but the community's expected bill, as if all batteries did what it does in proportion to their capacity,
//! which is public. Each reckons with the same public forecast, so all arrive at the same plan, and each
//! does its share of it. What the community's bill falls by reaches the members through the pool.
//!
//! 1. Dynamic programming over the state of charge gives what a stored Wh is worth after the interval. The
//!    cost of each later interval is its mean over five quantiles of the community's net load, each with the
//!    best answer to it: the dear surprise weighs as much as it is likely. See [`Value`].
//! 2. For the interval that begins there are three amounts: the best if the community imports at the margin,
//!    the best if it has a surplus, and the best in the mean over the quantiles, between them.
//! 3. Within the interval nobody sees the community's meter, but each inverter sees its own home's. The
//!    battery aims at the third amount and answers a part of what its own meter says differently than it
//!    expected, between the other two: what surprises one home surprises the community by as much.
//!
//! What it buys or sells ahead of an interval follows from the plan too: [`Planned::offer`].
//!
//! A vehicle plans in the same way, as a battery that is as large as what its cells need, gives nothing back,
//! and is worth more full at departure than any Wh costs: [`Vehicle::plan`], [`Charge::beside`].
//!
//! The objective also has a price on carbon, a price on import above a peak, and one that rises slowly with
//! import: equally cheap intervals are not, so that charging spreads over them. See [`Objective`].

mod ahead;
mod battery;
mod charge;
mod dispatch;
mod objective;
mod outlook;
mod plan;
mod planner;
mod threshold;
mod vehicle;

pub use ahead::{plan_ahead, values, Offer, Planned, Prospect, Tariff, Way};
pub use battery::{BadSpec, Battery, BatterySpec};
pub use charge::Charge;
pub use dispatch::{Dispatch, FULL_RESPONSE};
pub use objective::Objective;
pub use outlook::{Expectation, Latest, Outlook, WEIGHTS};
pub use plan::{Choice, Value};
pub use planner::Planner;
pub use threshold::{local_price, Thresholds};
pub use vehicle::{BadVehicle, Departure, Stay, Vehicle};
