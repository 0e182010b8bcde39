//! A replay whose green energy is certified: where every Wh of it went, as the chain's events tell it,
//! proved against the chain's sums, the meters and plain arithmetic.
//!
//! Every home with generation is registered for production, but the one that generates least: what
//! that one uses is followed instead, for a device is one or the other.

use crate::{
	chain::Chain,
	data::CommunityData,
	kpis::Ratio,
	outcome::{HomeInterval, IntervalOutcome, Outcome},
};
use commonwatt_primitives::{
	certificate::{
		DeviceAttributes, DeviceTotals, EnergySource, Issuance, Support, Technology, MAX_ZONE,
	},
	green::CertifiedMeters,
	reading::Registers,
	Interval, PointId, Wh,
};
use commonwatt_runtime::{Certificates, Metering, Runtime, RuntimeCall, RuntimeEvent};
use pallet_certificates::{Call, Event};
use std::collections::BTreeMap;

/// What homes are registered as; `None` of homes without generation.
pub fn technologies(data: &CommunityData) -> Vec<Option<Technology>> {
	let homes = 0..data.homes.len();
	let generation: Vec<u64> = homes
		.map(|home| data.pv_wh.iter().map(|row| u64::from(row[home])).sum())
		.collect();
	let least = generation.iter().min().copied();
	let followed = generation
		.iter()
		.position(|generation| Some(*generation) == least);
	generation
		.iter()
		.enumerate()
		.map(|(home, generation)| match *generation {
			_ if Some(home) == followed => Some(Technology::Load),
			0 => None,
			_ => Some(Technology::SolarPhotovoltaic),
		})
		.collect()
}

/// The operator's calls that register the homes' points, from `first_point` on.
pub fn registrations(data: &CommunityData, first_point: PointId) -> Vec<RuntimeCall> {
	let points = first_point..;
	points
		.zip(technologies(data))
		.enumerate()
		.filter_map(|(home, (point, technology))| {
			let call = Call::register_device {
				point,
				attributes: attributes(data, home, technology?),
				automatic: true,
			};
			Some(RuntimeCall::Certificates(call))
		})
		.collect()
}

fn attributes(data: &CommunityData, home: usize, technology: Technology) -> DeviceAttributes {
	let is_solar = technology == Technology::SolarPhotovoltaic;
	// Wh of an hour are W.
	let column = match is_solar {
		true => &data.pv_wh,
		false => &data.load_wh,
	};
	let largest = column.iter().map(|row| row[home]).max().unwrap_or(0);
	let zone: Vec<u8> = data.name.bytes().take(MAX_ZONE as usize).collect();
	DeviceAttributes {
		technology,
		energy_source: match is_solar {
			true => EnergySource::Solar,
			false => EnergySource::Mixed,
		},
		zone: zone.try_into().unwrap_or_default(),
		commissioned: (data.local_epoch_seconds / 86_400) as u32,
		support: Support::None,
		emission_factor: 0,
		capacity_w: largest.clamp(1, data.capacity_w(home)),
		round_trip_efficiency: None,
	}
}

/// What events tell of a production device, Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
	exported: Wh,
	netted: Wh,
	sold_ahead: Wh,
	local: Wh,
	uncertified: Wh,
	tradeable: Wh,
	issued: Wh,
	lapsed: Wh,
	expired: Wh,
}

impl Told {
	fn settle(&mut self, issuance: &Issuance) {
		self.exported += issuance.energy.export;
		self.netted += issuance.netted;
		self.sold_ahead += issuance.sold_ahead;
		self.local += issuance.local;
		self.uncertified += issuance.uncertified;
		self.tradeable += issuance.tradeable;
	}
}

/// What events tell of an interval, Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shared {
	/// Of producers' exports: sold ahead, and used by neighbours beside.
	sold_ahead: Wh,
	local: Wh,
	/// Green energy that points used.
	green_used: Wh,
}

/// Follows the certificates of a replay.
pub struct Follower {
	technologies: Vec<Option<Technology>>,
	first_point: PointId,
	devices: BTreeMap<PointId, Told>,
	/// Of the followed home: used, and of it green.
	followed: (Wh, Wh),
	intervals: BTreeMap<Interval, Shared>,
}

