//! The types of billing's storage.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::Balance;
use scale_info::TypeInfo;

/// The accounts of a community, points and escrow apart. All in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct CommunityAccounts {
	/// Grid fees, donations, and what nobody else may gain.
	pub treasury: Balance,
	/// Prepaid by the supplier of last resort.
	pub supplier: Balance,
	/// Lends emergency credit.
	pub guarantee: Balance,
	/// Owed by the supplier to the treasury; not money in the pot.
	pub arrears: Balance,
	/// The sum of all accounts the pot backs: credits, escrows, treasury, supplier, guarantee. Only
	/// money that enters or leaves the pot changes it.
	pub liabilities: Balance,
}
