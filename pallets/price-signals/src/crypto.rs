//! The forecasters' keys.

use commonwatt_primitives::signal::SIGNAL_KEY;
use sp_runtime::app_crypto::{app_crypto, sr25519};

app_crypto!(sr25519, SIGNAL_KEY);
