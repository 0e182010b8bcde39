//! What is shown of assets, and what is refused before it is submitted.

use super::{
	action::ensure_has,
	arguments::Action,
	buy_back::{offered_back, reserve_for_an_offer},
	offering::subscription,
	*,
};
use crate::{market_time::tests::TIME, Cli, Command};
use clap::Parser;
use commonwatt_runtime::TOKEN;
use pallet_asset_shares::{Asset, AssetKind, BuyBack, Income, Phase, Terms, TransferRules, Upkeep};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::Permill;

fn rules() -> TransferRules {
	TransferRules {
		members_only: true,
		max_holding: Some(100),
		..Default::default()
	}
}

#[test]
fn who_has_fewer_shares_is_told_how_many() {
	let who = Bob.to_account_id();
	let view = ShareView {
		shares: 22,
		..Default::default()
	};
	assert!(ensure_has(2, &who, Some(&view), 22).is_ok());
	for (view, has) in [(Some(&view), 22), (None, 0)] {
		let error = ensure_has(2, &who, view, 23).expect_err("has fewer");
		assert_eq!(
			format!("{error:#}"),
			format!(
				"AssetShares.NotEnoughShares: The account has fewer shares: {who} has {has} of asset 2, not 23.\n\
				 next: commonwatt shares --of ADDRESS shows what an account has"
			)
		);
	}
}

fn entry(phase: Phase) -> Entry {
	let terms = Terms {
		kind: AssetKind::SolarPark,
		name: b"Solar roof".to_vec().try_into().expect("is short"),
		documents: vec![Hash::repeat_byte(5)].try_into().expect("is one"),
		beneficiary: Bob.to_account_id(),
		price: 25 * TOKEN,
		soft_cap: 200,
		hard_cap: 400,
		offering_period: 30 * 86_400_000,
		rules: rules(),
		upkeep_share: Permill::from_percent(10),
		upkeep_target: 500 * TOKEN,
	};
	let asset = Asset {
		community: 0,
		proposer: Alice.to_account_id(),
		deposit: 0,
		phase,
		rules: rules(),
		frozen: None,
		issued: 350,
		earning: 350,
		least: Default::default(),
		holders: 7,
		allowed: 0,
		income: Income {
			index: TOKEN / 4,
			received: 100 * TOKEN,
			paid: 60 * TOKEN,
			unpaid: 27 * TOKEN + TOKEN / 2,
			dust: 5 * TOKEN / 2,
			upkept: 10 * TOKEN,
		},
		upkeep: Upkeep {
			reserve: 8 * TOKEN,
			spent: 2 * TOKEN,
		},
		point: Some(9),
		buy_back: None,
	};
	(2, asset, terms)
}

fn offering() -> Phase {
	Phase::Offering {
		ends: TIME.now + 2 * 86_400_000,
	}
}

fn view() -> ShareView {
	ShareView {
		shares: 50,
		subscribed: 0,
		transferable: 40,
		unclaimed: 12 * TOKEN + TOKEN / 2,
	}
}

