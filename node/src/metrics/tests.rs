use super::*;
use commonwatt_primitives::{
	api::{AuctionView, ForecasterView},
	reading::Refusal,
	tariff::AuctionRules,
	traits::IntervalPrices,
};
use sp_runtime::Permill;
use substrate_prometheus_endpoint::prometheus::{Encoder, TextEncoder};

/// Metrics of a registry, and what Prometheus reads from it.
struct Scraped {
	metrics: Metrics,
	registry: Registry,
}

impl Scraped {
	fn new() -> Self {
		let registry = Registry::new();
		let metrics = Metrics::new(&registry).expect("the registry is empty");
		Self { metrics, registry }
	}

	/// The samples whose name begins so, as `name{labels} value`.
	fn samples(&self, name: &str) -> Vec<String> {
		let mut text = Vec::new();
		TextEncoder::new()
			.encode(&self.registry.gather(), &mut text)
			.expect("into memory");
		String::from_utf8(text)
			.expect("is text")
			.lines()
			.filter_map(|line| line.strip_prefix("commonwatt_"))
			.filter(|line| line.starts_with(name))
			.map(Into::into)
			.collect()
	}
}

fn prices() -> IntervalPrices {
	IntervalPrices::new(50, 220, 20, Permill::from_percent(50))
}

fn quote() -> Quote {
	Quote {
		interval: 41,
		prices: prices(),
		import_at_most: 220,
		import_matched: Some(145),
		export_at_least: 50,
		export_matched: Some(125),
	}
}

fn interval(auction: Option<(Option<u64>, u64)>) -> IntervalView {
	let rules = AuctionRules {
		tick: 1,
		undelivered_charge: 0,
		tolerance: Permill::zero(),
		gate_closure_millis: 1,
		freeze_millis: 1,
	};
	IntervalView {
		prices: prices(),
		short: 1_000,
		long: 400,
		matched: 400,
		residual: -600,
		closed: true,
		unsettled: 3,
		escrow: 0,
		auction: auction.map(|(price, volume)| AuctionView {
			rules,
			lowest: 50,
			highest: 220,
			frozen_from: 0,
			gate_closure: 0,
			orders: 0,
			cleared: true,
			price,
			volume,
		}),
	}
}

fn signals(forecasters: &[(u8, bool)]) -> SignalsView<AccountId> {
	SignalsView {
		in_progress: 42,
		forecasters: forecasters
			.iter()
			.map(|(forecaster, active)| ForecasterView {
				forecaster: (*forecaster).into(),
				account: AccountId::new([1; 32]),
				key: [2; 32],
				active: *active,
				last_round: None,
				reputation: 750_000,
				relative_loss: 1_250_000,
				faults: 2,
				earned: 0,
			})
			.collect(),
		forecasts: Vec::new(),
		reward_per_interval: 0,
		reward_budget: 0,
	}
}

#[test]
fn an_interval_shows_its_prices_and_its_energy() {
	let scraped = Scraped::new();
	scraped
		.metrics
		.interval(7, &quote(), &interval(Some((Some(130), 900))));
	assert_eq!(
		scraped.samples("price_per_wh"),
		[
			r#"price_per_wh{community="7",kind="auction"} 130"#,
			r#"price_per_wh{community="7",kind="feed_in"} 50"#,
			r#"price_per_wh{community="7",kind="pool_buyer"} 145"#,
			r#"price_per_wh{community="7",kind="pool_seller"} 125"#,
			r#"price_per_wh{community="7",kind="retail"} 220"#,
		]
	);
	assert_eq!(
		scraped.samples("energy_wh"),
		[
			r#"energy_wh{community="7",kind="ahead"} 900"#,
			r#"energy_wh{community="7",kind="long"} 400"#,
			r#"energy_wh{community="7",kind="matched"} 400"#,
			r#"energy_wh{community="7",kind="short"} 1000"#,
		]
	);
	assert_eq!(
		scraped.samples("residual_wh"),
		[r#"residual_wh{community="7"} -600"#]
	);
	assert_eq!(
		scraped.samples("unsettled"),
		[r#"unsettled_readings{community="7"} 3"#]
	);
	assert_eq!(
		scraped.samples("closed"),
		[r#"closed_interval{community="7"} 41"#]
	);
}

#[test]
fn an_auction_that_traded_nothing_leaves_no_price_of_the_last_one() {
	let scraped = Scraped::new();
	for auction in [Some((Some(130), 900)), Some((None, 0)), None] {
		scraped.metrics.interval(0, &quote(), &interval(auction));
	}
	let prices = scraped.samples("price_per_wh");
	assert!(
		!prices.iter().any(|price| price.contains("auction")),
		"{prices:?}"
	);
	assert!(scraped
		.samples("energy_wh")
		.contains(&r#"energy_wh{community="0",kind="ahead"} 0"#.into()));
}

#[test]
fn refused_readings_are_counted_by_reason() {
	let scraped = Scraped::new();
	let batch = BatchView {
		community: 0,
		accepted: 15,
		refused: vec![
			Refusal::BadSignature,
			Refusal::AlreadyRead,
			Refusal::BadSignature,
		],
	};
	for _ in 0..2 {
		scraped.metrics.batch(&batch);
	}
	assert_eq!(
		scraped.samples("readings"),
		[
			r#"readings_accepted_total{community="0"} 30"#,
			r#"readings_refused_total{community="0",reason="already_read"} 2"#,
			r#"readings_refused_total{community="0",reason="bad_signature"} 4"#,
		]
	);
}

#[test]
fn a_forecaster_that_is_no_more_leaves_no_label() {
	let mut scraped = Scraped::new();
	scraped
		.metrics
		.signals(0, &signals(&[(0, true), (4, false)]));
	scraped.metrics.signals(1, &signals(&[(0, true)]));
	assert_eq!(
		scraped.samples("forecaster_suspended"),
		[
			r#"forecaster_suspended{community="0",forecaster="0"} 0"#,
			r#"forecaster_suspended{community="0",forecaster="4"} 1"#,
			r#"forecaster_suspended{community="1",forecaster="0"} 0"#,
		]
	);
	assert_eq!(
		scraped.samples("forecaster_reputation_ratio{community=\"1\""),
		[r#"forecaster_reputation_ratio{community="1",forecaster="0"} 0.75"#]
	);
	scraped.metrics.signals(0, &signals(&[(4, false)]));
	for family in [
		"reputation_ratio",
		"relative_loss_ratio",
		"faults",
		"suspended",
	] {
		let samples = scraped.samples(&format!("forecaster_{family}"));
		assert_eq!(samples.len(), 2, "{samples:?}");
		assert!(samples[0].contains(r#"forecaster="4""#), "{samples:?}");
	}
}

#[test]
fn a_registry_has_the_market_once() {
	let scraped = Scraped::new();
	assert!(Metrics::new(&scraped.registry).is_err());
}
