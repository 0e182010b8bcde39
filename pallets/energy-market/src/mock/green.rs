//! Certificates that write down what they hear.

use super::DbWeight;
use codec::{Decode, Encode};
use commonwatt_primitives::{
	green::{Certification, OnSettledEnergy, SettledEnergy},
	reading::Registers,
	CommunityId, Interval, PointId, Wh,
};
use frame_support::weights::Weight;
use std::collections::BTreeMap;

/// What certificates have heard, if there were any.
pub struct FakeGreenBook;

/// Where it is kept: in state, so that a call that is refused takes it back.
const HEARD: &[u8] = b"heard of green energy";

fn heard_key(point: PointId, interval: Interval) -> Vec<u8> {
	[HEARD, &(point, interval).encode()].concat()
}

/// What is kept of it beside point and interval.
type Record = (CommunityId, Certification, Registers, [Wh; 3], bool);

impl OnSettledEnergy for FakeGreenBook {
	fn settled(energy: &SettledEnergy) {
		let SettledEnergy {
			community,
			point,
			interval,
			certification,
			energy,
			sold_ahead,
			local,
			green_used,
			late,
		} = *energy;
		assert_ne!(certification, Certification::None, "nobody asks");
		let key = heard_key(point, interval);
		let before = frame_support::storage::unhashed::get::<Record>(&key);
		assert_eq!(before, None, "once for every reading");
		let parts = [sold_ahead, local, green_used];
		let record: Record = (community, certification, energy, parts, late);
		frame_support::storage::unhashed::put(&key, &record);
	}

	fn settled_weight() -> Weight {
		DbWeight::get().reads_writes(1, 1) + Weight::from_parts(0, 128)
	}
}

/// All that certificates have heard, by point and interval.
pub fn heard() -> BTreeMap<(PointId, Interval), SettledEnergy> {
	let (mut key, mut all) = (HEARD.to_vec(), BTreeMap::new());
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(HEARD)) {
		let (point, interval) = Decode::decode(&mut &next[HEARD.len()..]).expect("as written");
		let (community, certification, energy, parts, late): Record =
			frame_support::storage::unhashed::get(&next).expect("it is there");
		let [sold_ahead, local, green_used] = parts;
		let settled = SettledEnergy {
			community,
			point,
			interval,
			certification,
			energy,
			sold_ahead,
			local,
			green_used,
			late,
		};
		all.insert((point, interval), settled);
		key = next;
	}
	all
}
