//! Ids and units.

/// A community, assigned by the chain in order of creation.
pub type CommunityId = u32;
/// A delivery point: one meter with one owner. Assigned by the chain, unique across communities.
pub type PointId = u32;
/// Index of a delivery interval since the chain's epoch.
pub type Interval = u32;
/// Energy in Wh. A point's energy in one interval is at most 2^32 Wh.
pub type Wh = u64;
/// Energy in Wh with a sign: positive is consumption (net import, shortage).
pub type NetWh = i64;
/// Token base units per Wh, at most [`MAX_PRICE`].
pub type Price = u64;
/// Token base units. A token is one unit of the community's fiat currency, with 12 decimals.
pub type Balance = u128;
/// Milliseconds since 1970.
pub type Moment = u64;

/// The highest price a tariff may hold. With points <= 2^20 and Wh of a point in an interval
/// <= 2^32 every amount of money stays under 2^100, so products and sums fit `u128`.
pub const MAX_PRICE: Price = 1 << 48;
/// The most delivery points a community may hold.
pub const MAX_POINTS: u32 = 1 << 20;
/// The most energy a point may import or export in one interval.
pub const MAX_INTERVAL_WH: Wh = 1 << 32;

/// `price x energy`, exact for prices up to [`MAX_PRICE`] and any `u64` of energy.
pub fn money(price: Price, energy: Wh) -> Balance {
	Balance::from(price).saturating_mul(Balance::from(energy))
}
