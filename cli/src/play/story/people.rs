//! Who is who in the story, and what they do in it.

use crate::play::park::Park;
use commonwatt_primitives::PointId;
use commonwatt_runtime::{AccountId, Balance, RuntimeCall, TOKEN};
use commonwatt_simulator::{data::CommunityData, meters::owner};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
	/// Whoever operates the community until it operates itself.
	Operator,
	/// No member: gives to the school.
	Stranger,
	/// Tops up the home that ran dry.
	Relative,
	/// The owner of the home at this index.
	Home(usize),
}

/// What somebody does in the story.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
	pub who: Who,
	pub call: RuntimeCall,
	/// The chain may refuse it: it is tried again.
	pub may_fail: bool,
}

impl Act {
	/// Something that must succeed.
	pub fn new(who: Who, call: impl Into<RuntimeCall>) -> Self {
		Self {
			who,
			call: call.into(),
			may_fail: false,
		}
	}
}

/// The homes of a play, and the park as the last of them.
#[derive(Clone, Debug)]
pub struct People {
	names: Vec<String>,
	accounts: Vec<AccountId>,
	first_point: PointId,
	school: usize,
	park: usize,
}

impl People {
	pub fn new(data: &CommunityData, first_point: PointId, school: usize, park: usize) -> Self {
		let account =
			|(index, home): (usize, &commonwatt_simulator::data::Home)| match index == park {
				true => Park::account(),
				false => owner(&data.name, &home.name),
			};
		Self {
			names: data.homes.iter().map(|home| home.name.clone()).collect(),
			accounts: data.homes.iter().enumerate().map(account).collect(),
			first_point,
			school,
			park,
		}
	}

	pub fn point(&self, index: usize) -> PointId {
		self.first_point + index as PointId
	}

	/// The point of the park.
	pub fn park(&self) -> PointId {
		self.point(self.park)
	}

	/// The homes without the park.
	pub fn homes(&self) -> impl Iterator<Item = usize> + '_ {
		(0..self.names.len()).filter(|index| *index != self.park)
	}

	/// Who owns the point at this index.
	pub fn account(&self, index: usize) -> &AccountId {
		&self.accounts[index]
	}

	/// The home of a point, or the park.
	pub fn index_of(&self, point: PointId) -> Option<usize> {
		let index = point.checked_sub(self.first_point)? as usize;
		(index < self.names.len()).then_some(index)
	}

	/// The home of an account, or the park.
	pub fn owner_index(&self, who: &AccountId) -> Option<usize> {
		self.accounts.iter().position(|account| account == who)
	}

	pub fn name(&self, point: PointId) -> String {
		let Some(index) = self.index_of(point) else {
			return format!("point {point}");
		};
		self.name_at(index)
	}

	pub fn name_at(&self, index: usize) -> String {
		let name = &self.names[index];
		match index {
			index if index == self.school => format!("the school ({name})"),
			index if index == self.park => format!("the {name}"),
			_ => name.clone(),
		}
	}

	/// How an account is called.
	pub fn name_of(&self, who: &AccountId) -> String {
		self.owner_index(who)
			.map_or_else(|| who.to_string(), |index| self.name_at(index))
	}
}

/// Tokens with three decimals, rounded half up.
pub fn tokens(amount: Balance) -> String {
	decimals(amount, 3)
}

/// Tokens with six decimals, rounded half up.
pub fn fine_tokens(amount: Balance) -> String {
	decimals(amount, 6)
}

fn decimals(amount: Balance, places: u32) -> String {
	let parts = 10u128.pow(places);
	let part = TOKEN / parts;
	let rounded = (amount + part / 2) / part;
	let width = places as usize;
	format!("{}.{:0width$}", rounded / parts, rounded % parts)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_told_to_the_thousandth_or_to_the_millionth() {
		assert_eq!(tokens(1_234_499_999_999), "1.234");
		assert_eq!(tokens(1_234_500_000_000), "1.235");
		assert_eq!(tokens(0), "0.000");
		assert_eq!(fine_tokens(1_234_500_499_999), "1.234500");
		assert_eq!(fine_tokens(12_345_500_000), "0.012346");
	}
}
