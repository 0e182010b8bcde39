//! Finds the runtime's wasm and checks that it is a runtime this node can run.
//!
//! The node is compiled against no runtime, so nothing else would notice a wrong one before the
//! first call into it fails somewhere deep in consensus or in an RPC.

use codec::Decode;
use sc_executor::WasmExecutor;
use sp_core::traits::ReadRuntimeVersion;
use sp_state_machine::BasicExternalities;
use sp_version::RuntimeVersion;
use std::{
	ffi::OsString,
	fmt, io,
	path::{Path, PathBuf},
};

/// What a runtime may call of the node.
pub type HostFunctions = sp_io::SubstrateHostFunctions;

/// Names the wasm where no `--runtime` does.
pub const ENVIRONMENT_VARIABLE: &str = "COMMONWATT_RUNTIME";

/// Where the wasm is looked for beside the executable, in this order. The last is where
/// wasm-builder leaves it, seen from the directory where cargo leaves the node.
pub const BESIDE_EXECUTABLE: [&str; 3] = [
	"commonwatt_runtime.compact.compressed.wasm",
	"commonwatt_runtime.wasm",
	"wbuild/commonwatt-runtime/commonwatt_runtime.compact.compressed.wasm",
];

/// The runtime APIs without which a runtime is not one of ours or the node cannot run it.
pub const REQUIRED_APIS: [&str; 9] = [
	"CommunityApi",
	"AuraApi",
	"GrandpaApi",
	"GenesisBuilder",
	"TaggedTransactionQueue",
	"BlockBuilder",
	"AccountNonceApi",
	"TransactionPaymentApi",
	"SessionKeys",
];

/// A file that should be the runtime's wasm, and what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasmFile {
	path: PathBuf,
	because: &'static str,
}

/// Where a runtime came from, for the errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
	File(WasmFile),
	/// A chain spec file that contains the code.
	Spec(PathBuf),
	/// The state of the chain's best block.
	Chain {
		number: u32,
		hash: sp_core::H256,
	},
}

impl Origin {
	fn remedy(&self) -> &'static str {
		match self {
			Self::File(_) => BUILD_OR_NAME,
			Self::Spec(_) => {
				"Write the spec again from Commonwatt's runtime, with `export-chain-spec --runtime \
				 <path>`."
			}
			Self::Chain { .. } => {
				"The code on chain decides, whatever --runtime names: start another chain with \
				 another --base-path, take this one back with `revert`, or remove it with \
				 `purge-chain`."
			}
		}
	}
}

const BUILD_OR_NAME: &str = "Build Commonwatt's runtime with `. scripts/env && cargo build \
	--release --workspace`, or name its wasm with `--runtime <path>`.";

impl fmt::Display for Origin {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::File(WasmFile { path, because }) => {
				write!(f, "The runtime `{}` ({because})", path.display())
			}
			Self::Spec(path) => write!(f, "The runtime in the chain spec `{}`", path.display()),
			Self::Chain { number, hash } => {
				write!(f, "The runtime on chain at block {number} ({hash:?})")
			}
		}
	}
}

/// Why there is no runtime to run. Each reads as one paragraph that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	#[error(
		"No runtime found: neither --runtime nor {ENVIRONMENT_VARIABLE} names one, and none of \
		 these files exists: {}. {BUILD_OR_NAME}",
		.looked_at.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", "),
	)]
	NotFound { looked_at: Vec<PathBuf> },
	#[error("{origin} cannot be read: {error}. {}", .origin.remedy())]
	Unreadable { origin: Origin, error: io::Error },
	#[error("{origin} cannot be executed: {reason}. {}", .origin.remedy())]
	NotARuntime { origin: Origin, reason: String },
	#[error(
		"{origin} is {version} and lacks the runtime {} {}, without which this node cannot run \
		 it. {}",
		if .missing.len() == 1 { "API" } else { "APIs" },
		.missing.join(", "),
		.origin.remedy(),
	)]
	MissingApis {
		origin: Origin,
		version: Box<RuntimeVersion>,
		missing: Vec<&'static str>,
	},
}

