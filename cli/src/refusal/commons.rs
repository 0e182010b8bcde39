//! What a person can do about a refusal of what a community owns and decides together.

pub const CERTIFICATES: &str = "Certificates";
pub const SHARES: &str = "AssetShares";
pub const TREASURY: &str = "CommunityTreasury";
pub const COMMUNITIES: &str = "Communities";

/// What a person can do about an error; `None` if its name says it all.
pub fn next(pallet: &str, error: &str) -> Option<&'static str> {
	match pallet {
		CERTIFICATES => certificates(error),
		SHARES => shares(error),
		TREASURY => treasury(error),
		COMMUNITIES => communities(error),
		_ => None,
	}
}

fn certificates(error: &str) -> Option<&'static str> {
	Some(match error {
		"PointClosed" => "choose another point; commonwatt point N shows whether it is closed",
		"UnknownDevice" => {
			"the issuing authority registers it: commonwatt certificates register, or with --propose a \
			 member proposes it"
		}
		"AlreadyRegistered" => "change it with commonwatt certificates update",
		"DeviceDeregistered" => "register it anew: commonwatt certificates register",
		"DeviceRegistered" => "commonwatt certificates deregister it first",
		"DeviceInUse" => "wait until its records are gone; commonwatt certificates --device N counts them",
		"KindChanged" => "give a technology of the same kind; a device of another kind has a meter of its own",
		"ZeroCapacity" => "give a --capacity above 0",
		"CapacityBeyondMeter" => "give at most the meter's; commonwatt point N shows it",
		"StorageWithoutEfficiency" => "give --efficiency, like 90%",
		"EfficiencyWithoutStorage" => "leave --efficiency out",
		"NothingChanged" => "nothing to do; commonwatt certificates --device N shows what it is",
		"TooManyVersions" => "wait until issuances of earlier versions are gone",
		"UnknownIssuance" => {
			"certificates are known once the interval is settled; commonwatt certificates --device N shows \
			 the device"
		}
		"AlreadyIssued" => "nothing to do; commonwatt certificates --device N --interval T shows them",
		"NothingToIssue" => {
			"what was used next door has no certificates to trade; commonwatt certificates --device N \
			 --interval T shows where every Wh went"
		}
		"BacklogLapsed" => "ask sooner, or have the device issue at settlement: update --automatic",
		"NotOwnerNorAuthority" => "use the key of the point's owner; commonwatt point N shows the owner",
		"UnknownBundle" => "commonwatt certificates lists bundles as device:interval:first",
		"NotOwner" => {
			"use the owner's key; commonwatt certificates --of ADDRESS lists what an account holds"
		}
		"BundleExpired" => "choose a younger one; commonwatt certificates shows when each expires",
		"BundleReserved" => "commonwatt certificates cancel takes the offer back",
		"BundleRetired" | "BundleWithdrawn" | "BundleStored" => {
			"choose another bundle; commonwatt certificates lists them"
		}
		"NotOffered" => {
			"ask its owner to offer it; commonwatt certificates --device N --interval T shows the owner"
		}
		"ZeroQuantity" => "give a --quantity above 0, or none for all",
		"BeyondBundle" => "give a smaller --quantity; commonwatt certificates shows what a bundle has",
		"SplitOfWhole" => "give a smaller --quantity; the whole bundle needs no split",
		"TooManyBundles" => "leave --quantity out: whole bundles move all the same",
		"OwnBundle" => "nothing to do: it is yours",
		"ZeroPrice" => "commonwatt certificates transfer gives it away",
		"PriceTooHigh" => "give a lower price",
		"MinimumBeyondBundle" => "give a smaller --minimum",
		"PriceAboveMaximum" => "give a higher --at-most, or buy another bundle",
		"BelowMinimum" => "give a larger --quantity, or none to buy all",
		"NoConsumptionRecord" => {
			"wait until the point's interval is settled; commonwatt certificates score --point N shows those \
			 that are"
		}
		"BeyondConsumption" => {
			"give a smaller --quantity; commonwatt certificates score --point N shows what is not green"
		}
		"NotStorage" => "give a --storage that is registered as a battery or another storage",
		"NotStorageOwner" => "use the key of the storage's owner, or transfer the bundle to them",
		"NoChargeRecord" => {
			"choose a bundle of an interval that the storage charged in; commonwatt certificates --device N \
			 shows what it holds"
		}
		"BeyondCharge" => {
			"give a smaller --quantity; commonwatt certificates --device N shows what it holds"
		}
		"NotDue" => "wait: nothing has expired",
		_ => return None,
	})
}

