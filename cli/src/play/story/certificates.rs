//! The homes' panels and the park are certified: what neighbours use of their energy at once is retired
//! by itself, of the rest there are certificates. One home sells some, another retires them.

use super::people::{tokens, Act, People, Who};
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleId, DeviceAttributes, EnergySource, Purpose, Support, Technology,
	},
	PointId, Price, Wh,
};
use commonwatt_runtime::{RuntimeCall, RuntimeEvent, MILLI_PER_KWH};
use commonwatt_simulator::{
	data::{calendar::SECONDS_PER_DAY, CommunityData},
	ledger::Ledger,
	setup::{Contract, COMMUNITY},
};
use pallet_certificates::{Call, Event};
use std::collections::BTreeSet;

/// What the seller asks: 0.02 token a kWh.
const ASKED: Price = 20 * MILLI_PER_KWH;
/// Certificates that are worth the trouble.
const LEAST: Wh = 100;

/// A sale on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sale {
	bundle: BundleId,
	quantity: Wh,
	seller: usize,
	buyer: usize,
	next: Step,
}

/// What comes next. Each step waits for the one before in a finalised block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
	Offer,
	Offered,
	Buy,
	Bought,
	Retire,
	Wait,
	Done,
}

#[derive(Default)]
struct Seen {
	registered: BTreeSet<PointId>,
	/// Used in the community, Wh, and certificates issued.
	local: Wh,
	issued: Wh,
	/// Whether the park's were told.
	told_park: bool,
}

pub struct Certification {
	/// The devices.
	wanted: BTreeSet<PointId>,
	/// Homes with money of their own.
	traders: Vec<usize>,
	sale: Option<Sale>,
	seen: Seen,
}

/// Everything in the data that has panels, and how it is certified: no larger than its connection.
pub fn devices<'a>(
	data: &'a CommunityData,
	contracts: &'a [Contract],
) -> impl Iterator<Item = (usize, DeviceAttributes)> + 'a {
	let zone: Vec<u8> = data.name.bytes().take(32).collect();
	let zone: frame_support::BoundedVec<_, _> = zone.try_into().expect("32 bytes at most; qed");
	let commissioned = u32::try_from(data.local_epoch_seconds / SECONDS_PER_DAY).unwrap_or(0);
	let homes = data.homes.iter().zip(contracts).enumerate();
	homes.filter_map(move |(index, (home, contract))| {
		let capacity_w = home.pv_nominal_w.min(contract.capacity_w);
		let attributes = DeviceAttributes {
			technology: Technology::SolarPhotovoltaic,
			energy_source: EnergySource::Solar,
			zone: zone.clone(),
			commissioned,
			support: Support::None,
			emission_factor: 0,
			capacity_w,
			round_trip_efficiency: None,
		};
		(capacity_w > 0).then_some((index, attributes))
	})
}

impl Certification {
	pub fn new(wanted: BTreeSet<PointId>, traders: Vec<usize>) -> Self {
		Self {
			wanted,
			traders,
			sale: None,
			seen: Seen::default(),
		}
	}

	pub fn devices(&self) -> &BTreeSet<PointId> {
		&self.wanted
	}

	/// Certificates that were issued, Wh.
	pub fn issued(&self) -> Wh {
		self.seen.issued
	}

	/// What is due.
	pub fn acts(&mut self, people: &People) -> Option<Act> {
		let sale = self.sale.as_mut()?;
		let bundle = sale.bundle;
		let (next, who, call) = match sale.next {
			Step::Offer => (
				Step::Offered,
				sale.seller,
				Call::offer {
					bundle,
					price: ASKED,
					minimum: sale.quantity,
				},
			),
			Step::Buy => (
				Step::Bought,
				sale.buyer,
				Call::buy {
					bundle,
					quantity: None,
					max_price: ASKED,
				},
			),
			Step::Retire => (
				Step::Wait,
				sale.buyer,
				Call::retire {
					bundle,
					quantity: None,
					beneficiary: Beneficiary::Point(people.point(sale.buyer)),
					purpose: Purpose::OwnUse,
				},
			),
			Step::Offered | Step::Bought | Step::Wait | Step::Done => return None,
		};
		sale.next = next;
		Some(Act::new(Who::Home(who), RuntimeCall::Certificates(call)))
	}

