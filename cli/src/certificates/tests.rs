//! What is shown of devices, issuances and bundles, and what is refused before it is submitted.

use super::{
	arguments::Action,
	attributes::tests::solar,
	holdings::{write_expiry, Holdings},
	retirements::{Page, Statement},
	statements::unknown_statement,
	wanted::{ensure_usable, ensure_within, offered},
	*,
};
use crate::{market_time::tests::TIME, Cli, Command};
use clap::Parser;
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleStatus, ChargeLot, Consumption, DeviceKind, DeviceTotals, EnergyCarrier,
		Folded, Issuance, IssuanceStatus, Purpose, Retirement, RetirementsView, StorageTotals,
	},
	reading::Registers,
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::Permill;

pub fn device() -> DeviceView {
	DeviceView {
		device: 3,
		community: 0,
		kind: DeviceKind::Production,
		registered: true,
		automatic: true,
		version: 0,
		attributes: solar(),
		totals: DeviceTotals {
			exported: 12_000,
			retired_locally: 7_500,
			uncertified: 500,
			unissued: 0,
			lapsed: 0,
			active: 1_000,
			reserved: 1_500,
			retired: 1_500,
			expired: 0,
			withdrawn: 0,
			stored: 0,
		},
		consumption: Default::default(),
		storage: Default::default(),
		lots: vec![],
		kept: 9,
		folded: Folded::default(),
	}
}

/// 1,500 Wh of Alice's, of device 3 and interval 22.
pub fn bundle_view(status: BundleStatus) -> BundleView<AccountId> {
	let epoch = TIME.epoch;
	BundleView {
		bundle: BundleId {
			device: 3,
			interval: 22,
			first: 500,
		},
		range_end: 1_999,
		quantity: 1_500,
		face_value: 1,
		status,
		account: Alice.to_account_id(),
		issuing_authority: 0,
		energy_carrier: EnergyCarrier::Electricity,
		version: 0,
		attributes: solar(),
		production_starting_interval: epoch + 22 * 12_000,
		production_ending_interval: epoch + 23 * 12_000,
		issued_at: epoch + 25 * 12_000,
		expires_at: epoch + (22 + 2_976) * 12_000,
		storage: None,
		discharge: None,
		lineage: Hash::repeat_byte(7),
	}
}

const OFFERED: BundleStatus = BundleStatus::Reserved {
	price: 30_000_000,
	minimum: 100,
};

fn parsed(arguments: &str) -> Result<Certificates, clap::Error> {
	let arguments = format!("commonwatt certificates {arguments}");
	match Cli::try_parse_from(arguments.split(' '))?.command {
		Command::Certificates(command) => Ok(*command),
		_ => unreachable!("another command"),
	}
}

#[track_caller]
fn assert_refused<T>(result: Result<T>, text: &str) {
	match result {
		Ok(_) => panic!("is refused"),
		Err(error) => assert_eq!(format!("{error:#}"), text),
	}
}

#[test]
fn holdings_are_a_table_with_sums() {
	let other = BundleView {
		quantity: 500,
		bundle: BundleId {
			first: 0,
			..bundle_view(OFFERED).bundle
		},
		..bundle_view(BundleStatus::Retired { retirement: 4 })
	};
	let holdings = Holdings {
		account: &Alice.to_account_id(),
		block: 57,
		bundles: &[other, bundle_view(OFFERED)],
		time: &TIME,
	};
	let text = holdings.to_string();
	assert_eq!(text, HOLDINGS.trim_start_matches('\n'), "\n{text}");
	let none = Holdings {
		bundles: &[],
		..holdings
	};
	assert!(none.to_string().ends_with("at block 57\nnone\n"));
}

const HOLDINGS: &str = "
Certificates of 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY, at block 57
bundle       Wh  produced                           by                           status                                    expires
3:22:0      500  Mon 1 August 2005, 22:00 to 23:00  solar-photovoltaic, Fontana  retired, statement 4
3:22:500  1,500  Mon 1 August 2005, 22:00 to 23:00  solar-photovoltaic, Fontana  offered at 0.03 per kWh, 100 Wh at least  in 9 h 56 min
together: active 0 Wh, offered 1,500 Wh, retired 500 Wh, stored 0 Wh, withdrawn 0 Wh
";

#[test]
fn what_has_expired_is_over() {
	assert_eq!(write_expiry(5_000, 5_000), "over");
	assert_eq!(write_expiry(5_000, 9_000), "over");
	assert_eq!(write_expiry(9_000, 5_000), "in 4 s");
}

