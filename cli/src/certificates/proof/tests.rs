use super::*;
use codec::Encode;
use commonwatt_primitives::certificate::{
	Beneficiary, BundleId, DeviceAttributes, EnergySource, Purpose, Retirement, Support, Technology,
};
use commonwatt_runtime::{AccountId, Header, TOKEN};
use commonwatt_runtime_tests::{flat, Alice, Dave, Eve, World, CELL, FIRST};
use pallet_certificates::{Call, RetirementRings, Retirements};
use sp_state_machine::prove_read;

const PLANT: u32 = 0;
const SHOP: u32 = 1;
const WHOM: [Beneficiary<AccountId>; 3] = [
	Beneficiary::Account(AccountId::new([5; 32])),
	Beneficiary::Statement(Hash::repeat_byte(6)),
	Beneficiary::Point(SHOP),
];

fn solar() -> DeviceAttributes {
	DeviceAttributes {
		technology: Technology::SolarPhotovoltaic,
		energy_source: EnergySource::Solar,
		zone: b"Test".to_vec().try_into().expect("is short"),
		commissioned: 20_000,
		support: Support::None,
		emission_factor: 0,
		capacity_w: 5_000,
		round_trip_efficiency: None,
	}
}

/// The real runtime, where Dave has retired 200, 300 and 500 of 1,000 Wh, for three others.
fn world() -> World {
	let mut world = World::new(flat(CELL));
	for (who, name) in [(Dave, "plant"), (Eve, "shop")] {
		world.point(who.to_account_id(), name, 10_000, Default::default(), FIRST);
	}
	world.top_up(SHOP, 100_000_000);
	world.top_up_supplier(TOKEN);
	world.ok(
		Alice,
		Call::register_device {
			point: PLANT,
			attributes: solar(),
			automatic: true,
		},
	);
	while world.interval() < FIRST {
		world.block();
	}
	let interval = world.metered(&[(SHOP, 300)]);
	world.deliver(interval, &[(PLANT, -1_000)]);
	let bundle = BundleId {
		device: PLANT,
		interval,
		first: 0,
	};
	for (quantity, beneficiary) in [Some(200), Some(300), None].into_iter().zip(WHOM) {
		world.ok(
			Dave,
			Call::retire {
				bundle,
				quantity,
				beneficiary,
				purpose: Purpose::Disclosure,
			},
		);
	}
	world
}

/// Lets the oldest go, as it does when the ring is full.
fn fold_oldest(world: &mut World) {
	world.chain.read(|| {
		RetirementRings::<Runtime>::mutate(0, |ring| {
			let oldest = Retirements::<Runtime>::take(0, ring.oldest).expect("is kept");
			ring.folded.fold(&(ring.oldest, &oldest), oldest.quantity);
			ring.oldest += 1;
		})
	});
	let state = world.chain.externalities();
	state.commit_all().expect("is committed");
}

fn kept(world: &mut World, id: RetirementId) -> Retirement<AccountId> {
	let kept = world.chain.read(|| Retirements::<Runtime>::get(0, id));
	kept.expect("is kept")
}

/// The file, as a node answers by the state as it is now.
fn proof_of(world: &mut World, ids: &[RetirementId], folded: Option<History>) -> Proof {
	let records: Vec<Record> = ids
		.iter()
		.map(|id| Record {
			statement: *id,
			storage_key: to_hex(&key_of(0, *id)),
			value: to_hex(&kept(world, *id).encode()),
		})
		.collect();
	let mut keys = vec![chain_key()];
	keys.extend(ids.iter().map(|id| key_of(0, *id)));
	keys.extend(folded.iter().map(|_| ring_key(0)));
	let chain = world.chain.genesis();
	let backend = world.chain.externalities().as_backend();
	let state_root = *backend.root();
	let nodes = prove_read(backend, &keys).expect("the keys are there");
	let header = Header {
		parent_hash: Hash::zero(),
		number: 60,
		state_root,
		extrinsics_root: Hash::zero(),
		digest: Default::default(),
	};
	Proof {
		format: FORMAT.into(),
		chain,
		community: 0,
		block: 60,
		block_hash: header.hash(),
		header: to_hex(&header.encode()),
		state_root,
		records,
		folded,
		proof: nodes.iter_nodes().map(|node| to_hex(node)).collect(),
	}
}

/// Statements 0 and 2 of three.
fn proof() -> Proof {
	let mut world = world();
	let proof = proof_of(&mut world, &[0, 2], None);
	assert_eq!(proof.state_root, world.chain.state_root());
	proof
}

