//! The community's solar park: an asset whose shares the homes hold, and a metered point that it owns.
//!
//! What it makes is measured: the panels of one home of the data, so many times over.

use crate::rpc::Rpc;
use anyhow::{Context, Result};
use commonwatt_primitives::{
	money,
	share::{AssetId, Shares},
	Moment, PointId,
};
use commonwatt_runtime::{AccountId, AssetShares, Balance, Runtime, TOKEN};
use commonwatt_simulator::{data::CommunityData, meters::Meter, setup::Contract};
use pallet_asset_shares::{AssetKind, Terms, TransferRules};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	Permill,
};

/// In the data, beside the homes.
pub const NAME: &str = "solar park";
/// The first asset of a fresh chain.
pub const ASSET: AssetId = 0;
/// Whoever builds it gets the proceeds.
pub const BUILDER: Sr25519Keyring = Sr25519Keyring::Ferdie;
/// It has the panels of a home so many times over.
const TIMES: u32 = 4;
/// W of panels that a share stands for.
const WATTS_PER_SHARE: u32 = 25;
/// Of a share: a token for a W.
pub const SHARE_PRICE: Balance = WATTS_PER_SHARE as Balance * TOKEN;
/// How long shares are offered at most, ms.
const OFFERING_PERIOD: Moment = 3_600_000;
/// A contract that the offering refers to: the chain knows its hash.
const CONTRACT: &str = "Built, connected and handed over for a token a watt.";

/// A park that is in the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Park {
	/// Among the data's homes: the last one.
	pub index: usize,
	/// The home whose panels it has.
	pub panels_of: String,
	pub times: u32,
	/// Of its panels, W.
	pub nominal_w: u32,
}

impl Park {
	/// Puts the park into the data: it has the panels of the home that made most.
	pub fn build(data: &mut CommunityData) -> Result<Self> {
		let made = |home: usize| -> u64 { data.pv_wh.iter().map(|row| u64::from(row[home])).sum() };
		let best = (0..data.homes.len())
			.filter(|home| made(*home) > 0 && data.homes[*home].pv_nominal_w >= WATTS_PER_SHARE)
			.max_by_key(|home| made(*home))
			.context(
				"--story: no home of this data has panels that a solar park could be made of",
			)?;
		let panels_of = data.homes[best].name.clone();
		let index = data.add_plant(NAME, best, TIMES);
		Ok(Self {
			index,
			panels_of,
			times: TIMES,
			nominal_w: data.homes[index].pv_nominal_w,
		})
	}

	/// Whether an earlier play has registered the park on this chain, beside the homes of the data.
	pub async fn is_on(rpc: &Rpc, data: &CommunityData) -> Result<bool> {
		let index = data.homes.len();
		let meter = Meter::new(&data.name, NAME, index, index as PointId);
		let key = pallet_metering::Meters::<Runtime>::hashed_key_for(meter.point);
		let stored: Option<pallet_metering::Meter<AccountId>> = rpc.storage(&key, None).await?;
		Ok(stored.is_some_and(|stored| stored.key == Some(meter.key())))
	}

	/// Its own account: the owner of its point, known before the asset is proposed.
	pub fn account() -> AccountId {
		AssetShares::account_id(ASSET)
	}

	/// All its shares.
	pub fn shares(&self) -> Shares {
		(self.nominal_w / WATTS_PER_SHARE).into()
	}

	/// The shares of so many investors, a little for one and more for the next: all of them together.
	pub fn subscriptions(&self, investors: usize) -> Vec<Shares> {
		let weight = |investor: usize| (investor % 4 + 1) as Shares;
		let all: Shares = (0..investors).map(weight).sum();
		let until = |investor: usize| {
			let before: Shares = (0..investor).map(weight).sum();
			self.shares() * before / all.max(1)
		};
		(0..investors)
			.map(|investor| until(investor + 1) - until(investor))
			.collect()
	}

	/// What is offered: to members alone, and to none of them more than a quarter, or what one wants.
	pub fn terms(&self, largest: Shares) -> Terms<AccountId> {
		let name = NAME.as_bytes().to_vec().try_into();
		let documents = vec![BlakeTwo256::hash(CONTRACT.as_bytes())].try_into();
		Terms {
			kind: AssetKind::SolarPark,
			name: name.expect("32 bytes at most; qed"),
			documents: documents.expect("eight at most; qed"),
			beneficiary: BUILDER.to_account_id(),
			price: SHARE_PRICE,
			soft_cap: self.shares() / 2,
			hard_cap: self.shares(),
			offering_period: OFFERING_PERIOD,
			rules: TransferRules {
				members_only: true,
				max_holding: Some(largest.max(self.shares() / 4)),
				..Default::default()
			},
			upkeep_share: Permill::from_percent(10),
			upkeep_target: 100 * TOKEN,
		}
	}

	/// A connection for its best hour, and as credit what its account must keep half an interval after a
	/// reading: an interval and a half of all that it could draw. What it earns is free beyond that, so
	/// that nothing of the prepayment is distributed as income.
	pub fn contract(&self, data: &CommunityData) -> Contract {
		let capacity_w = data.capacity_w(self.index);
		let highest = data.tariff.cells.iter().copied().max().unwrap_or_default();
		Contract {
			capacity_w,
			credit: money(highest, u64::from(capacity_w) * 3 / 2),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::path::Path;

	fn built() -> (Park, CommunityData, CommunityData) {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		let before = CommunityData::load(&folder).expect("the standing example is valid");
		let mut data = before.clone();
		let park = Park::build(&mut data).expect("has panels");
		(park, before, data)
	}

	#[test]
	fn it_has_the_panels_of_the_home_that_made_most() {
		let (park, before, data) = built();
		assert_eq!((park.index, park.panels_of.as_str()), (17, "home16"));
		assert_eq!(park.nominal_w, 20_000);
		for (row, of_before) in data.pv_wh.iter().zip(&before.pv_wh) {
			assert_eq!(row[17], TIMES * of_before[15]);
		}
		assert_eq!(data.capacity_w(17), 20_000);
	}

	#[test]
	fn a_community_without_panels_has_none() {
		let (_, mut data, _) = built();
		data.pv_wh.iter_mut().for_each(|row| row.fill(0));
		let error = Park::build(&mut data).expect_err("is dark");
		assert!(error.to_string().contains("no home"), "{error}");
	}

	#[test]
	fn the_subscriptions_are_all_shares() {
		let (park, ..) = built();
		for investors in 1..20 {
			let subscribed = park.subscriptions(investors);
			assert_eq!(subscribed.len(), investors);
			assert!(subscribed.iter().all(|shares| *shares > 0));
			assert_eq!(subscribed.iter().sum::<Shares>(), park.shares());
		}
	}

	#[test]
	fn the_offering_sells_all_that_is_subscribed() {
		let (park, ..) = built();
		let subscribed = park.subscriptions(15);
		let largest = subscribed.iter().copied().max().unwrap_or(0);
		let terms = park.terms(largest);
		assert_eq!(terms.hard_cap, 800);
		assert_eq!(terms.price * terms.hard_cap, 20_000 * TOKEN);
		assert_eq!(terms.rules.max_holding, Some(200));
		assert!(largest <= 200);
	}

	#[test]
	fn what_it_prepays_is_what_must_stay_half_an_interval_after_a_reading() {
		let (park, _, data) = built();
		let contract = park.contract(&data);
		assert_eq!(contract.credit, 30 * 540 * TOKEN / 1_000);
	}
}
