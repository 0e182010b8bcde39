//! What an auction should find, computed another way and without the crate: from single orders,
//! on prices instead of depths.

/// One limit order; `limit` in base units per Wh.
#[derive(Clone, Copy, Debug)]
pub struct Order {
	pub buys: bool,
	pub limit: u64,
	pub wh: u64,
}

/// The most that trade can achieve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Optimum {
	/// What the bids pay at most for the Wh they get, less what the asks want at least.
	pub welfare: i128,
	pub volume: u64,
}

fn sorted(orders: &[Order], buys: bool) -> Vec<Order> {
	let mut side: Vec<_> = orders
		.iter()
		.copied()
		.filter(|order| order.buys == buys)
		.collect();
	side.sort_by_key(|order| order.limit);
	if buys {
		side.reverse();
	}
	side
}

fn gain(bid: u64, ask: u64, wh: u64) -> i128 {
	(i128::from(bid) - i128::from(ask)) * i128::from(wh)
}

/// The best bid with the best ask, as long as neither loses by it.
pub fn greedy(orders: &[Order]) -> Optimum {
	let (mut bids, mut asks) = (sorted(orders, true), sorted(orders, false));
	let (mut i, mut j) = (0, 0);
	let mut optimum = Optimum::default();
	while i < bids.len() && j < asks.len() && bids[i].limit >= asks[j].limit {
		let wh = bids[i].wh.min(asks[j].wh);
		optimum.volume += wh;
		optimum.welfare += gain(bids[i].limit, asks[j].limit, wh);
		bids[i].wh -= wh;
		asks[j].wh -= wh;
		i += usize::from(bids[i].wh == 0);
		j += usize::from(asks[j].wh == 0);
	}
	optimum
}

/// Every way to fill every order by whole Wh, for books of a few orders of a few Wh.
pub fn exhaustive(orders: &[Order]) -> Optimum {
	fn extend(orders: &[Order], bought: u64, sold: u64, welfare: i128) -> Optimum {
		match orders {
			[] if bought == sold => Optimum {
				welfare,
				volume: sold,
			},
			[] => Optimum::default(),
			[order, rest @ ..] => (0..=order.wh)
				.map(|wh| match order.buys {
					true => extend(rest, bought + wh, sold, welfare + gain(order.limit, 0, wh)),
					false => extend(rest, bought, sold + wh, welfare + gain(0, order.limit, wh)),
				})
				.max()
				.unwrap_or_default(),
		}
	}
	extend(orders, 0, 0, 0)
}

fn sum(orders: &[Order], which: impl Fn(&Order) -> bool) -> u64 {
	orders
		.iter()
		.filter(|order| which(order))
		.map(|order| order.wh)
		.sum()
}

/// What uniform prices achieve.
#[derive(Debug)]
pub struct Uniform {
	/// The best of all the prices.
	pub best: Optimum,
	/// The first price of those with the best volume whose strictly higher bids all fit into it.
	pub a: u64,
	/// The last price of those with the best volume whose strictly lower asks all fit into it.
	pub b: u64,
	/// The prices that leave nobody unfilled who is strictly better.
	pub fair: Vec<u64>,
}

/// Tries every price, to the letter of settlement, section 5; `None` if nothing trades at any.
pub fn uniform(orders: &[Order], prices: &[u64]) -> Option<Uniform> {
	let at = |price: u64| {
		let bids: Vec<_> = orders
			.iter()
			.copied()
			.filter(|order| order.buys && order.limit >= price)
			.collect();
		let asks: Vec<_> = orders
			.iter()
			.copied()
			.filter(|order| !order.buys && order.limit <= price)
			.collect();
		// All of them would trade at this price; the scarcer side is the volume.
		let volume = sum(&bids, |_| true).min(sum(&asks, |_| true));
		greedy_value(&bids, volume, true) - greedy_value(&asks, volume, false)
	};
	let volume_at = |price: u64| {
		let bids = sum(orders, |order| order.buys && order.limit >= price);
		let asks = sum(orders, |order| !order.buys && order.limit <= price);
		bids.min(asks)
	};
	let volume = prices.iter().map(|price| volume_at(*price)).max()?;
	if volume == 0 {
		return None;
	}
	let higher = |price: u64| sum(orders, |order| order.buys && order.limit > price);
	let lower = |price: u64| sum(orders, |order| !order.buys && order.limit < price);
	let best: Vec<u64> = prices
		.iter()
		.copied()
		.filter(|price| volume_at(*price) == volume)
		.collect();
	Some(Uniform {
		best: Optimum {
			welfare: prices.iter().map(|price| at(*price)).max()?,
			volume,
		},
		a: best
			.iter()
			.copied()
			.find(|price| higher(*price) <= volume)?,
		b: best
			.iter()
			.copied()
			.rfind(|price| lower(*price) <= volume)?,
		fair: prices
			.iter()
			.copied()
			.filter(|price| {
				let trades = volume_at(*price);
				higher(*price) <= trades && lower(*price) <= trades
			})
			.collect(),
	})
}

/// What the best `wh` of these orders are worth.
fn greedy_value(orders: &[Order], mut wh: u64, buys: bool) -> i128 {
	let mut value = 0;
	for order in sorted(orders, buys) {
		let part = order.wh.min(wh);
		value += gain(order.limit, 0, part);
		wh -= part;
	}
	value
}