fn shares(error: &str) -> Option<&'static str> {
	Some(match error {
		"UnknownAsset" => "commonwatt shares lists the assets of a community",
		"WrongPhase" => "commonwatt shares --asset N shows where it stands",
		"ZeroAmount" => "give more than 0",
		"TooMuchMoney" => "give less",
		"TooManyProposalsOfMember" => "wait until one of them is sold or rejected, or withdraw one",
		"TooManyAssets" => "wait until one is closed or rejected; commonwatt shares lists them",
		"NotProposer" => "use the key of who proposed it; commonwatt shares --asset N shows who",
		"PriceBelowExistentialDeposit" => "let a share cost at least 0.001 tokens",
		"CapsOutOfOrder" => "give a --soft-cap from 1 to the --hard-cap",
		"OfferingPeriodOutOfBounds" => "let it be open for at most 366 days",
		"MaxHoldingIsZero" => "give a --max-holding above 0, or none",
		"NameMissing" => "give a --name",
		"BeneficiaryIsAsset" => "let a person, a company or the community get the proceeds",
		"OfferingEnded" => "anyone closes it: commonwatt shares close",
		"OfferingNotEnded" => "wait until it ends, or everything is sold",
		"Oversubscribed" => "subscribe to fewer, or give --at-most to get what is left",
		"NotSubscribed" => "commonwatt shares --of ADDRESS shows what an account has subscribed to",
		"NotEnoughShares" => "commonwatt shares --of ADDRESS shows what an account has",
		"NotOnAllowList" => "ask the operator to allow it: commonwatt shares allow",
		"HoldingTooLarge" => "give fewer; commonwatt shares --asset N shows the most of one holder",
		"PoolNotAllowed" => "transfer them to an account; the terms let none into a pool",
		"AssetsHoldNoShares" => "choose another account",
		"NoSuchAccount" => "send it a few tokens first",
		"SharesLocked" => "wait; commonwatt shares --asset N shows until when",
		"AssetIsFrozen" | "HoldingIsFrozen" => "ask the operator about the order; income goes on",
		"PoolHoldsForOthers" => "freeze the asset: its pool stops with it",
		"NotFrozen" | "AlreadyFrozen" | "AlreadyAllowed" => {
			"nothing to do; commonwatt shares --asset N shows how it is"
		}
		"IssuedByOfferingsOnly" | "NotBurnedByTransfers" => "use commonwatt shares, or another market",
		"UnknownPoint" => "points are numbered from 0; commonwatt point N shows one",
		"NotThePointOfTheAsset" => {
			"register or transfer the point to the asset's account, which commonwatt shares --asset N shows"
		}
		"PointIsAttached" => "commonwatt shares detach it first",
		"AssetIsUnsettled" => {
			"the operator closes its point (close_point), anyone collects and removes it; then detach and liquidate"
		}
		"NoPointAttached" => "the operator attaches one: commonwatt shares attach",
		"NothingToCollect" => "wait until its point has earned; commonwatt point N shows what is free",
		"NothingToClaim" => "wait for income; commonwatt shares shows what is unclaimed",
		"UpkeepReserveTooSmall" => "commonwatt shares --asset N shows what is laid by",
		"TooManyAllowed" => "take somebody off the list first: commonwatt shares disallow",
		"BuyBackAlreadyOver" => "give a longer --for",
		"NoBuyBack" => "commonwatt shares --asset N shows the offer, if there is one",
		"PriceBelowMinimum" => "give a lower --at-least, or keep the shares",
		"BuyBackTooSmall" => "sell fewer",
		"BuyBackNotOver" => "wait until it is over, or use the operator's key",
		"HolderMayHold" => "only who is no active member any more is bought out",
		"PoolStillOpen" => "wait until the pool closes; commonwatt shares --asset N shows when",
		"TooManyRecords" => "close proposals in which its shares vote: commonwatt dao close",
		_ => return None,
	})
}

