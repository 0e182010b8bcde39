//! Signed price signals: what forecasters say of the intervals to come, and what came of them.

use crate::{CommunityId, Interval, Price, Wh};
use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, EncodeLike, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::{build::Fields, Path, Type, TypeInfo};
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	KeyTypeId,
};

/// Opens every signed signal, so that a forecaster's signature can mean nothing else.
pub const SIGNAL_TAG: &[u8; 19] = b"commonwatt/signal/1";
/// The keystore's kind of a signal key: sr25519, of its own, so that no account's or validator's key signs
/// a signal.
pub const SIGNAL_KEY: KeyTypeId = KeyTypeId(*b"fcst");
/// Where a node's persistent off-chain storage has the URL, UTF-8, that its worker asks for the weather.
pub const WEATHER_URL: &[u8] = b"commonwatt/weather-url";
/// Intervals of a signal at most.
pub const MAX_STEPS: u32 = 96;
/// The longest a signal looks ahead of its first interval, in physical seconds: a day.
pub const MAX_SECONDS: u32 = 86_400;
/// The quantile levels of a forecast, percent.
pub const LEVELS: [u32; 5] = [5, 25, 50, 75, 95];
/// Variables of a forecast: price, demand, generation, green share.
pub const VARIABLES: usize = 4;
/// A green share of all, in parts per million.
pub const ALL_GREEN: u64 = 1_000_000;

/// A forecaster of a community, assigned by the chain in order of election, never reused.
pub type ForecasterId = u32;

/// What a variable is forecast to be: with the probability of each of [`LEVELS`] it is at most this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quantiles(pub [u64; LEVELS.len()]);

impl Quantiles {
	/// The same value at every level.
	pub const fn certain(value: u64) -> Self {
		Self([value; LEVELS.len()])
	}

	/// Whether no quantile is below one of a lower level.
	pub fn is_monotonic(&self) -> bool {
		self.0.is_sorted()
	}

	/// The lowest and the highest quantile, if they are monotonic.
	pub const fn range(&self) -> (u64, u64) {
		let [lowest, .., highest] = self.0;
		(lowest, highest)
	}

	/// The quantile of level 50 %.
	pub const fn median(&self) -> u64 {
		let [_, _, median, _, _] = self.0;
		median
	}
}

type Compacts = [Compact<u64>; LEVELS.len()];

/// Five compact integers.
impl Encode for Quantiles {
	fn size_hint(&self) -> usize {
		self.0.map(Compact).size_hint()
	}

	fn encode_to<W: codec::Output + ?Sized>(&self, dest: &mut W) {
		self.0.map(Compact).encode_to(dest);
	}
}

impl EncodeLike for Quantiles {}

impl Decode for Quantiles {
	fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
		Compacts::decode(input).map(|values| Self(values.map(|value| value.0)))
	}
}

impl DecodeWithMemTracking for Quantiles {}

impl MaxEncodedLen for Quantiles {
	fn max_encoded_len() -> usize {
		Compacts::max_encoded_len()
	}
}

impl TypeInfo for Quantiles {
	type Identity = Self;

	fn type_info() -> Type {
		Type::builder()
			.path(Path::new("Quantiles", module_path!()))
			.composite(Fields::unnamed().field(|field| field.ty::<Compacts>()))
	}
}

/// What one interval is forecast to bring a community.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
	/// The local price, base units per Wh: what a Wh bought in the community costs on average, from
	/// auction, pool and supplier together.
	pub price: Quantiles,
	/// Wh, the sum of the members' metered import.
	pub demand: Quantiles,
	/// Wh, the sum of the members' metered export.
	pub generation: Quantiles,
	/// Parts per million of what was bought, met by neighbours.
	pub green_share: Quantiles,
}

impl Forecast {
	/// An outcome as every quantile.
	pub const fn certain(outcome: &Outcome) -> Self {
		let [price, demand, generation, green_share] = outcome.variables();
		Self::of([
			Quantiles::certain(price),
			Quantiles::certain(demand),
			Quantiles::certain(generation),
			Quantiles::certain(green_share),
		])
	}

	/// A forecast of its variables, in the order of the fields.
	pub const fn of(variables: [Quantiles; VARIABLES]) -> Self {
		let [price, demand, generation, green_share] = variables;
		Self {
			price,
			demand,
			generation,
			green_share,
		}
	}

	/// The variables in the order of the fields.
	pub const fn variables(&self) -> [Quantiles; VARIABLES] {
		[self.price, self.demand, self.generation, self.green_share]
	}

	/// Whether the quantiles of every variable are.
	pub fn is_monotonic(&self) -> bool {
		self.variables().iter().all(Quantiles::is_monotonic)
	}

	/// Whether every quantile of a monotonic forecast can be.
	pub fn is_within(&self, limits: &OutcomeLimits) -> bool {
		let within = |(variable, ceiling): (Quantiles, u64)| variable.range().1 <= ceiling;
		self.price.range().0 >= limits.lowest_price
			&& self
				.variables()
				.into_iter()
				.zip(limits.highest.variables())
				.all(within)
	}
}

/// What one interval brought a community. The fields are those of [`Forecast`].
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
	/// Base units per Wh.
	pub price: Price,
	/// Wh.
	pub demand: Wh,
	/// Wh.
	pub generation: Wh,
	/// Parts per million.
	pub green_share: u64,
}

impl Outcome {
	/// The variables in the order of the fields.
	pub const fn variables(&self) -> [u64; VARIABLES] {
		[self.price, self.demand, self.generation, self.green_share]
	}
}

/// The least and the most that the variables of some intervals can be. What has no floor here has 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomeLimits {
	/// Base units per Wh.
	pub lowest_price: Price,
	pub highest: Outcome,
}

