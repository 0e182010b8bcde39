//! A bundle that something is to be done with, and what stands against it.

use super::{
	bundle::{write_bundle, write_status},
	bundle_of, PALLET,
};
use crate::{
	market_time::MarketTime,
	refusal::Refusal,
	rpc::{Node, Rpc},
	units::{write_price, write_wh},
};
use anyhow::Result;
use commonwatt_primitives::{
	certificate::{BundleId, BundleStatus, BundleView},
	Price, Wh,
};
use commonwatt_runtime::{AccountId, Hash};

/// A bundle that something is to be done with.
pub struct Wanted {
	pub rpc: Rpc,
	block: Hash,
	pub view: BundleView<AccountId>,
}

impl Wanted {
	pub async fn prepare(node: &Node, id: BundleId) -> Result<Self> {
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let view = bundle_of(&rpc, id, block).await?;
		Ok(Self { rpc, block, view })
	}

	/// `3:22:0, 1,500 of 3,000 Wh, Mon 1 August 2005, 22:00 to 23:00`
	pub async fn words(&self, quantity: Option<Wh>) -> Result<String> {
		let time = MarketTime::at(&self.rpc, self.block).await?;
		let all = write_wh(self.view.quantity);
		let amount = match quantity {
			Some(part) if part != self.view.quantity => format!("{} of {all}", write_wh(part)),
			_ => all,
		};
		Ok(format!(
			"{}, {amount} Wh, {}",
			write_bundle(&self.view.bundle),
			time.span_of(self.view.bundle.interval)
		))
	}
}

/// Why a bundle that is not the signer's, or not open, cannot be used.
pub fn ensure_usable(view: &BundleView<AccountId>, signer: &AccountId) -> Result<()> {
	let refuse = |name, detail: String| Err(Refusal::named(PALLET, name).about(detail).into());
	if view.account != *signer {
		return refuse(
			"NotOwner",
			format!("the key is {signer}, the owner is {}", view.account),
		);
	}
	let id = write_bundle(&view.bundle);
	match view.status {
		BundleStatus::Active => Ok(()),
		BundleStatus::Reserved { .. } => refuse("BundleReserved", format!("this is {id}")),
		BundleStatus::Retired { retirement } => {
			refuse("BundleRetired", format!("{id} by statement {retirement}"))
		}
		BundleStatus::Withdrawn => refuse("BundleWithdrawn", format!("this is {id}")),
		BundleStatus::Stored { storage } => {
			refuse("BundleStored", format!("{id} in device {storage}"))
		}
	}
}

/// A part has no more than the bundle.
pub fn ensure_within(view: &BundleView<AccountId>, quantity: Option<Wh>) -> Result<()> {
	match quantity {
		Some(part) if part > view.quantity => Err(Refusal::named(PALLET, "BeyondBundle")
			.about(format!(
				"this is {} Wh, it has {} Wh",
				write_wh(part),
				write_wh(view.quantity)
			))
			.into()),
		_ => Ok(()),
	}
}

/// What a Wh of an offered bundle costs, and that a buyer takes enough of it.
pub fn offered(
	view: &BundleView<AccountId>,
	quantity: Option<Wh>,
	at_most: Option<Price>,
) -> Result<Price> {
	let BundleStatus::Reserved { price, minimum } = view.status else {
		let status = write_status(&view.status);
		let detail = format!("{} is {status}", write_bundle(&view.bundle));
		return Err(Refusal::named(PALLET, "NotOffered").about(detail).into());
	};
	ensure_within(view, quantity)?;
	let quantity = quantity.unwrap_or(view.quantity);
	if quantity < minimum && quantity < view.quantity {
		let detail = format!(
			"this is {} Wh, the least is {} Wh",
			write_wh(quantity),
			write_wh(minimum.min(view.quantity))
		);
		return Err(Refusal::named(PALLET, "BelowMinimum").about(detail).into());
	}
	match at_most {
		Some(most) if most < price => {
			let detail = format!(
				"{} per kWh, you pay at most {}",
				write_price(price),
				write_price(most)
			);
			Err(Refusal::named(PALLET, "PriceAboveMaximum")
				.about(detail)
				.into())
		}
		_ => Ok(price),
	}
}
