//! What is named by a number on the command line: points, communities, and the like.

use clap::Arg;
use commonwatt_primitives::{
	certificate::RetirementId, governance::ProposalId, share::AssetId, CommunityId, PointId,
};
use commonwatt_runtime::Hash;
use std::{any::TypeId, str::FromStr};

fn number<T: FromStr>(text: &str, what: &str) -> Result<T, String> {
	let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
	let number = digits.then(|| text.parse().ok()).flatten();
	number.ok_or_else(|| format!("\"{text}\" is no {what}: give its number, like 3"))
}

fn point(text: &str) -> Result<PointId, String> {
	number(text, "delivery point")
}

fn community(text: &str) -> Result<CommunityId, String> {
	number(text, "community")
}

fn asset(text: &str) -> Result<AssetId, String> {
	number(text, "asset")
}

fn proposal(text: &str) -> Result<ProposalId, String> {
	number(text, "proposal")
}

fn statement(text: &str) -> Result<RetirementId, String> {
	number(text, "statement")
}

/// Lets an argument that takes such a number say what it takes, by its name and its type.
pub fn reword(argument: Arg) -> Arg {
	let taken = argument.get_value_parser().type_id();
	let takes = |of: TypeId| taken == of;
	match argument.get_id().as_str() {
		"point" | "device" | "storage" if takes(TypeId::of::<PointId>()) => {
			argument.value_parser(point)
		}
		"community" if takes(TypeId::of::<CommunityId>()) => argument.value_parser(community),
		"asset" if takes(TypeId::of::<AssetId>()) => argument.value_parser(asset),
		"proposal" if takes(TypeId::of::<ProposalId>()) => argument.value_parser(proposal),
		"id" | "statements" | "from" if takes(TypeId::of::<RetirementId>()) => {
			argument.value_parser(statement)
		}
		_ => argument,
	}
}

/// A block's hash.
pub fn hash(text: &str) -> Result<Hash, String> {
	let bytes = text.strip_prefix("0x").and_then(|digits| {
		let mut bytes = [0; 32];
		hex::decode_to_slice(digits, &mut bytes).ok()?;
		Some(bytes)
	});
	bytes
		.map(Hash::from)
		.ok_or_else(|| format!("\"{text}\" is no block's hash: give 0x and 64 hex digits"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_number_is_digits_and_no_more_than_there_can_be() {
		assert_eq!(point("3"), Ok(3));
		assert_eq!(point("4294967295"), Ok(u32::MAX));
		for text in ["", "foo", "3.5", "-3", "+3", "4294967296"] {
			assert_eq!(
				point(text),
				Err(format!(
					"\"{text}\" is no delivery point: give its number, like 3"
				))
			);
		}
	}

	#[test]
	fn a_hash_is_64_digits() {
		let text = format!("0x{}", "07".repeat(32));
		assert_eq!(hash(&text), Ok(Hash::repeat_byte(7)));
		for text in ["", "0x", "0x00", &text[2..], &format!("{text}00")] {
			assert_eq!(
				hash(text),
				Err(format!(
					"\"{text}\" is no block's hash: give 0x and 64 hex digits"
				))
			);
		}
	}
}
