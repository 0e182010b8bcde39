//! The park, the certificates and the vote, told to a story event by event.

use super::*;
use crate::play::park::ASSET;
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleId, DeviceKind, Issuance, IssuanceStatus, Purpose, Retirement,
	},
	governance::Vote,
	reading::Registers,
	share::Shares,
	tariff::Rules,
};
use commonwatt_runtime::{fontana, CommunityTreasury, HORIZON, MILLI_PER_KWH};
use pallet_asset_shares::{Event as SharesEvent, IncomeSource};
use pallet_certificates::Event as CertificatesEvent;
use pallet_communities::Event as CommunitiesEvent;
use pallet_community_treasury::{Event as DaoEvent, Tally};
use sp_runtime::DispatchError;

const BUNDLE: BundleId = BundleId {
	device: 4,
	interval: 2,
	first: 0,
};

fn with_park() -> CommunityData {
	let mut data = data();
	Park::build(&mut data).expect("has panels");
	data
}

/// Lets a story act and hear, and remembers the calls.
struct Stage {
	story: Story,
	data: CommunityData,
	leave_out: &'static str,
	calls: Vec<RuntimeCall>,
}

impl Stage {
	/// A chain that never tells of events whose text has `leave_out` in it.
	fn without(leave_out: &'static str) -> Self {
		Self {
			story: story(),
			data: with_park(),
			leave_out,
			calls: Vec::new(),
		}
	}

	fn hear(&mut self, event: RuntimeEvent) -> Vec<String> {
		let is_left_out =
			!self.leave_out.is_empty() && format!("{event:?}").contains(self.leave_out);
		if is_left_out {
			return Vec::new();
		}
		let mut ledger = Ledger::new(&self.data, COMMUNITY, 0, 0, 12);
		(0..4).for_each(|interval| ledger.open(interval, IntervalPrices::default()));
		self.story.hear(&event, None, None, &ledger)
	}

	fn account(&self, index: usize) -> AccountId {
		self.story.people().account(index).clone()
	}

	fn acts(&mut self, ended: Interval) -> Vec<Act> {
		let acts = self.story.acts(ended, 0);
		self.calls.extend(acts.iter().map(|act| act.call.clone()));
		acts.into_iter()
			.filter(|act| !matches!(act.call, RuntimeCall::Billing(_)))
			.collect()
	}

	fn shares(&mut self, event: SharesEvent<commonwatt_runtime::Runtime>) {
		self.hear(RuntimeEvent::AssetShares(event));
	}

	fn certificates(&mut self, event: CertificatesEvent<commonwatt_runtime::Runtime>) {
		self.hear(RuntimeEvent::Certificates(event));
	}

	fn dao(&mut self, event: DaoEvent<commonwatt_runtime::Runtime>) {
		self.hear(RuntimeEvent::CommunityTreasury(event));
	}

	/// The park is proposed, sold and attached. How many acts each step has.
	fn found(&mut self) -> Vec<usize> {
		let mut acts = vec![self.acts(1).len()];
		self.hear(RuntimeEvent::Metering(
			pallet_metering::Event::PointRegistered {
				community: COMMUNITY,
				point: 17,
				owner: Park::account(),
				key: commonwatt_primitives::reading::DeviceKey::Sr25519(
					Sr25519Keyring::Eve.public(),
				),
				capacity_w: 20_000,
				registers: Registers::default(),
				first_interval: 0,
			},
		));
		acts.push(self.acts(1).len());
		let terms = self.story.venture().park().terms(1);
		let price = terms.price;
		let (proposer, seller) = (self.account(0), terms.beneficiary.clone());
		self.shares(SharesEvent::AssetProposed {
			asset: ASSET,
			community: COMMUNITY,
			proposer,
			deposit: 1,
			terms,
		});
		acts.push(self.acts(2).len());
		self.shares(SharesEvent::OfferingOpened {
			asset: ASSET,
			ends: 1,
		});
		acts.push(self.acts(3).len());
		let investors = self.story.venture().investors().to_vec();
		let mut sold: Shares = 0;
		for (home, shares) in investors {
			sold += shares;
			let who = self.account(home);
			self.shares(SharesEvent::Subscribed {
				asset: ASSET,
				who,
				shares,
				paid: shares * price,
			});
		}
		acts.push(self.acts(4).len());
		self.shares(SharesEvent::OfferingSucceeded {
			asset: ASSET,
			sold,
			beneficiary: seller,
			proceeds: sold * price,
		});
		acts.push(self.acts(5).len());
		self.shares(SharesEvent::PointAttached {
			asset: ASSET,
			point: 17,
		});
		acts
	}

