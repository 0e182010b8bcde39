//! What the made-up chain owns and decides together.

use super::{account, august, Fake, FORTUNE};
use crate::{rpc::energy::chain::commons::Commons, service::AccountId};
use commonwatt_primitives::{
	certificate::{
		Beneficiary, BundleId, BundleStatus, BundleView, ChargeLot, Consumption, DeviceAttributes,
		DeviceKind, DeviceTotals, DeviceView, Discharge, EnergyCarrier, EnergySource, Folded,
		Issuance, IssuanceStatus, IssuanceView, MatchingView, Purpose, Retirement, RetirementId,
		RetirementsView, StorageTotals, Support, Technology, PAGE,
	},
	governance::{
		autopilot::{AutopilotReport, AutopilotRules, FeeDecision, FeeReason},
		rules::{DaoRules, Electorate},
		views::{
			BallotView, BudgetView, DaoView, DelegationView, ProposalStage, ProposalView,
			RefundView, SupportView, VoteView, VoterView,
		},
		Flow, ProposalId, TreasuryBook, Vote,
	},
	green::GreenFigures,
	reading::Registers,
	share::{
		asset::{Asset, AssetKind, BuyBack, Income, Phase, Terms, TransferRules, Upkeep},
		AssetId, ShareView,
	},
	CommunityId, Interval, PointId, Wh, MAX_PRICE,
};
use sp_api::ApiError;
use sp_core::H256;
use sp_runtime::Permill;

/// A community with more assets than there can be.
pub const CROWDED: CommunityId = 6;
/// Has a page of bundles and one more.
pub const COLLECTOR: u8 = 8;

pub fn attributes() -> DeviceAttributes {
	DeviceAttributes {
		technology: Technology::Battery,
		energy_source: EnergySource::Mixed,
		zone: b"Fontana \xff".to_vec().try_into().expect("is short"),
		commissioned: 18_017,
		support: Support::InvestmentAndProduction,
		emission_factor: 41,
		capacity_w: 6_000,
		round_trip_efficiency: Some(Permill::from_percent(90)),
	}
}

fn used() -> Consumption {
	Consumption {
		used: 1_000,
		green_local: 200,
		retired: 50,
	}
}

pub fn bundle(first: Wh, status: BundleStatus) -> BundleView<AccountId> {
	BundleView {
		bundle: BundleId {
			device: 0,
			interval: 2,
			first,
		},
		range_end: first + 99,
		quantity: 100,
		face_value: 1,
		status,
		account: account(COLLECTOR),
		issuing_authority: 0,
		energy_carrier: EnergyCarrier::Electricity,
		version: 3,
		attributes: attributes(),
		production_starting_interval: 1_700_000_000_000,
		production_ending_interval: 1_700_000_900_000,
		issued_at: 1_700_001_000_000,
		expires_at: 1_702_000_000_000,
		storage: Some(0),
		discharge: Some(Discharge {
			discharged: 500,
			covered: 400,
			taken: 450,
			green_taken: 300,
		}),
		lineage: H256::repeat_byte(7),
	}
}

pub fn terms() -> Terms<AccountId> {
	Terms {
		kind: AssetKind::SolarPark,
		name: b"Roof \xff".to_vec().try_into().expect("is short"),
		documents: vec![H256::repeat_byte(1)].try_into().expect("is one"),
		beneficiary: account(2),
		price: 25,
		soft_cap: 10,
		hard_cap: 1 << 64,
		offering_period: 60_000,
		rules: rules(),
		upkeep_share: Permill::from_percent(5),
		upkeep_target: FORTUNE,
	}
}

fn rules() -> TransferRules {
	TransferRules {
		members_only: true,
		allow_list: false,
		locked_until: Some(1_700_000_000_000),
		max_holding: Some(FORTUNE),
		pool: true,
	}
}

