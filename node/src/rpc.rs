//! The JSON-RPC methods that sc-service does not bring itself: next nonce, fees, and the views of
//! communities.

mod energy;

use crate::service::{AccountId, Balance, Block, FullClient, FullPool, Nonce};
use energy::Energy;
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo;
use sc_service::Properties;
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

type Hash = <Block as BlockT>::Hash;
type DispatchInfo = RuntimeDispatchInfo<Balance, sp_weights::Weight>;

/// Puts our methods together. `properties` are those of the chain spec.
pub fn methods(
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	properties: &Properties,
) -> Result<RpcModule<()>, sc_service::Error> {
	let system = System::<_, _, Block>::new(client.clone(), pool);
	let payment = TransactionPayment::<_, Block>::new(client.clone());
	let energy = Energy::new(client, energy::address_format(properties));

	let mut module = RpcModule::new(());
	module
		.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))
		.and_then(|()| {
			module.merge(TransactionPaymentApiServer::<Hash, DispatchInfo>::into_rpc(
				payment,
			))
		})
		.and_then(|()| module.merge(energy::methods(energy)?))
		.map_err(|error| sc_service::Error::Application(error.into()))?;
	Ok(module)
}
