//! The dense index under registrations and removals in any order.

use super::*;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Register {
		community: CommunityId,
		owner: AccountId,
	},
	/// Removes one of the points there are.
	Remove(prop::sample::Index),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let register = (0..2u32, prop::sample::select(vec![ALICE, BOB]))
		.prop_map(|(community, owner)| Step::Register { community, owner });
	let remove = any::<prop::sample::Index>().prop_map(Step::Remove);
	prop::collection::vec(prop_oneof![3 => register, 2 => remove], 1..60)
}

fn operator(community: CommunityId) -> AccountId {
	if community == COMMUNITY {
		OPERATOR
	} else {
		OTHER_OPERATOR
	}
}

/// The points of a community by its index, in the order of their ids.
fn indexed(community: CommunityId) -> Vec<PointId> {
	let point_at = |index| Metering::point_at(community, index).expect("dense");
	let mut points = (0..Metering::count(community))
		.map(point_at)
		.collect::<Vec<_>>();
	points.sort();
	points
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

	#[test]
	fn it_holds_every_point_once_whatever_goes(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let mut there: Vec<(PointId, CommunityId)> = vec![];
			for step in steps {
				match step {
					Step::Register { community, owner } => {
						if Metering::count(community) < 20 {
							let new = NewPoint { community, ..new_point(owner) };
							there.push((register_with(new), community));
						}
					},
					Step::Remove(_) if there.is_empty() => {},
					Step::Remove(index) => {
						let (point, community) = there.remove(index.index(there.len()));
						let last = registers(1_000 + Wh::from(point), 500);
						let operator = by(operator(community));
						assert_ok!(Metering::close_point(operator, point, last));
						assert_ok!(Metering::remove_point(by(STRANGER), point));
					},
				}
				Metering::check_invariants();
				for community in [COMMUNITY, OTHER_COMMUNITY] {
					let of = there.iter().filter(|(_, of)| *of == community);
					assert_eq!(indexed(community), of.map(|(id, _)| *id).collect::<Vec<_>>());
				}
			}
		});
	}
}
