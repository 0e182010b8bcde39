use super::{
	fake::{BARE, FORTUNE},
	*,
};

fn rules_json(electorate: &str, asset: Value) -> Value {
	json!({
		"electorate": electorate,
		"asset": asset,
		"votingPeriod": 10,
		"enactmentDelay": 5,
		"executionWindow": 20,
		"quorumPpm": 200_000,
		"approvalPpm": 500_000,
		"slashBelowPpm": 100_000,
		"deposit": FORTUNE.to_string(),
		"period": 24,
		"spendingCapPpm": 250_000,
	})
}

fn proposal_json(proposal: u32, stage: Value) -> Value {
	json!({
		"proposal": proposal,
		"community": 0,
		"proposer": address(1),
		"deposit": "9",
		"call": "0x00ff",
		"callHash": H256::repeat_byte(3),
		"description": H256::repeat_byte(4),
		"stage": stage,
		"rules": rules_json("energy", Value::Null),
		"ayes": FORTUNE.to_string(),
		"nays": "3",
		"abstentions": "1",
		"electorate": u128::MAX.to_string(),
		"ballots": 18,
	})
}

fn voting() -> Value {
	json!({ "name": "voting", "from": null, "until": 50 })
}

fn ballot_json() -> Value {
	json!({
		"proposal": 1,
		"vote": "nay",
		"weight": FORTUNE.to_string(),
		"delegate": address(9),
	})
}

#[tokio::test]
async fn a_government_has_its_rules_and_its_autopilot() {
	assert_eq!(
		result("energy_dao", json!([0])).await,
		json!({
			"community": 0,
			"account": address(7),
			"operates": true,
			"rules": rules_json("shares", json!(1)),
			"members": 18,
			"open": 1,
			"kept": 2,
			"autopilot": {
				"reserve": FORTUNE.to_string(),
				"lowestFee": "0",
				"highestFee": "281474976710656",
				"feeStep": "1000000",
				"solidarityPpm": 200_000,
				"investmentPpm": 300_000,
				"refundPpm": 400_000,
			},
		})
	);
}

#[tokio::test]
async fn a_budget_has_its_money_line_by_line_as_strings() {
	let mut budget = result("energy_budget", json!([0])).await;
	let nothing = json!({ "received": "0", "paid": "0" });
	let names = [
		"gridFees",
		"undelivered",
		"differences",
		"donations",
		"arrears",
		"dust",
		"assets",
		"deposits",
		"guarantee",
		"spends",
		"solidarity",
		"refunds",
		"investment",
	];
	for (book, line, received) in [("lines", "gridFees", "1"), ("total", "investment", "2")] {
		let lines = budget[book].take();
		let lines = lines.as_object().expect("is an object");
		assert_eq!(lines.len(), names.len());
		for name in names {
			let expected = match name == line {
				true => json!({ "received": received, "paid": FORTUNE.to_string() }),
				false => nothing.clone(),
			};
			assert_eq!(lines[name], expected, "{book} {name}");
		}
	}
	assert_eq!(
		budget,
		json!({
			"community": 0,
			"treasury": u128::MAX.to_string(),
			"solidarityFund": "1",
			"patronage": "2",
			"refunds": [{
				"month": "2005-08",
				"rate": "3",
				"amount": FORTUNE.to_string(),
				"claimed": "4",
				"until": 99,
			}],
			"free": "5",
			"period": 6,
			"from": 24,
			"until": 48,
			"cap": "7",
			"spent": "8",
			"lines": null,
			"total": null,
			"lastIncome": "9",
			"lastExpense": "10",
			"reserve": "11",
			"runway": null,
		})
	);
}

#[tokio::test]
async fn a_proposal_says_how_the_votes_stand() {
	assert_eq!(
		result("energy_proposal", json!([1])).await,
		proposal_json(1, voting())
	);
}

#[tokio::test]
async fn proposals_are_skipped_and_counted_from_the_newest() {
	let approved = json!({ "name": "approved", "from": 30, "until": 40 });
	let executed = json!({ "name": "executed", "from": null, "until": null });
	let all = [
		proposal_json(2, approved),
		proposal_json(1, voting()),
		proposal_json(0, executed),
	];
	assert_eq!(result("energy_proposals", json!([0])).await, json!(all));
	assert_eq!(
		result("energy_proposals", json!([0, 1, 1])).await,
		json!(all[1..2])
	);
	assert_eq!(
		result("energy_proposals", json!([0, u32::MAX])).await,
		json!([])
	);
}

#[tokio::test]
async fn an_account_has_its_ballots() {
	assert_eq!(
		result("energy_ballots", json!([0, address(1)])).await,
		json!([ballot_json()])
	);
	assert_eq!(
		result("energy_ballots", json!([0, address(2)])).await,
		json!([])
	);
}

#[tokio::test]
async fn a_voter_sees_what_it_may_vote_on_and_what_it_said() {
	assert_eq!(
		result("energy_voter", json!([0, address(1)])).await,
		json!({
			"community": 0,
			"account": address(1),
			"member": 3,
			"active": true,
			"delegation": { "to": address(9), "since": 1, "holds": true },
			"votes": [
				{
					"proposal": 1,
					"stage": voting(),
					"open": true,
					"weight": null,
					"ballot": ballot_json(),
				},
				{
					"proposal": 2,
					"stage": voting(),
					"open": true,
					"weight": FORTUNE.to_string(),
					"ballot": null,
				},
			],
		})
	);
}

#[tokio::test]
async fn a_stranger_has_no_vote() {
	assert_eq!(
		result("energy_voter", json!([0, address(2)])).await,
		json!({
			"community": 0,
			"account": address(2),
			"member": null,
			"active": false,
			"delegation": null,
			"votes": [],
		})
	);
}

#[tokio::test]
async fn a_report_says_what_the_autopilot_did_and_why() {
	let report = |decision: &str, from: Value, reason: &str| {
		json!({
			"period": 1,
			"from": 24,
			"until": 48,
			"treasury": FORTUNE.to_string(),
			"income": "1",
			"expense": "2",
			"forecast": "3",
			"forecastIntervals": 24,
			"reserve": "4",
			"lowestFee": "5",
			"highestFee": "281474976710656",
			"decision": decision,
			"decisionFrom": from,
			"reason": reason,
			"surplus": "6",
			"toSolidarity": "7",
			"toInvestment": "8",
			"toRefunds": "9",
		})
	};
	assert_eq!(
		result("energy_reports", json!([0])).await,
		json!([
			report("held", Value::Null, "nearReserve"),
			report("raised", json!(200), "belowReserve"),
		])
	);
}

#[tokio::test]
async fn supported_points_have_what_they_get() {
	assert_eq!(
		result("energy_supported", json!([0])).await,
		json!([{ "point": 16, "amount": FORTUNE.to_string() }])
	);
	let (code, _) = error("energy_supported", json!([BARE])).await;
	assert_eq!(code, 21_015);
}
