//! The market in Prometheus' terms, beside the node's own metrics: as of the last final block, and of what
//! this node saw become final since it started. `docs/operators.md` lists the names.

use crate::service::{AccountId, Block, FullClient};
use commonwatt_primitives::{
	api::{BatchView, CommunityApi, CommunityView, IntervalView, Quote, SignalsView},
	signal::ForecasterId,
	CommunityId,
};
use futures::{Stream, StreamExt};
use sc_client_api::FinalityNotification;
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi, RuntimeApiInfo};
use sp_core::H256;
use std::{collections::BTreeSet, sync::Arc};
use substrate_prometheus_endpoint::{
	prometheus::core::{Atomic, GenericGaugeVec},
	register, Counter, CounterVec, GaugeVec, Opts, PrometheusError, Registry, F64, I64, U64,
};

/// Forecasters' figures are parts per million; Prometheus has ratios.
const MILLION: f64 = 1_000_000.0;

/// The metrics of the market, each with the label `community`.
pub struct Metrics {
	members: GaugeVec<U64>,
	points: GaugeVec<U64>,
	interval: GaugeVec<U64>,
	closed_interval: GaugeVec<U64>,
	price: GaugeVec<U64>,
	energy: GaugeVec<U64>,
	residual: GaugeVec<I64>,
	unsettled: GaugeVec<U64>,
	accepted: CounterVec<U64>,
	refused: CounterVec<U64>,
	reputation: GaugeVec<F64>,
	loss: GaugeVec<F64>,
	faults: GaugeVec<U64>,
	suspended: GaugeVec<U64>,
	not_counted: Counter<U64>,
	/// The forecasters that have a label.
	labelled: BTreeSet<(CommunityId, ForecasterId)>,
}

fn gauge<P: Atomic + 'static>(
	registry: &Registry,
	name: &str,
	help: &str,
	labels: &[&str],
) -> Result<GenericGaugeVec<P>, PrometheusError> {
	let name = format!("commonwatt_{name}");
	register(
		GenericGaugeVec::new(Opts::new(name, help), labels)?,
		registry,
	)
}

fn counter(
	registry: &Registry,
	name: &str,
	help: &str,
	labels: &[&str],
) -> Result<CounterVec<U64>, PrometheusError> {
	let name = format!("commonwatt_{name}");
	register(CounterVec::new(Opts::new(name, help), labels)?, registry)
}

