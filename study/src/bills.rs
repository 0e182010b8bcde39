//! Everybody's bill by plain arithmetic: with the supplier alone, and in the pool without orders.
//!
//! `docs/market.md`: no grid fee, pool share one half, every reading in time. The real runtime bills the
//! same to the unit.

/// m: half way from what the supplier pays to what it asks, rounded down; base units per Wh.
pub fn pool_price(retail: u64, feed_in: u64) -> u64 {
	feed_in + (retail - feed_in) / 2
}

/// Each home's bill of an interval with the supplier alone, base units.
pub fn with_supplier(nets: &[i64], retail: u64, feed_in: u64) -> Vec<i128> {
	let price = |net: i64| if net >= 0 { retail } else { feed_in };
	nets.iter()
		.map(|net| i128::from(*net) * i128::from(price(*net)))
		.collect()
}

/// Each home's bill of an interval in the pool, base units.
pub fn in_pool(nets: &[i64], retail: u64, feed_in: u64) -> Vec<i128> {
	let (short, long) = sums(nets);
	let matched = i128::from(short.min(long));
	let pool_price = i128::from(pool_price(retail, feed_in));
	let (mut short_before, mut long_before) = (0i128, 0i128);
	nets.iter()
		.map(|net| {
			let wh = i128::from(net.unsigned_abs());
			let (side, before, rest_price, sign) = match *net >= 0 {
				true => (i128::from(short), &mut short_before, retail, 1),
				false => (i128::from(long), &mut long_before, feed_in, -1),
			};
			// Cumulative floors: the parts sum to what is matched, whatever the order.
			let floor = |sum: i128| if side == 0 { 0 } else { sum * matched / side };
			let local = floor(*before + wh) - floor(*before);
			*before += wh;
			sign * (pool_price * local + i128::from(rest_price) * (wh - local))
		})
		.collect()
}

/// Sums of the net imports and of the net exports, Wh.
pub fn sums(nets: &[i64]) -> (u64, u64) {
	nets.iter().fold((0, 0), |(short, long), net| {
		(
			short + net.max(&0).unsigned_abs(),
			long + net.min(&0).unsigned_abs(),
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_supplier_asks_retail_and_pays_feed_in() {
		assert_eq!(with_supplier(&[3, -2, 0], 200, 50), [600, -100, 0]);
	}

	#[test]
	fn a_shortage_is_split_in_proportion_by_cumulative_floors() {
		// settlement.md, case 2, without its fee: +333 +334 -500 match 249, 251, 500 at 130.
		let expected = [249 * 130 + 84 * 210, 251 * 130 + 83 * 210, -500 * 130];
		assert_eq!(in_pool(&[333, 334, -500], 210, 50), expected);
	}

	#[test]
	fn in_the_pool_all_bills_together_are_what_the_communitys_meter_costs() {
		for nets in [
			vec![5, 7, -3],
			vec![-5, -7, 3],
			vec![0, 0, 0],
			vec![1, -1, 0],
		] {
			let net: i64 = nets.iter().sum();
			let price = if net >= 0 { 210 } else { 50 };
			let total: i128 = in_pool(&nets, 210, 50).iter().sum();
			assert_eq!(total, i128::from(net) * price, "{nets:?}");
		}
	}
}