impl From<Error> for sc_cli::Error {
	fn from(error: Error) -> Self {
		Self::Application(Box::new(error))
	}
}

/// Finds the wasm that the presets start from, reads and checks it. `option` is `--runtime`.
///
/// A file that is named must be good: falling back to another one would run something else than
/// what was asked for.
pub fn load(option: Option<&Path>) -> Result<Vec<u8>, Error> {
	let executable = std::env::current_exe().ok();
	let beside = executable.as_deref().and_then(Path::parent);
	read(find(
		option,
		std::env::var_os(ENVIRONMENT_VARIABLE),
		beside,
	)?)
}

fn find(
	option: Option<&Path>,
	variable: Option<OsString>,
	beside: Option<&Path>,
) -> Result<WasmFile, Error> {
	if let Some(path) = option {
		return Ok(WasmFile {
			path: path.into(),
			because: "named by --runtime",
		});
	}
	if let Some(path) = variable.filter(|path| !path.is_empty()) {
		return Ok(WasmFile {
			path: path.into(),
			because: "named by COMMONWATT_RUNTIME",
		});
	}
	let looked_at: Vec<_> = beside
		.iter()
		.flat_map(|directory| BESIDE_EXECUTABLE.map(|file| directory.join(file)))
		.collect();
	match looked_at.iter().find(|path| path.is_file()) {
		Some(path) => Ok(WasmFile {
			path: path.clone(),
			because: "found beside the node",
		}),
		None => Err(Error::NotFound { looked_at }),
	}
}

fn read(file: WasmFile) -> Result<Vec<u8>, Error> {
	let code = std::fs::read(&file.path);
	let origin = Origin::File(file);
	match code {
		Ok(code) => check(&origin, &code).map(|()| code),
		Err(error) => Err(Error::Unreadable { origin, error }),
	}
}

/// Checks that `code` is a runtime with the APIs that we need.
pub fn check(origin: &Origin, code: &[u8]) -> Result<(), Error> {
	let version = read_version(code).map_err(|reason| Error::NotARuntime {
		origin: origin.clone(),
		reason,
	})?;
	check_apis(origin, version)
}

/// Checks that a runtime of this version has the APIs that we need.
pub fn check_apis(origin: &Origin, version: RuntimeVersion) -> Result<(), Error> {
	let missing: Vec<_> = REQUIRED_APIS
		.into_iter()
		.filter(|name| version.api_version(&api_id(name)).is_none())
		.collect();
	if missing.is_empty() {
		return Ok(());
	}
	Err(Error::MissingApis {
		origin: origin.clone(),
		version: Box::new(version),
		missing,
	})
}

/// What the runtime answers to `Core_version`, or has embedded as the answer.
fn read_version(code: &[u8]) -> Result<RuntimeVersion, String> {
	let version = WasmExecutor::<HostFunctions>::builder()
		.build()
		.read_runtime_version(code, &mut BasicExternalities::new_empty())
		.map_err(|error| format!("it is no runtime's wasm ({error})"))?;
	RuntimeVersion::decode(&mut &version[..])
		.map_err(|error| format!("its version cannot be decoded ({error})"))
}

