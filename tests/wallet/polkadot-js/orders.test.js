import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { u8aToHex } from '@polkadot/util'
import {
  COMMUNITY, MILLI_PER_KWH, TOKEN, connect, dev, endow, feePaid, freeBalance, home, inProgress, newcomer, only, point,
  submit,
} from '../support/chain.js'

// Home 3 and its point; the auction of the example has ticks of 0.001 a kWh and charges 0.02 for what is not taken.
const SPONSOR = dev('Dave')
const OWNER = home(3)
const POINT = 2
const CHARGE = 20n * MILLI_PER_KWH
const bid = (...steps) => ({ side: 'Buy', steps: steps.map(([quantity, limit]) => ({ limit, quantity })) })

let api
let interval
const place = (order, at = interval) => api.tx.energyMarket.placeOrder(POINT, at, order)
const orderFor = async at => (await point(api, POINT)).orders.find(order => order.interval.eq(at))

before(async () => {
  api = await connect()
  const { failure } = await submit(api.tx.billing.topUp(POINT, 50n * TOKEN), SPONSOR)
  assert.equal(failure, null)
  interval = await inProgress(api) + 30
})
after(() => api.disconnect())

test('an owner orders, replaces and cancels, free of charge', async () => {
  const tokens = await freeBalance(api, OWNER.address)
  const credit = (await point(api, POINT)).account.credit.toBigInt()
  const { gridFee } = (await api.call.communityApi.quote(COMMUNITY, interval)).unwrap().prices
  const cost = limit => limit + gridFee.toBigInt() + CHARGE

  // 700 Wh at 0.150 a kWh, 300 more at 0.120.
  const placed = await submit(place(bid([700n, 150n * MILLI_PER_KWH], [300n, 120n * MILLI_PER_KWH])), OWNER)
  assert.equal(placed.failure, null)
  assert.equal(feePaid(placed.events), 0n)
  const event = only(placed.events, 'energyMarket', 'OrderPlaced').data
  const dearest = 700n * cost(150n * MILLI_PER_KWH)
  const all = 1000n * cost(120n * MILLI_PER_KWH)
  const reserve = all > dearest ? all : dearest
  assert.deepEqual(event.toJSON(), [
    COMMUNITY, POINT, interval,
    { side: 'Buy', steps: [{ limit: 150_000_000, quantity: 700 }, { limit: 120_000_000, quantity: 300 }] },
    Number(reserve),
  ])
  const resting = await orderFor(interval)
  assert.equal(resting.reserved.toBigInt(), reserve)
  assert.ok(resting.position.isNone)
  assert.equal((await point(api, POINT)).account.credit.toBigInt(), credit - reserve)

  const replaced = await submit(place(bid([500n, 150n * MILLI_PER_KWH])), OWNER)
  assert.equal(replaced.failure, null)
  const less = 500n * cost(150n * MILLI_PER_KWH)
  assert.equal((await orderFor(interval)).reserved.toBigInt(), less)
  assert.equal((await point(api, POINT)).account.credit.toBigInt(), credit - less)
  const book = (await api.call.communityApi.book(COMMUNITY, interval)).unwrap()
  const level = book.levels.find(({ price }) => price.toBigInt() === 150n * MILLI_PER_KWH)
  assert.equal(level.bid.toNumber(), 500)

  const cancelled = await submit(api.tx.energyMarket.cancelOrder(POINT, interval), OWNER)
  assert.equal(cancelled.failure, null)
  assert.equal(await orderFor(interval), undefined)
  assert.equal((await point(api, POINT)).account.credit.toBigInt(), credit)
  assert.equal(await freeBalance(api, OWNER.address), tokens)
})

test('a trading key without a token orders for its point, and can do nothing else', async () => {
  const key = newcomer()
  const set = await submit(api.tx.energyMarket.setTradingKey(POINT, key.address), OWNER)
  assert.equal(set.failure, null)
  assert.deepEqual(only(set.events, 'energyMarket', 'TradingKeySet').data.toJSON(), [POINT, key.address])
  assert.equal((await point(api, POINT)).tradingKey.unwrap().toString(), key.address)

  const placed = await submit(place(bid([200n, 100n * MILLI_PER_KWH]), interval + 1), key)
  assert.equal(placed.failure, null)
  assert.equal(feePaid(placed.events), 0n)
  assert.equal((await orderFor(interval + 1)).steps[0].quantity.toNumber(), 200)
  assert.equal(await freeBalance(api, key.address), 0n)

  const refused = { message: '1010: Invalid Transaction: Inability to pay some fees , e.g. account balance too low' }
  await assert.rejects(submit(api.tx.energyMarket.setTradingKey(POINT, null), key), refused)
  await assert.rejects(submit(api.tx.billing.withdraw(POINT, 1n), key), refused)

  const revoked = await submit(api.tx.energyMarket.setTradingKey(POINT, null), OWNER)
  assert.equal(revoked.failure, null)
  assert.ok((await point(api, POINT)).tradingKey.isNone)
  await assert.rejects(submit(place(bid([200n, 100n * MILLI_PER_KWH]), interval + 2), key), refused)
})

