//! `commonwatt chain-spec`: a development chain for a community's own data.

use crate::units::day;
use anyhow::{ensure, Context, Result};
use clap::Args;
use commonwatt_simulator::{
	data::{price_per_wh, CommunityData, HOURS_PER_DAY},
	setup::genesis_of,
};
use serde_json::json;
use std::{fs, path::PathBuf};

/// Writes a chain specification whose tariff is your data's and whose first interval is a day of it.
/// Start it with `commonwatt-node --dev --chain FILE`, then `commonwatt play --data FOLDER`.
#[derive(Args)]
pub struct ChainSpec {
	/// The community's folder; docs/data-format.md is the format.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	/// The day of the data that interval 0 begins, counted from 0.
	#[arg(long, value_name = "DAY", default_value_t = 0, value_parser = day)]
	day: usize,
	/// What the supplier pays for surplus, USD per kWh.
	#[arg(long, value_name = "PRICE", default_value = "0.05", value_parser = price_per_wh)]
	feed_in: u64,
	/// The runtime to put into it: commonwatt_runtime.compact.compressed.wasm of the build directory.
	#[arg(long, value_name = "WASM", env = "COMMONWATT_RUNTIME")]
	runtime: PathBuf,
	/// Where to write it.
	#[arg(long, value_name = "FILE", default_value = "chain-spec.json")]
	out: PathBuf,
}

/// What a wasm module begins with.
const WASM: &[u8] = b"\0asm";
/// What a compressed one begins with: `sp_maybe_compressed_blob`'s prefix.
const COMPRESSED: &[u8] = &[82, 188, 83, 118, 70, 219, 142, 5];

fn is_runtime(code: &[u8]) -> bool {
	code.starts_with(WASM) || code.starts_with(COMPRESSED)
}

impl ChainSpec {
	pub fn run(self) -> Result<()> {
		let data = CommunityData::load(&self.data)?;
		ensure!(
			self.day < data.days(),
			"--day {}: {} holds days 0 to {}",
			self.day,
			self.data.display(),
			data.days().saturating_sub(1)
		);
		let code = fs::read(&self.runtime)
			.with_context(|| format!("reading the runtime {}", self.runtime.display()))?;
		ensure!(
			is_runtime(&code),
			"{} is no runtime: give the wasm of the build directory, \
			 wbuild/commonwatt-runtime/commonwatt_runtime.compact.compressed.wasm",
			self.runtime.display()
		);
		let genesis =
			serde_json::to_value(genesis_of(&data, self.feed_in, self.day * HOURS_PER_DAY)?)?;
		let spec = json!({
			"name": format!("Commonwatt {}", data.name),
			"id": "commonwatt_data",
			"chainType": "Development",
			"bootNodes": [],
			"telemetryEndpoints": null,
			"protocolId": "commonwatt",
			"properties": { "ss58Format": 42, "tokenDecimals": 12, "tokenSymbol": "CWT" },
			"codeSubstitutes": {},
			"genesis": { "runtimeGenesis": {
				"code": format!("0x{}", hex::encode(code)),
				"config": genesis,
			} },
		});
		if let Some(folder) = self.out.parent() {
			fs::create_dir_all(folder)
				.with_context(|| format!("making the folder {}", folder.display()))?;
		}
		fs::write(&self.out, serde_json::to_vec_pretty(&spec)?)
			.with_context(|| format!("writing {}", self.out.display()))?;
		println!(
			"wrote {}: {} homes, from day {} of {}\nnext: commonwatt-node --dev --chain {}",
			self.out.display(),
			data.homes.len(),
			self.day,
			data.days(),
			self.out.display()
		);
		Ok(())
	}
}
