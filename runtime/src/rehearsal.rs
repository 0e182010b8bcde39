//! Runtimes that networks of tests are upgraded to, and nobody else: a migration over many blocks that passes,
//! one that fails on its way, and its mended successor.
//!
//! | feature | spec version | the meters' storage version |
//! |---|---|---|
//! | `rehearsal` | deployed + 1 | 0 to 1 |
//! | `rehearsal-failing` | deployed + 2 | stays 1: fails in the third block |
//! | `rehearsal-mended` | deployed + 3 | 1 to 2 |
//!
//! The migration re-encodes every meter into what it was, so that a test can compare all of them. The sessions
//! of these runtimes are short.

use crate::{weights::DbWeight, Metering, PointId, Runtime};
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	traits::StorageVersion,
	weights::WeightMeter,
};
use pallet_metering::{Meters, NextPoint};

/// Meters of a step, and there is one step in a block: so few that a small chain takes several blocks too.
const METERS_OF_A_STEP: u32 = 2;
/// The storage version that the meters get.
#[cfg(not(any(feature = "rehearsal-failing", feature = "rehearsal-mended")))]
const TO: u8 = 1;
#[cfg(any(feature = "rehearsal-failing", feature = "rehearsal-mended"))]
const TO: u8 = 2;
/// The step that begins here fails; those before it stay done.
const FAILS_FROM: Option<PointId> = if cfg!(feature = "rehearsal-failing") {
	Some(2 * METERS_OF_A_STEP)
} else {
	None
};

/// Reads each meter and writes it again. The cursor is the next point.
pub struct ReencodeMeters;

impl SteppedMigration for ReencodeMeters {
	type Cursor = PointId;
	type Identifier = MigrationId<19>;

	fn id() -> Self::Identifier {
		MigrationId {
			pallet_id: *b"commonwatt/metering",
			version_from: TO.saturating_sub(1),
			version_to: TO,
		}
	}

	/// No point is registered meanwhile.
	fn max_steps() -> Option<u32> {
		let points = NextPoint::<Runtime>::get();
		Some(points.div_ceil(METERS_OF_A_STEP).saturating_add(1))
	}

	fn step(
		cursor: Option<PointId>,
		meter: &mut WeightMeter,
	) -> Result<Option<PointId>, SteppedMigrationError> {
		// The number of points, and the storage version.
		let always = DbWeight::get().reads_writes(1, 1);
		let each = DbWeight::get().reads_writes(1, 1);
		let required = always.saturating_add(each);
		if !meter.can_consume(required) || meter.try_consume(always).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let mut point = cursor.unwrap_or_default();
		if FAILS_FROM.is_some_and(|from| point >= from) {
			return Err(SteppedMigrationError::Failed);
		}
		let end = NextPoint::<Runtime>::get();
		for _ in 0..METERS_OF_A_STEP {
			if point >= end || meter.try_consume(each).is_err() {
				break;
			}
			Meters::<Runtime>::mutate_extant(point, |_| ());
			point = point.saturating_add(1);
		}
		if point < end {
			return Ok(Some(point));
		}
		StorageVersion::new(TO.into()).put::<Metering>();
		Ok(None)
	}
}
