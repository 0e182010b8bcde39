use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
pub trait WeightInfo {
	fn elect_forecaster() -> Weight;
	fn dismiss_forecaster() -> Weight;
	fn dismiss_forecaster_unpaid() -> Weight;
	fn suspend_forecaster() -> Weight;
	fn reinstate_forecaster() -> Weight;
	fn rotate_signal_key() -> Weight;
	fn fund_rewards() -> Weight;
	fn set_reward() -> Weight;
	fn claim_reward() -> Weight;
	fn submit_signal(s: u32) -> Weight;
	fn authorize_submit_signal(s: u32) -> Weight;
	fn poll_base() -> Weight;
	fn poll_community() -> Weight;
	fn open_community(f: u32) -> Weight;
	fn settle_round(f: u32) -> Weight;
	fn score_interval(f: u32) -> Weight;
	fn suspend(s: u32) -> Weight;
}
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn elect_forecaster() -> Weight {
		Weight::from_parts(35_000_000, 24981).saturating_add(T::DbWeight::get().reads_writes(8, 4))
	}
	fn dismiss_forecaster() -> Weight {
		Weight::from_parts(150_000_000, 26536).saturating_add(T::DbWeight::get().reads_writes(8, 5))
	}
	fn dismiss_forecaster_unpaid() -> Weight {
		Weight::from_parts(49_000_000, 29536).saturating_add(T::DbWeight::get().reads_writes(9, 5))
	}
	fn suspend_forecaster() -> Weight {
		Weight::from_parts(35_000_000, 6901).saturating_add(T::DbWeight::get().reads_writes(2, 2))
	}
	fn reinstate_forecaster() -> Weight {
		Weight::from_parts(17_000_000, 16087).saturating_add(T::DbWeight::get().reads_writes(5, 1))
	}
	fn rotate_signal_key() -> Weight {
		Weight::from_parts(16_000_000, 3771).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn fund_rewards() -> Weight {
		Weight::from_parts(67_000_000, 9130).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn set_reward() -> Weight {
		Weight::from_parts(11_000_000, 6130).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn claim_reward() -> Weight {
		Weight::from_parts(65_000_000, 9931).saturating_add(T::DbWeight::get().reads_writes(3, 3))
	}
	fn submit_signal(s: u32) -> Weight {
		Weight::from_parts(59442105, 11013)
			.saturating_add(Weight::from_parts(557894, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads_writes(3, 4))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 0)
					.saturating_mul(s.into()),
			)
	}
	fn authorize_submit_signal(s: u32) -> Weight {
		Weight::from_parts(111315789, 27091)
			.saturating_add(Weight::from_parts(684210, 396).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads_writes(8, 0))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(1, 0)
					.saturating_mul(s.into()),
			)
	}
	fn poll_base() -> Weight {
		Weight::from_parts(4_000_000, 15194).saturating_add(T::DbWeight::get().reads_writes(5, 1))
	}
	fn poll_community() -> Weight {
		Weight::from_parts(4_000_000, 6137).saturating_add(T::DbWeight::get().reads_writes(2, 0))
	}
	fn open_community(f: u32) -> Weight {
		Weight::from_parts(12333333, 9138)
			.saturating_add(Weight::from_parts(666666, 110).saturating_mul(f.into()))
			.saturating_add(T::DbWeight::get().reads_writes(3, 2))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 0)
					.saturating_mul(f.into()),
			)
	}
	fn settle_round(f: u32) -> Weight {
		Weight::from_parts(19166666, 3001)
			.saturating_add(Weight::from_parts(2833333, 184).saturating_mul(f.into()))
			.saturating_add(T::DbWeight::get().reads_writes(1, 3))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 0)
					.saturating_mul(f.into()),
			)
	}
	fn score_interval(f: u32) -> Weight {
		Weight::from_parts(27833333, 24696)
			.saturating_add(Weight::from_parts(5166666, 112).saturating_mul(f.into()))
			.saturating_add(T::DbWeight::get().reads_writes(8, 4))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 0)
					.saturating_mul(f.into()),
			)
	}
	fn suspend(s: u32) -> Weight {
		Weight::from_parts(0, 0)
			.saturating_add(Weight::from_parts(4333333, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads_writes(0, 0))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(0, 1)
					.saturating_mul(s.into()),
			)
	}
}
