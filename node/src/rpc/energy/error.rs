//! Why there is no answer. The table of codes is in `docs/rpc.md`.

use super::chain::Api;
use commonwatt_primitives::{governance::ProposalId, CommunityId, Interval, PointId};
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use serde_json::{json, Value};
use sp_core::H256;

/// Our codes are above it, those of the SDK's methods far below.
const BASE: i32 = 21_000;
/// Characters of a foreign text that an error repeats.
const LONGEST_TEXT: usize = 300;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	#[error("There is no such community")]
	UnknownCommunity { community: CommunityId },
	#[error("There is no such delivery point")]
	UnknownPoint { point: PointId },
	#[error("There is no auction in this interval, or nothing is kept of it")]
	NoAuction {
		community: CommunityId,
		interval: Interval,
	},
	#[error("A month is written as 2005-08")]
	MonthMalformed { month: String },
	#[error("The chain keeps no statement of this month")]
	MonthNotKept {
		point: PointId,
		/// `None` if the month in progress was asked for.
		month: Option<String>,
	},
	#[error("The count must be from 1 to {most}")]
	RangeLength { count: u32, most: u32 },
	#[error("The intervals reach beyond the last there can be")]
	RangeOverflow { from: Interval, count: u32 },
	#[error("There is no such block")]
	UnknownBlock { block: H256 },
	#[error("This node does not keep the state of this block")]
	StateDiscarded { block: H256 },
	#[error("The runtime of this block has no {} of version {} or later", api.name(), api.wanted())]
	ApiMissing {
		api: Api,
		block: H256,
		/// That it has.
		version: Option<u32>,
	},
	#[error("The runtime gave no answer")]
	Runtime { block: H256, error: String },
	#[error("This point was never registered as a device, or was removed")]
	UnknownDevice { device: PointId },
	#[error("Nothing is settled of this device and interval, or it is kept no more")]
	IssuanceNotKept { device: PointId, interval: Interval },
	#[error("This point is no consumption device: what it uses is not followed")]
	NotFollowed { point: PointId },
	#[error("This community does not govern itself yet")]
	NoGovernment { community: CommunityId },
	#[error("There is no such proposal, or it is kept no more")]
	UnknownProposal { proposal: ProposalId },
}

impl Error {
	pub fn code(&self) -> i32 {
		let number = match self {
			Self::UnknownCommunity { .. } => 1,
			Self::UnknownPoint { .. } => 2,
			Self::NoAuction { .. } => 3,
			Self::MonthMalformed { .. } => 4,
			Self::MonthNotKept { .. } => 5,
			Self::RangeLength { .. } => 6,
			Self::RangeOverflow { .. } => 7,
			Self::UnknownBlock { .. } => 8,
			Self::StateDiscarded { .. } => 9,
			Self::ApiMissing { .. } => 10,
			Self::Runtime { .. } => 11,
			Self::UnknownDevice { .. } => 12,
			Self::IssuanceNotKept { .. } => 13,
			Self::NotFollowed { .. } => 14,
			Self::NoGovernment { .. } => 15,
			Self::UnknownProposal { .. } => 16,
		};
		BASE.saturating_add(number)
	}

	fn data(&self) -> Value {
		match self {
			Self::UnknownCommunity { community } => json!({ "community": community }),
			Self::UnknownPoint { point } => json!({ "point": point }),
			Self::NoAuction {
				community,
				interval,
			} => json!({ "community": community, "interval": interval }),
			Self::MonthMalformed { month } => json!({ "month": month }),
			Self::MonthNotKept { point, month } => json!({ "point": point, "month": month }),
			Self::RangeLength { count, most } => json!({ "count": count, "most": most }),
			Self::RangeOverflow { from, count } => json!({ "from": from, "count": count }),
			Self::UnknownBlock { block } | Self::StateDiscarded { block } => {
				json!({ "block": block })
			}
			Self::ApiMissing {
				api,
				block,
				version,
			} => json!({
				"block": block,
				"api": api.name(),
				"version": version,
				"wanted": api.wanted(),
			}),
			Self::Runtime { block, error } => json!({ "block": block, "error": error }),
			Self::UnknownDevice { device } => json!({ "device": device }),
			Self::IssuanceNotKept { device, interval } => {
				json!({ "device": device, "interval": interval })
			}
			Self::NotFollowed { point } => json!({ "point": point }),
			Self::NoGovernment { community } => json!({ "community": community }),
			Self::UnknownProposal { proposal } => json!({ "proposal": proposal }),
		}
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		ErrorObject::owned(error.code(), error.to_string(), Some(error.data()))
	}
}

/// The beginning of a text of any length, such as a runtime's raw answer.
pub fn shortened(text: &str) -> String {
	match text.char_indices().nth(LONGEST_TEXT) {
		Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
		None => text.into(),
	}
}
