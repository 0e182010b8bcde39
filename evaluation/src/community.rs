//! What is evaluated: a community's year, and the series in it.

use commonwatt_forecast::{Calendar, Kind, Weather};

/// A community's measured past, one entry an interval in every list, the first at 00:00 local time.
#[derive(Clone, Debug, Default)]
pub struct Community {
	/// Intervals in a day.
	pub steps_per_day: u16,
	/// Day of the week of the first interval, 0 for Monday.
	pub first_weekday: u8,
	/// Weather of each interval; empty if none was measured.
	pub weather: Vec<Weather>,
	/// The homes.
	pub homes: Vec<Home>,
	/// What the supplier asks, money per kWh.
	pub retail: Vec<f64>,
	/// What the supplier pays for surplus, money per kWh.
	pub feed_in: f64,
}

/// A home of a community.
#[derive(Clone, Debug, Default)]
pub struct Home {
	/// Its name.
	pub name: String,
	/// Demand in each interval, Wh.
	pub demand: Vec<f64>,
	/// Solar generation in each interval, Wh; empty or all zero without panels.
	pub generation: Vec<f64>,
}

/// What a series is; scores are averaged over the series of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
	/// Demand of a home, Wh.
	HomeDemand,
	/// Generation of a home, Wh.
	HomeSolar,
	/// Demand less generation of a home with panels, Wh: what its meter sees.
	HomeNetLoad,
	/// Demand of all homes, Wh.
	AggregateDemand,
	/// Generation of all homes, Wh.
	AggregateGeneration,
	/// Demand less generation of all homes, Wh.
	AggregateNetLoad,
	/// The supplier's tariff, money per kWh.
	RetailPrice,
	/// What a kWh more is worth among the neighbours, money per kWh; see [`local_price`].
	LocalPrice,
}

impl Group {
	/// All groups, in the order of the tables.
	pub const ALL: [Self; 8] = [
		Self::HomeDemand,
		Self::HomeSolar,
		Self::HomeNetLoad,
		Self::AggregateDemand,
		Self::AggregateGeneration,
		Self::AggregateNetLoad,
		Self::RetailPrice,
		Self::LocalPrice,
	];

	/// Name in tables and files.
	pub fn name(self) -> &'static str {
		match self {
			Self::HomeDemand => "home-demand",
			Self::HomeSolar => "home-solar",
			Self::HomeNetLoad => "home-net-load",
			Self::AggregateDemand => "aggregate-demand",
			Self::AggregateGeneration => "aggregate-generation",
			Self::AggregateNetLoad => "aggregate-net-load",
			Self::RetailPrice => "retail-price",
			Self::LocalPrice => "local-price",
		}
	}

	/// The kind that the forecaster is told.
	pub fn kind(self) -> Kind {
		match self {
			Self::HomeDemand | Self::AggregateDemand => Kind::Load,
			Self::HomeSolar | Self::AggregateGeneration => Kind::Generation,
			Self::HomeNetLoad | Self::AggregateNetLoad => Kind::NetLoad,
			Self::RetailPrice | Self::LocalPrice => Kind::Price,
		}
	}
}

/// A series to forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
	/// What it is.
	pub group: Group,
	/// Its name: unique within the group.
	pub name: String,
	/// One value an interval.
	pub values: Vec<f64>,
}

/// What a kWh more is worth among neighbours: retail while nobody has a surplus, feed-in when the
/// homes' surplus covers their shortage, between them in proportion to the part that is covered (the
/// supply-demand ratio of Liu et al. 2017). It is derived for the evaluation: the chain's pool price
/// depends on the tariff alone.
pub fn local_price(retail: f64, feed_in: f64, shortage: f64, surplus: f64) -> f64 {
	let covered = if shortage > 0.0 {
		(surplus / shortage).min(1.0)
	} else {
		1.0
	};
	retail - (retail - feed_in) * covered
}

impl Community {
	/// Place of an interval in the week.
	pub fn calendar(&self, row: usize) -> Calendar {
		let steps = self.steps_per_day as usize;
		let day = row / steps + self.first_weekday as usize;
		Calendar {
			step: (row % steps) as u16,
			weekday: (day % 7) as u8,
		}
	}

