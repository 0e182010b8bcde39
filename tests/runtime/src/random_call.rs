//! Random calls: every pallet, every call, arguments of their types as the metadata has them. Numbers are
//! small, at their limits, or near what the chain knows; accounts are people of the tests.

use crate::*;
use codec::Compact;
use frame_metadata::v14::RuntimeMetadataV14;
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};

/// Calls inside calls inside calls.
const DEEPEST: u32 = 3;

/// SplitMix64: the same numbers for the same seed, everywhere.
pub struct Dice(pub u64);

impl Dice {
	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut mixed = self.0;
		mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		mixed ^ (mixed >> 31)
	}

	/// From 0 to below `end`.
	pub fn below(&mut self, end: usize) -> usize {
		(self.next() % end as u64) as usize
	}

	pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
		&of[self.below(of.len())]
	}
}

/// Makes random calls of the runtime.
pub struct RandomCalls {
	metadata: RuntimeMetadataV14,
	accounts: Vec<AccountId>,
	pub dice: Dice,
	/// The interval in progress, around which intervals are.
	pub interval: Interval,
	/// Milliseconds since 1970, around which moments are.
	pub now: Moment,
	/// The block, around which block numbers are.
	pub block: u32,
}

impl RandomCalls {
	/// # Panics
	///
	/// If the runtime's metadata is not of version 14.
	pub fn new(seed: u64, accounts: Vec<AccountId>) -> Self {
		let frame_metadata::RuntimeMetadata::V14(metadata) = Runtime::metadata().1 else {
			panic!("metadata is of version 14")
		};
		Self {
			metadata,
			accounts,
			dice: Dice(seed),
			interval: 0,
			now: 0,
			block: 0,
		}
	}

	/// The names of the pallets that have calls.
	pub fn pallets(&self) -> Vec<String> {
		let with_calls = self.metadata.pallets.iter();
		with_calls
			.filter(|pallet| pallet.calls.is_some())
			.map(|pallet| pallet.name.clone())
			.collect()
	}

	/// A call of one of these pallets, and its name. `None` where a type is pickier than its metadata says.
	pub fn call_of(&mut self, pallets: &[String]) -> Option<(String, RuntimeCall)> {
		let mut bytes = Vec::new();
		let name = self.write_call(pallets, &mut bytes, 0);
		let call = RuntimeCall::decode(&mut &bytes[..]).ok()?;
		Some((name, call))
	}

	fn write_call(&mut self, pallets: &[String], to: &mut Vec<u8>, depth: u32) -> String {
		let pallet = self.dice.pick(pallets).clone();
		let (index, of_pallet) = self
			.metadata
			.pallets
			.iter()
			.find(|of| of.name == pallet)
			.and_then(|of| Some((of.index, of.calls.as_ref()?.ty.id)))
			.expect("it has calls");
		let registry = self.metadata.types.clone();
		let ty = registry.resolve(of_pallet).expect("is closed");
		let TypeDef::Variant(calls) = &ty.type_def else {
			panic!("calls are an enum")
		};
		let call = self.dice.pick(&calls.variants).clone();
		to.extend([index, call.index]);
		self.write_fields(&registry, &call.fields, to, depth);
		format!("{pallet}.{}", call.name)
	}

	fn write_fields(
		&mut self,
		registry: &PortableRegistry,
		fields: &[Field<PortableForm>],
		to: &mut Vec<u8>,
		depth: u32,
	) {
		for field in fields {
			let name = field.name.as_deref().unwrap_or_default();
			self.write(registry, field.ty.id, name, to, depth);
		}
	}