#[test]
fn a_device_says_where_every_wh_went() {
	let sheet = DeviceSheet {
		view: &device(),
		block: 57,
		time: &TIME,
	};
	let text = sheet.to_string();
	assert_eq!(text, DEVICE.trim_start_matches('\n'), "\n{text}");
}

const DEVICE: &str = "
Device 3 of community 0, production, at block 57
  technology   solar-photovoltaic
  source       solar
  zone         Fontana
  commissioned 2019-05-01
  support      investment
  emissions    0 g CO2e per kWh
  capacity     6,000 W
  attributes   version 0; certificates are issued at settlement
exported while registered, in Wh
  retired locally: netted, sold ahead and delivered, used by neighbours   7,500
  not certified                                                             500
  waits to be issued                                                          0
  lapsed: not asked for in time                                               0
  active                                                                  1,000
  offered                                                                 1,500
  retired                                                                 1,500
  stored in batteries                                                         0
  expired                                                                     0
  withdrawn                                                                   0
  = exported                                                             12,000
records kept 9, of before 0 with 0 Wh
";

#[test]
fn a_battery_says_what_it_holds() {
	let mut view = device();
	view.kind = DeviceKind::Storage;
	view.attributes.round_trip_efficiency = Some(Permill::from_percent(90));
	view.storage = StorageTotals {
		charged: 2_000,
		green_charged: 1_200,
		..Default::default()
	};
	view.lots = vec![ChargeLot {
		from: 12,
		until: 12,
		charged: 2_000,
		green: 1_200,
		lineage: Hash::zero(),
	}];
	let sheet = DeviceSheet {
		view: &view,
		block: 57,
		time: &TIME,
	};
	let text = sheet.to_string();
	for part in [
		"  efficiency   90 %\n",
		"  of it green: neighbours' energy      1,200\n",
		"  interval 12, Mon 1 August 2005, 12:00 to 13:00  interval 12  2,000     1,200\n",
	] {
		assert!(text.contains(part), "{part}: {text}");
	}
}

#[test]
fn a_consumer_has_a_score() {
	let mut view = device();
	view.kind = DeviceKind::Consumption;
	view.consumption = Consumption {
		used: 3_500,
		green_local: 500,
		retired: 1_250,
	};
	let sheet = DeviceSheet {
		view: &view,
		block: 57,
		time: &TIME,
	};
	let text = sheet.to_string();
	assert!(
		text.contains("  not green                    1,750\n"),
		"{text}"
	);
	assert!(text.contains("matching score 50 %\n"), "{text}");
}

#[test]
fn an_issuance_says_what_was_exported_and_who_has_it() {
	let issuance = Issuance {
		version: 0,
		energy: Registers {
			import: 0,
			export: 5_000,
		},
		netted: 500,
		sold_ahead: 1_000,
		local: 1_500,
		green_charged: 0,
		discharge: None,
		uncertified: 0,
		tradeable: 2_000,
		status: IssuanceStatus::Issued {
			at: TIME.epoch + 25 * 12_000,
		},
		bundles: 1,
		late: false,
		settled_at: 50,
		lineage: Hash::repeat_byte(6),
	};
	let view = IssuanceView {
		device: 3,
		interval: 22,
		issuance,
		bundles: vec![bundle_view(BundleStatus::Active)],
	};
	let sheet = IssuanceSheet {
		view: &view,
		time: &TIME,
	};
	let text = sheet.to_string();
	assert_eq!(text, ISSUANCE.trim_start_matches('\n'), "\n{text}");
}

const ISSUANCE: &str = "
Device 3, interval 22, Mon 1 August 2005, 22:00 to 23:00
settled in block 50; attributes of version 0
exported, in Wh
  netted: used by the point itself                       500
  sold ahead and delivered, retired for the community  1,000
  used by neighbours, retired for them                 1,500
  not certified                                            0
  tradeable                                            2,000
  = exported                                           5,000
certificates issued Tue 2 August 2005, 01:00:00
lineage 0x0606060606060606060606060606060606060606060606060606060606060606
bundle       Wh  produced                           by                           status  expires
3:22:500  1,500  Mon 1 August 2005, 22:00 to 23:00  solar-photovoltaic, Fontana  active  in 9 h 56 min
3:22:500 is 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY's, lineage 0x0707070707070707070707070707070707070707070707070707070707070707
";

fn retirement() -> Retirement<AccountId> {
	Retirement {
		community: 0,
		bundle: bundle_view(BundleStatus::Active).bundle,
		quantity: 1_500,
		owner: Alice.to_account_id(),
		beneficiary: Beneficiary::Point(5),
		purpose: Purpose::OwnUse,
		lineage: Hash::repeat_byte(7),
		block: 57,
	}
}

