//! Price signals as JSON.

use super::{address, Decimal};
use crate::service::AccountId;
use commonwatt_primitives::{
	api::{ForecastView, ForecasterView, SignalsView},
	signal::{ForecasterId, Quantiles, LEVELS},
	Balance, CommunityId, Interval, Price, Wh,
};
use serde::Serialize;
use sp_core::{crypto::Ss58AddressFormat, H256};

/// See [`SignalsView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signals {
	community: CommunityId,
	in_progress: Interval,
	/// Of the quantiles, percent.
	levels: [u32; LEVELS.len()],
	forecasters: Vec<Forecaster>,
	forecasts: Vec<ForecastEntry>,
	reward_per_interval: Decimal<Balance>,
	reward_budget: Decimal<Balance>,
}

impl Signals {
	pub fn new(
		community: CommunityId,
		view: SignalsView<AccountId>,
		format: Ss58AddressFormat,
	) -> Self {
		Self {
			community,
			in_progress: view.in_progress,
			levels: LEVELS,
			forecasters: view
				.forecasters
				.into_iter()
				.map(|forecaster| Forecaster::new(forecaster, format))
				.collect(),
			forecasts: view
				.forecasts
				.into_iter()
				.map(ForecastEntry::from)
				.collect(),
			reward_per_interval: Decimal(view.reward_per_interval),
			reward_budget: Decimal(view.reward_budget),
		}
	}
}

/// See [`ForecasterView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecaster {
	forecaster: ForecasterId,
	account: String,
	key: H256,
	active: bool,
	last_round: Option<Interval>,
	reputation_ppm: u32,
	relative_loss_ppm: u32,
	faults: u32,
	earned: Decimal<Balance>,
}

impl Forecaster {
	fn new(view: ForecasterView<AccountId>, format: Ss58AddressFormat) -> Self {
		Self {
			forecaster: view.forecaster,
			account: address(&view.account, format),
			key: view.key.into(),
			active: view.active,
			last_round: view.last_round,
			reputation_ppm: view.reputation,
			relative_loss_ppm: view.relative_loss,
			faults: view.faults,
			earned: Decimal(view.earned),
		}
	}
}

/// See [`ForecastView`]. Each variable has a value for every level.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastEntry {
	interval: Interval,
	settled: bool,
	price: [Decimal<Price>; LEVELS.len()],
	demand: [Wh; LEVELS.len()],
	generation: [Wh; LEVELS.len()],
	green_share_ppm: [u64; LEVELS.len()],
}

impl From<ForecastView> for ForecastEntry {
	fn from(view: ForecastView) -> Self {
		let Quantiles(price) = view.forecast.price;
		Self {
			interval: view.interval,
			settled: view.settled,
			price: price.map(Decimal),
			demand: view.forecast.demand.0,
			generation: view.forecast.generation.0,
			green_share_ppm: view.forecast.green_share.0,
		}
	}
}