/// Statement 1 by the commitment to 0 and 1, which went, and statement 2.
fn folded_proof() -> (Proof, Vec<Retirement<AccountId>>) {
	let mut world = world();
	let records: Vec<_> = (0..3).map(|id| kept(&mut world, id)).collect();
	fold_oldest(&mut world);
	let before = world
		.chain
		.read(|| RetirementRings::<Runtime>::get(0))
		.folded;
	fold_oldest(&mut world);
	let ring = world.chain.read(|| RetirementRings::<Runtime>::get(0));
	let history = History {
		statements: vec![1],
		storage_key: to_hex(&ring_key(0)),
		value: to_hex(&ring.encode()),
		before: before.into(),
		records: vec![to_hex(&records[1].encode())],
	};
	(proof_of(&mut world, &[2], Some(history)), records)
}

#[track_caller]
fn assert_refused(mut proof: Proof, change: impl FnOnce(&mut Proof), reason: &str) {
	change(&mut proof);
	let error = proof.check().expect_err("proves nothing");
	assert_eq!(format!("{error:#}"), reason);
}

#[test]
fn a_proof_leads_from_the_block_to_every_record() {
	let mut world = world();
	let proof = proof_of(&mut world, &[0, 2], None);
	let proven = proof.check().expect("is proved");
	let statements = [0, 2].map(|id| (id, kept(&mut world, id)));
	assert_eq!(proven.statements, statements);
	assert_eq!((proven.kept, proven.folded, proven.wh()), (2, 0, 700));
	assert_eq!(
		proven
			.statements
			.iter()
			.map(|(_, it)| &it.beneficiary)
			.collect::<Vec<_>>(),
		[&WHOM[0], &WHOM[2]]
	);
}

#[test]
fn what_went_is_proved_by_the_commitment() {
	let (proof, records) = folded_proof();
	let proven = proof.check().expect("is proved");
	assert_eq!(
		proven.statements,
		[(1, records[1].clone()), (2, records[2].clone())]
	);
	assert_eq!((proven.kept, proven.folded, proven.wh()), (1, 1, 800));
}

#[test]
fn a_tampered_statement_is_refused() {
	let greedy = Retirement {
		quantity: 9_999,
		..proof().check().expect("is proved").statements[0].1.clone()
	};
	assert_refused(
		proof(),
		|proof| proof.records[0].value = to_hex(&greedy.encode()),
		"the state has another record of statement 0 than the file",
	);
	let (folded, records) = folded_proof();
	let greedy = Retirement {
		quantity: 9_999,
		..records[1].clone()
	};
	let history = |proof: &mut Proof, change: fn(&mut History)| {
		change(proof.folded.as_mut().expect("has one"))
	};
	let another = "the records lead to another commitment than the state has";
	assert_refused(
		folded.clone(),
		|proof| {
			let history = proof.folded.as_mut().expect("has one");
			history.records[0] = to_hex(&greedy.encode());
		},
		another,
	);
	assert_refused(
		folded.clone(),
		|proof| history(proof, |it| it.records.clear()),
		another,
	);
	assert_refused(
		folded.clone(),
		|proof| history(proof, |it| it.before.records = 0),
		another,
	);
	assert_refused(
		folded.clone(),
		|proof| history(proof, |it| it.before.commitment = Hash::zero()),
		another,
	);
	assert_refused(
		folded.clone(),
		|proof| history(proof, |it| it.statements = vec![0]),
		"the statements are not in order among the records",
	);
	assert_refused(
		folded,
		|proof| history(proof, |it| it.value.push_str("00")),
		"the state has another commitment than the file",
	);
}

#[test]
fn a_tampered_proof_is_refused() {
	let reason = "the proof does not lead from the state root to all records";
	assert_refused(proof(), |proof| proof.proof.clear(), reason);
	let nodes = proof().proof.len();
	for node in 0..nodes {
		assert_refused(proof(), |proof| drop(proof.proof.remove(node)), reason);
		assert_refused(
			proof(),
			|proof| {
				let last = proof.proof[node].pop().expect("has digits");
				let other = if last == '0' { '1' } else { '0' };
				proof.proof[node].push(other);
			},
			reason,
		);
	}
	assert_refused(
		proof(),
		|proof| proof.proof[0] = "0xgg".into(),
		"proof is not hexadecimal: 0x and pairs of digits",
	);
}

#[test]
fn a_proof_of_another_key_is_refused() {
	assert_refused(
		proof(),
		|proof| proof.records[0].statement = 1,
		"the storage key is not that of statement 1 of community 0",
	);
	assert_refused(
		proof(),
		|proof| {
			proof.records[0].statement = 1;
			proof.records[0].storage_key = to_hex(&key_of(0, 1));
		},
		"the proof does not lead from the state root to all records",
	);
	assert_refused(
		proof(),
		|proof| proof.community = 1,
		"the storage key is not that of statement 0 of community 1",
	);
	assert_refused(
		folded_proof().0,
		|proof| {
			let history = proof.folded.as_mut().expect("has one");
			history.storage_key = to_hex(&ring_key(1));
		},
		"the storage key is not that of the retirements of community 0",
	);
}

