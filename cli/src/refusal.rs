//! Why the chain refused something: its error's name, the sentence of its documentation, and what to do
//! next.

mod commons;

use commonwatt_primitives::{order::IntentRefusal, signal::SignalRefusal};
use commonwatt_runtime::RuntimeError;
use jsonrpsee::types::ErrorObjectOwned;
use scale_info::{form::MetaForm, TypeDef, TypeInfo, Variant};
use sp_runtime::{DispatchError, ModuleError};
use std::fmt;

/// A refusal as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
	/// `EnergyMarket.GateClosed`
	pub name: String,
	/// What it means.
	pub sentence: String,
	/// What to do.
	pub next: Option<&'static str>,
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}", self.name)?;
		if !self.sentence.is_empty() {
			write!(f, ": {}", self.sentence)?;
		}
		if let Some(next) = self.next {
			write!(f, "\nnext: {next}")?;
		}
		Ok(())
	}
}

impl std::error::Error for Refusal {}

impl Refusal {
	/// Of a call that failed.
	pub fn of_call(error: &DispatchError) -> Self {
		if let DispatchError::Module(error) = error {
			if let Some(refusal) = of_pallet(error) {
				return refusal;
			}
		}
		let sentence: &'static str = (*error).into();
		Self {
			name: format!("{error:?}"),
			sentence: format!("{sentence}."),
			next: match error {
				DispatchError::Token(_) | DispatchError::Arithmetic(_) => Some(
					"check that the paying account holds the amount; it must keep a little to live on",
				),
				_ => None,
			},
		}
	}

	/// By the market's own name of it.
	pub fn of_market(name: &str) -> Self {
		Self::named(MARKET, name)
	}

	/// By billing's own name of it.
	pub fn of_billing(name: &str) -> Self {
		Self::named(BILLING, name)
	}

	/// By a pallet's own name of it.
	pub fn named(pallet: &str, name: &str) -> Self {
		let found = variants::<RuntimeError>()
			.into_iter()
			.find(|known| known.name == pallet)
			.and_then(|known| error_of(&known, |error| error.name == name));
		found.unwrap_or_else(|| Self {
			name: format!("{pallet}.{name}"),
			sentence: String::new(),
			next: None,
		})
	}

	/// With what it is about: `detail` ends the sentence.
	pub fn about(mut self, detail: impl fmt::Display) -> Self {
		let sentence = self.sentence.trim_end_matches('.');
		self.sentence = format!("{sentence}: {detail}.");
		self
	}

	/// Of an intent in a batch that was executed.
	pub fn of_intent(refusal: &IntentRefusal) -> Self {
		let own = |sentence: &str, next| Self {
			name: format!("{refusal:?}"),
			sentence: sentence.into(),
			next: Some(next),
		};
		match refusal {
			IntentRefusal::Order(refusal) => Self::of_market(&format!("{refusal:?}")),
			IntentRefusal::UnknownPoint | IntentRefusal::NotOwnerNorTradingKey => {
				Self::of_market(&format!("{refusal:?}"))
			}
			IntentRefusal::Expired => own("It is past its expiry.", "have it signed anew"),
			IntentRefusal::Replayed => own(
				"An intent of the point for this interval with this nonce, or a higher one, was executed.",
				"have it signed anew: commonwatt order --intent takes the next nonce",
			),
			IntentRefusal::BadSignature => own(
				"The signature is not the signer's over this intent on this chain.",
				"do not submit it again: bad signatures get a gateway suspended",
			),
		}
	}

	/// Of a signal that the node did not take.
	pub fn of_signal(refusal: SignalRefusal) -> Self {
		let (sentence, next) = signal(refusal);
		Self {
			name: format!("{SIGNALS}.{refusal:?}"),
			sentence: sentence.into(),
			next: Some(next),
		}
	}