/// What a forecaster signs: its forecasts of the intervals to come.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct SignalPayload {
	pub community: CommunityId,
	pub forecaster: ForecasterId,
	/// The interval in progress when it is sent.
	pub round: Interval,
	/// Of the intervals `round + lead`, `round + lead + 1` and so on.
	pub steps: BoundedVec<Forecast, ConstU32<MAX_STEPS>>,
}

impl SignalPayload {
	/// The bytes a forecaster signs: tag, genesis hash and payload, in SCALE encoding. They hold for one
	/// chain, one community, one forecaster and one round only.
	pub fn signed_bytes(&self, genesis: H256) -> Vec<u8> {
		(SIGNAL_TAG, genesis, self).encode()
	}
}

/// Why a signal was refused: the custom code of the invalid transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SignalRefusal {
	/// There is no community of this id.
	UnknownCommunity = 64,
	/// The community has no forecaster of this id.
	UnknownForecaster = 65,
	/// The forecaster is suspended.
	ForecasterSuspended = 66,
	/// The round is over.
	PastRound = 67,
	/// The round has not begun.
	FutureRound = 68,
	/// The forecaster has sent its signal of this round.
	AlreadySent = 69,
	/// A signal has at least one step.
	NoSteps = 70,
	/// The steps reach further than a day.
	TooManySteps = 71,
	/// A quantile is below that of a lower level.
	NotMonotonic = 72,
	/// A quantile that cannot be: a price below the floor, or a value above the ceiling.
	BeyondLimits = 73,
	/// Not signed by the forecaster's key over these bytes.
	BadSignature = 74,
}

impl SignalRefusal {
	/// All of them, by their code.
	pub const ALL: [Self; 11] = [
		Self::UnknownCommunity,
		Self::UnknownForecaster,
		Self::ForecasterSuspended,
		Self::PastRound,
		Self::FutureRound,
		Self::AlreadySent,
		Self::NoSteps,
		Self::TooManySteps,
		Self::NotMonotonic,
		Self::BeyondLimits,
		Self::BadSignature,
	];

	/// The custom code.
	pub const fn code(self) -> u8 {
		self as u8
	}
}

impl TryFrom<u8> for SignalRefusal {
	type Error = ();

	fn try_from(code: u8) -> Result<Self, ()> {
		Self::ALL
			.into_iter()
			.find(|refusal| refusal.code() == code)
			.ok_or(())
	}
}

impl From<SignalRefusal> for TransactionValidityError {
	fn from(refusal: SignalRefusal) -> Self {
		InvalidTransaction::Custom(refusal.code()).into()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn forecast() -> Forecast {
		Forecast::of([
			Quantiles([1, 2, 3, 4, 5]),
			Quantiles([10, 20, 30, 40, 50]),
			Quantiles([0, 0, 0, 0, 1 << 40]),
			Quantiles::certain(ALL_GREEN),
		])
	}

	#[test]
	fn quantiles_are_five_compact_integers() {
		let quantiles = Quantiles([1, 63, 64, 16_384, u64::MAX]);
		assert_eq!(quantiles.encode().len(), 1 + 1 + 2 + 4 + 9);
		assert_eq!(
			Quantiles::decode(&mut &quantiles.encode()[..]),
			Ok(quantiles)
		);
		assert_eq!(
			Quantiles::certain(u64::MAX).encode().len(),
			Quantiles::max_encoded_len()
		);
	}

	#[test]
	fn a_forecast_takes_180_bytes_at_most() {
		assert_eq!(Forecast::max_encoded_len(), 180);
	}

	#[test]
	fn equal_quantiles_are_monotonic_and_falling_ones_are_not() {
		assert!(Quantiles::certain(7).is_monotonic());
		assert!(!Quantiles([1, 2, 3, 5, 4]).is_monotonic());
		let falling = Forecast {
			green_share: Quantiles([2, 1, 3, 4, 5]),
			..forecast()
		};
		assert!(forecast().is_monotonic() && !falling.is_monotonic());
	}

	#[test]
	fn a_forecast_is_within_limits_up_to_them() {
		let limits = OutcomeLimits {
			lowest_price: 1,
			highest: Outcome {
				price: 5,
				demand: 50,
				generation: 1 << 40,
				green_share: ALL_GREEN,
			},
		};
		assert!(forecast().is_within(&limits));
		for tighter in [
			OutcomeLimits {
				lowest_price: 2,
				..limits
			},
			OutcomeLimits {
				highest: Outcome {
					price: 4,
					..limits.highest
				},
				..limits
			},
			OutcomeLimits {
				highest: Outcome {
					green_share: ALL_GREEN - 1,
					..limits.highest
				},
				..limits
			},
		] {
			assert!(!forecast().is_within(&tighter), "{tighter:?}");
		}
	}

	#[test]
	fn the_signed_bytes_open_with_the_tag_and_the_genesis_hash() {
		let payload = SignalPayload {
			community: 1,
			forecaster: 2,
			round: 3,
			steps: vec![forecast()].try_into().expect("one"),
		};
		let bytes = payload.signed_bytes(H256::repeat_byte(7));
		assert!(bytes.starts_with(SIGNAL_TAG));
		assert_eq!(bytes[SIGNAL_TAG.len()..][..32], [7; 32]);
		assert_eq!(bytes[SIGNAL_TAG.len() + 32..], payload.encode());
	}

	#[test]
	fn every_refusal_has_its_code() {
		for refusal in SignalRefusal::ALL {
			assert_eq!(SignalRefusal::try_from(refusal.code()), Ok(refusal));
		}
		assert_eq!(SignalRefusal::try_from(0), Err(()));
	}
}
