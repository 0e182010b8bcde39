//! Weather from an endpoint of the node's operator.
//!
//! If [`WEATHER_URL`] in the node's storage holds a URL, the worker asks once a round for the weather of the
//! intervals it learns and forecasts:
//!
//! ```text
//! GET <url>?community=0&from=120&until=150
//! {"weather": [{"interval": 120, "temperature": 21.5, "diffuse": 80, "direct": 410}, …]}
//! ```
//!
//! °C, and W/m² of diffuse and direct radiation: measured for intervals that are over, forecast for the
//! others. Any of them may be missing, others than those asked for are ignored.
//!
//! The endpoint is not trusted. It gets [`PATIENCE`] for everything, [`MAX_BODY`] bytes, and what is not
//! such an answer is as if there were none: forecasts are then made without weather. While it fails it is
//! asked after 2, 4, 8, … rounds, up to [`LONGEST_PAUSE`]. What lies within possible weather can mislead a
//! forecast; that forecaster's scores tell.

use super::LOG;
use crate::Config;
use alloc::{collections::BTreeMap, format, vec::Vec};
use codec::{Decode, Encode};
use commonwatt_forecast::Weather;
use commonwatt_primitives::{signal::WEATHER_URL, CommunityId, Interval};
use core::ops::Range;
use serde::Deserialize;
use sp_core::offchain::StorageKind;
use sp_runtime::offchain::{http, Duration};

/// How long an answer may take in all.
pub const PATIENCE: Duration = Duration::from_millis(1_500);
/// Bytes of an answer.
pub const MAX_BODY: usize = 65_536;
/// Rounds between two attempts at most.
pub const LONGEST_PAUSE: Interval = 64;

/// The weather of an interval.
type WeatherAt = (Interval, Weather);

/// The weather that is known, and when to ask again.
#[derive(Encode, Decode, Default)]
pub(super) struct Weathers {
	/// In order of the intervals.
	known: Vec<WeatherAt>,
	failures: u8,
	/// The round in which the endpoint is asked next.
	retry: Interval,
}

impl Weathers {
	/// The weather of an interval.
	pub fn of(&self, interval: Interval) -> Option<Weather> {
		let found = self.known.binary_search_by_key(&interval, |(at, _)| *at);
		found.ok().and_then(|index| Some(self.known.get(index)?.1))
	}

	/// The weather of an interval; it and what is older are no longer needed.
	pub fn take(&mut self, interval: Interval) -> Option<Weather> {
		let weather = self.of(interval);
		self.known.retain(|(at, _)| *at > interval);
		weather
	}
}

/// What can be wrong with an endpoint.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
	/// The URL is not UTF-8, or does not begin with `http://` or `https://`.
	Url,
	/// It cannot be reached.
	Unreachable,
	/// It took longer than [`PATIENCE`].
	TooSlow,
	/// It broke off.
	BrokenOff,
	/// Another status than 200.
	Status(u16),
	/// More than [`MAX_BODY`].
	TooLong,
	/// Not the JSON that is described.
	NotWeather,
}

/// Asks for the weather of these intervals, if there is an endpoint and it is time to.
pub(super) fn refresh<T: Config>(
	weathers: &mut Weathers,
	community: CommunityId,
	intervals: Range<Interval>,
	round: Interval,
) {
	let Some(url) = sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, WEATHER_URL) else {
		weathers.known.clear();
		return;
	};
	// A pause beyond the longest was counted in another chain's rounds.
	let waits = weathers.retry.saturating_sub(round);
	if waits > 0 && waits <= LONGEST_PAUSE {
		return;
	}
	match ask(&url, community, &intervals) {
		Ok(known) => {
			weathers.known = known;
			weathers.failures = 0;
			weathers.retry = 0;
		}
		Err(fault) => {
			weathers.failures = weathers.failures.saturating_add(1).min(6);
			let pause = 1u32.checked_shl(weathers.failures.into()).unwrap_or(0);
			weathers.retry = round.saturating_add(pause.min(LONGEST_PAUSE));
			log::warn!(target: LOG, "no weather: {fault:?}; asking again in {pause} rounds");
		}
	}
}

fn ask(
	url: &[u8],
	community: CommunityId,
	intervals: &Range<Interval>,
) -> Result<Vec<WeatherAt>, Fault> {
	let url = core::str::from_utf8(url).map_err(|_| Fault::Url)?.trim();
	if !url.starts_with("http://") && !url.starts_with("https://") {
		return Err(Fault::Url);
	}
	let Range { start, end } = intervals;
	let join = if url.contains('?') { '&' } else { '?' };
	let url = format!("{url}{join}community={community}&from={start}&until={end}");
	let body = get(&url)?;
	let answer: Answer = serde_json::from_slice(&body).map_err(|_| Fault::NotWeather)?;
	Ok(answer.within(intervals))
}

/// The body of a successful answer.
fn get(url: &str) -> Result<Vec<u8>, Fault> {
	let deadline = sp_io::offchain::timestamp().add(PATIENCE);
	let pending = http::Request::get(url)
		.deadline(deadline)
		.send()
		.map_err(|_| Fault::Unreachable)?;
	let response = pending
		.try_wait(deadline)
		.map_err(|_| Fault::TooSlow)?
		.map_err(|_| Fault::Unreachable)?;
	if response.code != 200 {
		return Err(Fault::Status(response.code));
	}
	let mut bytes = response.body();
	bytes.deadline(deadline);
	let mut body = Vec::new();
	for byte in bytes.by_ref() {
		if body.len() >= MAX_BODY {
			return Err(Fault::TooLong);
		}
		body.push(byte);
	}
	match bytes.error() {
		None => Ok(body),
		Some(_) => Err(Fault::BrokenOff),
	}
}

#[derive(Deserialize)]
struct Answer {
	weather: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
	interval: Interval,
	temperature: f32,
	diffuse: f32,
	direct: f32,
}

impl Answer {
	/// What was asked for, in order; of two for an interval the later.
	fn within(self, intervals: &Range<Interval>) -> Vec<WeatherAt> {
		let known: BTreeMap<_, _> = self
			.weather
			.into_iter()
			.filter(|entry| intervals.contains(&entry.interval))
			.map(|entry| {
				let Entry {
					interval,
					temperature,
					diffuse,
					direct,
				} = entry;
				let weather = Weather {
					temperature,
					diffuse,
					direct,
				};
				(interval, weather)
			})
			.collect();
		known.into_iter().collect()
	}
}