/// Sums of certified energy that do not agree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{whose}: {what} is {found} Wh, expected {expected} Wh")]
pub struct Discrepancy {
	/// A home, or an interval.
	pub whose: String,
	pub what: &'static str,
	pub found: Wh,
	pub expected: Wh,
}

fn agree(whose: &str, what: &'static str, found: Wh, expected: Wh) -> Result<(), Discrepancy> {
	match found == expected {
		true => Ok(()),
		false => Err(Discrepancy {
			whose: whose.into(),
			what,
			found,
			expected,
		}),
	}
}

/// A producer's energy, Wh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
	pub home: String,
	/// By the meter: what the home did not use itself.
	pub exported: Wh,
	pub sold_ahead: Wh,
	pub local: Wh,
	/// Certificates for it could be issued.
	pub tradeable: Wh,
	/// What has become of it.
	pub totals: DeviceTotals,
}

impl Producer {
	/// Used in the same hour by somebody of the community.
	pub fn next_door(&self) -> Wh {
		self.sold_ahead + self.local
	}
}

/// What was used and what of it was green, Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matching {
	pub used: Wh,
	/// In the same hour.
	pub green_used: Wh,
	/// What producers exported in all hours.
	pub exported: Wh,
}

impl Matching {
	/// The part of what was used that was green when it was used.
	pub fn hourly(&self) -> Ratio {
		Ratio::new(self.green_used, self.used)
	}

	/// The part that would be called green if hours were ignored: what was exported over all of them
	/// against what was used over all of them.
	pub fn volumetric(&self) -> Ratio {
		Ratio::new(self.exported.min(self.used), self.used)
	}
}

/// Where the green energy of a replay went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certified {
	pub producers: Vec<Producer>,
	/// The home whose use is followed, if there is one.
	pub followed: Option<(String, Matching)>,
	pub community: Matching,
}

impl Follower {
	pub fn new(data: &CommunityData, first_point: PointId) -> Self {
		Self {
			technologies: technologies(data),
			first_point,
			devices: BTreeMap::new(),
			followed: (0, 0),
			intervals: BTreeMap::new(),
		}
	}

	pub fn hear(&mut self, event: &RuntimeEvent) {
		match event {
			RuntimeEvent::Certificates(event) => self.hear_certificates(event),
			RuntimeEvent::EnergyMarket(pallet_energy_market::Event::Settled {
				interval,
				green,
				..
			}) => self.interval(*interval).green_used += green,
			_ => (),
		}
	}

	fn hear_certificates(&mut self, event: &Event<Runtime>) {
		match event {
			Event::EnergySettled {
				device,
				interval,
				issuance,
			} => {
				self.device(*device).settle(issuance);
				let shared = self.interval(*interval);
				shared.sold_ahead += issuance.sold_ahead;
				shared.local += issuance.local;
			}
			Event::ConsumptionSettled {
				used, green_local, ..
			} => {
				self.followed.0 += used;
				self.followed.1 += green_local;
			}
			Event::Issued {
				device, quantity, ..
			} => self.device(*device).issued += quantity,
			Event::Lapsed {
				device, quantity, ..
			} => self.device(*device).lapsed += quantity,
			Event::BundleExpired {
				bundle, quantity, ..
			} => self.device(bundle.device).expired += quantity,
			_ => (),
		}
	}

	fn device(&mut self, point: PointId) -> &mut Told {
		self.devices.entry(point).or_default()
	}

	fn interval(&mut self, interval: Interval) -> &mut Shared {
		self.intervals.entry(interval).or_default()
	}

