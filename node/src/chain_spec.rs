//! Chain specs: the runtime's genesis presets by name, and spec files.

use crate::runtime::{self, Origin};
use sc_service::{ChainType, Properties};
use serde_json::Value;
use std::path::Path;

/// Our chain specs carry no extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

/// A genesis preset of the runtime that has a name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
	/// One validator and one community.
	Dev,
	/// Four validators on one machine and two communities.
	Local,
	/// A chain of real communities, to be exported and filled in: it does not start.
	ProductionTemplate,
}

impl Preset {
	/// The preset that `--chain <id>` names; no `--chain` at all is an empty id.
	pub fn from_id(id: &str) -> Option<Self> {
		match id {
			"dev" => Some(Self::Dev),
			"" | "local" => Some(Self::Local),
			"production-template" => Some(Self::ProductionTemplate),
			_ => None,
		}
	}

	/// The spec of the preset. `code` is not looked at before the genesis state is built, so a
	/// command that never builds it may leave it empty.
	pub fn chain_spec(self, code: &[u8]) -> ChainSpec {
		let (preset, name, id, chain_type) = match self {
			Self::Dev => (
				"dev",
				"Commonwatt Development",
				"commonwatt_dev",
				ChainType::Development,
			),
			Self::Local => (
				"local",
				"Commonwatt Local",
				"commonwatt_local",
				ChainType::Local,
			),
			Self::ProductionTemplate => (
				"production-template",
				"Your Consortium",
				"your_consortium",
				ChainType::Live,
			),
		};
		ChainSpec::builder(code, None)
			.with_name(name)
			.with_id(id)
			.with_chain_type(chain_type)
			.with_protocol_id("commonwatt")
			.with_properties(properties())
			.with_genesis_config_preset_name(preset)
			.build()
	}
}

/// What wallets show: the token's name, its decimals and the address format.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "CWT".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

/// Reads a spec file, plain or raw, and checks the runtime in it if that is going to be executed.
pub fn from_file(path: &Path, check_runtime: bool) -> Result<ChainSpec, String> {
	let text = std::fs::read(path).map_err(|error| {
		format!(
			"The chain `{}` is neither a preset (`dev`, `local`, `production-template`) nor a chain spec file that can \
			 be read: {error}.",
			path.display(),
		)
	})?;
	if check_runtime {
		let code = embedded_runtime(&text)
			.map_err(|reason| format!("No chain spec is in `{}`: {reason}.", path.display()))?;
		runtime::check(&Origin::Spec(path.into()), &code).map_err(|error| error.to_string())?;
	}
	ChainSpec::from_json_file(path.into())
}

/// The code that the chain of a spec file starts with.
fn embedded_runtime(spec: &[u8]) -> Result<Vec<u8>, String> {
	let spec: Value =
		serde_json::from_slice(spec).map_err(|error| format!("it is no JSON ({error})"))?;
	// 0x3a636f6465 is the storage key `:code`.
	let code = [
		"/genesis/runtimeGenesis/code",
		"/genesis/raw/top/0x3a636f6465",
	]
	.iter()
	.find_map(|place| spec.pointer(place)?.as_str())
	.ok_or("its genesis has no runtime code")?;
	sp_core::bytes::from_hex(code).map_err(|error| format!("its runtime code is no hex ({error})"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::runtime::{tests::wasm_with_apis, REQUIRED_APIS};
	use sc_service::ChainSpec as _;

	fn written(spec: &str) -> tempfile::NamedTempFile {
		let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
		std::fs::write(file.path(), spec).expect("it can be written");
		file
	}

	fn plain(code: &[u8]) -> String {
		let code = sp_core::bytes::to_hex(code, false);
		serde_json::json!({
			"name": "Elm Street", "id": "elm", "bootNodes": [],
			"genesis": { "runtimeGenesis": { "patch": {}, "code": code } },
		})
		.to_string()
	}

	fn raw(code: &[u8]) -> String {
		let code = sp_core::bytes::to_hex(code, false);
		serde_json::json!({
			"name": "Elm Street", "id": "elm", "bootNodes": [],
			"genesis": { "raw": { "top": { "0x3a636f6465": code }, "childrenDefault": {} } },
		})
		.to_string()
	}

	#[test]
	fn no_chain_is_the_local_preset() {
		assert_eq!(Preset::from_id(""), Some(Preset::Local));
		assert_eq!(Preset::from_id("local"), Some(Preset::Local));
		assert_eq!(Preset::from_id("dev"), Some(Preset::Dev));
		assert_eq!(Preset::from_id("dev.json"), None);
	}

	#[test]
	fn presets_say_who_they_are() {
		let dev = Preset::Dev.chain_spec(&[]);
		let local = Preset::Local.chain_spec(&[]);
		let template = Preset::ProductionTemplate.chain_spec(&[]);
		assert_eq!(
			(template.name(), template.chain_type()),
			("Your Consortium", ChainType::Live)
		);
		assert_eq!(
			(dev.name(), dev.chain_type()),
			("Commonwatt Development", ChainType::Development)
		);
		assert_eq!(
			(local.name(), local.chain_type()),
			("Commonwatt Local", ChainType::Local)
		);
		assert_ne!(dev.id(), local.id());
		for spec in [dev, local, template] {
			assert_eq!(spec.protocol_id(), Some("commonwatt"));
			assert_eq!(
				Value::Object(spec.properties()),
				serde_json::json!({ "tokenSymbol": "CWT", "tokenDecimals": 12, "ss58Format": 42 }),
			);
		}
	}

	#[test]
	fn plain_and_raw_files_with_our_runtime_are_accepted() {
		let code = wasm_with_apis(&REQUIRED_APIS);
		for text in [plain(&code), raw(&code)] {
			let file = written(&text);
			assert_eq!(
				from_file(file.path(), true).map(|spec| spec.id().into()),
				Ok("elm".to_string())
			);
		}
	}

	#[test]
	fn plain_and_raw_files_with_another_runtime_are_refused() {
		let code = wasm_with_apis(&REQUIRED_APIS[1..]);
		for text in [plain(&code), raw(&code)] {
			let file = written(&text);
			let error = from_file(file.path(), true)
				.err()
				.expect("CommunityApi is missing");
			assert!(
				error.starts_with(&format!(
					"The runtime in the chain spec `{}` is a-chain-7 (an-implementation-0.tx1.au1) \
					 and lacks the runtime API CommunityApi, ",
					file.path().display(),
				)),
				"{error}",
			);
		}
	}

	#[test]
	fn the_runtime_of_a_file_is_not_checked_where_it_is_not_executed() {
		let file = written(&plain(&wasm_with_apis(&[])));
		assert!(from_file(file.path(), false).is_ok());
	}

	#[test]
	fn a_chain_that_is_no_preset_and_no_file_is_named() {
		assert_eq!(
			from_file(Path::new("/no/such/chain"), true)
				.err()
				.as_deref(),
			Some(
				"The chain `/no/such/chain` is neither a preset (`dev`, `local`, `production-template`) nor a chain spec \
				 file that can be read: No such file or directory (os error 2)."
			),
		);
	}

	#[test]
	fn files_without_a_runtime_are_refused() {
		for (text, reason) in [
			(
				"{",
				"it is no JSON (EOF while parsing an object at line 1 column 1)",
			),
			(
				r#"{"genesis":{"stateRootHash":"0x00"}}"#,
				"its genesis has no runtime code",
			),
		] {
			let file = written(text);
			assert_eq!(
				from_file(file.path(), true).err(),
				Some(format!(
					"No chain spec is in `{}`: {reason}.",
					file.path().display()
				)),
			);
		}
	}
}