	/// Of a transaction that the node did not take.
	pub fn of_transaction(error: &ErrorObjectOwned) -> Self {
		let data = error
			.data()
			.and_then(|data| serde_json::from_str::<String>(data.get()).ok())
			.unwrap_or_default();
		// Custom codes are those of signals alone.
		let custom = data
			.strip_prefix("Custom error: ")
			.and_then(|code| code.parse::<u8>().ok())
			.and_then(|code| SignalRefusal::try_from(code).ok());
		if let (1010, Some(refusal)) = (error.code(), custom) {
			return Self::of_signal(refusal);
		}
		let next = match error.code() {
			1010 if data.contains("pay") => Some(
				"send this account tokens for the fee; free are only a gateway's intents, and 16 calls \
				 for each point and interval: its orders, and its owner's trading key, standing orders and \
				 standing top-up",
			),
			1010 if data.contains("outdated") || data.contains("future") => {
				Some("another transaction of this account came in between: try again")
			}
			1012 => Some("the node refuses this transaction for a while: try again in an hour"),
			1013 => Some("it is in the pool already: wait for the next block"),
			1014 => Some("another transaction of this account waits: try again after the next block"),
			1016 => Some("the pool is full: try again in a minute"),
			_ => None,
		};
		Self {
			name: error.message().to_string(),
			sentence: data,
			next,
		}
	}
}

const MARKET: &str = "EnergyMarket";
const BILLING: &str = "Billing";
const SIGNALS: &str = "PriceSignals";

/// What a refusal of a signal means, and what its forecaster can do.
fn signal(refusal: SignalRefusal) -> (&'static str, &'static str) {
	match refusal {
		SignalRefusal::UnknownCommunity => (
			"There is no community of this id.",
			"communities are numbered from 0; commonwatt signals --community N shows one",
		),
		SignalRefusal::UnknownForecaster => (
			"The community has no forecaster of this id.",
			"commonwatt signals lists its forecasters; the community's operator elects them",
		),
		SignalRefusal::ForecasterSuspended => (
			"The forecaster is suspended.",
			"ask the community's operator to reinstate it; commonwatt signals shows its faults",
		),
		SignalRefusal::PastRound => (
			"The round is over.",
			"sign a signal of the interval in progress; commonwatt signals shows it",
		),
		SignalRefusal::FutureRound => (
			"The round has not begun.",
			"sign anew when the interval begins, with another signature: the node refuses this one for a \
			 while",
		),
		SignalRefusal::AlreadySent => (
			"The forecaster has sent its signal of this round.",
			"wait for the next interval: the first signal of a round counts",
		),
		SignalRefusal::NoSteps => (
			"A signal has at least one step.",
			"forecast at least the first interval that the round is for",
		),
		SignalRefusal::TooManySteps => (
			"The steps reach further than a day.",
			"forecast no more than 96 intervals, and no more than 24 hours",
		),
		SignalRefusal::NotMonotonic => (
			"A quantile is below that of a lower level.",
			"sort the five quantiles of every variable",
		),
		SignalRefusal::BeyondLimits => (
			"A quantile cannot be: a price below the floor, or a value above the ceiling.",
			"keep prices within the community's bounds, energy within its connections, and shares up to \
			 1,000,000 ppm",
		),
		SignalRefusal::BadSignature => (
			"It is not signed by the forecaster's key over these bytes.",
			"sign with the key that commonwatt signals --json shows, over this chain's genesis hash, as \
			 the page of pallets/price-signals describes; the forecaster's account may rotate the key",
		),
	}
}

fn variants<T: TypeInfo + ?Sized>() -> Vec<Variant<MetaForm>> {
	match T::type_info().type_def {
		TypeDef::Variant(def) => def.variants,
		_ => Vec::new(),
	}
}

fn of_pallet(error: &ModuleError) -> Option<Refusal> {
	let pallet = variants::<RuntimeError>()
		.into_iter()
		.find(|pallet| pallet.index == error.index)?;
	error_of(&pallet, |known| known.index == error.error[0])
}

