//! # Commonwatt evaluation
//!
//! How good the forecasts of a community are, honestly: from a rolling origin, with nothing known but what
//! lies before it, on months that nothing was tuned to, beside baselines on the same origins with the same
//! formulas. A library without I/O: it takes vectors and returns tables.
//!
//! - [`evaluate`] forecasts every series of a [`Community`] (homes' demand, generation and net load, their
//!   sums, the retail tariff, the local price) day-ahead and hour-ahead.
//! - [`Report::table`] has the scores over all origins: without weather, which is the headline, and with the
//!   measured weather of the horizon, which shows what a perfect weather forecast would bring.
//! - [`Report::compare`] puts [`Baselines`] beside ours, on the origins and steps that both have.
//! - [`text`] makes text of both, and of the forecasts.
//!
//! Perfect weather can only help if it is the weather of the same days. That of `data/fontana17` is not: from
//! day to day its radiation has nothing to do with what the panels made (correlation 0.01), nor its temperature
//! with demand. There the column shows that the models are not misled by it, and no more.
//!
//! Each forecaster learns from the first row on; rows before the first origin also give the scale of MASE
//! and RMSSE. Series that do not change there by day have no scale and are left out of the means.

mod baselines;
mod community;
mod report;
mod rolling;
mod scores;
pub mod text;

pub use baselines::{BadLine, Baseline, Baselines, Fault as LineFault};
pub use community::{local_price, Community, Group, Home, Series};
pub use report::{evaluate, Fault, Mismatch, Report, Row, Run};
pub use rolling::{median_and_departure, naive, roll, Forecast, Forecasts, Setting};
pub use scores::{score, Scores};
