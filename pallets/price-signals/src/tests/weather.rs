//! Weather from an endpoint that may do anything.

use super::*;
use crate::worker::weather::{LONGEST_PAUSE, MAX_BODY, PATIENCE};
use commonwatt_primitives::{
	signal::{Forecast, Outcome, WEATHER_URL},
	Interval,
};
use sp_core::offchain::StorageKind;

const URL: &str = "http://127.0.0.1:9/weather";

fn set_url(url: &[u8]) {
	sp_io::offchain::local_storage_set(StorageKind::PERSISTENT, WEATHER_URL, url);
}

/// Every other day is clear.
fn is_clear(t: Interval) -> bool {
	let day = t / DAY;
	day.wrapping_mul(day).wrapping_mul(2_654_435_761) >> 16 & 1 == 0
}

fn is_light(t: Interval) -> bool {
	(6..18).contains(&(t % DAY))
}

fn outcome(t: Interval) -> Outcome {
	let generation = match (is_light(t), is_clear(t)) {
		(true, true) => 9_000,
		(true, false) => 1_000,
		(false, _) => 0,
	};
	Outcome {
		generation,
		..USUAL
	}
}

/// What an honest endpoint says of these intervals.
fn honest(intervals: std::ops::Range<Interval>) -> Vec<u8> {
	let entries: Vec<String> = intervals
		.map(|t| {
			let direct = if is_light(t) && is_clear(t) { 800 } else { 0 };
			format!(r#"{{"interval":{t},"temperature":20.5,"diffuse":50,"direct":{direct}}}"#)
		})
		.collect();
	format!(r#"{{"weather":[{}]}}"#, entries.join(",")).into_bytes()
}

fn with_node(endpoint: Endpoint, test: impl FnOnce(Node)) {
	let node = Node::new([0]);
	let mut ext = ExtBuilder::default().elected(1).min_quorum(1).build();
	node.clone().run(&mut ext, || {
		for t in 0..START - 3 {
			know(t, outcome(t));
		}
		node.outside(|outside| outside.endpoint = endpoint);
		set_url(URL.as_bytes());
		test(node);
		check_invariants();
	});
}

/// The forecasts of a node that has no endpoint.
fn without_weather() -> Vec<Forecast> {
	let mut steps = Vec::new();
	with_node(Endpoint::None, |node| {
		sp_io::offchain::local_storage_clear(StorageKind::PERSISTENT, WEATHER_URL);
		steps = node.work().remove(0).0.steps.into_inner();
	});
	steps
}

#[test]
fn it_asks_for_the_intervals_it_learns_and_forecasts() {
	with_node(Endpoint::Answers(honest(0..0)), |node| {
		assert_eq!(node.work().len(), 1);
		let until = START + LEAD + 96;
		let asked = format!("{URL}?community=0&from=0&until={until}");
		assert_eq!(node.outside(|outside| outside.urls.clone()), [asked]);
		// Nothing new is known: there is nothing to ask.
		next_block();
		assert_eq!(node.work().len(), 1);
		assert_eq!(node.outside(|outside| outside.urls.len()), 1);
	});
	with_node(Endpoint::Answers(honest(0..0)), |node| {
		set_url(b" http://127.0.0.1:9/?key=1 \n");
		node.work();
		let url = node.outside(|outside| outside.urls[0].clone());
		assert!(
			url.starts_with("http://127.0.0.1:9/?key=1&community=0&from=0"),
			"{url}"
		);
	});
}

#[test]
fn weather_that_explains_the_past_is_used() {
	// Weather is learned interval by interval, so let the node live through some weeks.
	with_node(Endpoint::Answers(Vec::new()), |node| {
		let mut with = 0;
		let mut without = 0;
		for round in START..START + 28 * DAY {
			Round::set(round);
			know(round - 3, outcome(round - 3));
			node.outside(|outside| {
				outside.endpoint = Endpoint::Answers(honest(round - 4..round + DAY));
			});
			let steps = node.work().remove(0).0.steps;
			if round > START + 21 * DAY {
				let truth = outcome(round + LEAD).generation;
				with += steps[0].generation.median().abs_diff(truth);
				without += outcome(round + LEAD - DAY).generation.abs_diff(truth);
			}
		}
		assert!(
			with * 2 < without,
			"{with} against {without} of a day before"
		);
	});
}

#[test]
fn whatever_an_endpoint_does_the_signal_is_sent_in_time() {
	let expected = without_weather();
	let long = {
		let mut body = honest(0..10);
		body.resize(MAX_BODY + 1, b' ');
		body
	};
	for (what, endpoint) in [
		("hangs", Endpoint::Hangs),
		("refuses", Endpoint::Refuses),
		("404", Endpoint::Status(404)),
		("302", Endpoint::Status(302)),
		("endless", Endpoint::Endless),
		("breaks off", Endpoint::BreaksOff(honest(90..100))),
		("trickles", Endpoint::Trickles(honest(90..100))),
		("too long", Endpoint::Answers(long)),
		("empty", Endpoint::Answers(Vec::new())),
		("no JSON", Endpoint::Answers(b"<html>".to_vec())),
		("other JSON", Endpoint::Answers(br#"{"hours":[]}"#.to_vec())),
		("binary", Endpoint::Answers(vec![0xff; 1_000])),
		(
			"half of it",
			Endpoint::Answers(honest(0..9)[..200].to_vec()),
		),
		(
			"no interval",
			Endpoint::Answers(
				br#"{"weather":[{"temperature":1,"diffuse":1,"direct":1}]}"#.to_vec(),
			),
		),
		(
			"a negative interval",
			Endpoint::Answers(
				br#"{"weather":[{"interval":-1,"temperature":1,"diffuse":1,"direct":1}]}"#.to_vec(),
			),
		),
		("others' weather", Endpoint::Answers(honest(10_000..10_300))),
		("deep", Endpoint::Answers(vec![b'['; 60_000])),
	] {
		with_node(endpoint, |node| {
			let before = node.outside(|outside| outside.time);
			let sent = node.work();
			let took = node.outside(|outside| outside.time) - before;
			assert!(took <= 6_000 + PATIENCE.millis(), "{what}: {took} ms");
			assert_eq!(sent[0].0.steps.to_vec(), expected, "{what}");
			assert_ok!(apply(sent[0].0.clone(), sent[0].1.clone()));
		});
	}
}

#[test]
fn a_url_that_is_none_is_not_asked() {
	for url in [
		&b""[..],
		b"\xff\xfe",
		b"ftp://x",
		b"file:///etc/passwd",
		b"127.0.0.1",
	] {
		with_node(Endpoint::None, |node| {
			set_url(url);
			assert_eq!(node.work().len(), 1);
			assert_eq!(node.outside(|outside| outside.urls.len()), 0);
		});
	}
}

#[test]
fn weather_that_cannot_be_is_brought_within_what_can() {
	for nonsense in ["1e30", "-1e30", "1e300", "null", "\"hot\""] {
		let entry = |t: Interval| {
			format!(
				r#"{{"interval":{t},"temperature":{nonsense},"diffuse":{nonsense},"direct":{nonsense}}}"#
			)
		};
		let entries: Vec<String> = (START - 5..START + DAY).map(entry).collect();
		let body = format!(r#"{{"weather":[{}]}}"#, entries.join(",")).into_bytes();
		with_node(Endpoint::Answers(body), |node| {
			let sent = node.work();
			assert!(
				sent[0].0.steps.iter().all(Forecast::is_monotonic),
				"{nonsense}"
			);
			assert_ok!(apply(sent[0].0.clone(), sent[0].1.clone()));
		});
	}
}

#[test]
fn a_failing_endpoint_is_asked_less_and_less_often() {
	with_node(Endpoint::Hangs, |node| {
		let mut asked = Vec::new();
		for round in START..START + 300 {
			Round::set(round);
			know(round - 3, outcome(round - 3));
			let before = node.outside(|outside| outside.urls.len());
			assert_eq!(node.work().len(), 1);
			if node.outside(|outside| outside.urls.len()) > before {
				asked.push(round - START);
			}
		}
		assert_eq!(asked, [0, 2, 6, 14, 30, 62, 126, 190, 254]);
		assert_eq!(asked[8] - asked[7], LONGEST_PAUSE);
		// It is forgiven when it answers.
		node.outside(|outside| outside.endpoint = Endpoint::Answers(honest(0..0)));
		let asked_in = |round: Interval| {
			Round::set(round);
			know(round - 3, outcome(round - 3));
			let before = node.outside(|outside| outside.urls.len());
			node.work();
			node.outside(|outside| outside.urls.len()) > before
		};
		assert!(asked_in(START + 318));
		assert!(asked_in(START + 319));
	});
}
