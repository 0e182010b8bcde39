//! Bundles are sold for tokens at the price their owner asks.

use crate::{Config, Error, Event, Pallet};
use commonwatt_primitives::{
	certificate::{BundleId, BundleStatus},
	money, Price, Wh, MAX_PRICE,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{fungible::Mutate, tokens::Preservation},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_offer(
		who: &T::AccountId,
		id: BundleId,
		price: Price,
		minimum: Wh,
	) -> DispatchResult {
		let bundle = Self::active_bundle_of(who, &id)?;
		ensure!(price > 0, Error::<T>::ZeroPrice);
		ensure!(price <= MAX_PRICE, Error::<T>::PriceTooHigh);
		let quantity = bundle.quantity;
		let can_be = (1..=quantity).contains(&minimum);
		ensure!(can_be, Error::<T>::MinimumBeyondBundle);
		Self::set_status(&id, bundle, BundleStatus::Reserved { price, minimum });
		Self::deposit_event(Event::BundleOffered {
			bundle: id,
			quantity,
			price,
			minimum,
		});
		Ok(())
	}

	pub(crate) fn do_cancel_offer(who: &T::AccountId, id: BundleId) -> DispatchResult {
		let bundle = Self::valid_bundle(&id)?;
		ensure!(bundle.owner == *who, Error::<T>::NotOwner);
		match bundle.status {
			BundleStatus::Reserved { .. } => (),
			ref other => return Err(Self::why_final(other)),
		}
		Self::set_status(&id, bundle, BundleStatus::Active);
		Self::deposit_event(Event::OfferCancelled { bundle: id });
		Ok(())
	}

	pub(crate) fn do_buy(
		who: &T::AccountId,
		id: BundleId,
		quantity: Option<Wh>,
		max_price: Price,
	) -> DispatchResult {
		let bundle = Self::valid_bundle(&id)?;
		let (price, minimum) = match bundle.status {
			BundleStatus::Reserved { price, minimum } => (price, minimum),
			ref other => return Err(Self::why_final(other)),
		};
		ensure!(bundle.owner != *who, Error::<T>::OwnBundle);
		ensure!(price <= max_price, Error::<T>::PriceAboveMaximum);
		let wanted = quantity.unwrap_or(bundle.quantity);
		ensure!(
			wanted == 0 || wanted >= minimum.min(bundle.quantity),
			Error::<T>::BelowMinimum
		);
		let seller = bundle.owner.clone();
		let (part, bundle) = Self::part_of(id, bundle, quantity, who)?;
		let quantity = bundle.quantity;
		let paid = money(price, quantity);
		T::Currency::transfer(who, &seller, paid, Preservation::Expendable)?;
		Self::hand_over(&part, bundle, who);
		Self::deposit_event(Event::BundleBought {
			bundle: part,
			quantity,
			seller,
			buyer: who.clone(),
			price,
			paid,
		});
		Ok(())
	}
}
