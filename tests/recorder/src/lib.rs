//! What storage an act touches, as the state machine traces it. For tests that hold it against a declared weight.

use frame_support::__private::sp_tracing::tracing::{self, subscriber::Interest, Dispatch};
use frame_support::weights::{RuntimeDbWeight, Weight};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
	sync::OnceLock,
};

/// The keys that were read and written, as the state machine traces them.
#[derive(Debug, Default)]
struct Access {
	read: BTreeSet<String>,
	written: BTreeSet<String>,
}

thread_local! {
	/// What this thread records, while it does.
	static RECORDED: RefCell<Option<Access>> = const { RefCell::new(None) };
}

struct Recorder;

/// The method and the key of one access.
#[derive(Default)]
struct Line {
	method: String,
	key: String,
}

impl tracing::field::Visit for Line {
	fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn core::fmt::Debug) {
		if field.name() == "key" {
			self.key = format!("{value:?}");
		}
	}

	fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
		if field.name() == "method" {
			self.method = value.into();
		}
	}
}

impl tracing::Subscriber for Recorder {
	fn register_callsite(&self, metadata: &'static tracing::Metadata<'static>) -> Interest {
		match metadata.target() {
			"state" => Interest::sometimes(),
			_ => Interest::never(),
		}
	}

	fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
		RECORDED.with_borrow(Option::is_some)
	}

	fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
		tracing::span::Id::from_u64(1)
	}

	fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

	fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

	fn event(&self, event: &tracing::Event<'_>) {
		let mut line = Line::default();
		event.record(&mut line);
		RECORDED.with_borrow_mut(|access| {
			let access = access.as_mut().expect("it is enabled");
			match &line.method[..] {
				"Get" | "Exists" | "Hash" => access.read.insert(line.key),
				"Put" | "Append" => access.written.insert(line.key),
				other => panic!("{other}: not counted"),
			};
		});
	}

	fn enter(&self, _: &tracing::span::Id) {}

	fn exit(&self, _: &tracing::span::Id) {}
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The keys that a call's weight pays for. The rest of System, events above all, is charged with the
/// extrinsic, as is the count of storage layers. The total issuance changes in every block: it is whitelisted, so
/// benchmarks do not count it either.
fn of_calls(keys: BTreeSet<String>) -> BTreeSet<String> {
	let item = |pallet: &[u8], item: &[u8]| {
		let prefix = [pallet, item].map(sp_io::hashing::twox_128).concat();
		hex(&prefix)
	};
	let system = hex(&sp_io::hashing::twox_128(b"System"));
	let counted = [item(b"System", b"Account"), item(b"System", b"BlockHash")];
	let free = [
		hex(b":transaction_level:"),
		item(b"Balances", b"TotalIssuance"),
	];
	keys.into_iter()
		.filter(|key| {
			let is_counted = counted.iter().any(|item| key.starts_with(item));
			is_counted || !key.starts_with(&system) && !free.contains(key)
		})
		.collect()
}

/// What an access took: keys read, keys written, bytes of the values read before and written after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
	pub reads: usize,
	pub writes: usize,
	pub bytes_read: usize,
	pub bytes_written: usize,
}

impl Cost {
	/// Reads, writes and bytes read are within a weight, at these prices. What fakes stand for touches no storage:
	/// what is charged for it is beside it.
	#[track_caller]
	pub fn assert_within(&self, prices: RuntimeDbWeight, weight: Weight, what: &str) {
		let charged = prices.reads_writes(self.reads as u64, self.writes as u64);
		assert!(
			charged.ref_time() <= weight.ref_time()
				&& self.bytes_read as u64 <= weight.proof_size(),
			"{what}: {self:?} is more than {weight}"
		);
	}
}

/// The keys of an act.
fn accessed(act: impl FnOnce()) -> (BTreeSet<String>, BTreeSet<String>) {
	// Two for the process: where there is but one, tracing asks the thread that comes first about a line,
	// and if that is another test's nobody ever sees it.
	static DISPATCH: OnceLock<[Dispatch; 2]> = OnceLock::new();
	let [dispatch, _] = DISPATCH.get_or_init(|| [Dispatch::new(Recorder), Dispatch::new(Recorder)]);
	RECORDED.set(Some(Access::default()));
	tracing::dispatcher::with_default(dispatch, act);
	let access = RECORDED.take().expect("it was set");
	let (read, written) = (of_calls(access.read), of_calls(access.written));
	assert!(!read.is_empty(), "it records");
	(read, written)
}

/// How many keys were read and written, whatever the state's size.
pub fn operations_of(act: impl FnOnce()) -> (usize, usize) {
	let (read, written) = accessed(act);
	(read.len(), written.len())
}

/// What an act takes. Inside externalities, like the act.
pub fn cost_of(act: impl FnOnce()) -> Cost {
	let sizes = || -> BTreeMap<String, usize> {
		state()
			.into_iter()
			.map(|(key, value)| (hex(&key), value.len()))
			.collect()
	};
	let before = sizes();
	let (read, written) = accessed(act);
	let after = sizes();
	let bytes = |keys: &BTreeSet<String>, sizes: &BTreeMap<String, usize>| {
		keys.iter().filter_map(|key| sizes.get(key)).sum()
	};
	Cost {
		reads: read.len(),
		writes: written.len(),
		bytes_read: bytes(&read, &before),
		bytes_written: bytes(&written, &after),
	}
}

/// Everything in storage.
fn state() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let (mut key, mut all) = (vec![], BTreeMap::new());
	while let Some(next) = sp_io::storage::next_key(&key) {
		let value = sp_io::storage::get(&next).expect("it is there");
		all.insert(next.clone(), value.to_vec());
		key = next;
	}
	all
}
