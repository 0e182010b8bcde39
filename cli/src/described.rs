//! SCALE values in words: the names of their types, amounts with their units.

use crate::{
	market_time::duration,
	units::{write_percent, write_price, write_tokens, write_wh},
};
use anyhow::{bail, ensure, Context, Result};
use codec::{Compact, Decode, DecodeLimit, Encode};
use commonwatt_primitives::{Balance, Moment, Price};
use commonwatt_runtime::{AccountId, RuntimeCall};
use commonwatt_simulator::data::calendar::local_time;
use frame_support::MAX_EXTRINSIC_DEPTH;
use scale_info::{
	form::MetaForm, Field, MetaType, Path, Type, TypeDef, TypeDefPrimitive, TypeInfo, Variant,
};
use sp_core::U256;
use sp_runtime::Permill;

/// A value of whatever type, with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
	One(String),
	Parts {
		/// Of a variant.
		name: Option<String>,
		/// Each with its name if it has one.
		fields: Vec<(Option<String>, Words)>,
	},
	List(Vec<Words>),
}

/// A call of the runtime that was decoded.
pub struct DescribedCall {
	/// `CommunityTreasury.spend`
	pub name: String,
	/// The first sentence of its documentation.
	pub sentence: String,
	pub arguments: Vec<(Option<String>, Words)>,
}

/// The call that bytes encode.
pub fn decode_call(bytes: &[u8]) -> Result<RuntimeCall> {
	RuntimeCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &*bytes)
		.ok()
		.context("the bytes are no call of this runtime")
}

/// A call with its arguments.
pub fn describe_call(call: &RuntimeCall) -> Result<DescribedCall> {
	let bytes = call.encode();
	let input = &mut &bytes[..];
	let pallets = scale_info::meta_type::<RuntimeCall>().type_info();
	let pallet = variant(&pallets, input)?;
	let inner = pallet.fields.first().context("a pallet without calls")?;
	let calls = inner.ty.type_info();
	let call = variant(&calls, input)?;
	let described = DescribedCall {
		name: format!("{}.{}", pallet.name, call.name),
		sentence: first_sentence(&call.docs),
		arguments: fields(&call.fields, input)?,
	};
	ensure!(input.is_empty(), "a call with bytes behind it");
	Ok(described)
}

impl DescribedCall {
	/// Its name, and a line for each argument.
	pub fn lines(&self) -> Vec<String> {
		let mut lines = vec![self.name.clone()];
		for (name, value) in &self.arguments {
			write_lines(&mut lines, 1, &label_of(name.as_deref()), value);
		}
		lines
	}
}

/// A value in one line.
pub fn inline<T: Encode + TypeInfo + 'static>(value: &T) -> String {
	let bytes = value.encode();
	let ty = scale_info::meta_type::<T>().type_info();
	match walk(&ty, None, &mut &bytes[..]) {
		Ok(words) => write(&words),
		Err(_) => format!("0x{}", hex::encode(bytes)),
	}
}

/// The documentation up to its first empty line, without its marks.
fn first_sentence(docs: &[&str]) -> String {
	let lines: Vec<&str> = docs
		.iter()
		.map(|line| line.trim())
		.take_while(|line| !line.is_empty())
		.collect();
	lines.join(" ").replace(['`', '[', ']'], "")
}

/// The variant that is encoded next.
fn variant<'a>(ty: &'a Type<MetaForm>, input: &mut &[u8]) -> Result<&'a Variant<MetaForm>> {
	let TypeDef::Variant(def) = &ty.type_def else {
		bail!("no variants")
	};
	let index = u8::decode(input)?;
	def.variants
		.iter()
		.find(|variant| variant.index == index)
		.with_context(|| format!("no variant {index}"))
}

fn fields(fields: &[Field<MetaForm>], input: &mut &[u8]) -> Result<Vec<(Option<String>, Words)>> {
	let one = |field: &Field<MetaForm>| {
		let words = walk(&field.ty.type_info(), field.type_name, input)?;
		Ok((field.name.map(String::from), words))
	};
	fields.iter().map(one).collect()
}

/// What a number of a type of this name counts, as the source has it: `T::Balance`, `Option<Wh>`.
fn unit(type_name: Option<&str>) -> &str {
	let name = type_name.unwrap_or_default().trim();
	let name = name
		.strip_prefix("Option<")
		.and_then(|name| name.strip_suffix('>'))
		.unwrap_or(name);
	let name = name.split('<').next().unwrap_or(name);
	name.rsplit("::").next().unwrap_or(name)
}

fn last(path: &Path<MetaForm>) -> &str {
	path.segments.last().copied().unwrap_or_default()
}

