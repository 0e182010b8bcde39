//! The worst cases, and what the runtime charges for them.

use commonwatt_primitives::{
	order::{Intent, Order, Side},
	reading::{DeviceKey, DeviceSignature, Reading, Registers},
	standing::{Schedule, StandingLimit, StandingOrder, StandingQuantity},
};
use commonwatt_runtime::{
	fontana, AccountId, Runtime, RuntimeCall, Signature, MAX_BATCH, MAX_INTENTS,
};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight, BoundedVec};
use pallet_billing::Call as Billing;
use pallet_communities::Call as Communities;
use pallet_energy_market::Call as Market;
use pallet_metering::Call as Metering;
use sp_core::{ed25519, sr25519};

/// A benchmark at the highest values of its components, and what is charged before it.
pub struct Case {
	pub name: String,
	pub pallet: &'static str,
	pub benchmark: &'static str,
	pub charged: Weight,
}

fn case(
	name: impl Into<String>,
	pallet: &'static str,
	benchmark: &'static str,
	call: impl Into<RuntimeCall>,
) -> Case {
	Case {
		name: name.into(),
		pallet,
		benchmark,
		charged: call.into().get_dispatch_info().call_weight,
	}
}

fn nobody() -> AccountId {
	AccountId::new([0; 32])
}

fn readings() -> Metering<Runtime> {
	let reading = Reading {
		point: 0,
		interval: 0,
		start: Registers::default(),
		end: Registers::default(),
		signature: DeviceSignature::Ed25519(ed25519::Signature::default()),
	};
	Metering::submit_readings {
		community: 0,
		readings: BoundedVec::truncate_from(vec![reading; MAX_BATCH as usize]),
	}
}

fn order() -> Order {
	Order {
		side: Side::Buy,
		steps: BoundedVec::default(),
	}
}

fn intents() -> Market<Runtime> {
	let intent = Intent {
		point: 0,
		interval: 0,
		order: Some(order()),
		nonce: 0,
		expires: 0,
		signer: nobody(),
		signature: Signature::Sr25519(sr25519::Signature::default()),
	};
	Market::submit_intents {
		community: 0,
		intents: BoundedVec::truncate_from(vec![intent; MAX_INTENTS as usize]),
	}
}

fn standing_order() -> StandingOrder {
	StandingOrder {
		side: Side::Buy,
		quantity: StandingQuantity::Fixed(10),
		limit: StandingLimit::Fixed(0),
		price: None,
		green_share: None,
		schedule: Schedule::ALWAYS,
		expires: 0,
	}
}

/// Calls at their worst.
pub fn cases() -> Vec<Case> {
	let (point, interval, amount, community) = (0, 0, 1, 0);
	let last = Registers::default();
	let key = DeviceKey::Sr25519(sr25519::Public::default());
	let (metering, market, billing) = ("pallet_metering", "pallet_energy_market", "pallet_billing");
	let place = || Market::<Runtime>::place_order {
		point,
		interval,
		order: order(),
	};
	vec![
		case(
			format!("{MAX_BATCH} readings"),
			metering,
			"worst_batch",
			readings(),
		),
		case(
			format!("{MAX_INTENTS} intents"),
			market,
			"worst_intents",
			intents(),
		),
		case(
			"first order of a book",
			market,
			"place_first_order",
			place(),
		),
		case("replace an order", market, "replace_order", place()),
		case(
			"cancel an order",
			market,
			"cancel_order",
			Market::cancel_order { point, interval },
		),
		case(
			"claim a fill",
			market,
			"claim",
			Market::claim { point, interval },
		),
		case(
			"settle a full ring",
			market,
			"settle",
			Market::settle { point },
		),
		case(
			"set a standing order",
			market,
			"set_standing_order",
			Market::set_standing_order {
				point,
				id: None,
				order: standing_order(),
			},
		),
		case(
			"withdraw, with a full ring",
			billing,
			"withdraw",
			Billing::withdraw { point, amount },
		),
		case(
			"top up",
			billing,
			"top_up",
			Billing::top_up { point, amount },
		),
		case(
			"register a point",
			metering,
			"register_point",
			Metering::register_point {
				community,
				owner: nobody(),
				key,
				capacity_w: 1,
				resolution_wh: 1,
				registers: last,
				first_interval: 0,
			},
		),
		case(
			"swap a meter",
			metering,
			"swap_meter",
			Metering::swap_meter {
				point,
				last,
				key,
				registers: last,
			},
		),
		case(
			"close a point",
			metering,
			"close_point",
			Metering::close_point { point, last },
		),
		case(
			"remove a point",
			metering,
			"remove_point",
			Metering::remove_point { point },
		),
		case(
			"announce rules",
			"pallet_communities",
			"announce_rules",
			Communities::announce_rules {
				community,
				from: 0,
				rules: fontana::fontana_rules(),
			},
		),
	]
}
