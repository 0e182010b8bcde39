use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
pub trait WeightInfo {
	fn propose() -> Weight;
	fn withdraw_proposal() -> Weight;
	fn reject() -> Weight;
	fn open_offering() -> Weight;
	fn subscribe() -> Weight;
	fn close_offering() -> Weight;
	fn refund() -> Weight;
	fn transfer() -> Weight;
	fn attach_point() -> Weight;
	fn detach_point() -> Weight;
	fn collect_income() -> Weight;
	fn pay_income() -> Weight;
	fn spend_upkeep() -> Weight;
	fn claim_income() -> Weight;
	fn claim_income_for() -> Weight;
	fn allow() -> Weight;
	fn disallow() -> Weight;
	fn freeze_asset() -> Weight;
	fn thaw_asset() -> Weight;
	fn freeze_holding() -> Weight;
	fn thaw_holding() -> Weight;
	fn set_buy_back() -> Weight;
	fn end_buy_back() -> Weight;
	fn sell_back() -> Weight;
	fn buy_back_compulsorily() -> Weight;
	fn begin_wind_up() -> Weight;
	fn liquidate() -> Weight;
	fn redeem() -> Weight;
	fn poll_base() -> Weight;
	fn close_asset(t: u32) -> Weight;
}
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn propose() -> Weight {
		Weight::from_parts(135_000_000, 21365).saturating_add(T::DbWeight::get().reads_writes(7, 8))
	}
	fn withdraw_proposal() -> Weight {
		Weight::from_parts(123_000_000, 18714).saturating_add(T::DbWeight::get().reads_writes(6, 9))
	}
	fn reject() -> Weight {
		Weight::from_parts(156_000_000, 21844).saturating_add(T::DbWeight::get().reads_writes(7, 9))
	}
	fn open_offering() -> Weight {
		Weight::from_parts(18_000_000, 12839).saturating_add(T::DbWeight::get().reads_writes(4, 1))
	}
	fn subscribe() -> Weight {
		Weight::from_parts(90_000_000, 31661).saturating_add(T::DbWeight::get().reads_writes(10, 5))
	}
	fn close_offering() -> Weight {
		Weight::from_parts(128_000_000, 28238)
			.saturating_add(T::DbWeight::get().reads_writes(9, 10))
	}
	fn refund() -> Weight {
		Weight::from_parts(190_000_000, 28898)
			.saturating_add(T::DbWeight::get().reads_writes(9, 10))
	}
	fn transfer() -> Weight {
		Weight::from_parts(103_000_000, 31535)
			.saturating_add(T::DbWeight::get().reads_writes(10, 5))
	}
	fn attach_point() -> Weight {
		Weight::from_parts(39_000_000, 9529).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}
	fn detach_point() -> Weight {
		Weight::from_parts(36_000_000, 6407).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn collect_income() -> Weight {
		Weight::from_parts(9_000_000, 6701).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn pay_income() -> Weight {
		Weight::from_parts(58_000_000, 12861).saturating_add(T::DbWeight::get().reads_writes(4, 3))
	}
	fn spend_upkeep() -> Weight {
		Weight::from_parts(80_000_000, 12483).saturating_add(T::DbWeight::get().reads_writes(4, 3))
	}
	fn claim_income() -> Weight {
		Weight::from_parts(139_000_000, 18760).saturating_add(T::DbWeight::get().reads_writes(6, 9))
	}
	fn claim_income_for() -> Weight {
		Weight::from_parts(137_000_000, 18760).saturating_add(T::DbWeight::get().reads_writes(6, 9))
	}
	fn allow() -> Weight {
		Weight::from_parts(21_000_000, 9403).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn disallow() -> Weight {
		Weight::from_parts(18_000_000, 9403).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn freeze_asset() -> Weight {
		Weight::from_parts(19_000_000, 6403).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn thaw_asset() -> Weight {
		Weight::from_parts(14_000_000, 6435).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn freeze_holding() -> Weight {
		Weight::from_parts(17_000_000, 9472).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}
	fn thaw_holding() -> Weight {
		Weight::from_parts(14_000_000, 9504).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}
	fn set_buy_back() -> Weight {
		Weight::from_parts(12267_000_000, 18644)
			.saturating_add(T::DbWeight::get().reads_writes(6, 4))
	}
	fn end_buy_back() -> Weight {
		Weight::from_parts(74_000_000, 15564).saturating_add(T::DbWeight::get().reads_writes(5, 3))
	}
	fn sell_back() -> Weight {
		Weight::from_parts(85_000_000, 22293).saturating_add(T::DbWeight::get().reads_writes(7, 5))
	}
	fn buy_back_compulsorily() -> Weight {
		Weight::from_parts(145_000_000, 34851)
			.saturating_add(T::DbWeight::get().reads_writes(11, 6))
	}
	fn begin_wind_up() -> Weight {
		Weight::from_parts(156_000_000, 15564).saturating_add(T::DbWeight::get().reads_writes(5, 3))
	}
	fn liquidate() -> Weight {
		Weight::from_parts(103_000_000, 30906)
			.saturating_add(T::DbWeight::get().reads_writes(10, 8))
	}
	fn redeem() -> Weight {
		Weight::from_parts(162_000_000, 25470)
			.saturating_add(T::DbWeight::get().reads_writes(8, 10))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(1_000_000, 3000).saturating_add(T::DbWeight::get().reads_writes(1, 0))
	}
	fn close_asset(t: u32) -> Weight {
		Weight::from_parts(8000000, 9000)
			.saturating_add(Weight::from_parts(3437500, 3000).saturating_mul(t.into()))
			.saturating_add(T::DbWeight::get().reads_writes(3, 1))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(1, 1)
					.saturating_mul(t.into()),
			)
	}
}
