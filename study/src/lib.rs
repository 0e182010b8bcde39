//! # Commonwatt study
//!
//! What batteries and forecasts bring a community in a year: the same homes and hours, arm by arm, scored at
//! the community's meter and on every bill. A library without I/O, over plain vectors; `docs/study.md` has
//! the result.
//!
//! - [`arm`]: the arms A to G and what the community chooses.
//! - [`fleet`]: the agents in a closed loop: [`rules`], or [`planning`] on [`foresight`] that knows the past
//!   alone, on the latest [`days`] as they were, or on the truth; [`kinds`] of batteries one after another.
//! - [`optimum`]: arm G, a linear programme.
//! - [`bills`]: bills by plain arithmetic. Whoever has the real runtime puts its bills in [`run::Run::bills`].
//! - [`score`], [`findings`]: cost, peak, self-consumption, CO2, imbalance, who is worse off.
//! - [`text`], [`chart`]: tables, CSV, a drawing.
//!
//! Energy is in Wh and money in base units (10^12 a USD) until it is scored.

pub mod arm;
pub mod bills;
pub mod chart;
pub mod community;
pub mod days;
pub mod findings;
pub mod fleet;
pub mod foresight;
pub mod kinds;
pub mod neighbours;
pub mod optimum;
pub mod planning;
pub mod rules;
pub mod run;
pub mod score;
pub mod text;