/// An error of a pallet: its name, and its documentation, which is in the metadata.
fn error_of(
	pallet: &Variant<MetaForm>,
	is: impl Fn(&Variant<MetaForm>) -> bool,
) -> Option<Refusal> {
	let TypeDef::Variant(errors) = pallet.fields.first()?.ty.type_info().type_def else {
		return None;
	};
	let error = errors.variants.iter().find(|error| is(error))?;
	let words: Vec<&str> = error.docs.iter().map(|line| line.trim()).collect();
	Some(Refusal {
		name: format!("{}.{}", pallet.name, error.name),
		sentence: words.join(" ").replace(['`', '[', ']'], ""),
		next: next(pallet.name, error.name),
	})
}

/// What a person can do about an error.
fn next(pallet: &str, error: &str) -> Option<&'static str> {
	commons::next(pallet, error).or_else(|| of_market(pallet, error))
}

fn of_market(pallet: &str, error: &str) -> Option<&'static str> {
	Some(match (pallet, error) {
		(_, "UnknownPoint") => "points are numbered from 0; commonwatt point N shows one",
		(MARKET, "NotOwner") => "use the owner's key; commonwatt point N shows the owner",
		(MARKET, "NotOwnerNorTradingKey") => {
			"use the key of the owner or the trading key; commonwatt point N shows both, and the owner \
			 sets the latter with commonwatt order --set-trading-key"
		}
		(MARKET, "GateClosed") => "choose a later interval; commonwatt book shows the soonest open one",
		(MARKET, "ShrinksInFreeze") => {
			"offer at least as much at every limit, or choose a later interval; an order that stands can \
			 no longer be cancelled"
		}
		(MARKET, "BeyondHorizon") => "choose an interval at most 96 ahead: --interval +96",
		(MARKET, "IntervalNotMetered") => "choose a later interval; commonwatt book shows the soonest open one",
		(MARKET, "NoAuction") => "the pool trades all the same, without orders",
		(MARKET, "AuctionSuspended") => "wait until the supplier has paid; the pool trades all the same",
		(MARKET, "NotEnoughCredit") => "order less, cancel another order, or commonwatt topup the point",
		(MARKET, "LimitOffTickGrid") => "commonwatt book shows the tick",
		(MARKET, "Unfillable") => "commonwatt book shows the lowest and the highest limit",
		(MARKET, "BelowMinimum") => "order at least 10 Wh in all",
		(MARKET, "AboveCapacity") => "commonwatt point N shows the capacity; order less",
		(MARKET, "NoOrder") => "commonwatt point N lists its orders",
		(MARKET, "NotActiveMember") => "the community's operator admits and reinstates members",
		(MARKET, "StandingOrderExpired") => {
			"give a later --until: a number, or +K for K ahead of the interval in progress"
		}
		(MARKET, "TooManyStandingOrders") => {
			"commonwatt standing N lists them; take the place of one with --id, or --cancel one"
		}
		(MARKET, "NoStandingOrder") => "commonwatt standing N lists its standing orders",
		(MARKET, "QuantityOutOfRange") => {
			"give at least 10 Wh, or 1% to 100% of what is expected"
		}
		(MARKET, "LimitOutOfBounds") => {
			"give a limit that prices of the community can be, and a --floor that is not above the --cap"
		}
		(MARKET, "ThresholdOutOfBounds") => {
			"give a price that the community's can be, or a share of at most 100 %"
		}
		(MARKET, "NoSuchTime") => "give at least an hour and a day, like --hours 10-15 --days mon-fri",
		(SIGNALS, "UnknownCommunity") => {
			"communities are numbered from 0; commonwatt signals --community N shows one"
		}
		(SIGNALS, "UnknownForecaster") => "commonwatt signals lists the community's forecasters",
		(SIGNALS, "AlreadyForecaster") => {
			"dismiss it first, or rotate its key: commonwatt signals shows its id"
		}
		(SIGNALS, "KeyInUse") => "give a signal key of its own: make a new one",
		(SIGNALS, "TooManyForecasters") => "dismiss one first; commonwatt signals lists them",
		(SIGNALS, "NotForecaster") => "use the forecaster's account; energy_signals shows it",
		(SIGNALS, "AlreadySuspended") => "nothing to do; commonwatt signals shows who is suspended",
		(SIGNALS, "NotSuspended") => "nothing to do; commonwatt signals shows who is suspended",
		(SIGNALS, "ZeroAmount") => "give an amount above 0",
		(SIGNALS, "TooMuchMoney") => "give a smaller amount",
		(SIGNALS, "NothingEarned") => "commonwatt signals shows what is earned; scored intervals pay",
		(BILLING, "StandingTopUpTooSmall") => "let it pay more at once",
		(BILLING, "BudgetBelowAmount") => "give a --budget of at least the amount",
		(BILLING, "StandingTopUpTaken") => "ask the point's owner to end it with commonwatt topup N --stop",
		(BILLING, "NoStandingTopUp") => "commonwatt point N shows it, if there is one",
		(BILLING, "NotPayerNorOwner") => "use the key of the payer or of the point's owner",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use commonwatt_primitives::order::OrderRefusal;
	use commonwatt_runtime::Runtime;
	use sp_runtime::TokenError;

	fn name_of(error: impl Into<DispatchError>) -> Refusal {
		// As it comes from the chain: without the message, which is not encoded.
		let encoded = error.into().encode();
		let error = codec::Decode::decode(&mut &encoded[..]).expect("is an error");
		Refusal::of_call(&error)
	}

	#[test]
	fn a_pallets_error_has_its_name_its_sentence_and_advice() {
		let refusal = name_of(pallet_energy_market::Error::<Runtime>::GateClosed);
		assert_eq!(
			refusal.to_string(),
			"EnergyMarket.GateClosed: Orders for this interval are final.\n\
			 next: choose a later interval; commonwatt book shows the soonest open one"
		);
		let refusal = name_of(pallet_billing::Error::<Runtime>::StandingTopUpTaken);
		assert_eq!(refusal.name, "Billing.StandingTopUpTaken");
		assert!(refusal
			.sentence
			.starts_with("Another payer's standing top-up is set"));
	}

	#[test]
	fn every_error_of_every_pallet_has_a_name_of_its_own() {
		for pallet in variants::<RuntimeError>() {
			for error in 0..=u8::MAX {
				let known = error_of(&pallet, |known| known.index == error);
				let module = DispatchError::Module(ModuleError {
					index: pallet.index,
					error: [error, 0, 0, 0],
					message: None,
				});
				if let Some(known) = known {
					assert_eq!(Refusal::of_call(&module), known);
				}
			}
		}
	}

	#[test]
	fn advice_is_given_for_errors_that_exist() {
		let market: Vec<_> = variants::<pallet_energy_market::Error<Runtime>>()
			.into_iter()
			.map(|error| error.name)
			.collect();
		let advised = market.iter().filter(|error| next(MARKET, error).is_some());
		// All names of the market in `next`; UnknownPoint is among them.
		assert_eq!(advised.count(), 23);
		let billing = variants::<pallet_billing::Error<Runtime>>();
		let advised = billing
			.iter()
			.filter(|error| next(BILLING, error.name).is_some());
		assert_eq!(advised.count(), 6);
	}

	#[test]
	fn every_error_of_price_signals_has_advice() {
		let pallet = variants::<RuntimeError>()
			.into_iter()
			.find(|pallet| pallet.name == SIGNALS)
			.expect("the runtime has price signals");
		let errors = variants::<pallet_price_signals::Error<Runtime>>();
		for error in &errors {
			let refusal = error_of(&pallet, |known| known.name == error.name).expect("is its own");
			assert!(!refusal.sentence.is_empty(), "{}", refusal.name);
			assert!(refusal.next.is_some(), "{}", refusal.name);
		}
		assert_eq!(errors.len(), 11);
	}

	#[test]
	fn every_error_of_what_a_community_owns_and_decides_has_advice() {
		for (name, errors) in [
			(
				commons::CERTIFICATES,
				variants::<pallet_certificates::Error<Runtime>>(),
			),
			(
				commons::SHARES,
				variants::<pallet_asset_shares::Error<Runtime>>(),
			),
			(
				commons::TREASURY,
				variants::<pallet_community_treasury::Error<Runtime>>(),
			),
		] {
			assert!(!errors.is_empty());
			for error in errors {
				let refusal = Refusal::named(name, error.name);
				assert!(!refusal.sentence.is_empty(), "{}", refusal.name);
				assert!(refusal.next.is_some(), "{}", refusal.name);
			}
		}
	}

	#[test]
	fn every_refusal_of_a_signal_is_told_by_its_code() {
		for refusal in SignalRefusal::ALL {
			let error = ErrorObjectOwned::owned(
				1010,
				"Invalid Transaction",
				Some(format!("Custom error: {}", refusal.code())),
			);
			let told = Refusal::of_transaction(&error);
			assert_eq!(told, Refusal::of_signal(refusal));
			assert_eq!(told.name, format!("PriceSignals.{refusal:?}"));
			assert!(told.sentence.ends_with('.'), "{told}");
		}
	}

	#[test]
	fn a_custom_code_that_no_signal_has_is_told_as_it_is() {
		for data in ["Custom error: 63", "Custom error: 75", "Custom error: 320"] {
			let error = ErrorObjectOwned::owned(1010, "Invalid Transaction", Some(data));
			let told = Refusal::of_transaction(&error).to_string();
			assert_eq!(told, format!("Invalid Transaction: {data}"));
		}
	}

	#[test]
	fn every_refusal_of_an_order_is_an_error_of_the_market() {
		for refusal in [
			OrderRefusal::NotActiveMember,
			OrderRefusal::PointClosed,
			OrderRefusal::IntervalNotMetered,
			OrderRefusal::NoAuction,
			OrderRefusal::AuctionSuspended,
			OrderRefusal::BeyondHorizon,
			OrderRefusal::GateClosed,
			OrderRefusal::ShrinksInFreeze,
			OrderRefusal::CurveNotMonotonic,
			OrderRefusal::BelowMinimum,
			OrderRefusal::AboveCapacity,
			OrderRefusal::LimitOffTickGrid,
			OrderRefusal::Unfillable,
			OrderRefusal::NotEnoughCredit,
			OrderRefusal::NoOrder,
		] {
			let named = Refusal::of_intent(&IntentRefusal::Order(refusal));
			assert_eq!(named.name, format!("EnergyMarket.{refusal:?}"));
			assert!(!named.sentence.is_empty(), "{refusal:?}");
		}
		let replayed = Refusal::of_intent(&IntentRefusal::Replayed);
		assert!(replayed
			.to_string()
			.starts_with("Replayed: An intent of the point"));
	}

	#[test]
	fn errors_of_no_pallet_are_told_all_the_same() {
		let refusal = name_of(TokenError::FundsUnavailable);
		assert!(refusal
			.to_string()
			.starts_with("Token(FundsUnavailable): Funds are unavailable."));
		let unknown = DispatchError::Module(ModuleError {
			index: 250,
			error: [7, 0, 0, 0],
			message: None,
		});
		assert!(Refusal::of_call(&unknown).name.contains("250"));
	}

	#[test]
	fn a_transaction_without_money_for_its_fee_is_told_what_is_free() {
		let error = ErrorObjectOwned::owned(
			1010,
			"Invalid Transaction",
			Some("Inability to pay some fees (e.g. account balance too low)"),
		);
		let text = Refusal::of_transaction(&error).to_string();
		assert!(
			text.starts_with("Invalid Transaction: Inability to pay"),
			"{text}"
		);
		assert!(text.contains("16 calls for each point"), "{text}");
	}
}
