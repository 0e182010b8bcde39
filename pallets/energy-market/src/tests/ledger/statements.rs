//! Statements: each line of each month, and that they add up to what an account is worth.

use super::*;

/// The lines of a statement that are not empty: Wh and money.
fn lines(month: &Statement) -> BTreeMap<&'static str, (i128, i128)> {
	let line = |line: commonwatt_primitives::statement::Line| (line.wh.into(), line.money as i128);
	let mut lines = BTreeMap::from([
		("imported", (month.imported.into(), 0)),
		("exported", (month.exported.into(), 0)),
		("pool bought", line(month.pool_bought)),
		("pool sold", line(month.pool_sold)),
		("auction bought", line(month.auction_bought)),
		("auction sold", line(month.auction_sold)),
		("supplier bought", line(month.supplier_bought)),
		("supplier sold", line(month.supplier_sold)),
		("gap bought", line(month.gap_bought)),
		("gap sold", line(month.gap_sold)),
		("grid fee", line(month.grid_fee)),
		("undelivered", line(month.undelivered)),
		("topped up", (0, month.topped_up as i128)),
		("gifts", (0, month.gifts as i128)),
		("withdrawn", (0, month.withdrawn as i128)),
		("green", (month.green.into(), 0)),
	]);
	lines.retain(|_, line| *line != (0, 0));
	lines
}

impl World {
	/// Each month of each point has the model's lines, and together they are the account:
	///
	/// `credit - debt - receivable = sum of the months' balances - reserves - holds - sum of R d+`
	///
	/// over the point's orders on a book, its positions that are not delivered, and the funded
	/// shortages in its ring. Reserves and holds leave the credit and are on no statement until they
	/// are paid back (nothing is noted), spent (noted when claimed: price and fee; when not delivered:
	/// the charge) or pay a shortage. A shortage read in time pays R in advance and is noted when it is
	/// settled: `- m k - f k - R (d - k)`, while `(R - f - m) k` is paid back. A surplus is paid and
	/// noted when it is settled. What is late, a gap, or owed to the supplier is noted at once.
	pub fn compare_statements(&self) {
		let mut in_escrow = BTreeMap::<u32, i128>::new();
		for (_, point, order) in crate::Orders::<Test>::iter() {
			*in_escrow.entry(point).or_default() += match order {
				crate::PlacedOrder::Resting { reserve, .. } => reserve as i128,
				crate::PlacedOrder::Filled { hold, .. } => hold as i128,
			};
		}
		for (id, point) in &self.model.points {
			let account = pallet_billing::Accounts::<Test>::get(id);
			let mut months = pallet_billing::Statements::<Test>::get(id).into_inner();
			reach("a month rolls over", !months.is_empty());
			months.push(account.statement);
			for reading in crate::Positions::<Test>::get(id).unsettled {
				let (interval, deviation) = (reading.interval, reading.deviation());
				let result = crate::Results::<Test>::get(point.community as u32, interval);
				let retail = i128::from(result.expect("a ring's intervals are kept").prices.retail);
				*in_escrow.entry(*id).or_default() += retail * i128::from(deviation).max(0);
			}
			let worth = account.credit as i128 - account.debt as i128 - account.receivable as i128;
			let balances: i128 = months.iter().map(Statement::balance).sum();
			let in_escrow = in_escrow.get(id).copied().unwrap_or(0);
			assert_eq!(worth, balances - in_escrow, "the statements of {id} add up");

			let months = months.iter().map(|month| (month.month, lines(month)));
			let months: BTreeMap<_, _> = months.filter(|month| !month.1.is_empty()).collect();
			assert_eq!(months, point.months, "statements of {id}");
		}
	}
}
