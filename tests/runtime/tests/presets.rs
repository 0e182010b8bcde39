//! The genesis presets build, and say what they promise.

use commonwatt_primitives::api::{CommunityView, Quote};
use commonwatt_runtime::{
	genesis::{get_preset, preset_names, PRODUCTION_TEMPLATE, TO_BE_FILLED_IN},
	AccountId, Block, Runtime, RuntimeGenesisConfig, SessionKeys, TOKEN,
};
use commonwatt_simulator::chain::Chain;
use sp_core::crypto::Ss58Codec;
use sp_keyring::Sr25519Keyring;

fn preset(name: &str) -> RuntimeGenesisConfig {
	let json = get_preset(&name.into()).expect("is a preset");
	serde_json::from_slice(&json).expect("is a whole genesis")
}

fn community(chain: &mut Chain, id: u32) -> Option<CommunityView<AccountId>> {
	use commonwatt_primitives::api::runtime_decl_for_community_api::CommunityApi;
	chain.read(|| <Runtime as CommunityApi<Block, AccountId>>::community(id))
}

fn quote(chain: &mut Chain, interval: u32) -> Option<Quote> {
	use commonwatt_primitives::api::runtime_decl_for_community_api::CommunityApi;
	chain.read(|| <Runtime as CommunityApi<Block, AccountId>>::quote(0, interval))
}

#[test]
fn every_preset_that_is_a_chain_builds_and_keeps_the_invariants() {
	for name in preset_names() {
		if name == PRODUCTION_TEMPLATE {
			continue;
		}
		let mut chain = Chain::new(&preset(name.as_ref())).expect("builds");
		chain
			.block(1_800_000_000_000, Vec::new())
			.expect("runs a block");
		chain.read(commonwatt_runtime::check_invariants);
	}
}

#[test]
fn dev_has_one_validator_and_one_community() {
	let config = preset("dev");
	assert_eq!(config.session.keys.len(), 1);
	let mut chain = Chain::new(&config).expect("builds");
	assert_eq!(
		community(&mut chain, 0).map(|view| view.name),
		Some(b"Fontana".to_vec())
	);
	assert_eq!(community(&mut chain, 1), None);
}

#[test]
fn local_has_four_validators_and_two_communities() {
	let config = preset("local");
	assert_eq!(config.session.keys.len(), 4);
	let mut chain = Chain::new(&config).expect("builds");
	assert_eq!(
		community(&mut chain, 1).map(|view| view.name),
		Some(b"Neighbour".to_vec())
	);
}

/// The template with four validators and an operator, none of them a development account.
fn filled_in() -> RuntimeGenesisConfig {
	let mut config = preset(PRODUCTION_TEMPLATE);
	let account = |index: u8| AccountId::new([index; 32]);
	config.session.keys = (1..=4)
		.map(|index| {
			let keys = SessionKeys {
				aura: sp_core::sr25519::Public::from_raw([index; 32]).into(),
				grandpa: sp_core::ed25519::Public::from_raw([index; 32]).into(),
			};
			(account(index), account(index), keys)
		})
		.collect();
	config.balances.balances = (1..=6).map(|index| (account(index), TOKEN)).collect();
	let community = &mut config.communities.communities[0];
	community.operator = account(5);
	community.supplier = account(6);
	config
}

fn build(config: &RuntimeGenesisConfig) -> Result<(), String> {
	use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
	let json = serde_json::to_vec(config).expect("is JSON");
	sp_io::TestExternalities::default()
		.execute_with(|| <Runtime as GenesisBuilder<Block>>::build_state(json))
}

#[test]
fn the_template_knows_nobody_and_is_no_chain_before_it_is_filled_in() {
	let template = preset(PRODUCTION_TEMPLATE);
	let json = String::from_utf8(get_preset(&PRODUCTION_TEMPLATE.into()).expect("is a preset"))
		.expect("is text");
	for known in Sr25519Keyring::well_known() {
		assert!(
			!json.contains(&known.to_account_id().to_ss58check()),
			"{known:?}"
		);
	}
	let missing = "session.keys has 0 validators, fewer than validatorSet.floor, 3";
	assert_eq!(build(&template), Err(missing.into()));
}

#[test]
fn the_template_filled_in_is_a_chain_of_quarter_hours() {
	let config = filled_in();
	assert_eq!(build(&config), Ok(()));
	let mut chain = Chain::new(&config).expect("builds");
	chain
		.block(1_800_000_000_000, Vec::new())
		.expect("runs a block");
	chain.read(commonwatt_runtime::check_invariants);
	let view = community(&mut chain, 0).expect("the template has one");
	assert_eq!(view.interval_seconds, 900);
	assert_eq!(view.interval_millis, 900_000);
}

#[test]
fn fails_when_something_is_left_out() {
	type Change = fn(&mut RuntimeGenesisConfig);
	let cases: [(Change, &str); 6] = [
		(
			|config| config.session.keys.truncate(2),
			"session.keys has 2 validators, fewer than validatorSet.floor, 3",
		),
		(
			|config| config.communities.communities.clear(),
			"communities.communities is empty: root would be nobody's, for ever",
		),
		(
			|config| config.communities.communities[0].operator = TO_BE_FILLED_IN,
			"the operator of the community \"Your community\" is to be filled in",
		),
		(
			|config| config.communities.communities[0].supplier = TO_BE_FILLED_IN,
			"the supplier of the community \"Your community\" is to be filled in",
		),
		(
			|config| config.balances.balances[4].1 = 999_999_999,
			"the operator of the community \"Your community\" is not in balances.balances with at \
			 least 1000000000",
		),
		(
			|config| drop(config.balances.balances.remove(0)),
			"the validator 5C62Ck4UrFPiBtoCmeSrgF7x9yv9mn38446dhCpsi2mLHiFT is not in \
			 balances.balances with at least 1000000000",
		),
	];
	for (change, reason) in cases {
		let mut config = filled_in();
		change(&mut config);
		assert_eq!(build(&config), Err(reason.into()));
	}
}

#[test]
fn there_is_no_other_preset() {
	assert_eq!(get_preset(&"production".into()), None);
}

#[test]
fn a_quote_gives_the_hours_prices() {
	let mut chain = Chain::new(&preset("dev")).expect("builds");
	chain
		.block(1_800_000_000_000, Vec::new())
		.expect("runs a block");
	let quote_at = |chain: &mut Chain, interval| {
		let quote = quote(chain, interval).expect("has a community");
		(
			quote.import_at_most,
			quote.export_at_least,
			quote.export_matched,
		)
	};
	// Monday 1 August: 0.22 a kWh, 0.54 from 16:00 to 21:00.
	assert_eq!(
		quote_at(&mut chain, 15),
		(220_000_000, 50_000_000, Some(135_000_000))
	);
	assert_eq!(
		quote_at(&mut chain, 16),
		(540_000_000, 50_000_000, Some(295_000_000))
	);
	assert_eq!(
		quote_at(&mut chain, 21),
		(220_000_000, 50_000_000, Some(135_000_000))
	);
	// Saturday, 16:00.
	assert_eq!(quote_at(&mut chain, 5 * 24 + 16).0, 400_000_000);
}
