//! Weather of an interval, and what of it is out of the ordinary.

use crate::{calendar::Week, profile::Profile};
use codec::{Decode, Encode};

/// Weather of an interval, measured or forecast.
#[derive(Clone, Copy, Debug, PartialEq, Encode, Decode)]
pub struct Weather {
	/// Degrees Celsius.
	pub temperature: f32,
	/// Diffuse radiation, W/m².
	pub diffuse: f32,
	/// Direct radiation, W/m².
	pub direct: f32,
}

/// Features that weather gives.
pub(crate) const WEATHER_FEATURES: usize = 5;

/// Rate at which the ordinary weather of a time of day is learned.
const RATE: f32 = 0.05;

/// The ordinary weather of each time of day.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Climate {
	ordinary: [Profile; 3],
	/// Mean temperature, around which heat and cold are told apart.
	mean: f64,
	/// Departure of the temperature in the last day.
	spell: f64,
}

impl Weather {
	/// The weather in a possible range; none where it is not a number.
	pub(crate) fn sane(self) -> Option<Self> {
		let Self {
			temperature,
			diffuse,
			direct,
		} = self;
		let finite = temperature.is_finite() && diffuse.is_finite() && direct.is_finite();
		finite.then(|| Self {
			temperature: temperature.clamp(-100.0, 100.0),
			diffuse: diffuse.clamp(0.0, 2000.0),
			direct: direct.clamp(0.0, 2000.0),
		})
	}

	fn values(self) -> [f64; 3] {
		[
			self.temperature as f64,
			self.diffuse as f64,
			self.direct as f64,
		]
	}
}

impl Climate {
	pub fn new(week: Week) -> Self {
		let ordinary = core::array::from_fn(|_| Profile::new(week, RATE));
		Self {
			ordinary,
			mean: 0.0,
			spell: 0.0,
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		self.ordinary.iter().all(|profile| profile.fits(week))
	}

	/// Departures from the ordinary.
	pub fn features(
		&self,
		week: Week,
		position: usize,
		weather: Weather,
	) -> [f64; WEATHER_FEATURES] {
		let values = weather.values();
		let ordinary: [f64; 3] =
			core::array::from_fn(|i| self.ordinary[i].at(week, position).unwrap_or(values[i]));
		let hot = |temperature: f64| (temperature - self.mean).max(0.0);
		[
			values[0] - ordinary[0],
			values[1] - ordinary[1],
			values[2] - ordinary[2],
			hot(values[0]) - hot(ordinary[0]),
			self.spell,
		]
	}

	pub fn update(&mut self, week: Week, position: usize, weather: Weather) {
		let values = weather.values();
		let known = self.ordinary[0].at(week, position);
		let departure = known.map_or(0.0, |ordinary| values[0] - ordinary);
		self.spell += (departure - self.spell) / week.day() as f64;
		self.mean += (values[0] - self.mean) / (4.0 * week.len() as f64);
		for (profile, value) in self.ordinary.iter_mut().zip(values) {
			profile.update(week, position, value);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ordinary_weather_has_no_departure() {
		let week = Week { steps: 24 };
		let mut climate = Climate::new(week);
		let weather = Weather {
			temperature: 20.0,
			diffuse: 100.0,
			direct: 300.0,
		};
		(0..500).for_each(|t| climate.update(week, t % week.len(), weather));
		assert!(climate
			.features(week, 7, weather)
			.iter()
			.all(|f| f.abs() < 1e-6));
		let hot = climate.features(
			week,
			7,
			Weather {
				temperature: 30.0,
				..weather
			},
		);
		assert!(hot[0] > 9.0 && hot[1].abs() < 1e-3);
	}

	#[test]
	fn weather_that_is_no_number_is_no_weather() {
		let nan = Weather {
			temperature: f32::NAN,
			diffuse: 0.0,
			direct: 0.0,
		};
		assert_eq!(nan.sane(), None);
	}
}
