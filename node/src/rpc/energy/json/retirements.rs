//! What became of green energy as JSON: retirements, scores, a community's intervals.

use super::{
	address,
	certificates::BundleName,
	devices::{Commitment, Used},
};
use crate::service::AccountId;
use commonwatt_primitives::{
	certificate::{
		Beneficiary, Consumption, MatchingView, Purpose, Retirement, RetirementId, RetirementsView,
	},
	green::GreenFigures,
	CommunityId, Interval, PointId, Wh,
};
use serde::Serialize;
use sp_core::{crypto::Ss58AddressFormat, H256};
use std::ops::Range;

/// See [`RetirementsView`].
#[derive(Clone, Debug, Serialize)]
pub struct Retirements {
	community: CommunityId,
	oldest: RetirementId,
	/// The id of the community's next retirement.
	next: RetirementId,
	folded: Commitment,
	retirements: Vec<RetirementEntry>,
}

impl Retirements {
	pub fn new(
		community: CommunityId,
		view: RetirementsView<AccountId>,
		format: Ss58AddressFormat,
	) -> Self {
		Self {
			community,
			oldest: view.oldest,
			next: view.next,
			folded: view.folded.into(),
			retirements: view
				.page
				.into_iter()
				.map(|(id, retirement)| RetirementEntry::new(id, retirement, format))
				.collect(),
		}
	}
}

/// See [`Retirement`].
#[derive(Clone, Debug, Serialize)]
pub struct RetirementEntry {
	statement: RetirementId,
	bundle: BundleName,
	quantity: Wh,
	owner: String,
	beneficiary: ForWhom,
	purpose: Purpose,
	lineage: H256,
	block: u32,
}

/// See [`Beneficiary`]. All but one are `None`.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForWhom {
	account: Option<String>,
	point: Option<PointId>,
	text_hash: Option<H256>,
}

impl RetirementEntry {
	fn new(
		statement: RetirementId,
		retirement: Retirement<AccountId>,
		format: Ss58AddressFormat,
	) -> Self {
		let mut beneficiary = ForWhom::default();
		match retirement.beneficiary {
			Beneficiary::Account(account) => beneficiary.account = Some(address(&account, format)),
			Beneficiary::Point(point) => beneficiary.point = Some(point),
			Beneficiary::Statement(hash) => beneficiary.text_hash = Some(hash),
		}
		Self {
			statement,
			bundle: retirement.bundle.into(),
			quantity: retirement.quantity,
			owner: address(&retirement.owner, format),
			beneficiary,
			purpose: retirement.purpose,
			lineage: retirement.lineage,
			block: retirement.block,
		}
	}
}

/// See [`MatchingView`].
#[derive(Clone, Debug, Serialize)]
pub struct Matching {
	point: PointId,
	from: Interval,
	/// Not included.
	until: Interval,
	total: Used,
	intervals: Vec<UsedIn>,
}

/// What a point used in an interval.
#[derive(Clone, Debug, Serialize)]
pub struct UsedIn {
	interval: Interval,
	#[serde(flatten)]
	used: Used,
}

impl Matching {
	pub fn new(point: PointId, range: Range<Interval>, view: MatchingView) -> Self {
		let entry = |(interval, consumption): (Interval, Consumption)| UsedIn {
			interval,
			used: consumption.into(),
		};
		Self {
			point,
			from: range.start,
			until: range.end,
			total: view.total.into(),
			intervals: view.intervals.into_iter().map(entry).collect(),
		}
	}
}

/// See [`GreenFigures`].
#[derive(Clone, Debug, Serialize)]
pub struct GreenEntry {
	interval: Interval,
	exported: Wh,
	used: Wh,
	/// `None` until closed.
	local: Option<Wh>,
}

impl GreenEntry {
	pub fn new(interval: Interval, figures: GreenFigures) -> Self {
		Self {
			interval,
			exported: figures.exported,
			used: figures.used,
			local: figures.local,
		}
	}
}
