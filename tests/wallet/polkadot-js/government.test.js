import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { blake2AsHex } from '@polkadot/util-crypto'
import {
  COMMUNITY, MILLI_PER_KWH, connect, dev, eventually, home, inProgress, newcomer, endow, TOKEN, only, submit,
} from '../support/chain.js'

const SPONSOR = dev('Eve//stash')
/** Orders and rules reach so far ahead. */
const HORIZON = 96
/** Homes 4 to 16; the others sign in other files. */
const homes = Array.from({ length: 13 }, (_, index) => home(index + 4))
const AYES = 10

let api
before(async () => { api = await connect() })
after(() => api.disconnect())

const fee = async interval =>
  (await api.call.communityApi.quote(COMMUNITY, interval)).unwrap().prices.gridFee.toBigInt()

/** The newest rules with another fee in every cell, from an interval on. */
async function rulesWithFee(gridFee) {
  const versions = await api.query.communities.ruleVersions(COMMUNITY)
  const newest = versions[versions.length - 1]
  const rules = (await api.query.communities.ruleBook(COMMUNITY, newest.version)).unwrap().toJSON()
  rules.cells = rules.cells.map(cell => ({ ...cell, gridFee }))
  const soonest = await inProgress(api) + HORIZON + 20
  const from = Math.max(soonest, newest.from.toNumber() + 1)
  return { from, call: api.tx.communities.announceRules(COMMUNITY, from, rules) }
}

test('members change the grid fee: proposed, voted, closed, enacted, and read back', async () => {
  const proposer = homes[4]
  const gridFee = 12n * MILLI_PER_KWH + (BigInt(await inProgress(api)) % 5n) * MILLI_PER_KWH
  const { from, call } = await rulesWithFee(gridFee)
  const before = await fee(from - 1)
  assert.notEqual(before, gridFee)
  const description = blake2AsHex('Another fee for the cables between us.')
  const deposit = (await api.call.governanceApi.dao(COMMUNITY)).unwrap().rules.deposit.toBigInt()

  const proposed = await submit(api.tx.communityTreasury.propose(COMMUNITY, call, description), proposer)
  assert.equal(proposed.failure, null)
  const event = only(proposed.events, 'communityTreasury', 'Proposed').data
  const id = event.proposal.toNumber()
  assert.equal(event.proposer.toString(), proposer.address)
  assert.equal(event.callHash.toHex(), call.method.hash.toHex())
  assert.equal(event.description.toHex(), description)
  const held = async () => (await api.query.system.account(proposer.address)).data.reserved.toBigInt()
  assert.equal(await held(), deposit)
  // Who votes can read what on.
  const open = (await api.call.governanceApi.proposal(id)).unwrap()
  const asked = api.registry.createType('Call', open.call)
  assert.equal(`${asked.section}.${asked.method}`, 'communities.announceRules')
  assert.equal(asked.args[1].toNumber(), from)

  const stranger = await endow(api, newcomer(), TOKEN, SPONSOR)
  const votes = [
    ...homes.map((voter, index) => submit(api.tx.communityTreasury.vote(id, index < AYES ? 'Aye' : 'Nay', []), voter)),
    submit(api.tx.communityTreasury.vote(id, 'Aye', []), stranger),
  ]
  const outcomes = await Promise.all(votes)
  assert.deepEqual(outcomes.slice(0, homes.length).map(({ failure }) => failure), homes.map(() => null))
  const voted = only(outcomes[0].events, 'communityTreasury', 'Voted').data
  assert.deepEqual(
    [voted.proposal.toNumber(), voted.who.toString(), voted.vote.toString(), voted.weight.toNumber()],
    [id, homes[0].address, 'Aye', 1],
  )
  assert.equal(
    outcomes[homes.length].failure, 'communityTreasury.NotMember: The account is no member of this community.',
  )

  const closed = await submit(api.tx.communityTreasury.close(id), SPONSOR)
  assert.equal(closed.failure, null)
  const { approved, tally, slashed } = only(closed.events, 'communityTreasury', 'Closed').data
  assert.ok(approved.isTrue)
  assert.deepEqual([tally.ayes.toNumber(), tally.nays.toNumber(), slashed.toNumber()], [AYES, homes.length - AYES, 0])
  assert.equal(await held(), 0n)

  const { stage } = (await api.call.governanceApi.proposal(id)).unwrap()
  const executableFrom = stage.asApproved.from.toNumber()
  await eventually(api, 'the end of the delay', async () =>
    (await api.rpc.chain.getHeader()).number.toNumber() >= executableFrom)
  const { weight } = await call.paymentInfo(SPONSOR)
  const execute = api.tx.communityTreasury.execute(id, weight, call.method.encodedLength)
  const executed = await submit(execute, SPONSOR, { final: true })
  assert.equal(executed.failure, null)
  assert.ok(only(executed.events, 'communityTreasury', 'Dispatched').data.result.isOk)

  assert.equal(await fee(from - 1), before)
  assert.equal(await fee(from), gridFee)
  assert.equal((await api.call.governanceApi.proposal(id)).unwrap().stage.toString(), 'Executed')
  const ballots = await api.call.governanceApi.ballots(COMMUNITY, homes[12].address)
  assert.equal(ballots.find(ballot => ballot.proposal.eq(id)).vote.toString(), 'Nay')
})

test('what is not an affair of the community cannot be proposed', async () => {
  const transfer = api.tx.balances.transferKeepAlive(SPONSOR.address, 1n)
  const { failure } = await submit(
    api.tx.communityTreasury.propose(COMMUNITY, transfer, blake2AsHex('Mine.')), homes[5],
  )
  assert.match(failure, /^communityTreasury\.CallFiltered: /)
})
