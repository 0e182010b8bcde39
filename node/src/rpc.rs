//! The JSON-RPC methods that sc-service does not bring itself: next nonce and fees.

use crate::service::{AccountId, Balance, Block, FullClient, FullPool, Nonce};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo;
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

type Hash = <Block as BlockT>::Hash;
type DispatchInfo = RuntimeDispatchInfo<Balance, sp_weights::Weight>;

/// Puts our methods together.
pub fn methods(
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
) -> Result<RpcModule<()>, sc_service::Error> {
	let system = System::<_, _, Block>::new(client.clone(), pool);
	let payment = TransactionPayment::<_, Block>::new(client);

	let mut module = RpcModule::new(());
	module
		.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))
		.and_then(|()| {
			module.merge(TransactionPaymentApiServer::<Hash, DispatchInfo>::into_rpc(
				payment,
			))
		})
		.map_err(|error| sc_service::Error::Application(error.into()))?;
	Ok(module)
}