	/// Hears a finalised event; what there is to tell.
	pub fn hear(
		&mut self,
		event: &RuntimeEvent,
		people: &People,
		ledger: &Ledger<'_>,
	) -> Option<String> {
		let RuntimeEvent::Certificates(event) = event else {
			return None;
		};
		match event {
			Event::DeviceRegistered {
				community: COMMUNITY,
				device,
				..
			} => self.hear_registered(*device),
			Event::EnergySettled {
				device,
				interval,
				issuance,
			} if self.wanted.contains(device) => {
				let first = self.seen.local == 0;
				let local = issuance.sold_ahead.saturating_add(issuance.local);
				self.seen.local += local;
				(first && local > 0).then(|| {
					format!(
						"neighbours used {local} of the {} Wh that {} gave in interval {interval}: retired by that",
						issuance.energy.export,
						people.name(*device)
					)
				})
			}
			Event::Issued {
				device,
				interval,
				quantity,
				owner,
				..
			} if self.wanted.contains(device) => {
				self.seen.issued += quantity;
				let bundle = BundleId {
					device: *device,
					interval: *interval,
					first: 0,
				};
				let seller = people.owner_index(owner);
				if self.sale.is_none() && *quantity >= LEAST {
					self.sale = seller
						.and_then(|seller| self.sale_of(seller, bundle, *quantity, people, ledger));
				}
				if *device != people.park() || std::mem::replace(&mut self.seen.told_park, true) {
					return None;
				}
				Some(format!(
					"certificates of {quantity} Wh of interval {interval} are issued to {}: nobody here used them",
					people.name(*device)
				))
			}
			event => self.hear_sale(event, people),
		}
	}

	fn hear_registered(&mut self, device: PointId) -> Option<String> {
		let is_new = self.wanted.contains(&device) && self.seen.registered.insert(device);
		(is_new && self.seen.registered == self.wanted).then(|| {
			format!(
				"{} meters with panels are certified: every Wh they give is retired where it is used, or has a \
				 certificate",
				self.wanted.len()
			)
		})
	}

	/// To the home that drew most then.
	fn sale_of(
		&self,
		seller: usize,
		bundle: BundleId,
		quantity: Wh,
		people: &People,
		ledger: &Ledger<'_>,
	) -> Option<Sale> {
		let drew = |home: &usize| {
			let then = ledger.home_in(bundle.interval, people.point(*home));
			then.map_or(0, |home| home.import_wh)
		};
		let others = || self.traders.iter().copied().filter(|home| *home != seller);
		let buyer = others().max_by_key(drew)?;
		self.traders.contains(&seller).then_some(Sale {
			bundle,
			quantity,
			seller,
			buyer,
			next: Step::Offer,
		})
	}

	/// A step of the sale counts after the one before it alone.
	fn hear_sale(
		&mut self,
		event: &Event<commonwatt_runtime::Runtime>,
		people: &People,
	) -> Option<String> {
		let sale = self.sale.as_mut()?;
		let (buyer, seller) = (people.name_at(sale.buyer), people.name_at(sale.seller));
		let interval = sale.bundle.interval;
		match event {
			Event::BundleOffered {
				bundle, quantity, ..
			} if *bundle == sale.bundle && sale.next == Step::Offered => {
				sale.next = Step::Buy;
				Some(format!(
					"{seller} offers certificates of {quantity} Wh of interval {interval}, at {} a kWh",
					tokens(commonwatt_primitives::money(ASKED, 1_000))
				))
			}
			Event::BundleBought {
				bundle,
				quantity,
				buyer: who,
				paid,
				..
			} if *bundle == sale.bundle
				&& *quantity == sale.quantity
				&& people.owner_index(who) == Some(sale.buyer)
				&& sale.next == Step::Bought =>
			{
				sale.next = Step::Retire;
				Some(format!("{buyer} buys them for {} tokens", tokens(*paid)))
			}
			Event::CertificatesRetired { id, retirement }
				if retirement.bundle == sale.bundle
					&& retirement.quantity == sale.quantity
					&& sale.next == Step::Wait =>
			{
				sale.next = Step::Done;
				Some(format!(
					"{buyer} retires them for its own use: statement {id}, and nobody can claim these Wh again"
				))
			}
			_ => None,
		}
	}

	/// What must be seen, and whether it was.
	pub fn wanted(&self) -> Vec<(bool, String)> {
		let seen = &self.seen;
		let sale = self.sale.map(|sale| sale.next);
		let bought = matches!(sale, Some(Step::Retire | Step::Wait | Step::Done));
		vec![
			(
				seen.registered == self.wanted,
				format!(
					"{} certified devices: {} were",
					self.wanted.len(),
					seen.registered.len()
				),
			),
			(
				seen.local > 0,
				"green energy that neighbours used, retired by that".into(),
			),
			(seen.issued > 0, "certificates issued".into()),
			(bought, "certificates sold by a home to another".into()),
			(
				sale == Some(Step::Done),
				"certificates retired by a home for its own use".into(),
			),
		]
	}
}