	fn income(&mut self, amount: u128) {
		self.shares(SharesEvent::IncomeReceived {
			asset: ASSET,
			from: IncomeSource::Point(17),
			amount,
			upkeep: 0,
			per_share: amount / 800,
			dust: 0,
		});
	}

	fn claim(&mut self, home: usize) {
		let who = self.account(home);
		self.shares(SharesEvent::IncomeClaimed {
			asset: ASSET,
			who,
			amount: 5,
		});
	}

	/// The park earns, and some claim.
	fn earn(&mut self) {
		for (ended, claims) in [(14, [0, 3]), (22, [0, 4])] {
			self.acts(ended);
			self.income(8_000);
			self.acts(ended + 1);
			claims.into_iter().for_each(|home| self.claim(home));
		}
	}

	/// A home sells certificates to another, which retires them. Who acts.
	fn certify(&mut self) -> Vec<Who> {
		let contracts = commonwatt_simulator::setup::contracts(&self.data, TOKEN);
		let devices: Vec<_> = certificates::devices(&self.data, &contracts).collect();
		for (index, attributes) in devices {
			self.certificates(CertificatesEvent::DeviceRegistered {
				community: COMMUNITY,
				device: index as PointId,
				kind: DeviceKind::Production,
				version: 0,
				attributes,
				automatic: true,
			});
		}
		self.certificates(CertificatesEvent::EnergySettled {
			device: 4,
			interval: 2,
			issuance: issuance(),
		});
		let owner = self.account(4);
		self.certificates(CertificatesEvent::Issued {
			device: 4,
			interval: 2,
			quantity: 700,
			owner: owner.clone(),
			lineage: Hash::zero(),
		});
		let mut who = Vec::new();
		let mut step = |acts: Vec<Act>| who.extend(acts.iter().map(|act| act.who));
		step(self.acts(3));
		self.certificates(CertificatesEvent::BundleOffered {
			bundle: BUNDLE,
			quantity: 700,
			price: 1,
			minimum: 700,
		});
		let acts = self.acts(3);
		let buyer = match acts.first().map(|act| act.who) {
			Some(Who::Home(home)) => home,
			_ => 0,
		};
		step(acts);
		let buyer = self.account(buyer);
		self.certificates(CertificatesEvent::BundleBought {
			bundle: BUNDLE,
			quantity: 700,
			seller: owner,
			buyer: buyer.clone(),
			price: 1,
			paid: 700,
		});
		step(self.acts(3));
		self.certificates(CertificatesEvent::CertificatesRetired {
			id: 0,
			retirement: Retirement {
				community: COMMUNITY,
				bundle: BUNDLE,
				quantity: 700,
				owner: buyer.clone(),
				beneficiary: Beneficiary::Account(buyer),
				purpose: Purpose::OwnUse,
				lineage: Hash::zero(),
				block: 1,
			},
		});
		step(self.acts(3));
		who
	}

	/// The homes vote and the fee is announced; what is left out of the calls must not happen.
	fn vote(&mut self, result: Result<(), DispatchError>) {
		self.dao(DaoEvent::Established {
			community: COMMUNITY,
			account: CommunityTreasury::dao_account(COMMUNITY),
			rules: vote::dao_rules(),
		});
		self.acts(6);
		self.hear(RuntimeEvent::Communities(
			CommunitiesEvent::OperatorChanged {
				community: COMMUNITY,
				operator: CommunityTreasury::dao_account(COMMUNITY),
			},
		));
		self.acts(7);
		let proposer = self.account(3);
		self.dao(DaoEvent::Proposed {
			community: COMMUNITY,
			proposal: 9,
			proposer,
			call_hash: Hash::zero(),
			description: Hash::zero(),
			electorate: 18,
			until: 99,
		});
		for act in self.acts(8) {
			let (
				Who::Home(home),
				RuntimeCall::CommunityTreasury(pallet_community_treasury::Call::vote {
					proposal: 9,
					vote,
					..
				}),
			) = (act.who, act.call)
			else {
				continue;
			};
			let who = self.account(home);
			self.dao(DaoEvent::Voted {
				proposal: 9,
				who,
				vote,
				weight: 1,
				delegate: None,
			});
		}
		self.acts(9);
		self.dao(DaoEvent::Closed {
			proposal: 9,
			approved: true,
			tally: Tally {
				ayes: 14,
				nays: 3,
				abstentions: 0,
			},
			electorate: 18,
			slashed: 0,
		});
		self.acts(10);
		self.hear(RuntimeEvent::Communities(
			CommunitiesEvent::RulesAnnounced {
				community: COMMUNITY,
				version: 1,
				from: 7 + HORIZON + 1 + vote::TIME_TO_DECIDE,
			},
		));
		self.dao(DaoEvent::Dispatched {
			proposal: 9,
			result,
		});
		if let Some(from) = self.story.fee_to_read() {
			self.story.note_fees(from, 0, 10 * MILLI_PER_KWH);
		}
	}

