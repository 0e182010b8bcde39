//! The parameters of the methods, by position or by name.

use commonwatt_primitives::{CommunityId, Interval, PointId};
use serde::Deserialize;
use sp_core::H256;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters community, at?")]
pub struct OfCommunity {
	pub community: CommunityId,
	/// Hash of a block; `None` is the best one. So in all that follow.
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, interval, at?"
)]
pub struct OfInterval {
	pub community: CommunityId,
	pub interval: Interval,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, from, count?, at?"
)]
pub struct OfIntervals {
	pub community: CommunityId,
	#[serde(alias = "interval")]
	pub from: Interval,
	/// `None` is one.
	#[serde(default)]
	pub count: Option<u32>,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters point, at?")]
pub struct OfPoint {
	pub point: PointId,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters point, month?, at?")]
pub struct OfMonth {
	pub point: PointId,
	/// Such as "2005-08"; `None` is the one in progress.
	#[serde(default)]
	pub month: Option<String>,
	#[serde(default)]
	pub at: Option<H256>,
}
