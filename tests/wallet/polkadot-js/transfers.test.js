import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TOKEN, connect, dev, endow, feePaid, freeBalance, newcomer, only, submit } from '../support/chain.js'

const eve = dev('Eve')
let api
before(async () => { api = await connect() })
after(() => api.disconnect())

test('a transfer moves the amount, and its sender pays the fee that was quoted', async () => {
  const receiver = newcomer()
  const transfer = api.tx.balances.transferKeepAlive(receiver.address, 3n * TOKEN)
  const quoted = (await transfer.paymentInfo(eve)).partialFee.toBigInt()
  const held = await freeBalance(api, eve.address)

  const { events, failure } = await submit(transfer, eve, { final: true })

  assert.equal(failure, null)
  const { from, to, amount } = only(events, 'balances', 'Transfer').data
  assert.deepEqual([from.toString(), to.toString(), amount.toBigInt()], [eve.address, receiver.address, 3n * TOKEN])
  assert.ok(quoted > 0n)
  assert.equal(feePaid(events), quoted)
  assert.equal(await freeBalance(api, receiver.address), 3n * TOKEN)
  assert.equal(await freeBalance(api, eve.address), held - 3n * TOKEN - quoted)
})

test('a transfer beyond the balance fails, and costs no more than its fee', async () => {
  const poor = await endow(api, newcomer(), TOKEN, eve)
  const { events, failure } = await submit(api.tx.balances.transferKeepAlive(eve.address, 2n * TOKEN), poor)

  assert.equal(failure, '{"token":"FundsUnavailable"}')
  assert.equal(await freeBalance(api, poor.address), TOKEN - feePaid(events))
  assert.ok(feePaid(events) > 0n)
})

test('who has no token is refused by the pool', async () => {
  const transfer = api.tx.balances.transferKeepAlive(eve.address, 1n)
  await assert.rejects(submit(transfer, newcomer()), {
    message: '1010: Invalid Transaction: Inability to pay some fees , e.g. account balance too low',
  })
})

test('a new account begins with a nonce that no earlier account of its name can have used', async () => {
  const fresh = newcomer()
  const { block } = await submit(api.tx.balances.transferKeepAlive(fresh.address, TOKEN), eve)
  const { number } = await api.rpc.chain.getHeader(block)
  const nonce = await api.rpc.system.accountNextIndex(fresh.address)
  assert.equal(nonce.toNumber(), number.toNumber() * 16)

  // And needs to know nothing of that to send.
  const { failure } = await submit(api.tx.system.remark('0x01'), fresh)
  assert.equal(failure, null)
})

test('a batch is all or nothing', async () => {
  const receiver = newcomer()
  const credit = async () => (await api.query.billing.accounts(0)).credit.toBigInt()
  const before = await credit()
  const calls = [api.tx.balances.transferKeepAlive(receiver.address, TOKEN), api.tx.billing.topUp(0, 2n * TOKEN)]

  const done = await submit(api.tx.utility.batchAll(calls), eve)
  assert.equal(done.failure, null)
  only(done.events, 'utility', 'BatchCompleted')
  const { point, who, amount, paidDebt, paidReceivable } = only(done.events, 'billing', 'ToppedUp').data
  assert.deepEqual(
    [point.toNumber(), who.toString(), amount.toBigInt()],
    [0, eve.address, 2n * TOKEN],
  )
  const topped = before + amount.toBigInt() - paidDebt.toBigInt() - paidReceivable.toBigInt()
  assert.equal(await credit(), topped)
  assert.equal(await freeBalance(api, receiver.address), TOKEN)

  const undone = await submit(api.tx.utility.batchAll([...calls, api.tx.billing.topUp(0, 0)]), eve)
  assert.equal(undone.failure, 'billing.ZeroAmount: The amount is zero.')
  assert.equal(await credit(), topped)
  assert.equal(await freeBalance(api, receiver.address), TOKEN)
})
