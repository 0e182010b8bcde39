//! The node's parts and how they are put together: Aura authors, GRANDPA finalises.

use crate::{
	fake_runtime_api::RuntimeApi,
	forecasting,
	metrics::{self, Metrics},
	rpc,
	runtime::{self, HostFunctions, Origin},
};
use futures::FutureExt;
use sc_client_api::{Backend, BlockchainEvents, HeaderBackend};
use sc_consensus_aura::{ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{GrandpaParams, SharedVoterState};
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{
	BuildGenesisBlock, BuildNetworkParams, Configuration, Error as ServiceError,
	GenesisBlockBuilder, PartialComponents, SpawnTasksParams, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::{
	inherents::InherentDataProvider as AuraInherent,
	sr25519::{AuthorityId as AuraId, AuthorityPair as AuraPair},
	SlotDuration,
};
use sp_core::traits::CallContext;
use sp_keystore::Keystore;
use sp_runtime::{generic, traits::BlakeTwo256, OpaqueExtrinsic};
use sp_timestamp::InherentDataProvider as TimestampInherent;
use std::{
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};

/// A block whose transactions only the wasm can read.
pub type Block = generic::Block<generic::Header<u32, BlakeTwo256>, OpaqueExtrinsic>;
/// What names an account in the RPC methods, as in every runtime this node is for.
pub type AccountId = sp_core::crypto::AccountId32;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// An amount of the chain's token in base units.
pub type Balance = u128;

/// Executes any wasm.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;
/// The pool of transactions that wait for a block.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
type FullBackend = sc_service::TFullBackend<Block>;
type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
type GrandpaBlockImport =
	sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, SelectChain>;

/// What the node and the subcommands that open the database have in common.
pub type Service = PartialComponents<
	FullClient,
	FullBackend,
	SelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	FullPool,
	(GrandpaBlockImport, GrandpaLink, Option<Telemetry>),
>;

/// In blocks: how far apart the justifications that are kept for light clients and warp sync may
/// be, besides those at a change of the validators.
const JUSTIFICATION_PERIOD: u32 = 512;

/// How long GRANDPA waits before it passes a message on.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// The share of a slot in which its author may fill a block, so that the rest is left for the
/// block to travel.
const PROPOSAL_SHARE: f32 = 2.0 / 3.0;

/// Opens the database and builds everything that needs no network.
pub fn new_partial(config: &Configuration) -> Result<Service, ServiceError> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			sc_service::new_wasm_executor::<HostFunctions>(&config.executor),
			Vec::new(),
		)?;
	let client = Arc::new(client);

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager
			.spawn_handle()
			.spawn("telemetry", None, worker.run());
		telemetry
	});
	let telemetry_handle = telemetry.as_ref().map(Telemetry::handle);

	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let (grandpa_block_import, grandpa_link) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry_handle.clone(),
	)?;

	let slot_client = client.clone();
	let import_queue =
		sc_consensus_aura::import_queue::<AuraPair, _, _, _, _, _>(ImportQueueParams {
			block_import: grandpa_block_import.clone(),
			justification_import: Some(Box::new(grandpa_block_import.clone())),
			client: client.clone(),
			// Asked at the parent and not once at start: after a warp sync there is no state
			// at genesis to ask.
			create_inherent_data_providers: move |parent, ()| {
				let slot_client = slot_client.clone();
				async move {
					Ok(inherents_now(
						sc_consensus_aura::standalone::slot_duration_at(&*slot_client, parent)?,
					))
				}
			},
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			check_for_equivocation: Default::default(),
			telemetry: telemetry_handle,
			compatibility_mode: Default::default(),
		})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (grandpa_block_import, grandpa_link, telemetry),
	})
}

/// What a block says of the time it is made: its slot and its timestamp.
fn inherents_now(slot_duration: SlotDuration) -> (AuraInherent, TimestampInherent) {
	let timestamp = TimestampInherent::from_system_time();
	let slot = AuraInherent::from_timestamp_and_slot_duration(*timestamp, slot_duration);
	(slot, timestamp)
}

/// Checks the runtime that the chain has come to. Where the database is older than this start,
/// that need not be the one that the chain spec begins with.
pub fn check_runtime_on_chain(client: &FullClient) -> Result<(), runtime::Error> {
	let best = client.info();
	let origin = Origin::Chain {
		number: best.best_number,
		hash: best.best_hash,
	};
	match client.runtime_version_at(best.best_hash, CallContext::Offchain) {
		Ok(version) => runtime::check_apis(&origin, version),
		Err(error) => Err(runtime::Error::NotARuntime {
			origin,
			reason: error.to_string(),
		}),
	}
}

/// The database is another chain's.
#[derive(Debug, thiserror::Error)]
#[error(
	"the database {} is another chain's: its first block is {found:?}, that of the chain spec {expected:?}. \
	 Give the chain spec that it was begun with, or another --base-path", .database.display()
)]
pub struct ForeignDatabase {
	database: PathBuf,
	found: sp_core::H256,
	expected: sp_core::H256,
}

/// Checks that the database was begun with the chain spec: the SDK goes on with whatever it finds.
fn check_genesis(
	config: &Configuration,
	client: &FullClient,
	backend: Arc<FullBackend>,
) -> Result<(), sc_cli::Error> {
	let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
	let storage = config.chain_spec.as_storage_builder();
	let (first, _) = GenesisBlockBuilder::<Block, _, _>::new(storage, false, backend, executor)?
		.build_genesis_block()?;
	let (found, expected) = (client.info().genesis_hash, first.header.hash());
	if found == expected {
		return Ok(());
	}
	let database = config.database.path().map(Path::to_path_buf);
	Err(sc_cli::Error::Application(Box::new(ForeignDatabase {
		database: database.unwrap_or_default(),
		found,
		expected,
	})))
}

