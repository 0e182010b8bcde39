//! # Commonwatt primitives
//!
//! The words and units every crate of Commonwatt shares, and the traits through which its pallets
//! meet. No pallet depends on another: each states what it needs as a trait of [`traits`], and the
//! runtime wires them.
//!
//! | module | holds |
//! |---|---|
//! | [`units`] | ids, energy, prices, money |
//! | [`calendar`] | local time of a delivery interval: month, weekday, hour |
//! | [`tariff`] | the tariff schedule, a community's rules and the bounds they move within |
//! | [`reading`] | registers, signed readings, the reasons to refuse one |
//! | [`order`] | orders, signed intents, the reasons to refuse one |
//! | [`standing`] | standing orders |
//! | [`signal`] | forecasts, signed signals, the reasons to refuse one |
//! | [`governance`] | a community's government: treasury book, funds, membership, votes, autopilot |
//! | [`green`] | what settlement says of green energy |
//! | [`share`] | shares in a community's plants |
//! | [`certificate`] | granular certificates |
//! | [`statement`] | an account's month, and whether its point may draw |
//! | [`traits`] | what the pallets ask of each other |
//! | [`api`] | the runtime API |
//!
//! Energy is in Wh, prices in token base units per Wh, money in token base units; all are integers.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod api;
pub mod calendar;
pub mod certificate;
pub mod governance;
pub mod green;
pub mod order;
pub mod reading;
pub mod share;
pub mod signal;
pub mod standing;
pub mod statement;
pub mod tariff;
pub mod traits;
pub mod units;

pub use units::*;
