//! Proves from chain storage alone that money and energy are conserved, to the last unit and Wh.
//!
//! A snapshot is storage at one block. Nothing else is believed: no event, no runtime API.

use commonwatt_primitives::{reading::Registers, Balance, CommunityId};
use commonwatt_runtime::{Balances, Billing, EnergyMarket, Metering, Runtime, EXISTENTIAL_DEPOSIT};
use sp_runtime::Storage;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Keys and values of the state at one block.
pub type Snapshot = Vec<(Vec<u8>, Vec<u8>)>;

/// The storage prefixes a check reads.
pub fn prefixes() -> Vec<Vec<u8>> {
	let pallet = |name: &str| sp_io::hashing::twox_128(name.as_bytes()).to_vec();
	let mut accounts = pallet("System");
	accounts.extend(sp_io::hashing::twox_128(b"Account"));
	let mut prefixes = vec![accounts];
	prefixes.extend(
		[
			"Timestamp",
			"Balances",
			"Communities",
			"Metering",
			"Billing",
			"EnergyMarket",
			"PriceSignals",
			"Certificates",
			"AssetShares",
			"CommunityTreasury",
			"Session",
			"ValidatorSet",
			"ValidatorsCollective",
			"CommunitiesCollective",
		]
		.map(pallet),
	);
	prefixes
}

/// The sums of one community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
	pub community: CommunityId,
	pub credit: Balance,
	pub escrow: Balance,
	pub treasury: Balance,
	pub supplier: Balance,
	pub guarantee: Balance,
	/// What entered the pot and did not leave it, by call.
	pub liabilities: Balance,
	/// What the pot holds, existential deposit apart.
	pub pot: Balance,
	/// What the points' registers say.
	pub metered: Registers,
	/// What the market booked.
	pub booked: Registers,
}

impl Sums {
	/// The sum of all accounts.
	pub fn accounts(&self) -> Balance {
		self.credit + self.escrow + self.treasury + self.supplier + self.guarantee
	}

	/// What does not agree; empty if everything is conserved.
	fn faults(&self) -> Vec<String> {
		let community = self.community;
		let mut faults = Vec::new();
		let (accounts, liabilities, pot) = (self.accounts(), self.liabilities, self.pot);
		if accounts != liabilities {
			faults.push(format!(
				"community {community}: accounts sum to {accounts}, but {liabilities} base units came in"
			));
		}
		if pot < liabilities {
			faults.push(format!(
				"community {community}: the pot holds {pot}, less than the {liabilities} base units it owes"
			));
		}
		if self.metered != self.booked {
			faults.push(format!(
				"community {community}: metered {:?} Wh, booked {:?} Wh",
				self.metered, self.booked
			));
		}
		faults
	}
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Verdict {
	pub communities: Vec<Sums>,
	/// What does not agree; empty if everything is conserved.
	pub faults: Vec<String>,
}

impl Verdict {
	pub fn holds(&self) -> bool {
		self.faults.is_empty()
	}
}

/// Checks a snapshot: the sums of each community, and every invariant of every pallet.
pub fn check(snapshot: Snapshot) -> Verdict {
	let storage = Storage {
		top: snapshot.into_iter().collect(),
		..Default::default()
	};
	sp_io::TestExternalities::new(storage).execute_with(|| {
		let count = pallet_communities::CommunityCount::<Runtime>::get();
		let communities: Vec<_> = (0..count).map(sums).collect();
		let mut faults: Vec<_> = communities.iter().flat_map(Sums::faults).collect();
		if count == 0 {
			faults.push("there is no community in this state".into());
		}
		if let Some(fault) = broken_invariant() {
			faults.push(fault);
		}
		Verdict {
			communities,
			faults,
		}
	})
}

/// The first invariant of the pallets that does not hold.
fn broken_invariant() -> Option<String> {
	let hook = std::panic::take_hook();
	std::panic::set_hook(Box::new(|_| {}));
	let result = catch_unwind(AssertUnwindSafe(commonwatt_runtime::check_invariants));
	std::panic::set_hook(hook);
	let panic = result.err()?;
	let message = panic
		.downcast_ref::<String>()
		.map(String::as_str)
		.or_else(|| panic.downcast_ref::<&str>().copied())
		.unwrap_or("an invariant does not hold");
	Some(format!("invariant: {message}"))
}

fn sums(community: CommunityId) -> Sums {
	let books = pallet_billing::Books::<Runtime>::get(community);
	let credit = pallet_metering::Meters::<Runtime>::iter()
		.filter(|(_, meter)| meter.community == community)
		.map(|(point, _)| pallet_billing::Accounts::<Runtime>::get(point).credit)
		.sum();
	Sums {
		community,
		credit,
		escrow: pallet_billing::Escrow::<Runtime>::iter_prefix_values(community).sum(),
		treasury: books.treasury,
		supplier: books.supplier,
		guarantee: books.guarantee,
		liabilities: books.liabilities,
		pot: Balances::free_balance(Billing::pot(community)).saturating_sub(EXISTENTIAL_DEPOSIT),
		metered: Metering::metered(community),
		booked: EnergyMarket::booked(community),
	}
}
