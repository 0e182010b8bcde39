//! Replays a community's measured year and says what sharing energy would have changed.
//!
//! - [`data`] reads a community's folder: demand, generation, homes, tariff (`docs/data-format.md`).
//! - [`outcome`] is what a replay brings, interval by interval.
//! - [`kpis`] sums an outcome up, in exact integers.
//! - [`report`] shows it: a table for the terminal, CSV files, one HTML page.
//!
//! Energy is in Wh, money in base units (10^12 a USD), prices in base units per Wh.

pub mod data;
pub mod kpis;
#[cfg(test)]
mod oracle;
pub mod outcome;
pub mod report;
