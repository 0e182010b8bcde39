//! The genesis presets build, and say what they promise.

use commonwatt_primitives::api::{CommunityView, Quote};
use commonwatt_runtime::{
	genesis::{get_preset, preset_names},
	AccountId, Block, Runtime, RuntimeGenesisConfig,
};
use commonwatt_simulator::chain::Chain;

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
fn every_preset_builds_and_keeps_the_invariants() {
	for name in preset_names() {
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