fn treasury(error: &str) -> Option<&'static str> {
	Some(match error {
		"UnknownCommunity" => "communities are numbered from 0",
		"NoDao" => "the operator sets it up: commonwatt dao establish",
		"AlreadyEstablished" => "members change its rules: commonwatt dao propose rules",
		"NotDao" => "propose it: commonwatt dao propose",
		"NotMember" => "members admit one: commonwatt dao propose admit ADDRESS",
		"MemberSuspended" => "ask the community to reinstate the member",
		"CallFiltered" => {
			"a community decides its own affairs: its members, rules, money, certificates and assets, one or \
			 several with batch_all"
		}
		"CallTooLong" | "CallTooHeavy" => "propose it in parts",
		"TooManyOpenProposals" => "close those that are over: commonwatt dao lists them",
		"TooManyOpenProposalsOfMember" => {
			"wait until one of yours is closed, or let another member propose it"
		}
		"TooManyProposals" => "remove finished ones: commonwatt dao tidy ID",
		"UnknownProposal" => "commonwatt dao lists the proposals that are kept",
		"VotingClosed" => "commonwatt dao --proposal ID shows how it ended",
		"VotingOpen" => "wait until the vote ends, or nobody could change its result",
		"ExecutionWindowOpen" => "commonwatt dao execute it",
		"AlreadyFinished" => "nothing to do; commonwatt dao tidy removes it",
		"NotFinished" => "wait until it is rejected, executed or expired",
		"NobodyLeft" => "admit or reinstate a member first",
		"NotApproved" => "commonwatt dao --proposal ID shows where it stands",
		"TooEarly" => "wait for the end of the enactment delay",
		"TooLate" => "propose it anew",
		"LengthBoundTooLow" | "WeightBoundTooLow" => "try again with a tool of the same version as the chain",
		"AdmittedAfterOpening" => "vote on the next proposals",
		"NoWeight" => {
			"you have no shares of the asset, or your points metered nothing: commonwatt dao shows whose votes \
			 count"
		}
		"PointsDoNotVote" => "leave --points out",
		"UnknownPoint" => "points are numbered from 0; commonwatt point N shows one",
		"NotPointOwner" => "give points that the voter owns; commonwatt point N shows the owner",
		"PointCounted" => "leave that point out",
		"VotedDirectly" => "leave that member out",
		"NotDelegated" => "a member delegates with commonwatt dao delegate",
		"DelegatedAfterOpening" => "vote for them on the next proposals",
		"NobodyToVoteFor" => "give --for ADDRESS",
		"DelegatedToOneself" => "without a delegation you vote yourself: nothing to do",
		"DelegationAlive" => "who delegated ends it: commonwatt dao undelegate",
		"VotingPeriodOutsideLimits"
		| "EnactmentDelayOutsideLimits"
		| "ExecutionWindowOutsideLimits"
		| "QuorumOutsideLimits"
		| "ApprovalOutsideLimits"
		| "SlashBelowTooHigh"
		| "DepositOutsideLimits"
		| "PeriodOutsideLimits" => "commonwatt dao propose rules says what each may be",
		"FeeBoundsCrossed" => "give a --highest-fee of at least the lowest",
		"FeeStepOutsideBounds" => "give a --fee-step above 0",
		"SharesAboveOne" => "let the parts be 100% together at most",
		"ZeroAmount" => "give more than 0",
		"SpendingCapReached" => {
			"wait for the next budget period, or spend less: commonwatt dao shows what may be spent"
		}
		"NeverPaid" => "give --every and --times of at least 1",
		"TooManyRecurringSpends" => "end one first",
		"UnknownRecurringSpend" => "choose one that is there",
		"TooManySupportedPoints" => "support one point less first",
		"NotSupported" => "commonwatt dao lists the points that are supported",
		"MonthRefunded" => "choose a later month",
		"MonthNotMetered" => "choose a finished month that the chain remembers",
		"RefundTooSmall" => "refund more",
		"TooManyRefunds" => "wait until one is over; commonwatt dao lists them",
		"NoRefund" => "commonwatt dao lists the refunds that can be claimed",
		"RefundClosed" => "nothing to do: what was not claimed is the community's again",
		"RefundOpen" => "wait until it is over",
		"AlreadyClaimed" => "nothing to do: it is in the point's credit",
		"NothingMetered" => "nothing to do: the refund goes by the energy metered",
		"NoAutopilot" => "nothing to do; commonwatt dao propose autopilot sets one",
		_ => return None,
	})
}

fn communities(error: &str) -> Option<&'static str> {
	Some(match error {
		"UnknownCommunity" => "communities are numbered from 0",
		"NotOperator" => {
			"use the operator's key; if the community governs itself, propose it: --propose WHY, or commonwatt \
			 dao propose"
		}
		"AlreadyMember" => "nothing to do",
		"NotMember" => "members admit one: commonwatt dao propose admit ADDRESS",
		"MemberSuspended" => "ask the community to reinstate the member",
		"MemberNotSuspended" => "suspend the member first; commonwatt dao propose remove does both",
		"MemberHasObligations" => {
			"close and settle its points, shares and proposals first; the proposal may be tried again"
		}
		"RulesReachOpenInterval" => "propose it anew, from a later interval: --from",
		"TooManyRuleVersions" => "wait until earlier versions are needed no more",
		"GridFeeAboveBound" => "give a lower fee",
		_ => return None,
	})
}