	fn missing(&self) -> Vec<String> {
		let unseen = self.story.common().filter(|(seen, _)| !seen);
		unseen.map(|(_, what)| what).collect()
	}
}

fn issuance() -> Issuance {
	Issuance {
		version: 0,
		energy: Registers {
			import: 0,
			export: 1_000,
		},
		netted: 0,
		sold_ahead: 100,
		local: 200,
		green_charged: 0,
		discharge: None,
		uncertified: 0,
		tradeable: 700,
		status: IssuanceStatus::Issued { at: 0 },
		bundles: 1,
		late: false,
		settled_at: 1,
		lineage: Hash::zero(),
	}
}

fn missing_without(leave_out: &'static str) -> Vec<String> {
	let mut stage = Stage::without(leave_out);
	stage.found();
	stage.certify();
	stage.vote(Ok(()));
	stage.earn();
	stage.missing()
}

#[test]
fn a_story_with_everything_in_it_is_over() {
	let mut stage = Stage::without("");
	assert!(!stage.story.is_over());
	// Nothing, the proposal, the opening, four subscriptions, the closing, the point.
	assert_eq!(stage.found(), [0, 1, 1, 4, 1, 1]);
	let [seller, buyer, retires] = stage.certify()[..] else {
		panic!("three acts");
	};
	assert_eq!(seller, Who::Home(4));
	assert_eq!(buyer, retires);
	assert_ne!(buyer, seller);
	stage.vote(Ok(()));
	stage.earn();
	assert_eq!(stage.missing(), Vec::<String>::new());
	assert!(stage.story.is_over());
	assert_eq!(stage.story.venture().income(), (16_000, 20));
	assert_eq!(stage.story.venture().claimed(), 20);
	assert_eq!(stage.story.certification().issued(), 700);
	assert_eq!(
		stage.story.government().summary().as_deref(),
		Some(
			"The vote: 14 aye and 3 nay of 18 members, the homes and the park's own account; the grid fee is 0.010 per kWh from interval 120 on."
		)
	);
}

#[test]
fn what_finalised_blocks_do_not_show_is_named() {
	assert_eq!(
		missing_without("IncomeClaimed"),
		["4 claims of holders: 0 came"]
	);
	assert_eq!(
		missing_without("CertificatesRetired"),
		["certificates retired by a home for its own use"]
	);
	assert_eq!(
		missing_without("EnergySettled"),
		["green energy that neighbours used, retired by that"]
	);
	assert_eq!(
		missing_without("RulesAnnounced"),
		[
			"the proposal executed, the rules announced",
			"the fee 0.000 before, 0.010 after, read back from the chain",
		]
	);
}

#[test]
fn the_role_stays_until_the_point_is_attached_and_nothing_is_collected() {
	let missing = missing_without("PointAttached");
	assert_eq!(missing[0], "the point of the solar park attached to it");
	assert!(missing[1].starts_with("income of the solar park in the afternoon and in the evening"));
}

#[test]
fn without_proposal_there_is_no_offering() {
	let mut stage = Stage::without("AssetProposed");
	assert_eq!(stage.found(), [0, 1, 0, 0, 0, 0]);
}

#[test]
fn shares_that_are_paid_too_little_for_are_not_sold() {
	let mut stage = Stage::without("");
	let who = stage.account(0);
	stage.shares(SharesEvent::Subscribed {
		asset: ASSET,
		who,
		shares: 800,
		paid: 1,
	});
	assert!(stage.missing().iter().any(|what| what.contains("0 by 0")));
}