pub fn asset(phase: Phase) -> Asset<AccountId> {
	Asset {
		community: 0,
		proposer: account(1),
		deposit: 7,
		phase,
		rules: rules(),
		frozen: Some(H256::repeat_byte(2)),
		issued: 800,
		earning: 790,
		least: Default::default(),
		holders: 15,
		allowed: 0,
		income: Income {
			index: 3,
			received: FORTUNE,
			paid: 1,
			unpaid: 2,
			dust: 4,
			upkept: 5,
		},
		upkeep: Upkeep {
			reserve: 6,
			spent: 8,
		},
		point: Some(17),
		buy_back: Some(BuyBack {
			price: 20,
			shares: 9,
			until: 1_700_000_000_000,
			payer: None,
		}),
	}
}

pub fn dao_rules(electorate: Electorate) -> DaoRules<u32> {
	DaoRules {
		electorate,
		voting_period: 10,
		enactment_delay: 5,
		execution_window: 20,
		quorum: Permill::from_percent(20),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(10),
		deposit: FORTUNE,
		period: 24,
		spending_cap: Permill::from_percent(25),
	}
}

pub fn proposal(id: ProposalId, stage: ProposalStage) -> ProposalView<AccountId, DaoRules<u32>> {
	ProposalView {
		proposal: id,
		community: 0,
		proposer: account(1),
		deposit: 9,
		call: vec![0, 255],
		call_hash: H256::repeat_byte(3),
		description: H256::repeat_byte(4),
		stage,
		rules: dao_rules(Electorate::Energy),
		ayes: FORTUNE,
		nays: 3,
		abstentions: 1,
		electorate: u128::MAX,
		ballots: 18,
	}
}

pub fn ballot() -> BallotView<AccountId> {
	BallotView {
		proposal: 1,
		vote: Vote::Nay,
		weight: FORTUNE,
		delegate: Some(account(9)),
	}
}

impl Commons for Fake {
	fn device(&self, at: H256, device: PointId) -> Result<Option<DeviceView>, ApiError> {
		self.answer(at, device == 0, || DeviceView {
			device,
			community: 0,
			kind: DeviceKind::Storage,
			registered: true,
			automatic: false,
			version: 3,
			attributes: attributes(),
			totals: DeviceTotals {
				exported: 11,
				retired_locally: 1,
				uncertified: 2,
				unissued: 3,
				lapsed: 4,
				active: 5,
				reserved: 6,
				retired: 7,
				expired: 8,
				withdrawn: 9,
				stored: 10,
			},
			consumption: used(),
			storage: StorageTotals {
				charged: 1,
				green_charged: 2,
				allocated: 3,
				discharged: 4,
				covered: 5,
				losses: 6,
				green_taken: 7,
				green_expired: 8,
			},
			lots: vec![ChargeLot {
				from: 1,
				until: 2,
				charged: 300,
				green: 200,
				lineage: H256::repeat_byte(8),
			}],
			kept: 9,
			folded: Folded {
				commitment: H256::repeat_byte(9),
				records: 4,
				wh: 1_234,
			},
		})
	}

	fn issuance(
		&self,
		at: H256,
		device: PointId,
		interval: Interval,
	) -> Result<Option<IssuanceView<AccountId>>, ApiError> {
		let known = device == 0 && (2..=3).contains(&interval);
		self.answer(at, known, || IssuanceView {
			device,
			interval,
			issuance: Issuance {
				version: 3,
				energy: Registers {
					import: 20,
					export: 900,
				},
				netted: 20,
				sold_ahead: 30,
				local: 40,
				green_charged: 50,
				discharge: None,
				uncertified: 60,
				tradeable: 750,
				status: match interval {
					2 => IssuanceStatus::Issued {
						at: 1_700_001_000_000,
					},
					_ => IssuanceStatus::Unissued,
				},
				bundles: 1,
				late: true,
				settled_at: 36,
				lineage: H256::repeat_byte(6),
			},
			bundles: match interval {
				2 => vec![bundle(0, BundleStatus::Withdrawn)],
				_ => vec![],
			},
		})
	}

	fn certificates(
		&self,
		at: H256,
		owner: AccountId,
		after: Option<BundleId>,
	) -> Result<Vec<BundleView<AccountId>>, ApiError> {
		let first = after.map_or(0, |last| last.first + 100);
		let all = PAGE as Wh * 100 + 100;
		let page = || {
			(first..all)
				.step_by(100)
				.take(PAGE)
				.map(|first| bundle(first, BundleStatus::Active))
				.collect()
		};
		let page = self.answer(at, owner == account(COLLECTOR), page)?;
		Ok(page.unwrap_or_default())
	}

