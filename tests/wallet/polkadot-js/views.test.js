// What the demo's day left behind, as a wallet reads it: bills, certificates, shares, votes, the treasury.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  COMMUNITY, HOMES, PARK, connect, feePaid, freeBalance, home, only, point, submit,
} from '../support/chain.js'

let api
before(async () => { api = await connect() })
after(() => api.disconnect())

const sum = values => values.reduce((total, value) => total + value, 0n)
const homes = Array.from({ length: HOMES }, (_, index) => home(index + 1))

/** What a month brought a point less what it took, in base units. */
function balance(statement) {
  const money = lines => sum(lines.map(line => statement[line].money.toBigInt()))
  return money(['poolSold', 'auctionSold', 'supplierSold', 'gapSold'])
    + statement.toppedUp.toBigInt() + statement.gifts.toBigInt() - statement.withdrawn.toBigInt()
    - money(['poolBought', 'auctionBought', 'supplierBought', 'gapBought', 'gridFee', 'undelivered'])
}

test('every bill adds up to what is in the account', async () => {
  const hash = await api.rpc.chain.getFinalizedHead()
  const at = await api.at(hash)
  for (let id = 0; id <= PARK; id += 1) {
    const statement = (await at.call.communityApi.statement(id, null)).unwrap()
    const { credit, reserved, debt, receivable } = await at.query.billing.accounts(id)
    const worth = credit.toBigInt() + reserved.toBigInt() - debt.toBigInt() - receivable.toBigInt()
    assert.equal(balance(statement), worth, `point ${id}`)
    const { metered } = (await at.call.communityApi.point(id)).unwrap()
    assert.deepEqual(
      [statement.imported.toBigInt(), statement.exported.toBigInt()],
      [metered.import.toBigInt(), metered.export.toBigInt()],
    )
    assert.ok(worth > 0n)
  }
})

test("a device's certificates are what it gave and nobody took", async () => {
  for (const [id, owner] of [[0, homes[0]], [2, homes[2]]]) {
    const { totals } = (await api.call.certificatesApi.device(id)).unwrap()
    const { metered } = await point(api, id)
    assert.equal(totals.exported.toBigInt(), metered.export.toBigInt())
    const kept = ['unissued', 'lapsed', 'active', 'reserved', 'retired', 'expired', 'withdrawn', 'stored']
    const tradeable = sum(kept.map(name => totals[name].toBigInt()))
    assert.equal(totals.retiredLocally.toBigInt() + totals.uncertified.toBigInt() + tradeable, metered.export.toBigInt())

    const bundles = (await api.call.certificatesApi.certificates(owner.address, null))
      .filter(({ bundle, status }) => bundle.device.eq(id) && status.isActive)
    assert.ok(bundles.length > 0)
    assert.equal(sum(bundles.map(({ quantity }) => quantity.toBigInt())), totals.active.toBigInt())
    for (const { bundle, quantity, rangeEnd, attributes, account } of bundles) {
      assert.equal(account.toString(), owner.address)
      assert.equal(rangeEnd.toBigInt(), bundle.first.toBigInt() + quantity.toBigInt() - 1n)
      assert.equal(attributes.technology.toString(), 'SolarPhotovoltaic')
      const stored = await api.query.certificates.bundles(id, bundle.interval, bundle.first)
      assert.equal(stored.unwrap().quantity.toBigInt(), quantity.toBigInt())
    }
  }
})

test('the certificates that were sold are retired for who bought them', async () => {
  const { page } = await api.call.certificatesApi.retirements(COMMUNITY, 0)
  const [id, record] = page[0]
  assert.equal(id.toNumber(), 0)
  assert.equal(record.bundle.device.toNumber(), 0)
  assert.ok(record.quantity.toNumber() > 0)
  assert.notEqual(record.owner.toString(), homes[0].address)
  assert.ok(homes.some(({ address }) => address === record.owner.toString()))
  const { totals } = (await api.call.certificatesApi.device(0)).unwrap()
  assert.equal(totals.retired.toNumber(), record.quantity.toNumber())
})

test('the shares of all homes are the shares of the park', async () => {
  const [[id, asset, terms]] = await api.call.sharesApi.assets(COMMUNITY)
  assert.equal(id.toNumber(), 0)
  assert.equal(terms.name.toUtf8(), 'solar park')
  assert.equal(asset.phase.toString(), 'Active')
  const held = await Promise.all(homes.map(async ({ address }) => {
    const [mine] = await api.call.sharesApi.shares(COMMUNITY, address)
    return mine ? mine[1].shares.toBigInt() : 0n
  }))
  assert.equal(sum(held), 800n)
  assert.equal(asset.issued.toBigInt(), 800n)
  assert.equal((await api.call.sharesApi.account(0)).toString(), (await point(api, PARK)).owner.toString())
})

test('a holder claims its income, to the unit, once', async () => {
  const unclaimed = async ({ address }) => {
    const [mine] = await api.call.sharesApi.shares(COMMUNITY, address)
    return mine ? mine[1].unclaimed.toBigInt() : 0n
  }
  const holder = home(2)
  const income = await unclaimed(holder)
  assert.ok(income > 0n)
  const before = await freeBalance(api, holder.address)

  const { events, failure } = await submit(api.tx.assetShares.claimIncome(0), holder)

  assert.equal(failure, null)
  const { asset, who, amount } = only(events, 'assetShares', 'IncomeClaimed').data
  assert.deepEqual([asset.toNumber(), who.toString(), amount.toBigInt()], [0, holder.address, income])
  assert.equal(await freeBalance(api, holder.address), before + income - feePaid(events))
  assert.equal(await unclaimed(holder), 0n)

  const again = await submit(api.tx.assetShares.claimIncome(0), holder)
  assert.equal(again.failure, 'assetShares.NothingToClaim: The account has earned nothing since its last claim.')
})

test("the demo's vote is on record: 14 ayes and 3 nays of 18 members", async () => {
  const proposal = (await api.call.governanceApi.proposal(0)).unwrap()
  assert.equal(proposal.stage.toString(), 'Executed')
  const numbers = ['ayes', 'nays', 'abstentions', 'electorate', 'ballots'].map(name => Number(proposal[name]))
  assert.deepEqual(numbers, [14, 3, 0, 18, 17])
  const votes = await Promise.all(homes.map(async ({ address }) => {
    const ballot = (await api.call.governanceApi.ballots(COMMUNITY, address)).find(one => one.proposal.eq(0))
    const stored = (await api.query.communityTreasury.ballots(0, address)).unwrap()
    assert.equal(stored.vote.toString(), ballot.vote.toString())
    return ballot.vote.toString()
  }))
  assert.deepEqual([votes.filter(vote => vote === 'Aye').length, votes.filter(vote => vote === 'Nay').length], [14, 3])
})

test("the treasury's book adds up to the treasury", async () => {
  const hash = await api.rpc.chain.getFinalizedHead()
  const at = await api.at(hash)
  const budget = (await at.call.governanceApi.budget(COMMUNITY)).unwrap()
  const lines = [...budget.total.values()]
  assert.equal(lines.length, 13)
  const received = sum(lines.map(line => line.received.toBigInt()))
  const paid = sum(lines.map(line => line.paid.toBigInt()))
  assert.ok(received > 0n)
  assert.equal(received - paid, budget.treasury.toBigInt())
  assert.equal((await at.query.billing.books(COMMUNITY)).treasury.toBigInt(), budget.treasury.toBigInt())
  const aside = budget.solidarityFund.toBigInt() + budget.patronage.toBigInt()
  assert.equal(budget.free.toBigInt(), budget.treasury.toBigInt() - aside)
})