	/// The sums, once everything is settled.
	///
	/// # Errors
	///
	/// The first sum that does not agree: of a device with its meter and with what became of its
	/// certificates, of an interval with plain arithmetic on what was metered and traded ahead.
	pub fn certified(
		mut self,
		chain: &mut Chain,
		outcome: &Outcome,
	) -> Result<Certified, Discrepancy> {
		let mut certified = Certified::default();
		for interval in &outcome.intervals {
			self.check_interval(interval, &mut certified.community)?;
		}
		for (index, home) in outcome.homes.iter().enumerate() {
			let point = self.first_point + index as PointId;
			match self.technologies.get(index).copied().flatten() {
				Some(Technology::SolarPhotovoltaic) => {
					let metered = exported(outcome, index);
					let producer = self.producer(chain, point, home, metered)?;
					certified.producers.push(producer);
				}
				Some(Technology::Load) => {
					let used = used(outcome, index);
					let matching = self.followed(chain, point, home, used)?;
					certified.followed = Some((home.clone(), matching));
				}
				_ => (),
			}
		}
		let exported = certified.producers.iter().map(|producer| producer.exported);
		let exported = exported.sum();
		let of_intervals = certified.community.exported;
		agree(
			"all homes",
			"what producers exported",
			of_intervals,
			exported,
		)?;
		Ok(certified)
	}

	/// What users and producers were told of an interval against what [`Local`] says, which is plain
	/// arithmetic.
	fn check_interval(
		&mut self,
		interval: &IntervalOutcome,
		community: &mut Matching,
	) -> Result<(), Discrepancy> {
		let local = Local::of(interval, &self.technologies);
		let told = self
			.intervals
			.remove(&interval.interval)
			.unwrap_or_default();
		let whose = format!("interval {}", interval.interval);
		agree(&whose, "green energy used", told.green_used, local.green())?;
		agree(
			&whose,
			"green sold ahead",
			told.sold_ahead,
			local.sold_green,
		)?;
		agree(&whose, "green used beside", told.local, local.beside)?;
		community.used += local.used;
		community.green_used += told.green_used;
		community.exported += local.exported_green;
		Ok(())
	}

	/// Exported = netted + sold ahead + local + uncertified + tradeable, and each tradeable Wh is one of what
	/// can become of a certificate.
	fn producer(
		&mut self,
		chain: &mut Chain,
		point: PointId,
		home: &str,
		metered: Wh,
	) -> Result<Producer, Discrepancy> {
		let told = self.devices.remove(&point).unwrap_or_default();
		let (totals, registers) = chain.read(|| {
			let totals = Certificates::totals_of(point).unwrap_or_default();
			(totals, <Metering as CertifiedMeters>::metered(point))
		});
		let retired = told.netted + told.sold_ahead + told.local;
		let parts = retired + told.uncertified + told.tradeable;
		let issued = told.tradeable.saturating_sub(told.lapsed + totals.unissued);
		let kept = [
			totals.active,
			totals.reserved,
			totals.retired,
			totals.expired,
			totals.withdrawn,
			totals.stored,
		];
		for (what, found, expected) in [
			("what was settled", told.exported, metered),
			("what the meter exported", registers.export, metered),
			("what the device exported", totals.exported, metered),
			("the ways of its export", parts, metered),
			("what was retired locally", totals.retired_locally, retired),
			("what is uncertified", totals.uncertified, told.uncertified),
			("what is tradeable", totals.tradeable(), told.tradeable),
			("what was issued", told.issued, issued),
			("what became of it", kept.iter().sum(), issued),
			("what lapsed", totals.lapsed, told.lapsed),
			("what expired", totals.expired, told.expired),
		] {
			agree(home, what, found, expected)?;
		}
		Ok(Producer {
			home: home.into(),
			exported: metered,
			sold_ahead: told.sold_ahead,
			local: told.local,
			tradeable: told.tradeable,
			totals,
		})
	}

	fn followed(
		&self,
		chain: &mut Chain,
		point: PointId,
		home: &str,
		metered: Wh,
	) -> Result<Matching, Discrepancy> {
		let view = chain.read(|| Certificates::device_view(point));
		let consumption = view.map(|view| view.consumption).unwrap_or_default();
		let (used, green_used) = self.followed;
		agree(home, "what was settled of its use", used, metered)?;
		agree(home, "what it used", consumption.used, metered)?;
		agree(
			home,
			"what of it was green",
			consumption.green_local,
			green_used,
		)?;
		Ok(Matching {
			used,
			green_used,
			exported: 0,
		})
	}
}

