//! What the operator does before the story begins, all at once: later nothing of it could be done, for
//! the role is handed over.

use super::{certificates, vote, Story};
use crate::play::park::{Park, SHARE_PRICE};
use commonwatt_primitives::{reading::Registers, share::Shares, Interval};
use commonwatt_runtime::{Address, Balance, BalancesCall, RuntimeCall, TOKEN};
use commonwatt_simulator::{
	data::CommunityData,
	meters::Meter,
	setup::{Contract, COMMUNITY},
};
use pallet_billing::Call as BillingCall;

/// What the owner of a home has for fees.
const FEES: Balance = TOKEN;
/// What an investor has beside the price of its shares: for deposits, and for certificates.
const POCKET: Balance = 20 * TOKEN;

impl Story {
	/// After the homes are registered: the parts of some, the park's point, the owners' tokens, the
	/// certified meters, the government.
	pub fn opening(
		&self,
		data: &CommunityData,
		meters: &[Meter],
		contracts: &[Contract],
		first_interval: Interval,
	) -> Vec<RuntimeCall> {
		let mut calls = vec![
			RuntimeCall::Billing(BillingCall::set_essential {
				point: self.people.point(self.cast.school),
				essential: true,
			}),
			RuntimeCall::Billing(BillingCall::fund_guarantee {
				community: COMMUNITY,
				amount: self.cast.guarantee,
			}),
		];
		let park = self.venture.park().index;
		calls.extend(park_calls(&meters[park], contracts[park], first_interval));
		calls.extend(self.people.homes().map(|home| {
			let shares = self.cast.investors.iter().find(|(index, _)| *index == home);
			RuntimeCall::Balances(BalancesCall::transfer_keep_alive {
				dest: Address::Id(self.people.account(home).clone()),
				value: shares.map_or(FEES, |(_, shares)| wallet(*shares)),
			})
		}));
		calls.extend(
			certificates::devices(data, contracts).map(|(index, attributes)| {
				let call = pallet_certificates::Call::register_device {
					point: self.people.point(index),
					attributes,
					automatic: true,
				};
				RuntimeCall::Certificates(call)
			}),
		);
		let establish = pallet_community_treasury::Call::establish {
			community: COMMUNITY,
			rules: vote::dao_rules(),
		};
		calls.push(RuntimeCall::CommunityTreasury(establish));
		calls
	}
}

fn wallet(shares: Shares) -> Balance {
	shares * SHARE_PRICE + POCKET
}

/// The park's point. Its owner is a member, as every owner of a point is.
fn park_calls(meter: &Meter, contract: Contract, first_interval: Interval) -> [RuntimeCall; 3] {
	let owner = Park::account();
	[
		RuntimeCall::Communities(pallet_communities::Call::admit_member {
			community: COMMUNITY,
			who: owner.clone(),
		}),
		RuntimeCall::Metering(pallet_metering::Call::register_point {
			community: COMMUNITY,
			owner,
			key: meter.key(),
			capacity_w: contract.capacity_w,
			resolution_wh: 1,
			registers: Registers::default(),
			first_interval,
		}),
		RuntimeCall::Billing(BillingCall::top_up {
			point: meter.point,
			amount: contract.credit,
		}),
	]
}
