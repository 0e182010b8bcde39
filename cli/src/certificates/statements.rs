//! Shows a retirement, proves retirements, checks proofs.

use super::{
	arguments::{Prove, StatementOf, Verify},
	find_device,
	proof::{Proof, Selection},
	retirements::{retirements_of, Statement},
};
use crate::{
	files::ensure_new,
	market_time::MarketTime,
	rpc::{Node, Rpc},
};
use anyhow::{bail, ensure, Result};
use commonwatt_primitives::{certificate::RetirementId, CommunityId};

impl StatementOf {
	pub async fn run(self, node: &Node) -> Result<()> {
		let Self {
			id,
			community,
			proof,
		} = self;
		if let Some(file) = &proof {
			ensure_new(file)?;
		}
		let rpc = Rpc::connect(node).await?;
		// What is proved must stay.
		let (number, block) = rpc.finalised().await?;
		let view = retirements_of(&rpc, community, id, block).await?;
		let found = view.page.iter().find(|(known, _)| *known == id);
		let Some((_, retirement)) = found else {
			bail!(
				"{}",
				unknown_statement(id, view.oldest, view.next, community)
			);
		};
		let device = find_device(&rpc, retirement.bundle.device, block).await?;
		let statement = Statement {
			id,
			retirement,
			time: Some(&MarketTime::at(&rpc, block).await?),
			attributes: device.as_ref().map(|device| &device.attributes),
		};
		print!("{statement}");
		if let Some(file) = proof {
			let selection = Selection::Statements(vec![id]);
			let proof = Proof::of(&rpc, community, selection, (number, block)).await?;
			proof.write(&file)?;
		}
		Ok(())
	}
}

impl Prove {
	pub async fn run(self, node: &Node) -> Result<()> {
		let selection = match self.statements.is_empty() {
			false => Selection::Statements(self.statements),
			true => Selection::Kept {
				bundle: self.bundle,
				beneficiary: self.for_whom.map(|whom| whom.beneficiary()),
			},
		};
		ensure_new(&self.out)?;
		let rpc = Rpc::connect(node).await?;
		// What is proved must stay.
		let (last, block) = rpc.finalised().await?;
		let at = match self.at {
			None => (last, block),
			Some(number) => {
				ensure!(
					number <= last,
					"block {number} is not final yet, the last final one is {last}"
				);
				(number, rpc.block_hash(number).await?)
			}
		};
		let proof = Proof::of(&rpc, self.community, selection, at).await?;
		proof.tell(&proof.check()?);
		proof.write(&self.out)
	}
}

impl Verify {
	pub async fn run(self, node: &Node) -> Result<()> {
		let proof = Proof::read(&self.file)?;
		let proven = proof.check()?;
		proof.ensure_trusted(self.block, self.chain)?;
		proof.tell(&proven);
		if self.ask_node {
			let rpc = Rpc::connect(node).await?;
			return proof.ask(&rpc).await;
		}
		if self.block.is_none() {
			proof.tell_unproved();
		}
		Ok(())
	}
}

pub fn unknown_statement(
	id: RetirementId,
	oldest: RetirementId,
	next: RetirementId,
	community: CommunityId,
) -> String {
	match (id < oldest, next > oldest) {
		(true, _) => format!(
			"statement {id} of community {community} is kept no more, the oldest that is kept is {oldest}: with \
			 an archive node, commonwatt certificates prove {id} --out FILE proves it by the commitment"
		),
		(_, true) => format!(
			"there is no statement {id} of community {community} in the last final block, which has {oldest} \
			 to {}: a retirement of this minute is final soon",
			next - 1
		),
		_ => format!(
			"community {community} has no retirements in the last final block: one of this minute is final \
			 soon"
		),
	}
}
