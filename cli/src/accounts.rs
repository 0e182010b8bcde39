//! Accounts as people name them, and whose account is meant.

use crate::submission::Key;
use anyhow::{Context, Result};
use commonwatt_runtime::AccountId;
use commonwatt_simulator::transaction::account as account_of;
use sp_core::{crypto::Ss58Codec, sr25519, Pair};

/// The account of an SS58 address, or of a development key like `//Alice`.
pub fn account(text: &str) -> Result<AccountId, String> {
	if text.starts_with("//") {
		if let Ok(pair) = sr25519::Pair::from_string(text, None) {
			return Ok(account_of(&pair));
		}
	}
	AccountId::from_ss58check(text).map_err(|_| {
		format!(
			"\"{text}\" is no account: give its SS58 address, like 5Grw..., or a development key like //Alice"
		)
	})
}

/// The account that was named, or else the one that signs; `None` if there is neither.
pub fn named_or_own(named: Option<AccountId>, key: &Key) -> Result<Option<AccountId>> {
	match (named, key.is_given()) {
		(Some(account), _) => Ok(Some(account)),
		(None, true) => Ok(Some(account_of(&key.pair()?))),
		(None, false) => Ok(None),
	}
}

/// As [`named_or_own`], of which there must be one.
pub fn whose(named: Option<AccountId>, key: &Key) -> Result<AccountId> {
	named_or_own(named, key)?
		.context("whose? give --of ADDRESS, or a key with --key or the variable COMMONWATT_KEY")
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_keyring::Sr25519Keyring::{Alice, Bob};

	#[test]
	fn an_account_is_an_address_or_a_development_key() {
		assert_eq!(account("//Alice"), Ok(Alice.to_account_id()));
		let bob = Bob.to_account_id();
		assert_eq!(account(&bob.to_string()), Ok(bob));
	}

	#[test]
	fn what_is_no_account_is_refused() {
		for text in ["", "Alice", "5Grw", "-1", "0x0102", "none"] {
			assert_eq!(
				account(text),
				Err(format!(
					"\"{text}\" is no account: give its SS58 address, like 5Grw..., or a development key \
					 like //Alice"
				))
			);
		}
	}
}
