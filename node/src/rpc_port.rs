//! Keeps the node at the RPC port that it was given.

use sc_service::config::RpcEndpoint;
use std::{
	io::ErrorKind,
	net::{SocketAddr, TcpListener},
};

/// Somebody else listens at the RPC's address.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error(
	"something listens on {0} already, where this node would answer RPC: another node, perhaps. Stop that one, \
	 or give this one another --rpc-port (0 is any that is free)"
)]
pub struct Taken(SocketAddr);

/// Where a port is taken, the SDK goes to a random one without a word, and whoever asks the port that was given
/// asks a stranger.
pub fn keep(endpoints: &mut [RpcEndpoint]) -> Result<(), Taken> {
	for endpoint in endpoints {
		endpoint.retry_random_port = false;
		// Anything else the server itself says when it starts.
		match TcpListener::bind(endpoint.listen_addr) {
			Err(error) if error.kind() == ErrorKind::AddrInUse => {
				return Err(Taken(endpoint.listen_addr))
			}
			_ => (),
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::cli::Cli;
	use clap::Parser;
	use sc_cli::CliConfiguration;

	fn endpoints(port: u16) -> Vec<RpcEndpoint> {
		let port = port.to_string();
		let cli = Cli::parse_from(["commonwatt-node", "--dev", "--rpc-port", &port]);
		let endpoints = cli.run.rpc_addr(9944).expect("are valid");
		let endpoints = endpoints.expect("are some").into_iter();
		endpoints.map(Into::into).collect()
	}

	#[test]
	fn a_taken_port_is_refused_and_no_other_taken_in_its_place() {
		let other = TcpListener::bind("127.0.0.1:0").expect("binds");
		let address = other.local_addr().expect("is bound");
		assert_eq!(keep(&mut endpoints(address.port())), Err(Taken(address)));
		drop(other);
		let mut endpoints = endpoints(address.port());
		assert_eq!(keep(&mut endpoints), Ok(()));
		assert!(endpoints.iter().all(|endpoint| !endpoint.retry_random_port));
	}

	#[test]
	fn port_0_is_any_that_is_free() {
		assert_eq!(keep(&mut endpoints(0)), Ok(()));
	}
}
