//! Replays a community's measured year on the real runtime and says what sharing energy changes.
//!
//! - [`replay`] runs it in this process: [`chain`] executes blocks of real extrinsics ([`transaction`])
//!   that carry readings signed by the homes' [`meters`]; [`ledger`] turns events into bills.
//! - [`strategy`] decides what a home would trade ahead, [`traders`] sign that and send it.
//! - [`certificates`] certifies the homes' generation and proves where every Wh of it went.
//! - [`setup`] is what a community needs on a chain: genesis, members, points, credit.
//! - [`conservation`] proves from storage alone that no unit and no Wh was lost.
//! - [`data`] reads a community's folder: demand, generation, homes, tariff (`docs/data-format.md`).
//! - [`outcome`] is what a replay brings, interval by interval.
//! - [`kpis`] sums an outcome up, in exact integers.
//! - [`report`] shows it: a table for the terminal, CSV files, one HTML page.
//!
//! Energy is in Wh, money in base units (10^12 a USD), prices in base units per Wh.

pub mod certificates;
pub mod chain;
pub mod conservation;
pub mod data;
pub mod kpis;
pub mod ledger;
pub mod meters;
#[cfg(test)]
mod oracle;
pub mod outcome;
pub mod replay;
pub mod report;
pub mod setup;
pub mod strategy;
pub mod traders;
pub mod transaction;