fn parsed(arguments: &str) -> Result<Shares, clap::Error> {
	let arguments = format!("commonwatt shares {arguments}");
	match Cli::try_parse_from(arguments.split(' '))?.command {
		Command::Shares(command) => Ok(*command),
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
fn assets_are_a_table() {
	let (_, asset, terms) = entry(Phase::Active);
	let frozen = Asset {
		frozen: Some(Hash::zero()),
		..asset
	};
	let assets = [entry(offering()), (11, frozen, terms)];
	let table = Table {
		name: "Fontana",
		block: 57,
		assets: &assets,
		time: &TIME,
	};
	let text = table.to_string();
	assert_eq!(text, TABLE.trim_start_matches('\n'), "\n{text}");
	let none = Table {
		assets: &[],
		..table
	};
	assert!(none
		.to_string()
		.ends_with("none; a member proposes one: commonwatt shares propose\n"));
}

const TABLE: &str = "
Assets of Fontana, at block 57; money in tokens
asset  name        a share  sold   of  income  per share  upkeep  phase
    2  Solar roof    25.00   350  400  100.00       0.25    8.00  offering, ends in 2 d 00 h
   11  Solar roof    25.00   350  400  100.00       0.25    8.00  active, frozen
";

#[test]
fn what_is_mine_is_a_table_too() {
	let mine = Mine {
		account: &Bob.to_account_id(),
		shares: &[(2, view())],
		assets: &[entry(Phase::Active)],
	};
	let text = mine.to_string();
	assert_eq!(text, MINE, "\n{text}");
}

const MINE: &str = "
Shares of 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
asset  name        shares  transferable  subscribed  unclaimed tokens
    2  Solar roof      50            40           0             12.50
next: commonwatt shares claim N pays what is unclaimed
";

#[test]
fn a_sheet_says_everything_of_an_asset() {
	let sheet = Sheet {
		entry: &entry(Phase::Active),
		account: &AccountId::new([1; 32]),
		mine: Some(&view()),
		block: 57,
		time: &TIME,
	};
	let text = sheet.to_string();
	assert_eq!(text, SHEET.trim_start_matches('\n'), "\n{text}");
}

const SHEET: &str = "
Asset 2 of community 0, Solar roof, at block 57
  phase        active
terms
  kind         solar-park
  a share      25.00 tokens
  for sale     400 shares, 10,000.00 tokens in all; 200 at least, or everybody is refunded
  offered for  30 d 00 h
  proceeds to  5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
  holders      active members of the community
  holders      100 shares each at most
  holders      not in a liquidity pool
  upkeep       10 % of each income, until 500.00 tokens are laid by
  document     0x0505050505050505050505050505050505050505050505050505050505050505
  proposed by  5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
now, in tokens
  shares       350, with 7 holders; 350 of them earn
  income       100.00
    paid       60.00
    unclaimed  27.50
    upkeep     10.00
    carried    2.50
  a share got  0.25
  reserve      8.00, 2.00 spent
  earns by     point 9: commonwatt point 9
  account      5C62Ck4UrFPiBtoCmeSrgF7x9yv9mn38446dhCpsi2mLHiFT: it must own the point
yours
  shares       50, 40 transferable now
  subscribed   0
  unclaimed    12.50
";

#[test]
fn a_subscription_is_what_is_left_or_nothing() {
	let entry = entry(offering());
	assert_eq!(
		subscription(&entry, 50, false).expect("is left"),
		(50, 1_250 * TOKEN)
	);
	assert_eq!(
		subscription(&entry, 51, true).expect("is left"),
		(50, 1_250 * TOKEN)
	);
	assert_refused(
		subscription(&entry, 51, false),
		"AssetShares.Oversubscribed: Fewer shares are left: asset 2 has 50 shares left, not 51.\n\
		 next: subscribe to fewer, or give --at-most to get what is left",
	);
	let mut sold_out = entry;
	sold_out.1.issued = 400;
	assert_refused(
		subscription(&sold_out, 1, true),
		"AssetShares.OfferingEnded: The deadline has passed, or everything is sold: asset 2 has 0 shares \
		 left, not 1.\n\
		 next: anyone closes it: commonwatt shares close",
	);
}

#[test]
fn shares_are_sold_back_to_an_offer_that_stands() {
	let mut entry = entry(Phase::Active);
	assert_refused(
		offered_back(&entry, 1, None, TIME.now),
		"AssetShares.NoBuyBack: Nobody offers to buy shares back, or no more: this is asset 2.\n\
		 next: commonwatt shares --asset N shows the offer, if there is one",
	);
	entry.1.buy_back = Some(BuyBack {
		price: 24 * TOKEN,
		shares: 10,
		until: TIME.now + 1,
		payer: None,
	});
	assert_eq!(
		offered_back(&entry, 10, Some(24 * TOKEN), TIME.now).expect("stands"),
		24 * TOKEN
	);
	assert_refused(
		offered_back(&entry, 11, None, TIME.now),
		"AssetShares.BuyBackTooSmall: The offer buys fewer shares: it buys 10, not 11.\n\
		 next: sell fewer",
	);
	assert_refused(
		offered_back(&entry, 10, Some(25 * TOKEN), TIME.now),
		"AssetShares.PriceBelowMinimum: The offer pays less than the least that is asked: it pays 24.00 \
		 tokens a share, you want 25.00.\n\
		 next: give a lower --at-least, or keep the shares",
	);
	assert!(offered_back(&entry, 1, None, TIME.now + 1).is_err());
}

#[test]
fn an_offer_that_is_replaced_returns_what_it_has_of_the_upkeep_reserve() {
	let mut entry = entry(Phase::Active);
	assert_eq!(reserve_for_an_offer(&entry.1), 8 * TOKEN);
	let mut offer = BuyBack {
		price: 24 * TOKEN,
		shares: 10,
		until: TIME.now + 1,
		payer: None,
	};
	entry.1.buy_back = Some(offer.clone());
	assert_eq!(reserve_for_an_offer(&entry.1), 248 * TOKEN);
	offer.payer = Some(Alice.to_account_id());
	entry.1.buy_back = Some(offer);
	assert_eq!(reserve_for_an_offer(&entry.1), 8 * TOKEN);
}

#[test]
fn what_is_written_is_understood() {
	for arguments in [
		"--community 1",
		"--asset 2 --of //Bob",
		"propose --kind solar-park --name Roof --price 25 --hard-cap 400 --open-for 30d --members-only",
		"propose --terms roof.json",
		"withdraw-proposal 2",
		"reject 2 --propose why",
		"open 2",
		"subscribe 2 50 --at-most",
		"close 2",
		"refund 2 --of //Bob",
		"transfer 2 5 --to //Bob",
		"attach 2 9",
		"detach 2",
		"collect 2",
		"pay 2 100",
		"claim 2",
		"sell-back 2 5 --at-least 24",
		"buy-back 2 10 --at 24 --for 30d --from-upkeep",
		"end-buy-back 2",
		"buy-out 2 //Bob",
		"spend-upkeep 2 5 --to //Bob",
		"allow 2 //Bob",
		"disallow 2 //Bob",
		"freeze 2 --of //Bob --reason order",
		"thaw 2",
		"wind-up 2",
		"liquidate 2",
		"redeem 2 --key //Bob",
	] {
		let result = parsed(arguments).map(|_| ());
		assert!(result.is_ok(), "{arguments}: {}", result.expect_err("an error"));
	}
}

#[test]
fn what_cannot_be_meant_is_refused() {
	for (arguments, reason) in [
		("--asset -1", "invalid value '-1'"),
		("--asset 2 --community 1", "cannot be used with"),
		("subscribe 2", "<SHARES>"),
		("subscribe 2 0", "no number (nothing)"),
		(
			"subscribe 2 -5",
			"no number (negative, it must be positive)",
		),
		("subscribe 2 1.5", "no number (not a whole number)"),
		(
			"subscribe 2 340282366920938463463374607431768211456",
			"no number (too large)",
		),
		("transfer 2 5", "--to"),
		("transfer 2 5 --to Bob", "is no account"),
		("pay 2 -1", "no amount (negative, it must be positive)"),
		("sell-back 2 5 --at-least 0", "no amount (nothing)"),
		("buy-back 2 5 --at 24", "--for"),
		("buy-back 2 5 --at 24 --for 30", "is no time"),
		("propose --kind roof", "is no kind of asset"),
		("propose --upkeep-share 101%", "more than the whole"),
		("freeze 2", "--reason"),
		("freeze 2 --reason=", "the reason is empty"),
		("melt 2", "unrecognized subcommand 'melt'"),
	] {
		let error = parsed(arguments).err().expect(arguments);
		let text = error.to_string();
		assert!(text.contains(reason), "{arguments}: {text}");
	}
}

#[test]
fn the_key_may_stand_behind_the_command() {
	let command = parsed("close 2 --key //Alice").expect("is one");
	assert!(command.key.is_given());
	assert!(matches!(command.action, Some(Action::Close(_))));
}