	/// Intervals for which all homes have values.
	pub fn rows(&self) -> usize {
		self.homes
			.iter()
			.map(|home| home.demand.len())
			.min()
			.unwrap_or(0)
	}

	/// Every series that the evaluation forecasts, by group.
	pub fn series(&self) -> Vec<Series> {
		let rows = self.rows();
		let each = |f: &dyn Fn(usize) -> f64| (0..rows).map(f).collect::<Vec<f64>>();
		let sum = |f: &dyn Fn(&Home, usize) -> f64| {
			each(&|row| self.homes.iter().map(|home| f(home, row)).sum())
		};
		let mut all = Vec::new();
		let mut add = |group, name: &str, values: Vec<f64>| {
			if values.iter().any(|value| *value != 0.0) {
				all.push(Series {
					group,
					name: name.into(),
					values,
				});
			}
		};
		for home in &self.homes {
			add(Group::HomeDemand, &home.name, each(&|row| home.demand[row]));
			add(Group::HomeSolar, &home.name, each(&|row| home.made(row)));
			if home.generation.iter().any(|value| *value != 0.0) {
				add(Group::HomeNetLoad, &home.name, each(&|row| home.net(row)));
			}
		}
		add(
			Group::AggregateDemand,
			"all",
			sum(&|home, row| home.demand[row]),
		);
		add(Group::AggregateGeneration, "all", sum(&Home::made));
		add(Group::AggregateNetLoad, "all", sum(&Home::net));
		let (shortage, surplus) = (
			sum(&|home, row| home.net(row).max(0.0)),
			sum(&|home, row| (-home.net(row)).max(0.0)),
		);
		if self.retail.len() >= rows {
			add(Group::RetailPrice, "all", self.retail[..rows].to_vec());
			let local = |row: usize| {
				local_price(self.retail[row], self.feed_in, shortage[row], surplus[row])
			};
			add(Group::LocalPrice, "all", each(&local));
		}
		all.sort_by_key(|series| series.group);
		all
	}
}

impl Home {
	fn made(&self, row: usize) -> f64 {
		self.generation.get(row).copied().unwrap_or(0.0)
	}

	fn net(&self, row: usize) -> f64 {
		self.demand[row] - self.made(row)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_local_price_goes_from_retail_to_feed_in_as_surplus_covers_shortage() {
		assert_eq!(local_price(0.25, 0.05, 1000.0, 0.0), 0.25);
		assert!((local_price(0.25, 0.05, 1000.0, 500.0) - 0.15).abs() < 1e-12);
		assert!((local_price(0.25, 0.05, 1000.0, 2000.0) - 0.05).abs() < 1e-12);
		assert!((local_price(0.25, 0.05, 0.0, 0.0) - 0.05).abs() < 1e-12);
	}

	#[test]
	fn a_home_without_panels_has_no_solar_and_no_net_series() {
		let home = |name: &str, generation: Vec<f64>| Home {
			name: name.into(),
			demand: vec![300.0; 24],
			generation,
		};
		let community = Community {
			steps_per_day: 24,
			homes: vec![home("a", vec![]), home("b", vec![100.0; 24])],
			..Default::default()
		};
		let series = community.series();
		let count = |group| series.iter().filter(|s| s.group == group).count();
		assert_eq!((count(Group::HomeDemand), count(Group::HomeSolar)), (2, 1));
		assert_eq!(
			(count(Group::HomeNetLoad), count(Group::RetailPrice)),
			(1, 0)
		);
		let net = series
			.iter()
			.find(|s| s.group == Group::AggregateNetLoad)
			.map(|s| s.values[0]);
		assert_eq!(net, Some(500.0));
	}

	#[test]
	fn the_week_goes_on_from_the_first_day() {
		let community = Community {
			steps_per_day: 24,
			first_weekday: 6,
			..Default::default()
		};
		assert_eq!(
			community.calendar(23),
			Calendar {
				step: 23,
				weekday: 6
			}
		);
		assert_eq!(
			community.calendar(24),
			Calendar {
				step: 0,
				weekday: 0
			}
		);
	}
}