fn walk(ty: &Type<MetaForm>, name: Option<&str>, input: &mut &[u8]) -> Result<Words> {
	match last(&ty.path) {
		"AccountId32" => return Ok(Words::One(AccountId::decode(input)?.to_string())),
		"Permill" => {
			let ppm = Permill::decode(input)?.deconstruct();
			return Ok(Words::One(format!("{} %", write_percent(ppm.into()))));
		}
		"RuntimeCall" => return nested_call(ty, input),
		_ => {}
	}
	match &ty.type_def {
		TypeDef::Composite(def) => match &def.fields[..] {
			// A type that only gives another one a name.
			[only] if only.name.is_none() => {
				walk(&only.ty.type_info(), only.type_name.or(name), input)
			}
			all => Ok(Words::Parts {
				name: None,
				fields: fields(all, input)?,
			}),
		},
		TypeDef::Variant(_) => {
			let variant = variant(ty, input)?;
			let mut parts = Vec::new();
			for field in &variant.fields {
				// What an option holds has the unit of the option.
				let unit = if last(&ty.path) == "Option" {
					name
				} else {
					field.type_name
				};
				let words = walk(&field.ty.type_info(), unit, input)?;
				parts.push((field.name.map(String::from), words));
			}
			Ok(match (last(&ty.path), variant.name, parts.len()) {
				("Option", "None", _) => Words::One("none".into()),
				("Option", "Some", 1) | ("MultiAddress", "Id", 1) => parts.remove(0).1,
				(_, name, 0) => Words::One(name.into()),
				(_, name, _) => Words::Parts {
					name: Some(name.into()),
					fields: parts,
				},
			})
		}
		TypeDef::Sequence(def) => {
			let length = Compact::<u32>::decode(input)?.0;
			list(&def.type_param, length, input)
		}
		TypeDef::Array(def) => list(&def.type_param, def.len, input),
		TypeDef::Tuple(def) => {
			let mut parts = Vec::new();
			for part in &def.fields {
				parts.push(walk(&part.type_info(), None, input)?);
			}
			Ok(Words::List(parts))
		}
		TypeDef::Primitive(primitive) => Ok(Words::One(primitive_words(primitive, name, input)?)),
		TypeDef::Compact(def) => {
			let number = compact(&def.type_param.type_info(), input)?;
			Ok(Words::One(amount(number, name)))
		}
		TypeDef::BitSequence(_) => bail!("bits"),
	}
}

/// A call within a call.
fn nested_call(ty: &Type<MetaForm>, input: &mut &[u8]) -> Result<Words> {
	let pallet = variant(ty, input)?;
	let inner = pallet.fields.first().context("a pallet without calls")?;
	let calls = inner.ty.type_info();
	let call = variant(&calls, input)?;
	Ok(Words::Parts {
		name: Some(format!("{}.{}", pallet.name, call.name)),
		fields: fields(&call.fields, input)?,
	})
}

/// Bytes as a text or in hexadecimal, anything else one by one.
fn list(of: &MetaType, length: u32, input: &mut &[u8]) -> Result<Words> {
	let of = of.type_info();
	let length = length as usize;
	// Every value takes a byte at least, but those that are nothing.
	ensure!(
		length <= input.len(),
		"a list that is longer than its bytes"
	);
	if matches!(of.type_def, TypeDef::Primitive(TypeDefPrimitive::U8)) {
		let (bytes, rest) = input.split_at(length);
		*input = rest;
		return Ok(Words::One(bytes_in_words(bytes)));
	}
	let mut parts = Vec::new();
	for _ in 0..length {
		parts.push(walk(&of, None, input)?);
	}
	Ok(Words::List(parts))
}

fn bytes_in_words(bytes: &[u8]) -> String {
	let readable = |text: &&str| !text.is_empty() && !text.chars().any(char::is_control);
	match std::str::from_utf8(bytes).ok().filter(readable) {
		// A hash may be readable by chance; texts of that length are none of this chain's.
		Some(text) if bytes.len() != 32 => format!("\"{text}\""),
		_ if bytes.is_empty() => "nothing".into(),
		_ => format!("0x{}", hex::encode(bytes)),
	}
}

fn primitive_words(
	primitive: &TypeDefPrimitive,
	name: Option<&str>,
	input: &mut &[u8],
) -> Result<String> {
	Ok(match primitive {
		TypeDefPrimitive::Bool => match bool::decode(input)? {
			true => "yes".into(),
			false => "no".into(),
		},
		TypeDefPrimitive::Char => bail!("a character"),
		TypeDefPrimitive::Str => format!("\"{}\"", String::decode(input)?),
		TypeDefPrimitive::U8 => amount(u8::decode(input)?.into(), name),
		TypeDefPrimitive::U16 => amount(u16::decode(input)?.into(), name),
		TypeDefPrimitive::U32 => amount(u32::decode(input)?.into(), name),
		TypeDefPrimitive::U64 => amount(u64::decode(input)?.into(), name),
		TypeDefPrimitive::U128 => amount(u128::decode(input)?, name),
		TypeDefPrimitive::U256 => U256::decode(input)?.to_string(),
		TypeDefPrimitive::I8 => i8::decode(input)?.to_string(),
		TypeDefPrimitive::I16 => i16::decode(input)?.to_string(),
		TypeDefPrimitive::I32 => i32::decode(input)?.to_string(),
		TypeDefPrimitive::I64 => i64::decode(input)?.to_string(),
		TypeDefPrimitive::I128 => i128::decode(input)?.to_string(),
		TypeDefPrimitive::I256 => bail!("a signed number of 256 bits"),
	})
}