	fn retirements(
		&self,
		at: H256,
		community: CommunityId,
		from: RetirementId,
	) -> Result<RetirementsView<AccountId>, ApiError> {
		let whom = [
			Beneficiary::Account(account(1)),
			Beneficiary::Point(5),
			Beneficiary::Statement(H256::repeat_byte(5)),
		];
		let retirement = |beneficiary| Retirement {
			community,
			bundle: bundle(0, BundleStatus::Active).bundle,
			quantity: 100,
			owner: account(COLLECTOR),
			beneficiary,
			purpose: Purpose::OwnUse,
			lineage: H256::repeat_byte(7),
			block: 57,
		};
		let view = self.answer(at, community == 0, || RetirementsView {
			oldest: 4,
			next: 7,
			folded: Folded {
				commitment: H256::repeat_byte(9),
				records: 4,
				wh: 400,
			},
			page: (4..7)
				.zip(whom.map(retirement))
				.filter(|(id, _)| *id >= from)
				.collect(),
		})?;
		Ok(view.unwrap_or(RetirementsView {
			oldest: 0,
			next: 0,
			folded: Folded::default(),
			page: vec![],
		}))
	}

	fn matching(
		&self,
		at: H256,
		point: PointId,
		from: Interval,
		until: Interval,
	) -> Result<Option<MatchingView>, ApiError> {
		self.answer(at, point == 0, || MatchingView {
			total: used(),
			score: used().score().map(|score| score.deconstruct()),
			intervals: (from..until)
				.filter(|interval| *interval == 3)
				.map(|interval| (interval, Consumption::default()))
				.collect(),
		})
	}

	fn green(
		&self,
		at: H256,
		community: CommunityId,
		interval: Interval,
	) -> Result<Option<GreenFigures>, ApiError> {
		let known = community == 0 && (2..=3).contains(&interval);
		self.answer(at, known, || GreenFigures {
			exported: 500,
			used: 1 << 52,
			local: (interval == 2).then_some(400),
		})
	}

