//! Genesis, and its presets.
//!
//! | preset | validators | communities |
//! |---|---|---|
//! | `dev` | Alice | Fontana, an hour in 12 s |
//! | `local` | Alice, Bob, Charlie, Dave | Fontana and a neighbour, an hour in 12 s |
//! | `production-template` | none | one whose accounts nobody has, quarter hours in real time |
//!
//! In the first two the well-known development accounts hold the roles: Alice operates, Bob is the gateway, Charlie
//! the supplier; the validators are those whose session keys are given, and found the set; every validator forecasts for every community. The template has no
//! key that anybody knows and does not build as it is: who begins a chain fills it in. A preset sets state only, never a
//! constant, so all share one wasm.

use crate::{
	configs::EXISTENTIAL_DEPOSIT, fontana, AccountId, Balance, BalancesConfig, CommunitiesConfig,
	CommunityId, PriceSignalsConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
	ValidatorSetConfig, TOKEN,
};
use alloc::{
	format,
	string::{String, ToString},
	vec,
	vec::Vec,
};
use pallet_communities::{GenesisCommunity, TimeParameters};
use pallet_price_signals::GenesisForecaster;
use sp_core::crypto::Ss58Codec;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// One validator, one community.
pub const DEV: &str = "dev";
/// Four validators, two communities.
pub const LOCAL: &str = "local";

/// What a chain of real communities begins with, to be filled in.
pub const PRODUCTION_TEMPLATE: &str = "production-template";

/// The fewest validators of `local` and of the template: one of four may leave.
const FLOOR_OF_FOUR: u32 = 3;

/// What each development account holds at genesis.
const ENDOWMENT: Balance = 1_000_000 * TOKEN;

/// Time parameters under which an hour of the data takes 12 s of chain time.
pub fn replay_time(local_epoch_seconds: u64) -> TimeParameters {
	TimeParameters {
		interval_seconds: 3_600,
		interval_millis: 12_000,
		local_epoch_seconds: Some(local_epoch_seconds),
		utc_offset_seconds: 0,
	}
}

/// A community with the development roles.
pub fn community(
	name: &str,
	rules: commonwatt_primitives::tariff::Rules,
) -> GenesisCommunity<AccountId> {
	GenesisCommunity {
		name: name.to_string(),
		operator: Sr25519Keyring::Alice.to_account_id(),
		supplier: Sr25519Keyring::Charlie.to_account_id(),
		bounds: fontana::bounds(),
		rules,
		gateways: vec![Sr25519Keyring::Bob.to_account_id()],
		members: vec![],
	}
}

/// A genesis with endowed development accounts.
pub fn genesis(
	validators: &[(Sr25519Keyring, Ed25519Keyring)],
	time: TimeParameters,
	communities: Vec<GenesisCommunity<AccountId>>,
) -> RuntimeGenesisConfig {
	RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: Sr25519Keyring::well_known()
				.map(|account| (account.to_account_id(), ENDOWMENT))
				.collect(),
			..Default::default()
		},
		session: SessionConfig {
			keys: validators
				.iter()
				.map(|(aura, grandpa)| {
					let account = aura.to_account_id();
					let keys = SessionKeys {
						aura: aura.public().into(),
						grandpa: grandpa.public().into(),
					};
					(account.clone(), account, keys)
				})
				.collect(),
			..Default::default()
		},
		communities: CommunitiesConfig { time, communities },
		..Default::default()
	}
}

/// Elects forecasters for every community of a genesis. Their signal keys are those of their accounts.
pub fn with_forecasters(
	mut config: RuntimeGenesisConfig,
	forecasters: &[Sr25519Keyring],
) -> RuntimeGenesisConfig {
	let communities = 0..config.communities.communities.len() as CommunityId;
	let forecasters = communities
		.flat_map(|community| forecasters.iter().map(move |who| (community, who)))
		.map(|(community, who)| GenesisForecaster {
			community,
			account: who.to_account_id(),
			key: who.public().into(),
		})
		.collect();
	config.price_signals = PriceSignalsConfig { forecasters };
	config
}

