//! Answers about certificates.

use super::{
	chain::{commons::Commons, Api, Chain},
	error::Error,
	json::{
		certificates::{Holdings, Issued},
		devices::Device,
		retirements::{GreenEntry, Matching, Retirements},
	},
	query::{OfDevice, OfIntervals, OfIssuance, OfOwner, OfPointIntervals, OfRetirements},
	range, Energy, MOST_INTERVALS,
};
use commonwatt_primitives::certificate::{BundleId, MAX_RANGE};

impl<C: Chain + Commons> Energy<C> {
	pub(super) fn device(&self, query: OfDevice) -> Result<Device, Error> {
		let OfDevice { device, at } = query;
		self.state(at, Api::Certificates)?
			.ask(|chain, at| chain.device(at, device))?
			.map(Device::from)
			.ok_or(Error::UnknownDevice { device })
	}

	pub(super) fn issuance(&self, query: OfIssuance) -> Result<Issued, Error> {
		let OfIssuance {
			device,
			interval,
			at,
		} = query;
		let state = self.state(at, Api::Certificates)?;
		if let Some(view) = state.ask(|chain, at| chain.issuance(at, device, interval))? {
			return Ok(Issued::new(view, self.address_format));
		}
		state
			.ask(|chain, at| chain.device(at, device))?
			.ok_or(Error::UnknownDevice { device })?;
		Err(Error::IssuanceNotKept { device, interval })
	}

	/// A page of what an account has; nothing is known of accounts that have nothing.
	pub(super) fn certificates(&self, query: OfOwner) -> Result<Holdings, Error> {
		let OfOwner { account, after, at } = query;
		let after = after.map(BundleId::from);
		let page = self
			.state(at, Api::Certificates)?
			.ask(|chain, at| chain.certificates(at, account.clone(), after))?;
		Ok(Holdings::new(&account, page, self.address_format))
	}

	pub(super) fn retirements(&self, query: OfRetirements) -> Result<Retirements, Error> {
		let OfRetirements {
			community,
			from,
			at,
		} = query;
		let state = self.state(at, Api::Certificates)?;
		let view = state.ask(|chain, at| chain.retirements(at, community, from.unwrap_or(0)))?;
		if view.next == 0 {
			state.ensure_community(community)?;
		}
		Ok(Retirements::new(community, view, self.address_format))
	}

	pub(super) fn matching(&self, query: OfPointIntervals) -> Result<Matching, Error> {
		let OfPointIntervals {
			point,
			from,
			count,
			at,
		} = query;
		let intervals = range(from, count, MAX_RANGE)?;
		self.state(at, Api::Certificates)?
			.ask(|chain, at| chain.matching(at, point, intervals.start, intervals.end))?
			.map(|view| Matching::new(point, intervals, view))
			.ok_or(Error::NotFollowed { point })
	}

	/// An entry for each interval; `None` if the chain keeps nothing of it.
	pub(super) fn green(&self, query: OfIntervals) -> Result<Vec<Option<GreenEntry>>, Error> {
		let intervals = range(query.from, query.count, MOST_INTERVALS)?;
		let community = query.community;
		let state = self.state(query.at, Api::Certificates)?;
		let entries = intervals
			.map(|interval| {
				let figures = state.ask(|chain, at| chain.green(at, community, interval))?;
				Ok(figures.map(|figures| GreenEntry::new(interval, figures)))
			})
			.collect::<Result<Vec<_>, Error>>()?;
		if entries.iter().all(Option::is_none) {
			state.ensure_community(community)?;
		}
		Ok(entries)
	}
}