test('a stranger cannot order, and pays for having tried', async () => {
  const stranger = await endow(api, newcomer(), TOKEN, SPONSOR)
  const { events, failure } = await submit(place(bid([100n, 100n * MILLI_PER_KWH]), interval + 3), stranger)
  assert.equal(
    failure,
    "energyMarket.NotOwnerNorTradingKey: Only the point's owner or its trading key may do this.",
  )
  assert.ok(feePaid(events) > 0n)
  assert.equal(await freeBalance(api, stranger.address), TOKEN - feePaid(events))
  assert.equal(await orderFor(interval + 3), undefined)
})

const refusals = [
  ['a limit between ticks', bid([100n, 100n * MILLI_PER_KWH + 1n]), 4,
    "energyMarket.LimitOffTickGrid: A limit that is not a multiple of the community's tick."],
  ['a limit below what the supplier pays', bid([100n, 10n * MILLI_PER_KWH]), 4,
    'energyMarket.Unfillable: A bid below every price that can result, or an ask above: it could never be filled.'],
  ['limits that rise in a bid', bid([100n, 100n * MILLI_PER_KWH], [100n, 101n * MILLI_PER_KWH]), 4,
    'energyMarket.CurveNotMonotonic: No step, a step without quantity, or limits that do not get worse from step to step.'],
  ['9 Wh', bid([9n, 100n * MILLI_PER_KWH]), 4, 'energyMarket.BelowMinimum: Less than 10 Wh in total.'],
  ['more than its connection carries', bid([1_000_000n, 100n * MILLI_PER_KWH]), 4,
    'energyMarket.AboveCapacity: More than the connection can carry in an interval.'],
  ['an interval too far ahead', bid([100n, 100n * MILLI_PER_KWH]), 90,
    'energyMarket.BeyondHorizon: Orders are taken for intervals up to the horizon.'],
]
test('an order is refused with the reason, and its owner pays nothing', async () => {
  const nonce = (await api.rpc.system.accountNextIndex(OWNER.address)).toNumber()
  const attempts = refusals.map(([, order, ahead], index) =>
    submit(place(order, interval + ahead), OWNER, { nonce: nonce + index }))
  const outcomes = await Promise.all(attempts)
  assert.deepEqual(
    outcomes.map(({ failure }, index) => [refusals[index][0], failure]),
    refusals.map(([what, , , text]) => [what, text]),
  )
  assert.deepEqual(outcomes.map(({ events }) => feePaid(events)), refusals.map(() => 0n))
  assert.equal(await orderFor(interval + 4), undefined)
})

test('an order is refused once its gate is closed', async () => {
  const { failure } = await submit(place(bid([100n, 100n * MILLI_PER_KWH]), await inProgress(api)), OWNER)
  assert.equal(failure, 'energyMarket.GateClosed: Orders for this interval are final.')
})

test('in a batch orders pay the usual fee', async () => {
  const orders = [5, 6].map(ahead => place(bid([100n, 100n * MILLI_PER_KWH]), interval + ahead))
  const { events, failure } = await submit(api.tx.utility.batchAll(orders), OWNER)
  assert.equal(failure, null)
  assert.ok(feePaid(events) > 0n)
  assert.equal(events.filter(event => event.method === 'OrderPlaced').length, 2)
  assert.ok(await orderFor(interval + 5))
  assert.ok(await orderFor(interval + 6))
})

test('a text that a wallet signs is an order when anyone hands it in', async () => {
  const at = interval + 7
  const expires = (await api.query.timestamp.now()).toNumber() + 120_000
  const text = [
    'commonwatt/intent/1', `chain ${api.genesisHash.toHex()}`, `point ${POINT}`, `interval ${at}`,
    'buy 400 Wh at 110000000', 'nonce 0', `expires ${expires}`, '',
  ].join('\n')
  // Extensions wrap what is not a transaction.
  const signature = u8aToHex(OWNER.sign(`<Bytes>${text}</Bytes>`))
  const intent = {
    point: POINT, interval: at, order: bid([400n, 110n * MILLI_PER_KWH]), nonce: 0, expires, signer: OWNER.address,
    signature: { Sr25519: signature },
  }
  const forged = { ...intent, order: bid([401n, 110n * MILLI_PER_KWH]) }

  const { events, failure } = await submit(api.tx.energyMarket.submitIntents(COMMUNITY, [forged, intent]), SPONSOR)
  assert.equal(failure, null)
  const { executed, refused, who } = only(events, 'energyMarket', 'IntentsSubmitted').data
  assert.equal(who.toString(), SPONSOR.address)
  assert.equal(executed.toNumber(), 1)
  assert.deepEqual(refused.toJSON(), [[0, { badSignature: null }]])
  assert.equal((await orderFor(at)).steps[0].quantity.toNumber(), 400)
})