fn development() -> RuntimeGenesisConfig {
	let config = genesis(
		&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		replay_time(fontana::LOCAL_EPOCH_SECONDS),
		vec![community("Fontana", fontana::fontana_rules())],
	);
	with_forecasters(config, &[Sr25519Keyring::Alice])
}

fn local() -> RuntimeGenesisConfig {
	let validators = [
		(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
		(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
		(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
		(Sr25519Keyring::Dave, Ed25519Keyring::Dave),
	];
	let mut config = genesis(
		&validators,
		replay_time(fontana::LOCAL_EPOCH_SECONDS),
		vec![
			community("Fontana", fontana::fontana_rules()),
			community("Neighbour", fontana::fontana_rules()),
		],
	);
	config.validator_set = ValidatorSetConfig {
		floor: FLOOR_OF_FOUR,
		..Default::default()
	};
	with_forecasters(config, &validators.map(|(validator, _)| validator))
}

/// Where the template wants an account: nobody has it.
pub const TO_BE_FILLED_IN: AccountId = AccountId::new([0; 32]);

fn production_template() -> RuntimeGenesisConfig {
	RuntimeGenesisConfig {
		validator_set: ValidatorSetConfig {
			floor: FLOOR_OF_FOUR,
			..Default::default()
		},
		communities: CommunitiesConfig {
			time: TimeParameters {
				interval_seconds: 900,
				interval_millis: 900_000,
				local_epoch_seconds: None,
				utc_offset_seconds: 0,
			},
			communities: vec![GenesisCommunity {
				name: "Your community".to_string(),
				operator: TO_BE_FILLED_IN,
				supplier: TO_BE_FILLED_IN,
				bounds: fontana::bounds(),
				rules: fontana::fontana_rules(),
				gateways: vec![],
				members: vec![],
			}],
		},
		..Default::default()
	}
}

/// Refuses a genesis of which no chain would come, with what is to be changed. What the pallets assert
/// themselves ends the building of a spec too, but says nothing to who wrote it.
pub fn check(config: &RuntimeGenesisConfig) -> Result<(), String> {
	let keys = config.session.keys.len();
	let floor = (config.validator_set.floor as usize).max(1);
	if keys < floor {
		return Err(format!(
			"session.keys has {keys} validators, fewer than validatorSet.floor, {floor}"
		));
	}
	let communities = &config.communities.communities;
	if communities.is_empty() {
		return Err("communities.communities is empty: root would be nobody's, for ever".into());
	}
	let has_funds = |who: &AccountId| {
		let balances = &config.balances.balances;
		balances
			.iter()
			.any(|(account, balance)| account == who && *balance >= EXISTENTIAL_DEPOSIT)
	};
	for community in communities {
		for (role, account) in [
			("operator", &community.operator),
			("supplier", &community.supplier),
		] {
			if *account == TO_BE_FILLED_IN {
				return Err(format!(
					"the {role} of the community {:?} is to be filled in",
					community.name
				));
			}
		}
		if !has_funds(&community.operator) {
			return Err(format!(
				"the operator of the community {:?} is not in balances.balances with at least \
				 {EXISTENTIAL_DEPOSIT}",
				community.name
			));
		}
	}
	if let Some((account, ..)) = config.session.keys.iter().find(|(who, ..)| !has_funds(who)) {
		return Err(format!(
			"the validator {} is not in balances.balances with at least {EXISTENTIAL_DEPOSIT}",
			account.to_ss58check()
		));
	}
	Ok(())
}

/// A preset as JSON; `None` if there is none of this name.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let config = match id.as_ref() {
		DEV => development(),
		LOCAL => local(),
		PRODUCTION_TEMPLATE => production_template(),
		_ => return None,
	};
	serde_json::to_vec(&config).ok()
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV),
		PresetId::from(LOCAL),
		PresetId::from(PRODUCTION_TEMPLATE),
	]
}