	/// A value of a type, for a field of this name.
	fn write(
		&mut self,
		registry: &PortableRegistry,
		id: u32,
		name: &str,
		to: &mut Vec<u8>,
		depth: u32,
	) {
		let ty = registry.resolve(id).expect("is closed");
		match ty.path.segments.last().map(String::as_str) {
			Some("AccountId32") => {
				let account = self.dice.pick(&self.accounts).clone();
				return account.encode_to(to);
			}
			Some("RuntimeCall") => {
				let pallets = match depth {
					0..DEEPEST => self.pallets(),
					_ => vec!["System".into()],
				};
				self.write_call(&pallets, to, depth + 1);
				return;
			}
			_ => {}
		}
		match &ty.type_def {
			TypeDef::Composite(composite) => {
				// A wrapper's number is of the field it is in.
				match &composite.fields[..] {
					[only] if only.name.is_none() => {
						self.write(registry, only.ty.id, name, to, depth)
					}
					fields => self.write_fields(registry, fields, to, depth),
				}
			}
			TypeDef::Variant(variants) => {
				// Half of what may be missing is there.
				let Some(variant) = (!variants.variants.is_empty())
					.then(|| self.dice.pick(&variants.variants).clone())
				else {
					return;
				};
				to.push(variant.index);
				for field in &variant.fields {
					let name = field.name.as_deref().unwrap_or(name);
					self.write(registry, field.ty.id, name, to, depth);
				}
			}
			TypeDef::Sequence(of) => {
				let is_bytes = matches!(
					registry.resolve(of.type_param.id).map(|ty| &ty.type_def),
					Some(TypeDef::Primitive(TypeDefPrimitive::U8))
				);
				let length = match (self.dice.below(20), is_bytes) {
					(0, _) => 300,
					(_, true) => self.dice.below(40),
					(_, false) => self.dice.below(4),
				};
				// Calls multiply.
				let length = if depth > 0 { length.min(3) } else { length };
				Compact(length as u32).encode_to(to);
				for _ in 0..length {
					self.write(registry, of.type_param.id, name, to, depth);
				}
			}
			TypeDef::Array(of) => {
				for _ in 0..of.len {
					self.write(registry, of.type_param.id, "", to, depth);
				}
			}
			TypeDef::Tuple(of) => {
				for field in &of.fields {
					self.write(registry, field.id, name, to, depth);
				}
			}
			TypeDef::Compact(of) => {
				let number = self.number(name) & widest(registry, of.type_param.id);
				Compact(number).encode_to(to);
			}
			TypeDef::Primitive(primitive) => self.write_primitive(primitive, name, to),
			TypeDef::BitSequence(_) => 0u8.encode_to(to),
		}
	}

	fn write_primitive(&mut self, primitive: &TypeDefPrimitive, name: &str, to: &mut Vec<u8>) {
		let number = self.number(name);
		match primitive {
			TypeDefPrimitive::Bool => to.push((number & 1) as u8),
			TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => to.push(number as u8),
			TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => (number as u16).encode_to(to),
			TypeDefPrimitive::U32 | TypeDefPrimitive::I32 => (number as u32).encode_to(to),
			TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => (number as u64).encode_to(to),
			TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => number.encode_to(to),
			TypeDefPrimitive::Str => "text".encode_to(to),
			TypeDefPrimitive::Char | TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => {
				panic!("no call has one")
			}
		}
	}

	/// A number for a field of this name: mostly one that means something there.
	fn number(&mut self, name: &str) -> u128 {
		let near = |dice: &mut Dice, middle: u64| {
			u128::from(
				middle
					.saturating_add(dice.below(12) as u64)
					.saturating_sub(6),
			)
		};
		if self.dice.below(8) > 0 {
			match name {
				"community" | "asset" | "proposal" | "bundle" | "retirement" => {
					return self.dice.below(2) as u128
				}
				"point" | "points" | "device" => return self.dice.below(6) as u128,
				"interval" | "from" | "until" | "intervals" | "first_interval" | "round" => {
					let interval = self.interval.into();
					return near(&mut self.dice, interval);
				}
				"amount" => {
					let amounts = [1, 1_000, 1_000_000_000, commonwatt_runtime::TOKEN];
					return *self.dice.pick(&amounts);
				}
				"shares" | "quantity" => return 1 + self.dice.below(40) as u128,
				"when" | "at" | "expiry" => {
					let block = self.block.into();
					return near(&mut self.dice, block);
				}
				"locked_until" | "deadline" => {
					let now = self.now;
					return near(&mut self.dice, now);
				}
				_ => {}
			}
		}
		match self.dice.below(12) {
			0 => 0,
			1 => 1,
			2 => u128::MAX,
			3 => u128::from(u64::MAX),
			4 => u128::from(u32::MAX),
			5 => 1_000_000,
			6 => commonwatt_runtime::TOKEN,
			7 => u128::from(self.dice.next()) * commonwatt_runtime::TOKEN,
			8 => u128::from(self.dice.next()),
			_ => self.dice.below(300) as u128,
		}
	}
}

/// The bits of a number's type.
fn widest(registry: &PortableRegistry, id: u32) -> u128 {
	match registry.resolve(id).map(|ty| &ty.type_def) {
		Some(TypeDef::Primitive(TypeDefPrimitive::U8)) => u8::MAX.into(),
		Some(TypeDef::Primitive(TypeDefPrimitive::U16)) => u16::MAX.into(),
		Some(TypeDef::Primitive(TypeDefPrimitive::U32)) => u32::MAX.into(),
		Some(TypeDef::Primitive(TypeDefPrimitive::U64)) => u64::MAX.into(),
		Some(TypeDef::Composite(composite)) if composite.fields.len() == 1 => {
			widest(registry, composite.fields[0].ty.id)
		}
		_ => u128::MAX,
	}
}
