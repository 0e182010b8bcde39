//! Plants owned in shares as JSON.

use super::{address, Decimal};
use crate::service::AccountId;
use commonwatt_primitives::{
	share::{
		asset::{self, AssetKind, Phase},
		AssetId, ShareView, Shares,
	},
	Balance, Moment, PointId,
};
use serde::Serialize;
use sp_core::{crypto::Ss58AddressFormat, H256};

/// See [`asset::Asset`] and [`asset::Terms`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
	asset: AssetId,
	account: String,
	kind: AssetKind,
	name: String,
	documents: Vec<H256>,
	proposer: String,
	deposit: Decimal<Balance>,
	beneficiary: String,
	price: Decimal<Balance>,
	soft_cap: Decimal<Shares>,
	hard_cap: Decimal<Shares>,
	offering_period_millis: Moment,
	rules: TransferRules,
	upkeep_share_ppm: u32,
	upkeep_target: Decimal<Balance>,
	phase: &'static str,
	/// `None` unless offered.
	offering_ends: Option<Moment>,
	/// `None` unless wound up.
	pool_closes: Option<Moment>,
	/// Hash of the reason.
	frozen: Option<H256>,
	issued: Decimal<Shares>,
	earning: Decimal<Shares>,
	holders: u32,
	allowed: u32,
	income: Income,
	upkeep: Upkeep,
	point: Option<PointId>,
	buy_back: Option<BuyBack>,
}

impl Asset {
	pub fn new(
		id: AssetId,
		account: &AccountId,
		asset: asset::Asset<AccountId>,
		terms: asset::Terms<AccountId>,
		format: Ss58AddressFormat,
	) -> Self {
		let (phase, offering_ends, pool_closes) = match asset.phase {
			Phase::Proposed => ("proposed", None, None),
			Phase::Offering { ends } => ("offering", Some(ends), None),
			Phase::Failed => ("failed", None, None),
			Phase::Active => ("active", None, None),
			Phase::WindingUp { pool_closes } => ("windingUp", None, Some(pool_closes)),
			Phase::Liquidated => ("liquidated", None, None),
		};
		Self {
			asset: id,
			account: address(account, format),
			kind: terms.kind,
			name: String::from_utf8_lossy(&terms.name).into_owned(),
			documents: terms.documents.into_inner(),
			proposer: address(&asset.proposer, format),
			deposit: Decimal(asset.deposit),
			beneficiary: address(&terms.beneficiary, format),
			price: Decimal(terms.price),
			soft_cap: Decimal(terms.soft_cap),
			hard_cap: Decimal(terms.hard_cap),
			offering_period_millis: terms.offering_period,
			rules: asset.rules.into(),
			upkeep_share_ppm: terms.upkeep_share.deconstruct(),
			upkeep_target: Decimal(terms.upkeep_target),
			phase,
			offering_ends,
			pool_closes,
			frozen: asset.frozen,
			issued: Decimal(asset.issued),
			earning: Decimal(asset.earning),
			holders: asset.holders,
			allowed: asset.allowed,
			income: asset.income.into(),
			upkeep: Upkeep {
				reserve: Decimal(asset.upkeep.reserve),
				spent: Decimal(asset.upkeep.spent),
			},
			point: asset.point,
			buy_back: asset.buy_back.map(|offer| BuyBack::new(offer, format)),
		}
	}
}

/// See [`asset::TransferRules`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferRules {
	members_only: bool,
	allow_list: bool,
	locked_until: Option<Moment>,
	max_holding: Option<Decimal<Shares>>,
	pool: bool,
}

impl From<asset::TransferRules> for TransferRules {
	fn from(rules: asset::TransferRules) -> Self {
		Self {
			members_only: rules.members_only,
			allow_list: rules.allow_list,
			locked_until: rules.locked_until,
			max_holding: rules.max_holding.map(Decimal),
			pool: rules.pool,
		}
	}
}

/// See [`asset::Income`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Income {
	per_share: Decimal<Balance>,
	received: Decimal<Balance>,
	paid: Decimal<Balance>,
	unpaid: Decimal<Balance>,
	dust: Decimal<Balance>,
	upkept: Decimal<Balance>,
}

impl From<asset::Income> for Income {
	fn from(income: asset::Income) -> Self {
		Self {
			per_share: Decimal(income.index),
			received: Decimal(income.received),
			paid: Decimal(income.paid),
			unpaid: Decimal(income.unpaid),
			dust: Decimal(income.dust),
			upkept: Decimal(income.upkept),
		}
	}
}

/// See [`asset::Upkeep`].
#[derive(Clone, Debug, Serialize)]
pub struct Upkeep {
	reserve: Decimal<Balance>,
	spent: Decimal<Balance>,
}

/// See [`asset::BuyBack`].
#[derive(Clone, Debug, Serialize)]
pub struct BuyBack {
	price: Decimal<Balance>,
	shares: Decimal<Shares>,
	until: Moment,
	/// `None` is the upkeep reserve.
	payer: Option<String>,
}

impl BuyBack {
	fn new(offer: asset::BuyBack<AccountId>, format: Ss58AddressFormat) -> Self {
		Self {
			price: Decimal(offer.price),
			shares: Decimal(offer.shares),
			until: offer.until,
			payer: offer.payer.map(|payer| address(&payer, format)),
		}
	}
}

/// See [`ShareView`].
#[derive(Clone, Debug, Serialize)]
pub struct Holding {
	asset: AssetId,
	shares: Decimal<Shares>,
	subscribed: Decimal<Shares>,
	transferable: Decimal<Shares>,
	unclaimed: Decimal<Balance>,
}

impl From<(AssetId, ShareView)> for Holding {
	fn from((asset, view): (AssetId, ShareView)) -> Self {
		Self {
			asset,
			shares: Decimal(view.shares),
			subscribed: Decimal(view.subscribed),
			transferable: Decimal(view.transferable),
			unclaimed: Decimal(view.unclaimed),
		}
	}
}