	fn assets(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Vec<(AssetId, Asset<AccountId>, Terms<AccountId>)>, ApiError> {
		let many = match community {
			CROWDED => 100,
			_ => 2,
		};
		let assets = self.answer(at, [0, CROWDED].contains(&community), || {
			(0..many)
				.map(|id| {
					let phase = match id {
						0 => Phase::Active,
						_ => Phase::Offering {
							ends: 1_700_000_060_000,
						},
					};
					(id, asset(phase), terms())
				})
				.collect()
		})?;
		Ok(assets.unwrap_or_default())
	}

	fn account(&self, at: H256, asset: AssetId) -> Result<AccountId, ApiError> {
		let account = self.answer(at, true, || account(100 + asset.min(100) as u8))?;
		Ok(account.expect("every asset has one"))
	}

	fn shares(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Vec<(AssetId, ShareView)>, ApiError> {
		let known = community == 0 && who == account(1);
		let shares = self.answer(at, known, || {
			vec![(
				1,
				ShareView {
					shares: FORTUNE,
					subscribed: 2,
					transferable: 3,
					unclaimed: 1 << 64,
				},
			)]
		})?;
		Ok(shares.unwrap_or_default())
	}

	fn dao(
		&self,
		at: H256,
		community: CommunityId,
	) -> Result<Option<DaoView<AccountId, DaoRules<u32>>>, ApiError> {
		self.answer(at, community == 0, || DaoView {
			account: account(7),
			operates: true,
			rules: dao_rules(Electorate::Shares { asset: 1 }),
			members: 18,
			open: 1,
			kept: 2,
			autopilot: Some(AutopilotRules {
				reserve: FORTUNE,
				lowest_fee: 0,
				highest_fee: MAX_PRICE,
				fee_step: 1_000_000,
				solidarity: Permill::from_percent(20),
				investment: Permill::from_percent(30),
				refund: Permill::from_percent(40),
			}),
		})
	}

	fn budget(&self, at: H256, community: CommunityId) -> Result<Option<BudgetView>, ApiError> {
		let flow = |received| Flow {
			received,
			paid: FORTUNE,
		};
		self.answer(at, community == 0, || BudgetView {
			treasury: u128::MAX,
			solidarity_fund: 1,
			patronage: 2,
			refunds: vec![RefundView {
				month: august().month,
				rate: 3,
				amount: FORTUNE,
				claimed: 4,
				until: 99,
			}],
			free: 5,
			period: 6,
			from: 24,
			until: 48,
			cap: 7,
			spent: 8,
			lines: TreasuryBook {
				grid_fees: flow(1),
				..Default::default()
			},
			total: TreasuryBook {
				investment: flow(2),
				..Default::default()
			},
			last_income: 9,
			last_expense: 10,
			reserve: Some(11),
			runway: None,
		})
	}

	fn proposal(
		&self,
		at: H256,
		id: ProposalId,
	) -> Result<Option<ProposalView<AccountId, DaoRules<u32>>>, ApiError> {
		self.answer(at, id == 1, || {
			proposal(1, ProposalStage::Voting { until: 50 })
		})
	}

	fn proposals(
		&self,
		at: H256,
		community: CommunityId,
		skip: u32,
		most: u32,
	) -> Result<Vec<ProposalView<AccountId, DaoRules<u32>>>, ApiError> {
		let stages = [
			ProposalStage::Approved {
				from: 30,
				until: 40,
			},
			ProposalStage::Voting { until: 50 },
			ProposalStage::Executed,
		];
		let proposals = self.answer(at, community == 0, || {
			(0..3)
				.rev()
				.zip(stages)
				.skip(skip as usize)
				.take(most as usize)
				.map(|(id, stage)| proposal(id, stage))
				.collect()
		})?;
		Ok(proposals.unwrap_or_default())
	}

	fn ballots(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Vec<BallotView<AccountId>>, ApiError> {
		let known = community == 0 && who == account(1);
		let ballots = self.answer(at, known, || vec![ballot()])?;
		Ok(ballots.unwrap_or_default())
	}

	fn voter(
		&self,
		at: H256,
		community: CommunityId,
		who: AccountId,
	) -> Result<Option<VoterView<AccountId>>, ApiError> {
		let is_member = who == account(1);
		let vote = |proposal, weight, ballot| VoteView {
			proposal,
			stage: ProposalStage::Voting { until: 50 },
			open: true,
			weight,
			ballot,
		};
		self.answer(at, community == 0, || VoterView {
			member: is_member.then_some(3),
			active: is_member,
			delegation: is_member.then(|| DelegationView {
				to: account(9),
				since: 1,
				holds: true,
			}),
			votes: match is_member {
				true => vec![vote(1, None, Some(ballot())), vote(2, Some(FORTUNE), None)],
				false => vec![],
			},
		})
	}

	fn reports(&self, at: H256, community: CommunityId) -> Result<Vec<AutopilotReport>, ApiError> {
		let report = |decision, reason| AutopilotReport {
			period: 1,
			from: 24,
			until: 48,
			treasury: FORTUNE,
			income: 1,
			expense: 2,
			forecast: 3,
			forecast_intervals: 24,
			reserve: 4,
			lowest_fee: 5,
			highest_fee: MAX_PRICE,
			decision,
			reason,
			surplus: 6,
			to_solidarity: 7,
			to_investment: 8,
			to_refunds: 9,
		};
		let reports = self.answer(at, community == 0, || {
			vec![
				report(FeeDecision::Held, FeeReason::NearReserve),
				report(FeeDecision::Raised { from: 200 }, FeeReason::BelowReserve),
			]
		})?;
		Ok(reports.unwrap_or_default())
	}

	fn supported(&self, at: H256, community: CommunityId) -> Result<Vec<SupportView>, ApiError> {
		let points = self.answer(at, community == 0, || {
			vec![SupportView {
				point: 16,
				amount: FORTUNE,
			}]
		})?;
		Ok(points.unwrap_or_default())
	}
}
