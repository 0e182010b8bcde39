//! The homes' meters: registers that grow with the data, and keys that sign them.

use commonwatt_primitives::{
	reading::{DeviceKey, DeviceSignature, Reading, Registers},
	Interval, PointId,
};
use commonwatt_runtime::{AccountId, Hash};
use sp_core::{ed25519, sr25519, Pair};

/// A device's key pair. Real meters have ed25519; every other one here has sr25519.
enum DevicePair {
	Sr25519(Box<sr25519::Pair>),
	Ed25519(Box<ed25519::Pair>),
}

/// A meter: what its home drew and gave since it was made, and the key that signs it.
pub struct Meter {
	pub point: PointId,
	pub registers: Registers,
	pair: DevicePair,
}

fn pair<P: Pair>(path: &str) -> P {
	P::from_string(path, None).expect("a path of hard junctions derives a pair; qed")
}

/// Letters and digits of a name: what a derivation path takes.
fn junction(name: &str) -> String {
	name.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

/// The key pair of a home's owner.
pub fn owner_pair(community: &str, home: &str) -> sr25519::Pair {
	pair(&format!("//{}//{}", junction(community), junction(home)))
}

/// The key pair that trades for a home's point, and can do nothing else.
pub fn trading_pair(community: &str, home: &str) -> sr25519::Pair {
	let (community, home) = (junction(community), junction(home));
	pair(&format!("//{community}//{home}//battery"))
}

/// The account of a home's owner. It needs no token.
pub fn owner(community: &str, home: &str) -> AccountId {
	AccountId::from(owner_pair(community, home).public())
}

impl Meter {
	/// The meter of the home at `index`.
	pub fn new(community: &str, home: &str, index: usize, point: PointId) -> Self {
		let path = format!("//{}//{}//meter", junction(community), junction(home));
		let pair = if index % 2 == 0 {
			DevicePair::Ed25519(Box::new(pair(&path)))
		} else {
			DevicePair::Sr25519(Box::new(pair(&path)))
		};
		Self {
			point,
			registers: Registers::default(),
			pair,
		}
	}

	/// The public key under which the point is registered.
	pub fn key(&self) -> DeviceKey {
		match &self.pair {
			DevicePair::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
			DevicePair::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
		}
	}

	/// Meters an interval of `import` and `export` Wh and signs the reading.
	pub fn read(&mut self, genesis: Hash, interval: Interval, energy: Registers) -> Reading {
		let start = self.registers;
		let end = Registers {
			import: start.import + energy.import,
			export: start.export + energy.export,
		};
		self.registers = end;
		let payload = Reading::payload(genesis, self.point, interval, start, end);
		let signature = match &self.pair {
			DevicePair::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(&payload)),
			DevicePair::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(&payload)),
		};
		Reading {
			point: self.point,
			interval,
			start,
			end,
			signature,
		}
	}
}

/// What a meter at the connection point counts in an interval: generation serves the home first.
pub fn net(load_wh: u32, pv_wh: u32) -> Registers {
	Registers {
		import: load_wh.saturating_sub(pv_wh).into(),
		export: pv_wh.saturating_sub(load_wh).into(),
	}
}