/// The id of a runtime API. `sp_api::decl_runtime_apis!` makes it from nothing but the trait's
/// name, so we need not link the crate that declares the trait.
fn api_id(name: &str) -> [u8; 8] {
	sp_crypto_hashing::blake2_64(name.as_bytes())
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use crate::service::Block;
	use sp_api::RuntimeApiInfo;

	/// A wasm module of no sections.
	const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

	/// A wasm module that does nothing but say that it has these APIs.
	pub(crate) fn wasm_with_apis(names: &[&str]) -> Vec<u8> {
		let version = RuntimeVersion {
			spec_name: "a-chain".into(),
			impl_name: "an-implementation".into(),
			authoring_version: 1,
			spec_version: 7,
			impl_version: 0,
			apis: names
				.iter()
				.map(|name| (api_id(name), 1))
				.collect::<Vec<_>>()
				.into(),
			transaction_version: 1,
			system_version: 1,
		};
		sp_version::embed::embed_runtime_version(EMPTY_MODULE, version)
			.expect("the empty module is valid")
	}

	fn directory_with(files: &[&str]) -> tempfile::TempDir {
		let directory = tempfile::tempdir().expect("a temporary directory can be made");
		for file in files {
			let path = directory.path().join(file);
			std::fs::create_dir_all(path.parent().expect("it is in the directory"))
				.and_then(|()| std::fs::write(path, wasm_with_apis(&REQUIRED_APIS)))
				.expect("it can be written");
		}
		directory
	}

	fn file(path: &Path, because: &'static str) -> WasmFile {
		WasmFile {
			path: path.into(),
			because,
		}
	}

	fn named(path: &str) -> Origin {
		Origin::File(file(Path::new(path), "named by --runtime"))
	}

	#[test]
	fn ids_are_those_that_the_sdk_gives() {
		use commonwatt_primitives::api::CommunityApi;
		use frame_system_rpc_runtime_api::AccountNonceApi;
		use pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi;
		use sp_block_builder::BlockBuilder;
		use sp_consensus_aura::{sr25519::AuthorityId, AuraApi};
		use sp_consensus_grandpa::GrandpaApi;
		use sp_core::crypto::AccountId32;
		use sp_genesis_builder::GenesisBuilder;
		use sp_session::SessionKeys;
		use sp_transaction_pool::runtime_api::TaggedTransactionQueue;

		let ids = [
			<dyn CommunityApi<Block, AccountId32>>::ID,
			<dyn AuraApi<Block, AuthorityId>>::ID,
			<dyn GrandpaApi<Block>>::ID,
			<dyn GenesisBuilder<Block>>::ID,
			<dyn TaggedTransactionQueue<Block>>::ID,
			<dyn BlockBuilder<Block>>::ID,
			<dyn AccountNonceApi<Block, AccountId32, u32>>::ID,
			<dyn TransactionPaymentApi<Block, u128>>::ID,
			<dyn SessionKeys<Block>>::ID,
		];
		assert_eq!(REQUIRED_APIS.map(api_id), ids);
	}

	#[test]
	fn the_option_goes_before_the_variable_and_both_before_the_files() {
		let directory = directory_with(&BESIDE_EXECUTABLE);
		let [option, variable] = ["option.wasm", "variable.wasm"].map(Path::new);
		let find = |option, variable: Option<&Path>| {
			find(option, variable.map(Into::into), Some(directory.path())).ok()
		};
		assert_eq!(
			find(Some(option), Some(variable)),
			Some(file(option, "named by --runtime")),
		);
		assert_eq!(
			find(None, Some(variable)),
			Some(file(variable, "named by COMMONWATT_RUNTIME")),
		);
		assert_eq!(
			find(None, Some(Path::new(""))),
			Some(file(
				&directory.path().join(BESIDE_EXECUTABLE[0]),
				"found beside the node"
			)),
		);
	}

	#[test]
	fn files_beside_the_executable_are_found_in_their_order() {
		for first in 0..BESIDE_EXECUTABLE.len() {
			let directory = directory_with(&BESIDE_EXECUTABLE[first..]);
			let expected = directory.path().join(BESIDE_EXECUTABLE[first]);
			assert_eq!(
				find(None, None, Some(directory.path())).ok(),
				Some(file(&expected, "found beside the node")),
			);
		}
	}

	#[test]
	fn fails_when_no_file_is_there() {
		let error = find(None, None, Some(Path::new("/no/such"))).expect_err("nothing is there");
		assert_eq!(
			error.to_string(),
			"No runtime found: neither --runtime nor COMMONWATT_RUNTIME names one, and none of \
			 these files exists: `/no/such/commonwatt_runtime.compact.compressed.wasm`, \
			 `/no/such/commonwatt_runtime.wasm`, \
			 `/no/such/wbuild/commonwatt-runtime/commonwatt_runtime.compact.compressed.wasm`. \
			 Build Commonwatt's runtime with `. scripts/env && cargo build --release \
			 --workspace`, or name its wasm with `--runtime <path>`.",
		);
	}

	#[test]
	fn fails_when_the_named_file_is_not_there() {
		let error = read(file(Path::new("/no/such.wasm"), "named by --runtime"))
			.expect_err("nothing is there");
		assert_eq!(
			error.to_string(),
			"The runtime `/no/such.wasm` (named by --runtime) cannot be read: No such file or \
			 directory (os error 2). Build Commonwatt's runtime with `. scripts/env && cargo \
			 build --release --workspace`, or name its wasm with `--runtime <path>`.",
		);
	}

	#[test]
	fn fails_when_the_file_is_no_wasm() {
		let error = check(&named("notes.txt"), b"a microgrid\n").expect_err("it is a text");
		assert!(matches!(error, Error::NotARuntime { .. }));
		assert!(
			error.to_string().starts_with(
				"The runtime `notes.txt` (named by --runtime) cannot be executed: it is no \
				 runtime's wasm ("
			),
			"{error}",
		);
	}

	#[test]
	fn fails_when_the_wasm_is_no_runtime() {
		let error = check(&named("x.wasm"), EMPTY_MODULE).expect_err("it is empty");
		assert!(matches!(error, Error::NotARuntime { .. }), "{error}");
	}

	#[test]
	fn fails_when_the_wasm_is_cut_off() {
		let whole = wasm_with_apis(&REQUIRED_APIS);
		for length in 0..whole.len() {
			let result = check(&named("x.wasm"), &whole[..length]);
			assert!(result.is_err(), "{length} of {} bytes", whole.len());
		}
	}

	#[test]
	fn fails_when_our_api_is_missing() {
		let code = wasm_with_apis(&REQUIRED_APIS[1..]);
		let error = check(&named("x.wasm"), &code).expect_err("CommunityApi is missing");
		assert_eq!(
			error.to_string(),
			"The runtime `x.wasm` (named by --runtime) is a-chain-7 (an-implementation-0.tx1.au1) \
			 and lacks the runtime API CommunityApi, without which this node cannot run it. Build \
			 Commonwatt's runtime with `. scripts/env && cargo build --release --workspace`, or name its wasm with `--runtime <path>`.",
		);
	}

	#[test]
	fn fails_naming_every_missing_api() {
		let code = wasm_with_apis(&["Core", "CommunityApi", "GrandpaApi"]);
		let origin = named("x.wasm");
		let Err(Error::MissingApis { missing, .. }) = check(&origin, &code) else {
			panic!("APIs are missing");
		};
		assert_eq!(
			missing,
			[
				"AuraApi",
				"GenesisBuilder",
				"TaggedTransactionQueue",
				"BlockBuilder",
				"AccountNonceApi",
				"TransactionPaymentApi",
				"SessionKeys",
			],
		);
	}

	#[test]
	fn fails_when_the_chain_has_another_runtime() {
		let version = read_version(&wasm_with_apis(&[])).expect("the version is embedded");
		let origin = Origin::Chain {
			number: 3,
			hash: sp_core::H256::repeat_byte(1),
		};
		let error = check_apis(&origin, version)
			.expect_err("all APIs are missing")
			.to_string();
		assert!(
			error.starts_with(
				"The runtime on chain at block 3 \
				 (0x0101010101010101010101010101010101010101010101010101010101010101) is a-chain-7"
			),
			"{error}",
		);
		assert!(
			error.ends_with("or remove it with `purge-chain`."),
			"{error}"
		);
	}

	#[test]
	fn a_runtime_with_our_apis_is_accepted() {
		let directory = directory_with(&["commonwatt_runtime.wasm"]);
		let found = find(None, None, Some(directory.path())).expect("it is there");
		assert!(read(found).is_ok_and(|code| code == wasm_with_apis(&REQUIRED_APIS)));
	}
}
