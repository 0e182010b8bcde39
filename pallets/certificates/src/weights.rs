use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
pub trait WeightInfo {
	fn register_device() -> Weight;
	fn update_device() -> Weight;
	fn deregister_device() -> Weight;
	fn remove_device() -> Weight;
	fn issue() -> Weight;
	fn transfer() -> Weight;
	fn split() -> Weight;
	fn offer() -> Weight;
	fn cancel_offer() -> Weight;
	fn buy() -> Weight;
	fn retire() -> Weight;
	fn withdraw() -> Weight;
	fn store() -> Weight;
	fn expire() -> Weight;
	fn settled() -> Weight;
	fn poll_base() -> Weight;
	fn poll_device() -> Weight;
	fn poll_record() -> Weight;
	fn remove_record(b: u32) -> Weight;
}
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register_device() -> Weight {
		Weight::from_parts(40_000_000, 12529).saturating_add(T::DbWeight::get().reads_writes(4, 7))
	}
	fn update_device() -> Weight {
		Weight::from_parts(34_000_000, 12529).saturating_add(T::DbWeight::get().reads_writes(4, 6))
	}
	fn deregister_device() -> Weight {
		Weight::from_parts(24_000_000, 9476).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn remove_device() -> Weight {
		Weight::from_parts(51_000_000, 21331).saturating_add(T::DbWeight::get().reads_writes(6, 10))
	}
	fn issue() -> Weight {
		Weight::from_parts(46_000_000, 18748).saturating_add(T::DbWeight::get().reads_writes(6, 4))
	}
	fn transfer() -> Weight {
		Weight::from_parts(138_000_000, 15420).saturating_add(T::DbWeight::get().reads_writes(5, 7))
	}
	fn split() -> Weight {
		Weight::from_parts(107_000_000, 15420).saturating_add(T::DbWeight::get().reads_writes(5, 6))
	}
	fn offer() -> Weight {
		Weight::from_parts(28_000_000, 9441).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn cancel_offer() -> Weight {
		Weight::from_parts(24_000_000, 9457).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn buy() -> Weight {
		Weight::from_parts(176_000_000, 21736).saturating_add(T::DbWeight::get().reads_writes(7, 9))
	}
	fn retire() -> Weight {
		Weight::from_parts(177_000_000, 31078)
			.saturating_add(T::DbWeight::get().reads_writes(10, 12))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(45_000_000, 12587).saturating_add(T::DbWeight::get().reads_writes(4, 2))
	}
	fn store() -> Weight {
		Weight::from_parts(165_000_000, 30739).saturating_add(T::DbWeight::get().reads_writes(9, 8))
	}
	fn expire() -> Weight {
		Weight::from_parts(9842_000_000, 310852)
			.saturating_add(T::DbWeight::get().reads_writes(101, 130))
	}
	fn settled() -> Weight {
		Weight::from_parts(71_000_000, 30338).saturating_add(T::DbWeight::get().reads_writes(9, 5))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(2_000_000, 9153).saturating_add(T::DbWeight::get().reads_writes(3, 1))
	}
	fn poll_device() -> Weight {
		Weight::from_parts(7_000_000, 6224).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn poll_record() -> Weight {
		Weight::from_parts(15_000_000, 3111).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn remove_record(b: u32) -> Weight {
		Weight::from_parts(23000000, 3000)
			.saturating_add(Weight::from_parts(303343750, 9230).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
			.saturating_add(
				T::DbWeight::get()
					.reads_writes(3, 4)
					.saturating_mul(b.into()),
			)
	}
}
