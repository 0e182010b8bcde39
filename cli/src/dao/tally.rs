//! How the votes on a proposal stand, by the rules it was opened under.

use super::Proposal;
use crate::told::write_votes;
use commonwatt_primitives::governance::views::ProposalStage;
use std::fmt;

/// As the treasury counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
	pub turnout: u128,
	/// What must vote.
	pub quorum: u128,
	pub has_quorum: bool,
	/// Ayes that it takes of what said aye or nay so far.
	pub needed: u128,
	pub carried: bool,
	/// Whether those who have not voted could not change the result.
	pub decided: bool,
}

impl Tally {
	pub fn of(view: &Proposal) -> Self {
		let (ayes, nays) = (view.ayes, view.nays);
		let turnout = ayes.saturating_add(nays).saturating_add(view.abstentions);
		let quorum = view.rules.quorum_of(view.electorate);
		let needs = |said: u128| view.rules.approval.mul_ceil(said);
		let carries =
			|ayes: u128, nays: u128| ayes > nays && ayes >= needs(ayes.saturating_add(nays));
		let has_quorum = turnout >= quorum;
		let carried = carries(ayes, nays);
		let outstanding = view.electorate.saturating_sub(turnout);
		let decided = match has_quorum && carried {
			true => carries(ayes, nays.saturating_add(outstanding)),
			false => !carries(ayes.saturating_add(outstanding), nays),
		};
		Self {
			turnout,
			quorum,
			has_quorum,
			// More than the nays, whatever the share.
			needed: needs(ayes.saturating_add(nays)).max(nays.saturating_add(1)),
			carried,
			decided,
		}
	}

	pub fn approved(&self) -> bool {
		self.has_quorum && self.carried
	}
}

/// The votes in two lines.
pub struct Votes<'a>(pub &'a Proposal);

impl fmt::Display for Votes<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.0;
		let tally = Tally::of(view);
		write!(
			f,
			"{} of {}; ",
			write_votes(view.ayes, view.nays, view.abstentions),
			view.electorate
		)?;
		match tally.has_quorum {
			true => write!(f, "quorum {} reached; ", tally.quorum)?,
			false => write!(f, "quorum {} not reached; ", tally.quorum)?,
		}
		if !matches!(view.stage, ProposalStage::Voting { .. }) {
			let result = match view.stage {
				ProposalStage::Rejected => "rejected",
				_ => "approved",
			};
			return write!(f, "{result}");
		}
		let result = match tally.approved() {
			true => "approved",
			false => "rejected",
		};
		match tally.decided {
			true => write!(f, "{result}, whoever votes yet, can be closed"),
			false => write!(f, "as it stands, {result}"),
		}
	}
}
