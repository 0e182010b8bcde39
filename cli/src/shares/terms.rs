//! What a member offers: by options, or by a file.

use crate::{
	accounts::account,
	names::named,
	units::{share, tokens, tokens_or_none, whole, write_tokens},
};
use anyhow::{ensure, Context, Result};
use clap::Args;
use commonwatt_primitives::{share::Shares, Balance, Moment};
use commonwatt_runtime::{AccountId, Hash, Runtime, EXISTENTIAL_DEPOSIT};
use frame_support::traits::Get;
use pallet_asset_shares::{AssetKind, Terms, TransferRules, MAX_DOCUMENTS, MAX_NAME};
use serde::Deserialize;
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	Permill,
};
use std::path::{Path, PathBuf};

pub const KINDS: &[(&str, AssetKind)] = &[
	("solar-park", AssetKind::SolarPark),
	("battery", AssetKind::Battery),
	("heat-pump", AssetKind::HeatPump),
	("charging-station", AssetKind::ChargingStation),
	("other", AssetKind::Other),
];

fn kind(text: &str) -> Result<AssetKind, String> {
	named("kind of asset", KINDS, text)
}

/// Ms of `30d`, `12h`, `45min` or `90s`.
pub fn period(text: &str) -> Result<Moment, String> {
	let refuse = || {
		format!("\"{text}\" is no time: give days, hours, minutes or seconds, like 30d, 12h, 45min or 90s")
	};
	let units = [
		("d", 86_400_000),
		("h", 3_600_000),
		("min", 60_000),
		("s", 1_000),
	];
	let (number, millis) = units
		.iter()
		.find_map(|(unit, millis)| Some((text.strip_suffix(unit)?, *millis)))
		.ok_or_else(refuse)?;
	let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
	digits
		.then(|| number.parse::<Moment>().ok()?.checked_mul(millis))
		.flatten()
		.filter(|period| *period > 0)
		.ok_or_else(refuse)
}

/// What is offered, by options. A file gives what they do not.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct Offered {
	/// A JSON file with the terms, see docs/cli.md; options take precedence.
	#[arg(long, value_name = "FILE")]
	terms: Option<PathBuf>,
	/// What it is: solar-park, battery, heat-pump, charging-station, other.
	#[arg(long, value_name = "NAME", value_parser = kind)]
	kind: Option<AssetKind>,
	/// Its name, at most 32 bytes.
	#[arg(long, value_name = "TEXT")]
	name: Option<String>,
	/// What a share costs, in tokens.
	#[arg(long, value_name = "TOKENS", value_parser = tokens)]
	price: Option<Balance>,
	/// No more shares are sold.
	#[arg(long, value_name = "SHARES", value_parser = whole)]
	hard_cap: Option<Shares>,
	/// Fewer sold, and everybody is refunded; as many as the hard cap by default.
	#[arg(long, value_name = "SHARES", value_parser = whole)]
	soft_cap: Option<Shares>,
	/// How long the offering is open: 30d, 12h, 45min.
	#[arg(long, value_name = "TIME", value_parser = period)]
	open_for: Option<Moment>,
	/// Who gets the proceeds, the seller or the builder; you by default.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	beneficiary: Option<AccountId>,
	/// A contract, a permit, a forecast of yields: its hash goes to the chain. Several are several options.
	#[arg(long, value_name = "FILE")]
	document: Vec<PathBuf>,
	/// Only active members of the community may hold shares.
	#[arg(long)]
	members_only: bool,
	/// Only whom the operator allows may hold shares.
	#[arg(long)]
	allow_list: bool,
	/// Shares do not move before this moment, ms since 1970 of the chain's time.
	#[arg(long, value_name = "MS")]
	locked_until: Option<Moment>,
	/// The most shares of one holder.
	#[arg(long, value_name = "SHARES", value_parser = whole)]
	max_holding: Option<Shares>,
	/// Shares may be in the liquidity pool.
	#[arg(long)]
	pool: bool,
	/// Of each income, what is laid by for upkeep, like 10%; nothing by default.
	#[arg(long, value_name = "P%", value_parser = share)]
	upkeep_share: Option<Permill>,
	/// Until so many tokens are laid by.
	#[arg(long, value_name = "TOKENS", value_parser = tokens_or_none)]
	upkeep_target: Option<Balance>,
}