/// A compact number, or a compact type that is one.
fn compact(ty: &Type<MetaForm>, input: &mut &[u8]) -> Result<u128> {
	Ok(match &ty.type_def {
		TypeDef::Primitive(TypeDefPrimitive::U8) => Compact::<u8>::decode(input)?.0.into(),
		TypeDef::Primitive(TypeDefPrimitive::U16) => Compact::<u16>::decode(input)?.0.into(),
		TypeDef::Primitive(TypeDefPrimitive::U32) => Compact::<u32>::decode(input)?.0.into(),
		TypeDef::Primitive(TypeDefPrimitive::U64) => Compact::<u64>::decode(input)?.0.into(),
		TypeDef::Primitive(TypeDefPrimitive::U128) => Compact::<u128>::decode(input)?.0,
		TypeDef::Composite(def) => match &def.fields[..] {
			[only] => compact(&only.ty.type_info(), input)?,
			_ => bail!("a compact value of several fields"),
		},
		_ => bail!("a compact value that is no number"),
	})
}

/// No period of this chain is longer; moments since 1970 are later.
const LONGEST_PERIOD: Moment = 20 * 366 * 86_400_000;

fn amount(number: u128, name: Option<&str>) -> String {
	let small = u64::try_from(number);
	match (unit(name), small) {
		("Balance" | "BalanceOf", _) => format!("{} tokens", write_tokens(number as Balance)),
		("Price", Ok(price)) => format!("{} per kWh", write_price(price as Price)),
		("Wh", Ok(wh)) => format!("{} Wh", write_wh(wh)),
		("Moment", Ok(millis)) if millis < LONGEST_PERIOD => duration(millis),
		("Moment", Ok(millis)) => utc(millis),
		("Shares", _) => write_shares(number),
		_ => number.to_string(),
	}
}

/// `2,500`
pub fn write_shares(shares: u128) -> String {
	match u64::try_from(shares) {
		Ok(shares) => write_wh(shares),
		Err(_) => shares.to_string(),
	}
}

/// `2005-08-01 22:00:00 UTC` of ms since 1970.
pub fn utc(millis: Moment) -> String {
	let seconds = millis / 1_000;
	let date = local_time(seconds);
	format!(
		"{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
		date.year,
		date.month,
		date.day,
		date.hour,
		seconds / 60 % 60,
		seconds % 60
	)
}

/// Equal neighbours of a list together.
fn runs(parts: &[Words]) -> Vec<(usize, &Words)> {
	let mut runs: Vec<(usize, &Words)> = Vec::new();
	for part in parts {
		match runs.last_mut() {
			Some((times, same)) if *same == part => *times += 1,
			_ => runs.push((1, part)),
		}
	}
	runs
}

/// In one line.
pub fn write(words: &Words) -> String {
	match words {
		Words::One(text) => text.clone(),
		Words::Parts { name, fields } => {
			let fields: Vec<String> = fields
				.iter()
				.map(|(name, value)| match name {
					Some(name) => format!("{name} {}", write(value)),
					None => write(value),
				})
				.collect();
			let fields = fields.join(", ");
			match name {
				Some(name) => format!("{name} ({fields})"),
				None => format!("({fields})"),
			}
		}
		Words::List(parts) => {
			let parts: Vec<String> = runs(parts)
				.into_iter()
				.map(|(times, part)| match times {
					1 => write(part),
					_ => format!("{times} x {}", write(part)),
				})
				.collect();
			match parts.is_empty() {
				true => "none".into(),
				false => parts.join("; "),
			}
		}
	}
}

/// What fits into a line stands in one.
const LINE: usize = 100;

fn write_lines(lines: &mut Vec<String>, depth: usize, label: &str, words: &Words) {
	let indent = "  ".repeat(depth);
	let flat = format!("{indent}{label}{}", write(words));
	match words {
		Words::Parts { name, fields } if flat.chars().count() > LINE => {
			let name = name.as_deref().unwrap_or_default();
			let mut below = depth;
			// Parts without a name of their own stand where they would.
			if !label.is_empty() || !name.is_empty() {
				lines.push(format!("{indent}{label}{name}").trim_end().into());
				below += 1;
			}
			for (name, value) in fields {
				write_lines(lines, below, &label_of(name.as_deref()), value);
			}
		}
		Words::List(parts) if flat.chars().count() > LINE => {
			lines.push(format!("{indent}{label}").trim_end().into());
			for (times, part) in runs(parts) {
				let label = match times {
					1 => String::new(),
					_ => format!("{times} x "),
				};
				write_lines(lines, depth + 1, &label, part);
			}
		}
		_ => lines.push(flat),
	}
}

fn label_of(name: Option<&str>) -> String {
	name.map_or(String::new(), |name| format!("{name}: "))
}

#[cfg(test)]
mod tests;