/// Import and export of an hour, less what passed through.
fn net(home: &HomeInterval) -> Registers {
	let netted = home.import_wh.min(home.export_wh);
	Registers {
		import: (home.import_wh - netted).into(),
		export: (home.export_wh - netted).into(),
	}
}

fn exported(outcome: &Outcome, home: usize) -> Wh {
	let hours = outcome.intervals.iter();
	hours
		.map(|interval| Wh::from(interval.homes[home].export_wh))
		.sum()
}

fn used(outcome: &Outcome, home: usize) -> Wh {
	let hours = outcome.intervals.iter();
	hours
		.map(|interval| net(&interval.homes[home]).import)
		.sum()
}

/// The green energy of an interval by `docs/market.md`, of sums alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Local {
	used: Wh,
	/// By producers.
	exported_green: Wh,
	sold_green: Wh,
	/// Green and used here: of what was sold ahead, and of the rest.
	ahead: Wh,
	beside: Wh,
}

impl Local {
	fn of(interval: &IntervalOutcome, technologies: &[Option<Technology>]) -> Self {
		let mut local = Self::default();
		let (mut sold, mut rest, mut rest_green) = (0, 0, 0);
		for (home, technology) in interval.homes.iter().zip(technologies) {
			let net = net(home);
			let ahead = net.export.min(home.sold_wh);
			local.used += net.import;
			sold += ahead;
			rest += net.export - ahead;
			if *technology == Some(Technology::SolarPhotovoltaic) {
				local.sold_green += ahead;
				local.exported_green += net.export;
				rest_green += net.export - ahead;
			}
		}
		if interval.has_market() {
			let ahead = sold.min(local.used);
			local.ahead = part(ahead, local.sold_green, sold);
			local.beside = part(rest.min(local.used - ahead), rest_green, rest);
		}
		local
	}

	fn green(&self) -> Wh {
		self.ahead + self.beside
	}
}

/// `energy x green / all`, rounded down.
fn part(energy: Wh, green: Wh, all: Wh) -> Wh {
	let product = u128::from(energy) * u128::from(green);
	product.checked_div(all.into()).unwrap_or(0) as Wh
}

#[cfg(test)]
mod tests {
	use super::*;

	fn home(import_wh: u32, export_wh: u32, bought_wh: u64, sold_wh: u64) -> HomeInterval {
		HomeInterval {
			import_wh,
			export_wh,
			bought_wh,
			sold_wh,
			..Default::default()
		}
	}

	#[test]
	fn the_example_of_the_market_page_by_plain_arithmetic() {
		// Anna bought 100 of Ben ahead; Dan's battery is certified by nobody.
		let interval = IntervalOutcome {
			retail: 210,
			homes: vec![
				home(150, 0, 100, 0),
				home(0, 180, 0, 100),
				home(60, 0, 0, 0),
				home(0, 40, 0, 0),
			],
			..Default::default()
		};
		let ben = Some(Technology::SolarPhotovoltaic);
		let expected = Local {
			used: 210,
			exported_green: 180,
			sold_green: 100,
			ahead: 100,
			beside: 73,
		};
		assert_eq!(Local::of(&interval, &[None, ben, None, None]), expected);
		assert_eq!(expected.green(), 173);
	}

	#[test]
	fn what_does_not_agree_is_named() {
		let error = agree("home1", "what expired", 5, 6).expect_err("differs");
		assert_eq!(
			error.to_string(),
			"home1: what expired is 5 Wh, expected 6 Wh"
		);
	}

	#[test]
	fn an_hourly_score_is_no_better_than_a_volumetric_one() {
		let matching = Matching {
			used: 1_000,
			green_used: 300,
			exported: 1_200,
		};
		assert_eq!(matching.hourly(), Ratio::new(300, 1_000));
		assert_eq!(matching.volumetric(), Ratio::new(1_000, 1_000));
	}
}
