//! What the off-chain worker that forecasts finds in its node: the signal key of a development account, and
//! where the weather is.

use commonwatt_primitives::signal::{SIGNAL_KEY, WEATHER_URL};
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use sp_keystore::Keystore;

/// Why a node cannot forecast.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	#[error("The signal key of {seed} cannot be put into the keystore: {reason}.")]
	Key { seed: String, reason: String },
	#[error(
		"`{0}` is no URL to ask for the weather: it must begin with http:// or https://, see docs/signals.md."
	)]
	Url(String),
}

/// Puts the signal key of a development seed (that of `--dev` or `--alice`) into the keystore, beside the
/// session keys.
///
/// # Errors
///
/// If the keystore fails.
pub fn insert_key(keystore: &dyn Keystore, seed: &str) -> Result<(), Error> {
	keystore
		.sr25519_generate_new(SIGNAL_KEY, Some(seed))
		.map(drop)
		.map_err(|error| Error::Key {
			seed: seed.into(),
			reason: error.to_string(),
		})
}

/// Says in the node's storage where the weather is, or that it is nowhere.
///
/// # Errors
///
/// If it is no URL.
pub fn set_weather_url(storage: &mut impl OffchainStorage, url: Option<&str>) -> Result<(), Error> {
	match url {
		Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
			storage.set(STORAGE_PREFIX, WEATHER_URL, url.as_bytes());
			Ok(())
		}
		Some(url) => Err(Error::Url(url.into())),
		None => {
			storage.remove(STORAGE_PREFIX, WEATHER_URL);
			Ok(())
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{offchain::storage::InMemOffchainStorage, sr25519::Pair, Pair as _};
	use sp_keystore::testing::MemoryKeystore;

	#[test]
	fn a_development_node_gets_the_signal_key_of_its_seed() {
		let keystore = MemoryKeystore::new();
		insert_key(&keystore, "//Alice").expect("it is in memory");
		let alice = Pair::from_string("//Alice", None).expect("is a seed");
		assert_eq!(keystore.sr25519_public_keys(SIGNAL_KEY), [alice.public()]);
	}

	#[test]
	fn the_weather_is_where_the_last_start_said() {
		let mut storage = InMemOffchainStorage::default();
		let url = "http://127.0.0.1:2/weather";
		set_weather_url(&mut storage, Some(url)).expect("is a URL");
		assert_eq!(storage.get(STORAGE_PREFIX, WEATHER_URL), Some(url.into()));
		set_weather_url(&mut storage, None).expect("needs none");
		assert_eq!(storage.get(STORAGE_PREFIX, WEATHER_URL), None);
	}

	#[test]
	fn fails_when_it_is_no_url() {
		let mut storage = InMemOffchainStorage::default();
		for url in ["", "127.0.0.1", "file:///etc/passwd"] {
			let error = set_weather_url(&mut storage, Some(url)).expect_err("is none");
			assert!(error.to_string().contains("http://"), "{error}");
		}
		assert_eq!(storage.get(STORAGE_PREFIX, WEATHER_URL), None);
	}
}
