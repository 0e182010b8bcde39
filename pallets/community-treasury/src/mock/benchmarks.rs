//! What benchmarks need of the mock.

use super::*;
use codec::Encode;
use commonwatt_primitives::governance::AssetId;

pub struct Helper;

impl crate::benchmarking::BenchmarkHelper<AccountId, RuntimeCall> for Helper {
	fn operator(_: CommunityId) -> AccountId {
		OPERATOR
	}

	fn admit(community: CommunityId, who: &AccountId) {
		let operator = RuntimeOrigin::signed(OPERATOR);
		Communities::admit_member(operator, community, *who).expect("the operator may");
	}

	fn point(community: CommunityId, owner: &AccountId) -> PointId {
		let point = Points::mutate(|points| {
			let point = 100 + points.len() as PointId;
			points.insert(point, details(community, *owner));
			point
		});
		let last_month = Communities::month() - 1;
		pallet_billing::Accounts::<Runtime>::mutate(point, |account| {
			account.statement.month = last_month;
			account.statement.imported = 1_000;
		});
		point
	}

	fn set_ended(interval: Interval) {
		run_to(interval);
	}

	fn set_metered(community: CommunityId, energy: Wh) {
		Energy::mutate(|all| all.entry(community).or_default().import = energy);
	}

	fn signal(community: CommunityId, interval: Interval) {
		Forecasts::mutate(|all| all.insert((community, interval), (1, 1)));
	}

	fn fill_rules(_: CommunityId) {}

	fn asset(_: CommunityId) -> AssetId {
		// Storage is reset before every run of a benchmark, the fakes are not.
		Recorded::take();
		Shares::mutate(|shares| shares.insert(1, [(DONOR, 1_000)].into()));
		1
	}

	fn hold(asset: AssetId, who: &AccountId) {
		Shares::mutate(|shares| shares.entry(asset).or_default().insert(*who, 10));
	}

	fn call(length: u32) -> RuntimeCall {
		let empty = RuntimeCall::from(frame_system::Call::remark { remark: vec![] }).encoded_size();
		// The length of so many bytes takes one more.
		let remark = vec![7; length as usize - empty - 1];
		frame_system::Call::remark { remark }.into()
	}
}
