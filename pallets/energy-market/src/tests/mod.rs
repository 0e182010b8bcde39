//! The pool through all four pallets: settlement.md's cases, its ledger against a model, attacks,
//! bounds.

mod attacks;
mod auction;
mod bounds;
mod cases;
mod cost;
mod gaming;
mod green;
mod homes;
mod intents;
mod ledger;
mod lifecycle;
mod limits;
mod model;
mod orders;
mod outcomes;
mod standing;
mod standstill;
mod supply;
mod trading;
mod trading_key;
mod unread;