#[test]
fn retirements_are_a_page() {
	let view = RetirementsView {
		oldest: 0,
		next: 9,
		folded: Folded::default(),
		page: vec![(4, retirement())],
	};
	let page = Page {
		community: 0,
		view: &view,
	};
	let text = page.to_string();
	assert_eq!(text, RETIREMENTS.trim_start_matches('\n'), "\n{text}");
	let view = RetirementsView {
		page: vec![],
		..view
	};
	let page = Page {
		community: 0,
		view: &view,
	};
	assert!(page
		.to_string()
		.ends_with("none from there on; 0 to 8 are kept\n"));
}

const RETIREMENTS: &str = "
Retirements of community 0
statement     Wh  bundle    purpose  block  for
        4  1,500  3:22:500  own-use     57  point 5
more: --from 5
";

#[test]
fn a_statement_says_what_was_retired_for_whom() {
	let statement = Statement {
		id: 4,
		retirement: &retirement(),
		time: Some(&TIME),
		attributes: Some(&solar()),
	};
	let text = statement.to_string();
	assert_eq!(text, STATEMENT.trim_start_matches('\n'), "\n{text}");
}

const STATEMENT: &str = "
Statement 4 of community 0
  retired      1,500 Wh for good, in block 57
  for          point 5
  purpose      own-use
  by           5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
  certificates 500 to 1999 of device 3, interval 22
  produced     Mon 1 August 2005, 22:00 to 23:00
  device       solar-photovoltaic, Fontana
  lineage      0x0707070707070707070707070707070707070707070707070707070707070707
";

#[test]
fn a_statement_that_is_not_there_is_told_why() {
	assert_eq!(
		unknown_statement(3, 5, 9, 0),
		"statement 3 of community 0 is kept no more, the oldest that is kept is 5: with an archive node, \
		 commonwatt certificates prove 3 --out FILE proves it by the commitment"
	);
	assert_eq!(
		unknown_statement(9, 5, 9, 0),
		"there is no statement 9 of community 0 in the last final block, which has 5 to 8: a retirement of \
		 this minute is final soon"
	);
	assert_eq!(
		unknown_statement(0, 0, 0, 0),
		"community 0 has no retirements in the last final block: one of this minute is final soon"
	);
}

#[test]
fn a_bundle_that_cannot_be_used_is_refused_with_the_reason() {
	let alice = Alice.to_account_id();
	assert!(ensure_usable(&bundle_view(BundleStatus::Active), &alice).is_ok());
	assert_refused(
		ensure_usable(&bundle_view(BundleStatus::Active), &Bob.to_account_id()),
		"Certificates.NotOwner: Only the bundle's owner may do this: the key is \
		 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty, the owner is \
		 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY.\n\
		 next: use the owner's key; commonwatt certificates --of ADDRESS lists what an account holds",
	);
	assert_refused(
		ensure_usable(&bundle_view(OFFERED), &alice),
		"Certificates.BundleReserved: The bundle is offered for sale: cancel the offer first: this is \
		 3:22:500.\n\
		 next: commonwatt certificates cancel takes the offer back",
	);
	assert_refused(
		ensure_usable(
			&bundle_view(BundleStatus::Retired { retirement: 4 }),
			&alice,
		),
		"Certificates.BundleRetired: The bundle is retired for good: 3:22:500 by statement 4.\n\
		 next: choose another bundle; commonwatt certificates lists them",
	);
}

#[test]
fn a_part_is_no_more_than_the_bundle() {
	let view = bundle_view(BundleStatus::Active);
	assert!(ensure_within(&view, None).is_ok());
	assert!(ensure_within(&view, Some(1_500)).is_ok());
	assert_refused(
		ensure_within(&view, Some(1_501)),
		"Certificates.BeyondBundle: The bundle has fewer certificates: this is 1,501 Wh, it has 1,500 Wh.\n\
		 next: give a smaller --quantity; commonwatt certificates shows what a bundle has",
	);
}

#[test]
fn an_offer_is_bought_at_its_price_and_no_dearer() {
	let view = bundle_view(OFFERED);
	assert_eq!(offered(&view, None, None).expect("is offered"), 30_000_000);
	assert_eq!(
		offered(&view, Some(100), Some(30_000_000)).expect("is offered"),
		30_000_000
	);
	assert_refused(
		offered(&view, Some(99), None),
		"Certificates.BelowMinimum: The offer sells no fewer: this is 99 Wh, the least is 100 Wh.\n\
		 next: give a larger --quantity, or none to buy all",
	);
	assert_refused(
		offered(&view, None, Some(29_999_999)),
		"Certificates.PriceAboveMaximum: The offer asks for more per Wh than the buyer would pay at most: \
		 0.03 per kWh, you pay at most 0.029999999.\n\
		 next: give a higher --at-most, or buy another bundle",
	);
	assert_refused(
		offered(&bundle_view(BundleStatus::Active), None, None),
		"Certificates.NotOffered: The bundle is not offered for sale: 3:22:500 is active.\n\
		 next: ask its owner to offer it; commonwatt certificates --device N --interval T shows the owner",
	);
}

