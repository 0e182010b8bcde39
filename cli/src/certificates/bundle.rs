//! Bundles, beneficiaries and purposes as people write them.

use crate::{
	accounts::account,
	names::{name_of, named},
	units::{write_price, write_wh},
};
use commonwatt_primitives::{
	certificate::{Beneficiary, BundleId, BundleStatus, Purpose},
	Interval, PointId, Wh,
};
use commonwatt_runtime::{AccountId, Hash};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

/// What a bundle of `3:22:0` is.
pub fn bundle(text: &str) -> Result<BundleId, String> {
	let refuse = || {
		format!(
			"\"{text}\" is no bundle: give device, interval and first certificate, like 3:22:0, as \
			 commonwatt certificates lists them"
		)
	};
	let mut parts = text.split(':');
	let mut number = || {
		let part = parts.next().filter(|part| !part.is_empty())?;
		let digits = part.bytes().all(|byte| byte.is_ascii_digit());
		digits.then(|| part.parse::<u64>().ok()).flatten()
	};
	let (device, interval, first) = (number(), number(), number());
	if parts.next().is_some() {
		return Err(refuse());
	}
	let narrow = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok());
	Ok(BundleId {
		device: narrow(device).ok_or_else(refuse)? as PointId,
		interval: narrow(interval).ok_or_else(refuse)? as Interval,
		first: first.ok_or_else(refuse)? as Wh,
	})
}

/// `3:22:0`
pub fn write_bundle(bundle: &BundleId) -> String {
	let BundleId {
		device,
		interval,
		first,
	} = bundle;
	format!("{device}:{interval}:{first}")
}

/// What may be done with a bundle, in words.
pub fn write_status(status: &BundleStatus) -> String {
	match status {
		BundleStatus::Active => "active".into(),
		BundleStatus::Reserved { price, minimum } => format!(
			"offered at {} per kWh, {} Wh at least",
			write_price(*price),
			write_wh(*minimum)
		),
		BundleStatus::Retired { retirement } => format!("retired, statement {retirement}"),
		BundleStatus::Withdrawn => "withdrawn".into(),
		BundleStatus::Stored { storage } => format!("stored in device {storage}"),
	}
}

/// For whom certificates are retired, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForWhom {
	Account(AccountId),
	Point(PointId),
	/// What the owner discloses itself.
	Text(String),
}

impl ForWhom {
	pub fn beneficiary(&self) -> Beneficiary<AccountId> {
		match self {
			Self::Account(account) => Beneficiary::Account(account.clone()),
			Self::Point(point) => Beneficiary::Point(*point),
			Self::Text(text) => Beneficiary::Statement(hash_of(text)),
		}
	}
}

/// What stays on the chain of a text.
pub fn hash_of(text: &str) -> Hash {
	BlakeTwo256::hash(text.as_bytes())
}

/// `point:5`, `account:5Grw...` or `text:The bakery`.
pub fn for_whom(text: &str) -> Result<ForWhom, String> {
	match text.split_once(':') {
		Some(("point", point)) => {
			let digits = !point.is_empty() && point.bytes().all(|byte| byte.is_ascii_digit());
			let point = digits.then(|| point.parse().ok()).flatten();
			point.map(ForWhom::Point).ok_or_else(|| {
				format!("\"{text}\" names no delivery point: give its number, like point:5")
			})
		}
		Some(("account", who)) => account(who).map(ForWhom::Account),
		Some(("text", words)) if !words.trim().is_empty() => Ok(ForWhom::Text(words.into())),
		Some(("text", _)) => Err("the text after text: is empty: say for whom".into()),
		_ => Err(format!(
			"\"{text}\" says not for whom: give point:N, account:ADDRESS, or text: and whatever you disclose \
			 yourself"
		)),
	}
}

/// For whom certificates were retired, in words.
pub fn write_beneficiary(beneficiary: &Beneficiary<AccountId>) -> String {
	match beneficiary {
		Beneficiary::Account(account) => format!("account {account}"),
		Beneficiary::Point(point) => format!("point {point}"),
		Beneficiary::Statement(hash) => format!("the text of hash {hash:?}"),
	}
}

const PURPOSES: &[(&str, Purpose)] = &[
	("own-use", Purpose::OwnUse),
	("disclosure", Purpose::Disclosure),
	("legal-obligation", Purpose::LegalObligation),
	("storage-losses", Purpose::StorageLosses),
	("other", Purpose::Other),
];

pub fn purpose(text: &str) -> Result<Purpose, String> {
	named("purpose", PURPOSES, text)
}

pub fn write_purpose(purpose: Purpose) -> &'static str {
	name_of(PURPOSES, purpose)
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_keyring::Sr25519Keyring::Bob;

	#[test]
	fn a_bundle_is_device_interval_and_first_certificate() {
		let id = BundleId {
			device: 3,
			interval: 22,
			first: 1_500,
		};
		assert_eq!(bundle("3:22:1500"), Ok(id));
		assert_eq!(write_bundle(&id), "3:22:1500");
		for text in [
			"",
			"3",
			"3:22",
			"3:22:",
			"3:22:0:0",
			"-3:22:0",
			"3:+22:0",
			"3:22:0.5",
			"4294967296:22:0",
			"3:22:18446744073709551616",
			"3: 22:0",
		] {
			assert_eq!(
				bundle(text),
				Err(format!(
					"\"{text}\" is no bundle: give device, interval and first certificate, like 3:22:0, as \
					 commonwatt certificates lists them"
				))
			);
		}
	}

	#[test]
	fn a_beneficiary_is_a_point_an_account_or_a_text() {
		assert_eq!(for_whom("point:5"), Ok(ForWhom::Point(5)));
		let bob = Bob.to_account_id();
		assert_eq!(for_whom("account://Bob"), Ok(ForWhom::Account(bob.clone())));
		assert_eq!(
			for_whom(&format!("account:{bob}")),
			Ok(ForWhom::Account(bob))
		);
		let text = for_whom("text:The bakery: 2005").expect("is a text");
		assert_eq!(
			text.beneficiary(),
			Beneficiary::Statement(hash_of("The bakery: 2005"))
		);
		for (text, reason) in [
			("5", "says not for whom"),
			("5Grw", "says not for whom"),
			("Point:5", "says not for whom"),
			("point:", "names no delivery point"),
			("point:-5", "names no delivery point"),
			("point:4294967296", "names no delivery point"),
			("account:5Grw", "is no account"),
			("text: ", "is empty"),
		] {
			let message = for_whom(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}

	#[test]
	fn every_purpose_has_a_name() {
		for (name, thing) in PURPOSES {
			assert_eq!(purpose(name), Ok(*thing));
			assert_eq!(write_purpose(*thing), *name);
		}
		assert_eq!(
			purpose("fun"),
			Err(
				"\"fun\" is no purpose: give one of own-use, disclosure, legal-obligation, \
				 storage-losses, other"
					.into()
			)
		);
	}
}
