use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
pub trait WeightInfo {
	fn establish() -> Weight;
	fn set_rules() -> Weight;
	fn propose(l: u32) -> Weight;
	fn count_points(p: u32) -> Weight;
	fn delegate() -> Weight;
	fn undelegate() -> Weight;
	fn remove_delegation() -> Weight;
	fn remove_votes(n: u32) -> Weight;
	fn spend() -> Weight;
	fn add_recurring_spend() -> Weight;
	fn remove_recurring_spend() -> Weight;
	fn invest() -> Weight;
	fn pay_in() -> Weight;
	fn set_support() -> Weight;
	fn set_solidarity_fund() -> Weight;
	fn open_refund() -> Weight;
	fn claim_refund() -> Weight;
	fn remove_claims(n: u32) -> Weight;
	fn set_autopilot() -> Weight;
	fn stop_autopilot() -> Weight;
	fn poll_base() -> Weight;
	fn poll_community() -> Weight;
	fn turn_month() -> Weight;
	fn turn_period() -> Weight;
	fn pay_recurring_spend() -> Weight;
	fn pay_supported_points() -> Weight;
	fn vote() -> Weight;
	fn vote_for(d: u32) -> Weight;
	fn close() -> Weight;
	fn execute(l: u32) -> Weight;
}
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn establish() -> Weight {
		Weight::from_parts(20168_000_000, 18316)
			.saturating_add(T::DbWeight::get().reads_writes(6, 3))
	}
	fn set_rules() -> Weight {
		Weight::from_parts(12_000_000, 3057).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn propose(l: u32) -> Weight {
		Weight::from_parts(0, 37419)
			.saturating_add(Weight::from_parts(2119295, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads_writes(12, 9))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 0)
					.saturating_mul(l.into()),
			)
	}
	fn count_points(p: u32) -> Weight {
		Weight::from_parts(0, 0)
			.saturating_add(Weight::from_parts(15375000, 10579).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads_writes(0, 0))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(4, 1)
					.saturating_mul(p.into()),
			)
	}
	fn delegate() -> Weight {
		Weight::from_parts(85_000_000, 9010).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(13_000_000, 6174).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn remove_delegation() -> Weight {
		Weight::from_parts(18_000_000, 9054).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}
	fn remove_votes(n: u32) -> Weight {
		Weight::from_parts(21000000, 12515)
			.saturating_add(Weight::from_parts(2140625, 3050).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads_writes(4, 2))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(1, 1)
					.saturating_mul(n.into()),
			)
	}
	fn spend() -> Weight {
		Weight::from_parts(74_000_000, 18426).saturating_add(T::DbWeight::get().reads_writes(6, 4))
	}
	fn add_recurring_spend() -> Weight {
		Weight::from_parts(20_000_000, 9868).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn remove_recurring_spend() -> Weight {
		Weight::from_parts(12_000_000, 6890).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn invest() -> Weight {
		Weight::from_parts(77_000_000, 18426).saturating_add(T::DbWeight::get().reads_writes(6, 4))
	}
	fn pay_in() -> Weight {
		Weight::from_parts(75_000_000, 15479).saturating_add(T::DbWeight::get().reads_writes(5, 3))
	}
	fn set_support() -> Weight {
		Weight::from_parts(35_000_000, 12970).saturating_add(T::DbWeight::get().reads_writes(4, 1))
	}
	fn set_solidarity_fund() -> Weight {
		Weight::from_parts(27_000_000, 15346).saturating_add(T::DbWeight::get().reads_writes(5, 3))
	}
	fn open_refund() -> Weight {
		Weight::from_parts(44_000_000, 21783).saturating_add(T::DbWeight::get().reads_writes(7, 3))
	}
	fn claim_refund() -> Weight {
		Weight::from_parts(111_000_000, 48922)
			.saturating_add(T::DbWeight::get().reads_writes(15, 10))
	}
	fn remove_claims(n: u32) -> Weight {
		Weight::from_parts(10000000, 6225)
			.saturating_add(Weight::from_parts(1828125, 3000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads_writes(2, 0))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(1, 1)
					.saturating_mul(n.into()),
			)
	}
	fn set_autopilot() -> Weight {
		Weight::from_parts(13_000_000, 3057).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn stop_autopilot() -> Weight {
		Weight::from_parts(11_000_000, 6182).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(2_000_000, 6008).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn poll_community() -> Weight {
		Weight::from_parts(8_000_000, 12216).saturating_add(T::DbWeight::get().reads_writes(4, 0))
	}
	fn turn_month() -> Weight {
		Weight::from_parts(67_000_000, 21778).saturating_add(T::DbWeight::get().reads_writes(7, 5))
	}
	fn turn_period() -> Weight {
		Weight::from_parts(20677_000_000, 168343)
			.saturating_add(T::DbWeight::get().reads_writes(48, 18))
	}
	fn pay_recurring_spend() -> Weight {
		Weight::from_parts(80_000_000, 19202).saturating_add(T::DbWeight::get().reads_writes(6, 5))
	}
	fn pay_supported_points() -> Weight {
		Weight::from_parts(749_000_000, 220058)
			.saturating_add(T::DbWeight::get().reads_writes(64, 53))
	}
	fn vote() -> Weight {
		Weight::from_parts(60_000_000, 21000).saturating_add(T::DbWeight::get().reads_writes(6, 2))
	}
	fn vote_for(d: u32) -> Weight {
		Weight::from_parts(63870967, 16161)
			.saturating_add(Weight::from_parts(26129032, 13838).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads_writes(5, 1))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(4, 1)
					.saturating_mul(d.into()),
			)
	}
	fn close() -> Weight {
		Weight::from_parts(90_000_000, 36000)
			.saturating_add(T::DbWeight::get().reads_writes(11, 11))
	}
	fn execute(l: u32) -> Weight {
		Weight::from_parts(46666666, 21936)
			.saturating_add(Weight::from_parts(208333, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads_writes(6, 3))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 0)
					.saturating_mul(l.into()),
			)
	}
}