#[test]
fn what_is_written_is_understood() {
	for arguments in [
		"",
		"--of //Alice",
		"--device 3",
		"--device 3 --interval 22",
		"register 3 --technology solar-photovoltaic --zone Fontana --commissioned 2019-05-01",
		"update 3 --emissions 41 --propose why",
		"deregister 3",
		"issue 3 22",
		"transfer 3:22:0 --to //Bob --quantity 1kWh",
		"split 3:22:0 --quantity 500",
		"offer 3:22:0 --at 0.03 --minimum 100",
		"cancel 3:22:0",
		"buy 3:22:0 --at-most 0.03",
		"retire 3:22:0 --for point:5 --purpose own-use",
		"store 3:22:0 --storage 4",
		"withdraw 3:22:0 --reason wrong",
		"retirements --from 3",
		"statement 4 --proof statement.json",
		"prove 4 7 --out proof.json",
		"prove --bundle 3:22:500 --for point:5 --at 60 --community 1 --out proof.json",
		"verify statement.json --ask-node --url ws://127.0.0.1:9966",
		"verify statement.json --block 0x0707070707070707070707070707070707070707070707070707070707070707",
		"export --of //Alice --json",
		"export --device 3 --interval 22",
		"score --point 5 --from 12 --until +1",
	] {
		let arguments = arguments.trim();
		let result = match arguments.is_empty() {
			true => Cli::try_parse_from(["commonwatt", "certificates"]).map(|_| ()),
			false => parsed(arguments).map(|_| ()),
		};
		assert!(
			result.is_ok(),
			"{arguments}: {}",
			result.expect_err("an error")
		);
	}
}

#[test]
fn what_cannot_be_meant_is_refused() {
	for (arguments, reason) in [
		("--device -1", "invalid value '-1'"),
		("--interval 22", "--device"),
		("--of Alice", "is no account"),
		("--of //Alice --device 3", "cannot be used with"),
		("--device 3 --interval now", "is no interval"),
		("split 3:22:0", "--quantity"),
		(
			"split 3:22:0 --quantity -5",
			"no energy (negative, it must be positive)",
		),
		("split 3:22:0 --quantity 0", "no energy (nothing)"),
		(
			"split 3:22:0 --quantity 99999999999kWh",
			"no energy (too large)",
		),
		("offer 3:22 --at 0.03", "is no bundle"),
		(
			"offer 3:22:0 --at -0.03",
			"no price (negative, it must be positive)",
		),
		("offer 3:22:0 --at 999999", "no price (too large)"),
		(
			"buy 3:22:0 --at-most free",
			"no price (not a decimal number)",
		),
		("retire 3:22:0 --for point:5", "--purpose"),
		(
			"retire 3:22:0 --for nobody --purpose other",
			"says not for whom",
		),
		("retire 3:22:0 --for point:5 --purpose fun", "is no purpose"),
		("transfer 3:22:0 --to Bob", "is no account"),
		("register 3 --technology coal", "is no technology"),
		("register 3 --efficiency 101%", "more than the whole"),
		("register 3 --commissioned 2019-02-30", "is no day"),
		(
			"register 3 --capacity -6kW",
			"no power (negative, it must be positive)",
		),
		("register 3 --on-request --automatic", "cannot be used with"),
		("register 3 --propose=", "the reason is empty"),
		("statement -4", "invalid value '-4'"),
		("prove 4", "--out"),
		("prove --out proof.json", "<ID>"),
		(
			"prove 4 --for point:5 --out proof.json",
			"cannot be used with",
		),
		("verify statement.json --block 0x07", "invalid value '0x07'"),
		("export --device 3", "--interval"),
		("score --point 5 --community 1", "cannot be used with"),
		("melt 3:22:0", "unrecognized subcommand 'melt'"),
	] {
		let error = parsed(arguments).err().expect(arguments);
		let text = error.to_string();
		assert!(text.contains(reason), "{arguments}: {text}");
	}
}

#[test]
fn the_key_and_the_node_may_stand_behind_the_command() {
	let command = parsed("cancel 3:22:0 --key //Alice --url ws://127.0.0.1:9966").expect("is one");
	assert_eq!(command.node.url, "ws://127.0.0.1:9966");
	assert!(command.key.is_given());
	assert!(matches!(command.action, Some(Action::Cancel(_))));
}
