//! # Commonwatt forecast
//!
//! Forecasts a community's series up to a day ahead, with quantiles, and learns online: one
//! [`Forecaster`] a series, one [`Forecaster::update`] an interval.
//!
//! ```
//! use commonwatt_forecast::{Calendar, Forecaster, Kind, Step};
//!
//! let mut forecaster = Forecaster::new(Kind::Load, 24)?;
//! let hour = |t: u32| Calendar { step: (t % 24) as u16, weekday: (t / 24 % 7) as u8 };
//! for t in 0..24 * 28 {
//!     let wh = if (18..22).contains(&(t % 24)) { 900.0 } else { 300.0 };
//!     forecaster.update(hour(t), None, Some(wh));
//! }
//! let steps: Vec<Step> =
//!     (24 * 28..24 * 29).map(|t| Step { calendar: hour(t), weather: None }).collect();
//! let tomorrow = forecaster.forecast(&steps);
//! assert!((tomorrow[3].median() - 300.0).abs() < 1.0);
//! assert!((tomorrow[19].median() - 900.0).abs() < 1.0);
//! # Ok::<(), commonwatt_forecast::Fault>(())
//! ```
//!
//! ## Terms
//!
//! | term | meaning |
//! |---|---|
//! | step | an interval; 24 (hours) to 96 (quarter-hours) a day |
//! | horizon | steps from the latest update to the interval that is forecast: 1 to a day's |
//! | value | in the unit of the series: Wh in the interval for energy, any for a price |
//! | weather | of the interval: °C and W/m²; optional everywhere. With it in the past and for the horizon, two more models take part |
//! | level | the share of outcomes that should lie below a quantile: [`LEVELS`] |
//!
//! ## How it works
//!
//! 1. Simple models (*experts*) forecast: the latest value, for the next hours; the same time of the day
//!    before, of the week before, of the last day of the same type; the median of four weeks and two
//!    exponentially weighted profiles by time and type of day; two additive Holt-Winters; for generation the
//!    clear day, learned from the series, times how clear it is. A ridge regression forecasts the departure from the profile by what these
//!    say and by earlier departures, in the series' own space and in that of its square root, for each of
//!    three blocks of horizons: the next step, a sixth of a day, a day. Of the next step it also learns
//!    how much of the latest departures lasts at that time of day.
//! 2. Their mean, weighted by the inverse power of each one's recent absolute error in that block and part
//!    of the day, is the point.
//! 3. The recent errors of that point, by block and time of day, make the quantiles; while they are few, those
//!    of other times of the day and of nearer horizons do. They ascend, and are never negative unless the
//!    kind is [`Kind::NetLoad`].
//!
//! Rates, memories and powers are round numbers. They were compared on the first six months of
//! `data/fontana17` only, where halving or doubling them changes the scores by a few per cent at most; levels,
//! shapes, coefficients and weights are learned from each series.
//!
//! ## Promises
//!
//! - The same calls give the same bits, natively and in wasm: only `+ - * /` and `libm`, no time, no
//!   randomness, no hashing. Numbers are stored at single precision where they are not sums.
//! - No input panics: gaps, NaN, infinities, zeros, negative or huge values, a calendar that jumps.
//! - Time and memory are bounded: an update costs the same in the first week and after a year. The encoded
//!   state takes 38 kB at 24 steps a day and 66 kB at 96, at most [`Forecaster::MAX_ENCODED_LEN`], and decodes
//!   only if its shape is right. `cargo run --release -p commonwatt-forecast --example cost` prints both.
//!
//! [`score`] has the scores: MASE, RMSSE, bias, pinball, coverage.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod calendar;
mod clear_sky;
mod combination;
mod experts;
mod forecaster;
mod gram;
mod history;
mod holt_winters;
mod horizon;
mod kind;
mod learning;
mod profile;
mod regression;
mod residuals;
pub mod score;
mod state;
mod weather;

pub use calendar::Calendar;
pub use forecaster::{Fault, Forecaster, Quantiles, Step};
pub use kind::Kind;
pub use residuals::LEVELS;
pub use weather::Weather;
