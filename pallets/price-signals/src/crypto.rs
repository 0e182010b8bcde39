//! The forecasters' keys: sr25519, a kind of their own, so that no account's or validator's key signs a
//! signal.

use sp_runtime::{
	app_crypto::{app_crypto, sr25519},
	KeyTypeId,
};

/// The keystore's kind of a signal key.
pub const KEY_TYPE: KeyTypeId = KeyTypeId(*b"fcst");

app_crypto!(sr25519, KEY_TYPE);