#[test]
fn what_the_state_has_not_is_not_proved() {
	let mut world = world();
	fold_oldest(&mut world);
	let of_nothing = |world: &mut World, ids: &[RetirementId]| {
		let mut proof = proof_of(world, &[], None);
		let keys: Vec<_> = [chain_key()]
			.into_iter()
			.chain(ids.iter().map(|id| key_of(0, *id)))
			.collect();
		let backend = world.chain.externalities().as_backend();
		let nodes = prove_read(backend, &keys).expect("is read");
		proof.proof = nodes.iter_nodes().map(|node| to_hex(node)).collect();
		proof.records = ids
			.iter()
			.map(|id| Record {
				statement: *id,
				storage_key: to_hex(&key_of(0, *id)),
				value: "0x".into(),
			})
			.collect();
		proof
	};
	let gone = of_nothing(&mut world, &[0]);
	assert_refused(gone, |_| (), "the state has no statement 0");
	let empty = of_nothing(&mut world, &[]);
	assert_refused(empty, |_| (), "it is of no statement");
}

#[test]
fn a_proof_counts_a_statement_once() {
	assert_refused(
		proof(),
		|proof| proof.records.push(proof.records[1].clone()),
		"the statements are not in order, each once",
	);
	assert_refused(
		proof(),
		|proof| proof.records.reverse(),
		"the statements are not in order, each once",
	);
}

#[test]
fn a_proof_by_another_block_is_refused() {
	let whole = proof();
	let hash = whole.block_hash;
	assert_refused(
		whole.clone(),
		|proof| proof.block = 61,
		"the header is of block 60, not 61",
	);
	assert_refused(
		whole.clone(),
		|proof| proof.state_root = Hash::zero(),
		"the header has another state root",
	);
	assert_refused(
		whole.clone(),
		|proof| proof.block_hash = Hash::zero(),
		"the header is not that of block \
		 0x0000000000000000000000000000000000000000000000000000000000000000",
	);
	let trusted = Hash::repeat_byte(1);
	let error = whole.ensure_trusted(Some(trusted), None);
	assert_eq!(
		error.expect_err("is another").to_string(),
		format!("the proof is by block 60, {hash:?}, not by {trusted:?}")
	);
	assert!(whole.ensure_trusted(Some(hash), None).is_ok());
}

#[test]
fn a_proof_of_another_chain_is_refused() {
	let whole = proof();
	let chain = whole.chain;
	let other = Hash::repeat_byte(9);
	assert_refused(
		whole.clone(),
		|proof| proof.chain = other,
		&format!("the state is of chain {chain:?}, not of {other:?}"),
	);
	let error = whole.ensure_trusted(None, Some(other));
	assert_eq!(
		error.expect_err("is another").to_string(),
		format!("the proof is of chain {chain:?}, not of {other:?}")
	);
	assert!(whole.ensure_trusted(None, Some(chain)).is_ok());
}

#[test]
fn a_file_is_read_as_it_was_written() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = folder.path().join("statement.json");
	let (proof, _) = folded_proof();
	proof.write(&file).expect("is written");
	assert_eq!(Proof::read(&file).expect("is read"), proof);
	let again = proof.write(&file).expect_err("exists");
	assert!(
		format!("{again:#}").ends_with("exists: give another name, or remove it first"),
		"{again:#}"
	);
}

#[test]
fn what_is_no_proof_is_refused() {
	for text in ["", "{}", "[]", "{\"format\": \"commonwatt/retirement/2\"}"] {
		assert!(Proof::parse(text).is_err(), "{text}");
	}
	let mut proof = proof();
	proof.format = "commonwatt/retirement/1".into();
	let text = serde_json::to_string(&proof).expect("is JSON");
	let error = Proof::parse(&text).expect_err("is another format");
	assert_eq!(
		error.to_string(),
		"its format is \"commonwatt/retirement/1\", not \"commonwatt/retirement/2\""
	);
}

#[test]
fn the_file_names_what_a_checker_needs() {
	let names = |json: &serde_json::Value| -> Vec<String> {
		let object = json.as_object().expect("an object");
		let mut names: Vec<_> = object.keys().cloned().collect();
		names.sort();
		names
	};
	let json = serde_json::to_value(folded_proof().0).expect("is JSON");
	assert_eq!(
		names(&json),
		[
			"block",
			"blockHash",
			"chain",
			"community",
			"folded",
			"format",
			"header",
			"proof",
			"records",
			"stateRoot",
		]
	);
	assert_eq!(
		names(&json["records"][0]),
		["statement", "storageKey", "value"]
	);
	assert_eq!(
		names(&json["folded"]),
		["before", "records", "statements", "storageKey", "value"]
	);
	assert_eq!(
		names(&json["folded"]["before"]),
		["commitment", "records", "wh"]
	);
}
