// polkadot-api (PAPI), with descriptors that its own generator made from the node's metadata.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { createClient } from 'polkadot-api'
import { getPolkadotSigner, withMetadataHash } from 'polkadot-api/signer'
import { getWsProvider } from 'polkadot-api/ws'
import { commonwatt } from '../.papi/descriptors/dist/index.js'
import { COMMUNITY, MILLI_PER_KWH, TOKEN, dev, home, newcomer, url } from '../support/chain.js'

const OWNER = home(1)
const POINT = 0
const SPONSOR = dev('Ferdie//stash')
const signer = account => getPolkadotSigner(account.publicKey, 'Sr25519', bytes => account.sign(bytes))

let client
let api
before(() => {
  client = createClient(getWsProvider(url))
  api = client.getTypedApi(commonwatt)
})
after(() => client.destroy())

test('the descriptors were generated from the runtime on chain', async () => {
  const config = JSON.parse(await readFile(new URL('../.papi/polkadot-api.json', import.meta.url)))
  const code = '0x3a636f6465'
  assert.equal(config.entries.commonwatt.codeHash, await client._request('state_getStorageHash', [code]))
  assert.equal((await api.constants.System.Version()).spec_name, 'commonwatt')
})

test('a transfer is signed, final, and its event is typed', async () => {
  const receiver = newcomer()
  const transfer = api.tx.Balances.transfer_keep_alive({
    dest: { type: 'Id', value: receiver.address }, value: 2n * TOKEN,
  })
  const done = await transfer.signAndSubmit(signer(SPONSOR))
  assert.equal(done.ok, true)
  const [{ from, to, amount }] = api.event.Balances.Transfer.filter(done.events).map(({ payload }) => payload)
  assert.deepEqual([from, to, amount], [SPONSOR.address, receiver.address, 2n * TOKEN])
  assert.equal((await api.query.System.Account.getValue(receiver.address)).data.free, 2n * TOKEN)
})

test('an owner orders free of charge, and reads the order back', async () => {
  const topped = await api.tx.Billing.top_up({ point: POINT, amount: 50n * TOKEN }).signAndSubmit(signer(SPONSOR))
  assert.equal(topped.ok, true)
  const tokens = (await api.query.System.Account.getValue(OWNER.address)).data.free
  const { in_progress } = await api.apis.CommunityApi.community(COMMUNITY)
  const interval = in_progress + 40
  const steps = [{ limit: 140n * MILLI_PER_KWH, quantity: 250n }]
  const order = { side: { type: 'Buy', value: undefined }, steps }

  const done = await api.tx.EnergyMarket.place_order({ point: POINT, interval, order }).signAndSubmit(signer(OWNER))

  assert.equal(done.ok, true)
  const [placed] = api.event.EnergyMarket.OrderPlaced.filter(done.events).map(({ payload }) => payload)
  assert.deepEqual([placed.community, placed.point, placed.interval], [COMMUNITY, POINT, interval])
  assert.deepEqual([placed.order.side.type, placed.order.steps], ['Buy', steps])
  const { prices } = await api.apis.CommunityApi.quote(COMMUNITY, interval)
  assert.equal(placed.reserve, 250n * (160n * MILLI_PER_KWH + prices.grid_fee))
  const { orders } = await api.apis.CommunityApi.point(POINT)
  assert.equal(orders.find(one => one.interval === interval).reserved, placed.reserve)
  assert.equal((await api.query.System.Account.getValue(OWNER.address)).data.free, tokens)
})

test('a bad order says what is wrong with it', async () => {
  const { in_progress } = await api.apis.CommunityApi.community(COMMUNITY)
  const order = {
    side: { type: 'Buy', value: undefined }, steps: [{ limit: 140n * MILLI_PER_KWH + 1n, quantity: 250n }],
  }
  const done = await api.tx.EnergyMarket.place_order({ point: POINT, interval: in_progress + 41, order })
    .signAndSubmit(signer(OWNER))
  assert.equal(done.ok, false)
  assert.deepEqual(
    [done.dispatchError.type, done.dispatchError.value.type, done.dispatchError.value.value.type],
    ['Module', 'EnergyMarket', 'LimitOffTickGrid'],
  )
})

test('a bill adds up', async () => {
  const at = (await client.getFinalizedBlock()).hash
  const bill = await api.apis.CommunityApi.statement(3, undefined, { at })
  const { credit, reserved, debt, receivable } = await api.query.Billing.Accounts.getValue(3, { at })
  const brought = bill.pool_sold.money + bill.auction_sold.money + bill.supplier_sold.money + bill.gap_sold.money
    + bill.topped_up + bill.gifts
  const took = bill.pool_bought.money + bill.auction_bought.money + bill.supplier_bought.money + bill.gap_bought.money
    + bill.grid_fee.money + bill.undelivered.money + bill.withdrawn
  assert.ok(took > 0n)
  assert.equal(brought - took, credit + reserved - debt - receivable)
})

test('certificates are read with all that they say', async () => {
  const at = (await client.getFinalizedBlock()).hash
  const bundles = await api.apis.CertificatesApi.certificates(home(3).address, undefined, { at })
  const { totals } = await api.apis.CertificatesApi.device(2, { at })
  assert.ok(bundles.length > 0)
  assert.equal(bundles.reduce((sum, { quantity }) => sum + quantity, 0n), totals.active)
  for (const { bundle, status, attributes, lineage } of bundles) {
    assert.equal(bundle.device, 2)
    assert.equal(status.type, 'Active')
    assert.equal(attributes.energy_source.type, 'Solar')
    assert.match(String(lineage.asHex?.() ?? lineage), /^0x[0-9a-f]{64}$/)
  }
})

test('the metadata has a digest, and this build refuses who signs for it', async () => {
  const info = { decimals: 12, tokenSymbol: 'CWT' }
  const remark = api.tx.System.remark({ remark: new Uint8Array([1]) })
  await assert.rejects(remark.signAndSubmit(withMetadataHash(info, signer(SPONSOR))), error => {
    assert.deepEqual([error.error.type, error.error.value.type], ['Unknown', 'CannotLookup'])
    return true
  })
})
