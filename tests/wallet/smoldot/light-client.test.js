// smoldot: a light client that knows the chain's specification and nothing else, and believes no node.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { createClient } from 'polkadot-api'
import { getSmProvider } from 'polkadot-api/sm-provider'
import { start } from 'smoldot'
import { commonwatt } from '../.papi/descriptors/dist/index.js'
import { connect } from '../support/chain.js'

const POINT = 3

/** The raw specification, with the node as it says it can be reached over websockets. */
async function specification(node) {
  const file = process.env.COMMONWATT_SPEC
  if (!file) throw new Error('COMMONWATT_SPEC names no raw chain spec: run scripts/test-wallet, which writes one')
  const addresses = (await node.rpc.system.localListenAddresses()).map(String)
  const bootNodes = addresses.filter(address => address.includes('/ws/'))
  assert.ok(bootNodes.length > 0, `the node listens on no websocket address: ${addresses}`)
  return { ...JSON.parse(await readFile(file, 'utf8')), bootNodes }
}

let node
let smoldot
const clients = []
before(async () => {
  node = await connect()
  smoldot = start({ maxLogLevel: 1 })
})
after(async () => {
  for (const client of clients) client.destroy()
  await smoldot.terminate()
  await node.disconnect()
})

function follow(spec) {
  const client = createClient(getSmProvider(() => smoldot.addChain({ chainSpec: JSON.stringify(spec) })))
  clients.push(client)
  return client
}

test('it follows finality, and proves a bill', { timeout: 180_000 }, async () => {
  const client = follow(await specification(node))
  const finalized = await new Promise((resolve, reject) => {
    const seen = []
    const subscription = client.finalizedBlock$.subscribe({
      next: block => {
        // Later than what it began with, and than the next.
        seen.push(block)
        if (seen.length < 3) return
        queueMicrotask(() => subscription.unsubscribe())
        resolve(seen)
      },
      error: reject,
    })
  })
  for (const { number, hash } of finalized) {
    assert.equal((await node.rpc.chain.getBlockHash(number)).toHex(), hash)
  }
  assert.ok(finalized[0].number > 40)
  assert.ok(finalized[2].number > finalized[1].number && finalized[1].number > finalized[0].number)

  const at = finalized[2].hash
  const api = client.getTypedApi(commonwatt)
  // A storage item with its proof, and a runtime call that is executed here on storage with a proof.
  const account = await api.query.Billing.Accounts.getValue(POINT, { at })
  const bill = await api.apis.CommunityApi.statement(POINT, undefined, { at })

  const there = await node.at(at)
  const stored = await there.query.billing.accounts(POINT)
  assert.equal(account.credit, stored.credit.toBigInt())
  const statement = (await there.call.communityApi.statement(POINT, null)).unwrap()
  assert.equal(bill.imported, statement.imported.toBigInt())
  assert.equal(bill.topped_up, statement.toppedUp.toBigInt())
  assert.equal(bill.supplier_bought.money, statement.supplierBought.money.toBigInt())
  const brought = bill.pool_sold.money + bill.auction_sold.money + bill.supplier_sold.money + bill.gap_sold.money
    + bill.topped_up + bill.gifts
  const took = bill.pool_bought.money + bill.auction_bought.money + bill.supplier_bought.money + bill.gap_bought.money
    + bill.grid_fee.money + bill.undelivered.money + bill.withdrawn
  assert.ok(took > 0n)
  assert.equal(brought - took, account.credit + account.reserved - account.debt - account.receivable)
})

test('with the specification of another chain it believes the node nothing', async () => {
  const spec = await specification(node)
  // Another genesis: an item more in its state.
  spec.genesis.raw.top['0x00'] = '0x00'
  const client = follow(spec)
  const highest = await new Promise((resolve, reject) => {
    let number = 0
    const subscription = client.finalizedBlock$.subscribe({
      next: block => { number = Math.max(number, block.number) }, error: reject,
    })
    setTimeout(() => { subscription.unsubscribe(); resolve(number) }, 20_000)
  })
  assert.equal(highest, 0)
})
