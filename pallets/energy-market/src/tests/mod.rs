//! The pool through all four pallets: settlement.md's cases, its ledger against a model, attacks,
//! bounds.

mod attacks;
mod bounds;
mod cases;
mod homes;
mod ledger;
mod model;
mod standstill;