/// The same in a file: texts as the options take them.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TermsFile {
	kind: Option<String>,
	name: Option<String>,
	price: Option<String>,
	hard_cap: Option<u64>,
	soft_cap: Option<u64>,
	open_for: Option<String>,
	beneficiary: Option<String>,
	/// Paths beside the terms' file.
	documents: Vec<PathBuf>,
	members_only: bool,
	allow_list: bool,
	locked_until: Option<Moment>,
	max_holding: Option<u64>,
	pool: bool,
	upkeep_share: Option<String>,
	upkeep_target: Option<String>,
}

/// A value of the file, read as the option of that name is.
fn read<T>(
	name: &str,
	text: &Option<String>,
	parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>> {
	let Some(text) = text else { return Ok(None) };
	let value = parse(text).map_err(|fault| anyhow::anyhow!("{name}: {fault}"))?;
	Ok(Some(value))
}

fn count(name: &str, number: Option<u64>) -> Result<Option<Shares>> {
	ensure!(number != Some(0), "{name}: give at least 1");
	Ok(number.map(Shares::from))
}

impl TermsFile {
	fn offered(&self, folder: &Path) -> Result<Offered> {
		Ok(Offered {
			terms: None,
			kind: read("kind", &self.kind, kind)?,
			name: self.name.clone(),
			price: read("price", &self.price, tokens)?,
			hard_cap: count("hardCap", self.hard_cap)?,
			soft_cap: count("softCap", self.soft_cap)?,
			open_for: read("openFor", &self.open_for, period)?,
			beneficiary: read("beneficiary", &self.beneficiary, account)?,
			document: self
				.documents
				.iter()
				.map(|file| folder.join(file))
				.collect(),
			members_only: self.members_only,
			allow_list: self.allow_list,
			locked_until: self.locked_until,
			max_holding: count("maxHolding", self.max_holding)?,
			pool: self.pool,
			upkeep_share: read("upkeepShare", &self.upkeep_share, share)?,
			upkeep_target: read("upkeepTarget", &self.upkeep_target, tokens_or_none)?,
		})
	}
}

fn read_file(file: &Path) -> Result<Offered> {
	let name = file.display();
	let text = std::fs::read_to_string(file).with_context(|| format!("reading {name}"))?;
	let terms: TermsFile =
		serde_json::from_str(&text).with_context(|| format!("{name} is no terms of an asset"))?;
	let folder = file.parent().unwrap_or(Path::new(""));
	terms.offered(folder).with_context(|| format!("{name}"))
}

fn hash_file(file: &Path) -> Result<Hash> {
	let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
	Ok(BlakeTwo256::hash(&bytes))
}

impl Offered {
	/// These options, and what the file gives beside them.
	fn with_file(&self) -> Result<Self> {
		let Some(file) = &self.terms else {
			return Ok(self.clone());
		};
		let file = read_file(file)?;
		Ok(Self {
			terms: None,
			kind: self.kind.or(file.kind),
			name: self.name.clone().or(file.name),
			price: self.price.or(file.price),
			hard_cap: self.hard_cap.or(file.hard_cap),
			soft_cap: self.soft_cap.or(file.soft_cap),
			open_for: self.open_for.or(file.open_for),
			beneficiary: self.beneficiary.clone().or(file.beneficiary),
			document: match self.document.is_empty() {
				true => file.document,
				false => self.document.clone(),
			},
			members_only: self.members_only || file.members_only,
			allow_list: self.allow_list || file.allow_list,
			locked_until: self.locked_until.or(file.locked_until),
			max_holding: self.max_holding.or(file.max_holding),
			pool: self.pool || file.pool,
			upkeep_share: self.upkeep_share.or(file.upkeep_share),
			upkeep_target: self.upkeep_target.or(file.upkeep_target),
		})
	}

	/// The terms that `proposer` offers.
	pub fn of(&self, proposer: &AccountId) -> Result<Terms<AccountId>> {
		let given = self.with_file()?;
		let missing = |option: &str, example: &str| {
			format!("{option} is missing: give it, like {option} {example}, or in the terms' file")
		};
		let name = given
			.name
			.with_context(|| missing("--name", "\"Solar roof of the school\""))?;
		let length = name.len();
		ensure!(length > 0, "--name is empty: an asset has a name");
		let name = name.into_bytes().try_into().ok().with_context(|| {
			format!("--name has {length} bytes, {MAX_NAME} at most: shorten it")
		})?;
		let hard_cap = given
			.hard_cap
			.with_context(|| missing("--hard-cap", "1000"))?;
		let soft_cap = given.soft_cap.unwrap_or(hard_cap);
		ensure!(
			soft_cap <= hard_cap,
			"--soft-cap {soft_cap} is above --hard-cap {hard_cap}: it could never be reached"
		);
		let price = given.price.with_context(|| missing("--price", "25"))?;
		ensure!(
			price >= EXISTENTIAL_DEPOSIT,
			"--price {} is less than the {} that an account holds at least: a share could not be refunded",
			write_tokens(price),
			write_tokens(EXISTENTIAL_DEPOSIT)
		);
		ensure!(
			price.checked_mul(hard_cap).is_some(),
			"--price {} times --hard-cap {hard_cap} is more money than can be: lower one of them",
			write_tokens(price)
		);
		let open_for = given
			.open_for
			.with_context(|| missing("--open-for", "30d"))?;
		let longest: Moment = <Runtime as pallet_asset_shares::Config>::MaxOfferingPeriod::get();
		ensure!(
			open_for <= longest,
			"--open-for is {}, {} at most",
			crate::market_time::duration(open_for),
			crate::market_time::duration(longest)
		);
		let documents: Result<Vec<Hash>> =
			given.document.iter().map(|file| hash_file(file)).collect();
		let documents = documents?;
		let documents_given = documents.len();
		Ok(Terms {
			kind: given
				.kind
				.with_context(|| missing("--kind", "solar-park"))?,
			name,
			documents: documents.try_into().ok().with_context(|| {
				format!("{documents_given} documents are too many: give {MAX_DOCUMENTS} at most")
			})?,
			beneficiary: given.beneficiary.unwrap_or_else(|| proposer.clone()),
			price,
			soft_cap,
			hard_cap,
			offering_period: open_for,
			rules: TransferRules {
				members_only: given.members_only,
				allow_list: given.allow_list,
				locked_until: given.locked_until,
				max_holding: given.max_holding,
				pool: given.pool,
			},
			upkeep_share: given.upkeep_share.unwrap_or_default(),
			upkeep_target: given.upkeep_target.unwrap_or_default(),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_keyring::Sr25519Keyring::{Alice, Bob};

	fn given() -> Offered {
		Offered {
			kind: Some(AssetKind::SolarPark),
			name: Some("Solar roof".into()),
			price: Some(25_000_000_000_000),
			hard_cap: Some(400),
			open_for: Some(86_400_000),
			..Default::default()
		}
	}

	fn refused(change: impl FnOnce(&mut Offered)) -> String {
		let mut offered = given();
		change(&mut offered);
		let error = offered.of(&Alice.to_account_id()).expect_err("is refused");
		format!("{error:#}")
	}

	#[test]
	fn a_time_has_a_unit() {
		for (text, millis) in [
			("30d", 30 * 86_400_000),
			("12h", 43_200_000),
			("45min", 2_700_000),
			("90s", 90_000),
		] {
			assert_eq!(period(text), Ok(millis), "{text}");
		}
		for text in [
			"",
			"30",
			"d",
			"0d",
			"-1d",
			"1.5h",
			"1 d",
			"99999999999999999999d",
		] {
			assert_eq!(
				period(text),
				Err(format!(
					"\"{text}\" is no time: give days, hours, minutes or seconds, like 30d, 12h, 45min or 90s"
				))
			);
		}
	}

	#[test]
	fn what_is_not_said_is_what_is_usual() {
		let terms = given().of(&Alice.to_account_id()).expect("is enough");
		assert_eq!(terms.soft_cap, 400);
		assert_eq!(terms.beneficiary, Alice.to_account_id());
		assert_eq!(terms.rules, TransferRules::default());
		assert_eq!(terms.upkeep_share, Permill::zero());
		assert!(terms.documents.is_empty());
	}

	#[test]
	fn terms_that_cannot_be_are_refused() {
		for (text, expected) in [
			(
				refused(|given| given.name = None),
				"--name is missing: give it, like --name \"Solar roof of the school\", or in the terms' file",
			),
			(refused(|given| given.name = Some(String::new())), "--name is empty: an asset has a name"),
			(
				refused(|given| given.name = Some("n".repeat(33))),
				"--name has 33 bytes, 32 at most: shorten it",
			),
			(
				refused(|given| given.soft_cap = Some(401)),
				"--soft-cap 401 is above --hard-cap 400: it could never be reached",
			),
			(
				refused(|given| given.price = Some(1)),
				"--price 0.000000000001 is less than the 0.001 that an account holds at least: a share \
				 could not be refunded",
			),
			(
				refused(|given| given.hard_cap = Some(u128::MAX)),
				"--price 25.00 times --hard-cap 340282366920938463463374607431768211455 is more money than \
				 can be: lower one of them",
			),
			(
				refused(|given| given.open_for = Some(367 * 86_400_000)),
				"--open-for is 367 d 00 h, 366 d 00 h at most",
			),
		] {
			assert_eq!(text, expected);
		}
		for (text, option) in [
			(refused(|given| given.kind = None), "--kind solar-park"),
			(refused(|given| given.price = None), "--price 25"),
			(refused(|given| given.hard_cap = None), "--hard-cap 1000"),
			(refused(|given| given.open_for = None), "--open-for 30d"),
		] {
			assert!(text.contains(option), "{text}");
		}
	}

	const FILE: &str = r#"{
		"kind": "battery", "name": "Battery", "price": "12.50", "hardCap": 80, "softCap": 40,
		"openFor": "14d", "beneficiary": "//Bob", "documents": ["yields.pdf"], "membersOnly": true,
		"maxHolding": 10, "upkeepShare": "10%", "upkeepTarget": "100"
	}"#;

	#[test]
	fn a_file_gives_what_options_do_not() {
		let folder = tempfile::tempdir().expect("a folder");
		let file = folder.path().join("battery.json");
		std::fs::write(&file, FILE).expect("is written");
		std::fs::write(folder.path().join("yields.pdf"), "yields").expect("is written");
		let offered = Offered {
			terms: Some(file),
			price: Some(13_000_000_000_000),
			..Default::default()
		};
		let terms = offered.of(&Alice.to_account_id()).expect("is enough");
		let expected = Terms {
			kind: AssetKind::Battery,
			name: b"Battery".to_vec().try_into().expect("is short"),
			documents: vec![BlakeTwo256::hash(b"yields")]
				.try_into()
				.expect("is one"),
			beneficiary: Bob.to_account_id(),
			price: 13_000_000_000_000,
			soft_cap: 40,
			hard_cap: 80,
			offering_period: 14 * 86_400_000,
			rules: TransferRules {
				members_only: true,
				max_holding: Some(10),
				..Default::default()
			},
			upkeep_share: Permill::from_percent(10),
			upkeep_target: 100_000_000_000_000,
		};
		assert_eq!(terms, expected);
	}

	#[test]
	fn a_file_that_says_something_else_is_refused() {
		let fault = |text: &str| {
			let folder = tempfile::tempdir().expect("a folder");
			let file = folder.path().join("terms.json");
			std::fs::write(&file, text).expect("is written");
			format!("{:#}", read_file(&file).expect_err("is refused"))
		};
		for (text, reason) in [
			("", "is no terms of an asset"),
			(r#"{"prise": "12"}"#, "unknown field `prise`"),
			(r#"{"price": 12}"#, "invalid type"),
			(
				r#"{"price": "-12"}"#,
				"price: \"-12\" is no amount (negative, it must be positive)",
			),
			(r#"{"hardCap": 0}"#, "hardCap: give at least 1"),
			(r#"{"hardCap": -1}"#, "is no terms of an asset"),
			(
				r#"{"upkeepShare": "120%"}"#,
				"upkeepShare: \"120%\" is more than the whole",
			),
			(r#"{"openFor": "soon"}"#, "openFor: \"soon\" is no time"),
		] {
			let message = fault(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}
}
