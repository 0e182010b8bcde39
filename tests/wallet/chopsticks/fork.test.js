// Chopsticks: a copy of the living chain in this process, on which anything may be tried.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setupWithServer } from '@acala-network/chopsticks'
import { ApiPromise, WsProvider } from '@polkadot/api'
import {
  COMMUNITY, MILLI_PER_KWH, TOKEN, connect, feePaid, freeBalance, home, inProgress, inWords, newcomer, only, point, url,
} from '../support/chain.js'

const OWNER = home(3)
const POINT = 2

let live
let fork
let api
before(async () => {
  live = await connect()
  const block = (await live.rpc.chain.getFinalizedHead()).toHex()
  fork = await setupWithServer({ endpoint: url, block, host: '127.0.0.1', port: 0, 'build-block-mode': 'Manual' })
  api = await ApiPromise.create({ provider: new WsProvider(`ws://${fork.addr}`), noInitWarn: true })
})
after(async () => {
  await api?.disconnect()
  await fork?.close()
  await live.disconnect()
})

/** Puts a signed transaction into a block of the fork; its events. */
async function build(tx, signer) {
  await tx.signAndSend(signer)
  const { hash } = await fork.chain.newBlock()
  const at = await api.at(hash)
  const { block } = await api.rpc.chain.getBlock(hash)
  const index = block.extrinsics.findIndex(extrinsic => extrinsic.signer.toString() === signer.address)
  const events = (await at.query.system.events())
    .filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(index))
    .map(({ event }) => event)
  const failed = events.find(event => event.section === 'system' && event.method === 'ExtrinsicFailed')
  return { events, failure: failed ? inWords(api.tx.system.remark(''), failed.data.dispatchError) : null }
}

test('a fork goes on by itself, with money that is nowhere else', async () => {
  const rich = newcomer()
  const receiver = newcomer()
  const before = (await api.rpc.chain.getHeader()).number.toNumber()
  await api.rpc('dev_setStorage', {
    System: { Account: [[[rich.address], { providers: 1, data: { free: (5n * TOKEN).toString() } }]] },
  })

  const { events, failure } = await build(api.tx.balances.transferKeepAlive(receiver.address, TOKEN), rich)

  assert.equal(failure, null)
  assert.equal(only(events, 'balances', 'Transfer').data.amount.toBigInt(), TOKEN)
  assert.equal(await freeBalance(api, receiver.address), TOKEN)
  assert.equal(await freeBalance(api, rich.address), 4n * TOKEN - feePaid(events))
  assert.equal((await api.rpc.chain.getHeader()).number.toNumber(), before + 1)
  assert.equal(await freeBalance(live, receiver.address), 0n)
})

test('an order in a fork is on its book, and not on the chain', async () => {
  const interval = await inProgress(api) + 50
  const orderOn = async chain => (await point(chain, POINT)).orders.find(order => order.interval.eq(interval))
  const order = { side: 'Buy', steps: [{ limit: 100n * MILLI_PER_KWH, quantity: 123 }] }

  const placed = await build(api.tx.energyMarket.placeOrder(POINT, interval, order), OWNER)
  assert.equal(placed.failure, null)
  assert.equal(feePaid(placed.events), 0n)
  const { reserve } = only(placed.events, 'energyMarket', 'OrderPlaced').data
  assert.equal((await orderOn(api)).reserved.toBigInt(), reserve.toBigInt())
  assert.equal(await orderOn(live), undefined)

  const late = await build(api.tx.energyMarket.placeOrder(POINT, await inProgress(api), order), OWNER)
  assert.equal(late.failure, 'energyMarket.GateClosed: Orders for this interval are final.')
})

test('time passes as fast as blocks are built: two are an interval', async () => {
  const before = await inProgress(api)
  await fork.chain.newBlock()
  await fork.chain.newBlock()
  assert.equal(await inProgress(api), before + 1)
  assert.ok((await api.call.communityApi.book(COMMUNITY, before + 10)).isSome)
})
