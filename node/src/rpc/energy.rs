//! The methods `energy_*`: communities, their intervals, order books, price signals and points, their
//! certificates, shares and government, for programs that speak JSON and no SCALE. See `docs/rpc.md`.
//!
//! They ask the runtime APIs of [`Api`] and nothing else, at the best block or the one that is
//! named. A request makes at most [`MOST_INTERVALS`] calls into the runtime and one more, and none
//! on the threads that serve connections.

mod certificates;
mod chain;
mod error;
mod government;
mod json;
mod month;
mod query;
mod shares;
#[cfg(test)]
mod tests;

use chain::{commons::Commons, Api, Chain};
use commonwatt_primitives::{CommunityId, Interval, PointId};
use error::Error;
use json::{Book, Community, IntervalEntry, Point, QuoteEntry, Signals, Standing, StatementEntry};
use jsonrpsee::{core::RegisterMethodError, types::ErrorObjectOwned, RpcModule};
use query::{OfCommunity, OfInterval, OfIntervals, OfMonth, OfPoint};
use sc_service::Properties;
use serde::{de::DeserializeOwned, Serialize};
use sp_api::ApiError;
use sp_core::{crypto::Ss58AddressFormat, H256};
use std::{ops::Range, sync::Arc};

/// The most intervals that a request may ask for.
pub const MOST_INTERVALS: u32 = 96;
/// The address format of a chain whose properties name none.
const DEFAULT_ADDRESS_FORMAT: u16 = 42;
/// Address formats are below.
const ADDRESS_FORMATS: u64 = 1 << 14;

/// Answers from a chain.
pub struct Energy<C> {
	chain: Arc<C>,
	address_format: Ss58AddressFormat,
}

impl<C> Energy<C> {
	pub fn new(chain: Arc<C>, address_format: Ss58AddressFormat) -> Self {
		Self {
			chain,
			address_format,
		}
	}
}

/// The methods. Registered by hand: what jsonrpsee's macro makes of a trait does not compile where
/// debug assertions are on for us and off for our dependencies, as in this workspace's profile.
pub fn methods<C: Chain + Commons>(
	energy: Energy<C>,
) -> Result<RpcModule<Energy<C>>, RegisterMethodError> {
	let mut module = RpcModule::new(energy);
	register(&mut module, "energy_community", Energy::community)?;
	register(&mut module, "energy_interval", Energy::intervals)?;
	register(&mut module, "energy_book", Energy::book)?;
	register(&mut module, "energy_point", Energy::point)?;
	register(&mut module, "energy_quote", Energy::quotes)?;
	register(&mut module, "energy_statement", Energy::statement)?;
	register(&mut module, "energy_signals", Energy::signals)?;
	register(&mut module, "energy_standing", Energy::standing)?;
	register(&mut module, "energy_device", Energy::device)?;
	register(&mut module, "energy_issuance", Energy::issuance)?;
	register(&mut module, "energy_certificates", Energy::certificates)?;
	register(&mut module, "energy_retirements", Energy::retirements)?;
	register(&mut module, "energy_matching", Energy::matching)?;
	register(&mut module, "energy_green", Energy::green)?;
	register(&mut module, "energy_assets", Energy::assets)?;
	register(&mut module, "energy_shares", Energy::shares)?;
	register(&mut module, "energy_dao", Energy::dao)?;
	register(&mut module, "energy_budget", Energy::budget)?;
	register(&mut module, "energy_proposal", Energy::proposal)?;
	register(&mut module, "energy_proposals", Energy::proposals)?;
	register(&mut module, "energy_ballots", Energy::ballots)?;
	register(&mut module, "energy_voter", Energy::voter)?;
	register(&mut module, "energy_reports", Energy::reports)?;
	register(&mut module, "energy_supported", Energy::supported)?;
	Ok(module)
}

fn register<C, Q, T>(
	module: &mut RpcModule<Energy<C>>,
	name: &'static str,
	answer: fn(&Energy<C>, Q) -> Result<T, Error>,
) -> Result<(), RegisterMethodError>
where
	C: Chain,
	Q: DeserializeOwned + 'static,
	T: Serialize + Clone + 'static,
{
	module
		.register_blocking_method(name, move |params, energy, _| {
			let answer = answer(&energy, params.parse()?)?;
			Ok::<T, ErrorObjectOwned>(answer)
		})
		.map(drop)
}

/// How a chain writes its accounts: the property `ss58Format`.
pub fn address_format(properties: &Properties) -> Ss58AddressFormat {
	let format = properties
		.get("ss58Format")
		.and_then(|format| format.as_u64())
		.filter(|format| *format < ADDRESS_FORMATS)
		.and_then(|format| u16::try_from(format).ok());
	Ss58AddressFormat::custom(format.unwrap_or(DEFAULT_ADDRESS_FORMAT))
}

impl<C: Chain> Energy<C> {
	/// The state that a request is about. Fails where its block is unknown or its runtime lacks the
	/// API.
	fn state(&self, at: Option<H256>, api: Api) -> Result<State<'_, C>, Error> {
		let state = State {
			chain: &*self.chain,
			block: at.unwrap_or_else(|| self.chain.best()),
		};
		if !state.ask(C::contains)? {
			return Err(Error::UnknownBlock { block: state.block });
		}
		let version = state.ask(|chain, at| chain.api_version(api, at))?;
		if version.is_none_or(|version| version < api.wanted()) {
			return Err(Error::ApiMissing {
				api,
				block: state.block,
				version,
			});
		}
		Ok(state)
	}
}

