//! The state of a forecaster as it is stored.

use crate::{
	experts::EXPERTS,
	forecaster::Forecaster,
	horizon::{BLOCKS, SPACES},
	kind::Kind,
	learning::PARTS,
	residuals::Residuals,
};
use codec::{Decode, Error, Input};

impl Forecaster {
	/// Whether every part has the shape that the steps of the day and the kind ask for.
	fn fits(&self) -> bool {
		let week = self.week;
		(24..=96).contains(&week.steps)
			&& self
				.latest
				.is_none_or(|latest| (latest as usize) < week.len())
			&& self.experts.fits(week)
			&& self.experts.clear_sky.is_some() == (self.kind == Kind::Generation)
			&& self.spaces.len() == SPACES
			&& self.spaces.iter().all(|space| space.fits(week))
			&& self.climate.fits(week)
			&& self.drafts.len() == BLOCKS
			&& self
				.drafts
				.iter()
				.enumerate()
				.all(|(block, drafts)| drafts.fits(week, block))
			&& self.combinations.len() == BLOCKS * PARTS
			&& self
				.combinations
				.iter()
				.all(|combination| combination.fits(EXPERTS))
			&& self.residuals.len() == BLOCKS
			&& self.residuals.iter().all(Residuals::fits)
	}
}

/// What was encoded; an error where it is no state of a forecaster.
impl Decode for Forecaster {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let forecaster = Self {
			kind: Decode::decode(input)?,
			week: Decode::decode(input)?,
			latest: Decode::decode(input)?,
			experts: Decode::decode(input)?,
			spaces: Decode::decode(input)?,
			climate: Decode::decode(input)?,
			drafts: Decode::decode(input)?,
			combinations: Decode::decode(input)?,
			residuals: Decode::decode(input)?,
		};
		forecaster
			.fits()
			.then_some(forecaster)
			.ok_or("not a forecaster's state".into())
	}
}