impl Metrics {
	/// # Errors
	///
	/// If the registry has metrics of these names.
	pub fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let community = &["community"];
		let forecaster = &["community", "forecaster"];
		Ok(Self {
			members: gauge(registry, "members", "Members of the community", community)?,
			points: gauge(registry, "points", "Delivery points that are not closed", community)?,
			interval: gauge(registry, "interval", "The interval in progress", community)?,
			closed_interval: gauge(
				registry,
				"closed_interval",
				"The last interval past its deadline that is closed; prices and energy are its own",
				community,
			)?,
			price: gauge(
				registry,
				"price_per_wh",
				"Base units per Wh: retail and feed_in of the supplier, what buyer and seller in the pool \
				 pay and get, auction",
				&["community", "kind"],
			)?,
			energy: gauge(
				registry,
				"energy_wh",
				"Wh: ahead (traded in the auction), short and long (of what was traded), matched (in the \
				 pool)",
				&["community", "kind"],
			)?,
			residual: gauge(
				registry,
				"residual_wh",
				"Wh from the supplier, negative to it",
				community,
			)?,
			unsettled: gauge(
				registry,
				"unsettled_readings",
				"Readings of the closed interval that are not settled yet",
				community,
			)?,
			accepted: counter(
				registry,
				"readings_accepted_total",
				"Readings accepted in final blocks since the node started",
				community,
			)?,
			refused: counter(
				registry,
				"readings_refused_total",
				"Readings refused in final blocks since the node started, by reason",
				&["community", "reason"],
			)?,
			reputation: gauge(
				registry,
				"forecaster_reputation_ratio",
				"Average score of a forecaster",
				forecaster,
			)?,
			loss: gauge(
				registry,
				"forecaster_relative_loss_ratio",
				"Average loss of a forecaster by what it forecasts",
				forecaster,
			)?,
			faults: gauge(
				registry,
				"forecaster_faults",
				"Faults of a forecaster; at the limit it is suspended",
				forecaster,
			)?,
			suspended: gauge(
				registry,
				"forecaster_suspended",
				"1 if the forecaster is suspended",
				forecaster,
			)?,
			not_counted: register(
				Counter::new(
					"commonwatt_blocks_not_counted_total",
					"Final blocks whose readings this node could not count: it has no state of them",
				)?,
				registry,
			)?,
			labelled: BTreeSet::new(),
		})
	}

	fn community(&self, id: CommunityId, view: &CommunityView<AccountId>) {
		let label = [&*id.to_string()];
		self.members
			.with_label_values(&label)
			.set(view.members.into());
		self.points
			.with_label_values(&label)
			.set(view.points.into());
		self.interval
			.with_label_values(&label)
			.set(view.in_progress.into());
	}

	/// An interval that is closed.
	fn interval(&self, id: CommunityId, quote: &Quote, view: &IntervalView) {
		let id = &*id.to_string();
		self.closed_interval
			.with_label_values(&[id])
			.set(quote.interval.into());
		self.residual
			.with_label_values(&[id])
			.set(view.residual.try_into().unwrap_or(i64::MAX));
		self.unsettled
			.with_label_values(&[id])
			.set(view.unsettled.into());
		let auction = view.auction.as_ref();
		let prices = [
			("retail", Some(quote.prices.retail)),
			("feed_in", Some(quote.prices.feed_in)),
			("pool_buyer", quote.import_matched),
			("pool_seller", quote.export_matched),
			("auction", auction.and_then(|auction| auction.price)),
		];
		for (kind, price) in prices {
			match price {
				Some(price) => self.price.with_label_values(&[id, kind]).set(price),
				// What nothing was traded at is no price: neither the last one, nor zero. It may not be there.
				None => drop(self.price.remove_label_values(&[id, kind])),
			}
		}
		let energy = [
			("ahead", auction.map_or(0, |auction| auction.volume)),
			("short", view.short),
			("long", view.long),
			("matched", view.matched),
		];
		for (kind, wh) in energy {
			self.energy.with_label_values(&[id, kind]).set(wh);
		}
	}

	fn signals(&mut self, id: CommunityId, view: &SignalsView<AccountId>) {
		let name = &*id.to_string();
		let now: BTreeSet<_> = view
			.forecasters
			.iter()
			.map(|forecaster| (id, forecaster.forecaster))
			.collect();
		let is_gone = |known: &(CommunityId, ForecasterId)| known.0 == id && !now.contains(known);
		for (_, gone) in self.labelled.iter().filter(|known| is_gone(known)) {
			let label = [name, &*gone.to_string()];
			// They were set together.
			drop(self.reputation.remove_label_values(&label));
			drop(self.loss.remove_label_values(&label));
			drop(self.faults.remove_label_values(&label));
			drop(self.suspended.remove_label_values(&label));
		}
		self.labelled.retain(|known| known.0 != id);
		self.labelled.extend(now);
		for forecaster in &view.forecasters {
			let label = [name, &*forecaster.forecaster.to_string()];
			self.reputation
				.with_label_values(&label)
				.set(f64::from(forecaster.reputation) / MILLION);
			self.loss
				.with_label_values(&label)
				.set(f64::from(forecaster.relative_loss) / MILLION);
			self.faults
				.with_label_values(&label)
				.set(forecaster.faults.into());
			self.suspended
				.with_label_values(&label)
				.set((!forecaster.active).into());
		}
	}

	fn batch(&self, view: &BatchView) {
		let id = &*view.community.to_string();
		self.accepted
			.with_label_values(&[id])
			.inc_by(view.accepted.into());
		for refusal in &view.refused {
			let reason = snake_case(&format!("{refusal:?}"));
			self.refused.with_label_values(&[id, &reason]).inc();
		}
	}

	/// What became final: the readings of each block, and where the market is after the last.
	fn update(&mut self, client: &FullClient, last: H256, before: &[H256]) -> Result<(), ApiError> {
		for block in before.iter().chain([&last]) {
			match client.runtime_api().batches(*block) {
				Ok(batches) => batches.iter().for_each(|batch| self.batch(batch)),
				Err(_) => self.not_counted.inc(),
			}
		}
		// Ids are given in order.
		for id in 0.. {
			let api = client.runtime_api();
			let Some(community) = api.community(last, id)? else {
				break;
			};
			self.community(id, &community);
			let closed = community.due.checked_sub(1);
			if let Some(interval) = closed {
				let view = api.interval(last, id, interval)?.filter(|view| view.closed);
				let quote = api.quote(last, id, interval)?;
				if let (Some(quote), Some(view)) = (quote, view) {
					self.interval(id, &quote, &view);
				}
			}
			if let Some(signals) = api.signals(last, id)? {
				self.signals(id, &signals);
			}
		}
		Ok(())
	}
}

/// Words in the way Prometheus' labels have them.
fn snake_case(name: &str) -> String {
	name.chars()
		.enumerate()
		.flat_map(|(index, letter)| {
			let space = (index > 0 && letter.is_uppercase()).then_some('_');
			space.into_iter().chain(letter.to_lowercase())
		})
		.collect()
}

/// Follows finality for as long as the node runs. A runtime that does not know the questions leaves the
/// metrics as they are.
pub async fn follow(
	mut metrics: Metrics,
	client: Arc<FullClient>,
	finality: impl Stream<Item = FinalityNotification<Block>>,
) {
	let mut finality = std::pin::pin!(finality);
	while let Some(notification) = finality.next().await {
		let last = notification.hash;
		let version = client
			.runtime_api()
			.api_version::<dyn CommunityApi<Block, AccountId>>(last);
		let wanted = <dyn CommunityApi<Block, AccountId>>::VERSION;
		if !matches!(version, Ok(Some(version)) if version >= wanted) {
			continue;
		}
		if let Err(error) = metrics.update(&client, last, &notification.tree_route) {
			log::debug!(target: "commonwatt::metrics", "of {last:?}: {error}");
		}
	}
}

#[cfg(test)]
mod tests;
