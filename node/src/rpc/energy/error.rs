//! Why there is no answer. The table of codes is in `docs/rpc.md`.

use super::{API_VERSION, MOST_INTERVALS};
use commonwatt_primitives::{CommunityId, Interval, PointId};
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
	#[error("The count of intervals must be from 1 to {MOST_INTERVALS}")]
	RangeLength { count: u32 },
	#[error("The intervals reach beyond the last there can be")]
	RangeOverflow { from: Interval, count: u32 },
	#[error("There is no such block")]
	UnknownBlock { block: H256 },
	#[error("This node does not keep the state of this block")]
	StateDiscarded { block: H256 },
	#[error("The runtime of this block has no CommunityApi of version {API_VERSION} or later")]
	ApiMissing {
		block: H256,
		/// That it has.
		version: Option<u32>,
	},
	#[error("The runtime gave no answer")]
	Runtime { block: H256, error: String },
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
			Self::RangeLength { count } => json!({ "count": count, "most": MOST_INTERVALS }),
			Self::RangeOverflow { from, count } => json!({ "from": from, "count": count }),
			Self::UnknownBlock { block } | Self::StateDiscarded { block } => {
				json!({ "block": block })
			}
			Self::ApiMissing { block, version } => {
				json!({ "block": block, "version": version, "wanted": API_VERSION })
			}
			Self::Runtime { block, error } => json!({ "block": block, "error": error }),
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