/// The chain's state at a block.
struct State<'a, C> {
	chain: &'a C,
	block: H256,
}

impl<C: Chain> State<'_, C> {
	fn ask<T>(&self, question: impl FnOnce(&C, H256) -> Result<T, ApiError>) -> Result<T, Error> {
		question(self.chain, self.block).map_err(|error| match error {
			// That the block is in the chain has been asked first.
			ApiError::UnknownBlock(_) => Error::StateDiscarded { block: self.block },
			error => Error::Runtime {
				block: self.block,
				error: error::shortened(&error.to_string()),
			},
		})
	}

	fn ensure_community(&self, community: CommunityId) -> Result<(), Error> {
		self.ask(|chain, at| chain.community(at, community))?
			.map(|_| ())
			.ok_or(Error::UnknownCommunity { community })
	}

	fn ensure_point(&self, point: PointId) -> Result<(), Error> {
		self.ask(|chain, at| chain.point(at, point))?
			.map(|_| ())
			.ok_or(Error::UnknownPoint { point })
	}
}

/// The intervals of a request.
fn range(from: Interval, count: Option<u32>, most: u32) -> Result<Range<Interval>, Error> {
	let count = length(count, most)?.unwrap_or(1);
	let until = from
		.checked_add(count)
		.ok_or(Error::RangeOverflow { from, count })?;
	Ok(from..until)
}

/// How much a request asks for.
fn length(count: Option<u32>, most: u32) -> Result<Option<u32>, Error> {
	match count {
		Some(count) if !(1..=most).contains(&count) => Err(Error::RangeLength { count, most }),
		count => Ok(count),
	}
}

impl<C: Chain> Energy<C> {
	fn community(&self, query: OfCommunity) -> Result<Community, Error> {
		let OfCommunity { community, at } = query;
		self.state(at, Api::Community)?
			.ask(|chain, at| chain.community(at, community))?
			.map(|view| Community::new(community, view, self.address_format))
			.ok_or(Error::UnknownCommunity { community })
	}

	/// An entry for each interval; `None` if the chain keeps nothing of it.
	fn intervals(&self, query: OfIntervals) -> Result<Vec<Option<IntervalEntry>>, Error> {
		let intervals = range(query.from, query.count, MOST_INTERVALS)?;
		let community = query.community;
		let state = self.state(query.at, Api::Community)?;
		let entries = intervals
			.map(|interval| {
				let view = state.ask(|chain, at| chain.interval(at, community, interval))?;
				Ok(view.map(|view| IntervalEntry::new(interval, view)))
			})
			.collect::<Result<Vec<_>, Error>>()?;
		// A community that has had no reading yet has no intervals either.
		if entries.iter().all(Option::is_none) {
			state.ensure_community(community)?;
		}
		Ok(entries)
	}

	fn book(&self, query: OfInterval) -> Result<Book, Error> {
		let OfInterval {
			community,
			interval,
			at,
		} = query;
		let state = self.state(at, Api::Community)?;
		if let Some(view) = state.ask(|chain, at| chain.book(at, community, interval))? {
			return Ok(view.into());
		}
		state.ensure_community(community)?;
		Err(Error::NoAuction {
			community,
			interval,
		})
	}

	fn point(&self, query: OfPoint) -> Result<Point, Error> {
		let OfPoint { point, at } = query;
		self.state(at, Api::Community)?
			.ask(|chain, at| chain.point(at, point))?
			.map(|view| Point::new(point, view, self.address_format))
			.ok_or(Error::UnknownPoint { point })
	}

	fn quotes(&self, query: OfIntervals) -> Result<Vec<QuoteEntry>, Error> {
		let intervals = range(query.from, query.count, MOST_INTERVALS)?;
		let community = query.community;
		let state = self.state(query.at, Api::Community)?;
		intervals
			.map(|interval| {
				state
					.ask(|chain, at| chain.quote(at, community, interval))?
					.map(QuoteEntry::from)
					.ok_or(Error::UnknownCommunity { community })
			})
			.collect()
	}

	fn statement(&self, query: OfMonth) -> Result<StatementEntry, Error> {
		let OfMonth { point, month, at } = query;
		let number = month
			.as_deref()
			.map(|text| {
				month::parse(text).ok_or_else(|| Error::MonthMalformed {
					month: error::shortened(text),
				})
			})
			.transpose()?;
		let state = self.state(at, Api::Community)?;
		if let Some(statement) = state.ask(|chain, at| chain.statement(at, point, number))? {
			return Ok(StatementEntry::new(point, &statement));
		}
		state.ensure_point(point)?;
		Err(Error::MonthNotKept { point, month })
	}

	fn signals(&self, query: OfCommunity) -> Result<Signals, Error> {
		let OfCommunity { community, at } = query;
		self.state(at, Api::Community)?
			.ask(|chain, at| chain.signals(at, community))?
			.map(|view| Signals::new(community, view, self.address_format))
			.ok_or(Error::UnknownCommunity { community })
	}

	fn standing(&self, query: OfPoint) -> Result<Standing, Error> {
		let OfPoint { point, at } = query;
		self.state(at, Api::Community)?
			.ask(|chain, at| chain.standing_orders(at, point))?
			.map(|view| Standing::new(point, view))
			.ok_or(Error::UnknownPoint { point })
	}
}