/// Gives the off-chain worker that forecasts what it needs of the node.
fn prepare_forecaster(
	config: &Configuration,
	keystore: &dyn Keystore,
	backend: &FullBackend,
	weather_url: Option<&str>,
) -> Result<(), forecasting::Error> {
	if let Some(seed) = &config.dev_key_seed {
		forecasting::insert_key(keystore, seed)?;
	}
	if let Some(mut storage) = backend.offchain_storage() {
		forecasting::set_weather_url(&mut storage, weather_url)?;
	}
	Ok(())
}

/// Starts a node, a validator if the configuration's role is authority, on the network backend
/// `Network`. Its forecaster asks `weather_url` for the weather. A chain spec that is a file says which
/// chain the database must be; a preset goes on with what it began, whatever runtime there is now.
pub fn new_full<Network: NetworkBackend<Block, sp_core::H256>>(
	config: Configuration,
	weather_url: Option<&str>,
	spec_is_file: bool,
) -> Result<TaskManager, sc_cli::Error> {
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (block_import, grandpa_link, mut telemetry),
	} = new_partial(&config)?;
	if spec_is_file {
		check_genesis(&config, &client, backend.clone())?;
	}
	check_runtime_on_chain(&client)?;
	prepare_forecaster(
		&config,
		&*keystore_container.keystore(),
		&backend,
		weather_url,
	)
	.map_err(|error| sc_cli::Error::Application(error.into()))?;

	let mut net_config = FullNetworkConfiguration::<Block, _, Network>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let metrics = Network::register_notification_metrics(config.prometheus_registry());

	let genesis_hash = client.info().genesis_hash;
	let grandpa_protocol_name =
		sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
	let (grandpa_protocol, grandpa_notifications) =
		sc_consensus_grandpa::grandpa_peers_set_config::<_, Network>(
			grandpa_protocol_name.clone(),
			metrics.clone(),
			net_config.peer_store_handle(),
		);
	net_config.add_notification_protocol(grandpa_protocol);

	let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::new(),
	);

	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	if config.offchain_worker.enabled {
		let workers = OffchainWorkers::new(OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			is_validator: config.role.is_authority(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(
				transaction_pool.clone(),
			)),
			network_provider: Arc::new(network.clone()),
			enable_http_requests: true,
			custom_extensions: |_| Vec::new(),
		})
		.map_err(ServiceError::from)?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers
				.run(client.clone(), task_manager.spawn_handle())
				.boxed(),
		);
	}

	if let Some(registry) = config.prometheus_registry() {
		let finality = client.finality_notification_stream();
		let metrics =
			Metrics::new(registry).map_err(|error| ServiceError::Other(error.to_string()))?;
		task_manager.spawn_handle().spawn_blocking(
			"market-metrics",
			None,
			metrics::follow(metrics, client.clone(), finality),
		);
	}

	let role = config.role;
	let force_authoring = config.force_authoring;
	let name = config.network.node_name.clone();
	let enable_grandpa = !config.disable_grandpa;
	let prometheus_registry = config.prometheus_registry().cloned();

	let rpc_builder = {
		let (client, pool) = (client.clone(), transaction_pool.clone());
		let properties = config.chain_spec.properties();
		Box::new(move |_| rpc::methods(client.clone(), pool.clone(), &properties))
	};
	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client: client.clone(),
		backend,
		task_manager: &mut task_manager,
		keystore: keystore_container.keystore(),
		transaction_pool: transaction_pool.clone(),
		rpc_builder,
		network: network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;
	let telemetry = telemetry.as_ref().map(Telemetry::handle);

	if role.is_authority() {
		let proposer_factory = sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			prometheus_registry.as_ref(),
			telemetry.clone(),
		);
		let slot_duration = sc_consensus_aura::slot_duration::<AuraId, _, _>(&*client)?;
		let aura = sc_consensus_aura::start_aura::<AuraPair, _, _, _, _, _, _, _, _, _, _>(
			StartAuraParams {
				slot_duration,
				client,
				select_chain,
				block_import,
				proposer_factory,
				sync_oracle: sync_service.clone(),
				justification_sync_link: sync_service.clone(),
				create_inherent_data_providers: move |_, ()| async move {
					Ok(inherents_now(slot_duration))
				},
				force_authoring,
				backoff_authoring_blocks: None::<()>,
				keystore: keystore_container.keystore(),
				block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SHARE),
				max_block_proposal_slot_portion: None,
				telemetry: telemetry.clone(),
				compatibility_mode: Default::default(),
			},
		)
		.map_err(ServiceError::from)?;
		// Essential: a validator that no longer authors must stop rather than look alive.
		task_manager
			.spawn_essential_handle()
			.spawn_blocking("aura", Some("block-authoring"), aura);
	}

	if enable_grandpa {
		// Nodes that do not validate run the voter too, without keys: it follows finality.
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP_DURATION,
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: role,
				name: Some(name),
				keystore: role.is_authority().then(|| keystore_container.keystore()),
				telemetry: telemetry.clone(),
				protocol_name: grandpa_protocol_name,
			},
			link: grandpa_link,
			network,
			sync: sync_service,
			notification_service: grandpa_notifications,
			voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
			prometheus_registry,
			shared_voter_state: SharedVoterState::empty(),
			telemetry,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
		})?;
		task_manager
			.spawn_essential_handle()
			.spawn_blocking("grandpa-voter", None, voter);
	}

	Ok(task_manager)
}
