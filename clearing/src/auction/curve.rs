//! What one curve may cost, and when another may take its place.

use super::Side;

/// The most money a curve may need, in base units: `max Z(k) * cost_per_wh(k)` over its ticks, where
/// `Z(k)` is the Wh of the steps up to and at `k`.
///
/// `steps` are (tick index, Wh), best first. A price fills at most the steps that are no worse than
/// it, and of all prices that fill the same steps the worst step's own tick costs most: a bid costs
/// more the higher the price, an ask the lower. So the maximum over the steps is the one over all
/// prices. Nothing is rounded; beyond 2^128 it saturates.
///
/// ```
/// // Case 5 of the settlement specification: 90 Wh at 50 and 60 Wh at 120, R + c = 230.
/// let curve = [(50, 90), (120, 60)];
/// let most = commonwatt_clearing::reserve(curve.into_iter(), |k| 230 - u128::from(k));
/// assert_eq!(most, 16_500);
/// ```
pub fn reserve(steps: impl Iterator<Item = (u16, u64)>, cost_per_wh: impl Fn(u16) -> u128) -> u128 {
	let (_, most) = steps.fold((0u64, 0u128), |(offered, most), (tick, wh)| {
		let offered = offered.saturating_add(wh);
		let cost = u128::from(offered).saturating_mul(cost_per_wh(tick));
		(offered, most.max(cost))
	});
	most
}

/// Whether a curve `new` offers at every tick at least as much as `old` of the same side.
///
/// The steps are (tick index, Wh), best first. A curve offers more only at a step of its own, so it
/// is enough to compare at the ticks of `old`; one pass over both.
///
/// ```
/// use commonwatt_clearing::auction::{covers, Side};
///
/// let old = [(7, 100), (5, 50)];
/// assert!(covers(Side::Buy, &[(8, 100), (6, 60)], &old), "better limits, more Wh");
/// assert!(!covers(Side::Buy, &[(7, 90), (5, 500)], &old), "10 Wh less at 7 and at 6");
/// ```
pub fn covers(side: Side, new: &[(u16, u64)], old: &[(u16, u64)]) -> bool {
	let mut steps = new.iter().peekable();
	let (mut offered, mut needed) = (0u64, 0u64);
	old.iter().all(|&(tick, wh)| {
		needed = needed.saturating_add(wh);
		while let Some((_, more)) = steps.next_if(|(step, _)| !side.is_better(tick, *step)) {
			offered = offered.saturating_add(*more);
		}
		offered >= needed
	})
}