#[test]
fn income_is_asked_for_again_until_it_comes() {
	let mut stage = Stage::without("");
	stage.found();
	let mut asked = |ended, income| {
		let acts = stage.acts(ended);
		let collects = acts.iter().filter(|act| act.may_fail).count();
		if income {
			stage.income(8_000);
		}
		collects
	};
	assert_eq!([13, 14, 14, 15].map(|at| asked(at, false)), [0, 1, 0, 0]);
	assert_eq!(asked(16, true), 1);
	assert_eq!([17, 18, 19, 20, 21].map(|at| asked(at, false)), [0; 5]);
	assert_eq!([22, 23, 24, 25].map(|at| asked(at, false)), [1, 0, 1, 0]);
}

#[test]
fn the_role_is_handed_over_when_nothing_is_left_for_the_operator() {
	let mut stage = Stage::without("");
	stage.dao(DaoEvent::Established {
		community: COMMUNITY,
		account: CommunityTreasury::dao_account(COMMUNITY),
		rules: vote::dao_rules(),
	});
	assert_eq!(stage.acts(5), []);
	stage.found();
	let acts = stage.acts(6);
	assert!(matches!(
		acts[..],
		[Act {
			who: Who::Operator,
			call: RuntimeCall::Communities(pallet_communities::Call::set_operator { .. }),
			..
		}]
	));
}

#[test]
fn a_role_handed_to_somebody_else_is_not_the_communitys() {
	let mut stage = Stage::without("");
	stage.hear(RuntimeEvent::Communities(
		CommunitiesEvent::OperatorChanged {
			community: COMMUNITY,
			operator: Sr25519Keyring::Eve.to_account_id(),
		},
	));
	let missing = stage.missing();
	assert!(missing.iter().any(|what| what.contains("handed")));
}

#[test]
fn a_proposal_that_fails_is_not_executed() {
	let mut stage = Stage::without("");
	stage.found();
	stage.vote(Err(DispatchError::BadOrigin));
	assert_eq!(stage.story.fee_to_read(), None);
	let missing = stage.missing();
	assert!(missing.contains(&"the proposal executed, the rules announced".to_string()));
}

#[test]
fn the_proposal_changes_the_fee_and_nothing_else() {
	let mut stage = Stage::without("");
	stage.found();
	stage.dao(DaoEvent::Established {
		community: COMMUNITY,
		account: CommunityTreasury::dao_account(COMMUNITY),
		rules: vote::dao_rules(),
	});
	stage.acts(6);
	stage.hear(RuntimeEvent::Communities(
		CommunitiesEvent::OperatorChanged {
			community: COMMUNITY,
			operator: CommunityTreasury::dao_account(COMMUNITY),
		},
	));
	let acts = stage.acts(7);
	let [Act {
		call: RuntimeCall::CommunityTreasury(pallet_community_treasury::Call::propose { call, .. }),
		..
	}] = &acts[..]
	else {
		panic!("proposes");
	};
	let RuntimeCall::Communities(pallet_communities::Call::announce_rules { from, rules, .. }) =
		&**call
	else {
		panic!("announces rules");
	};
	assert!(*from > 7 + HORIZON);
	let mut expected: Rules = fontana::fontana_rules();
	let cells = expected.cells.iter_mut();
	cells.for_each(|cell| cell.grid_fee = 10 * MILLI_PER_KWH);
	assert_eq!(*rules, expected);
	assert_eq!(rules.check(&fontana::bounds()), Ok(()));
}

#[test]
fn votes_are_the_homes_and_each_counts_once() {
	let mut stage = Stage::without("");
	stage.found();
	stage.vote(Ok(()));
	let is_vote = |call: &&RuntimeCall| {
		matches!(
			call,
			RuntimeCall::CommunityTreasury(pallet_community_treasury::Call::vote { .. })
		)
	};
	assert_eq!(stage.calls.iter().filter(is_vote).count(), 17);
	let who = stage.account(0);
	stage.dao(DaoEvent::Voted {
		proposal: 9,
		who,
		vote: Vote::Nay,
		weight: 1,
		delegate: None,
	});
	assert!(!stage.missing().iter().any(|what| what.contains("votes of")));
}
