import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hexToU8a } from '@polkadot/util'
import { COMMUNITY, connect, dev, home } from '../support/chain.js'

/** The pallets that no other chain has. */
const OURS = [
  'communities', 'metering', 'billing', 'priceSignals', 'energyMarket', 'certificates', 'assetShares',
  'communityTreasury',
]

let api
before(async () => { api = await connect() })
after(() => api.disconnect())

test('the chain says its name, its token and its addresses', async () => {
  assert.equal(api.runtimeVersion.specName.toString(), 'commonwatt')
  assert.deepEqual(api.registry.chainTokens, ['CWT'])
  assert.deepEqual(api.registry.chainDecimals, [12])
  assert.equal(api.registry.chainSS58, 42)
  assert.equal(api.consts.balances.existentialDeposit.toBigInt(), 1_000_000_000n)
  assert.deepEqual((await api.call.metadata.metadataVersions()).toJSON(), [14, 15, 16])
})

test('all that our pallets store is read and written back with types from the metadata alone', async () => {
  // At one block, for the chain goes on.
  const at = await api.at(await api.rpc.chain.getFinalizedHead())
  const counts = {}
  for (const pallet of OURS) {
    for (const [name, item] of Object.entries(at.query[pallet])) {
      if (!item.creator.meta.type.isMap) continue
      for (const [key, value] of await item.entries()) {
        const again = value.registry.createType(value.toRawType(), value.toU8a())
        assert.deepEqual(again.toU8a(), value.toU8a(), `${pallet}.${name}`)
        assert.deepEqual(hexToU8a(item.key(...key.args)), hexToU8a(key.toHex()), `the key of ${pallet}.${name}`)
        counts[pallet] = (counts[pallet] ?? 0) + 1
      }
    }
  }
  assert.deepEqual(Object.keys(counts), OURS)
  assert.ok(counts.metering > 18 && counts.certificates > 18 && counts.assetShares > 15, JSON.stringify(counts))
})

test('every runtime API of ours is called by its name', async () => {
  const account = home(1).address
  const arguments_ = {
    communityApi: {
      community: [COMMUNITY], interval: [COMMUNITY, 1], point: [0], quote: [COMMUNITY, 1], book: [COMMUNITY, 1],
      statement: [0, null], signals: [COMMUNITY], standingOrders: [0],
    },
    certificatesApi: {
      device: [0], issuance: [0, 1], certificates: [account, null], retirements: [COMMUNITY, 0],
      matching: [0, 0, 10], green: [COMMUNITY, 1],
    },
    sharesApi: { assets: [COMMUNITY], account: [0], shares: [COMMUNITY, account] },
    governanceApi: {
      dao: [COMMUNITY], budget: [COMMUNITY], proposal: [0], proposals: [COMMUNITY, 0, 10],
      ballots: [COMMUNITY, account], reports: [COMMUNITY], supported: [COMMUNITY],
    },
  }
  for (const [name, functions] of Object.entries(arguments_)) {
    assert.deepEqual(Object.keys(api.call[name]), Object.keys(functions), name)
    for (const [method, values] of Object.entries(functions)) {
      const answer = await api.call[name][method](...values)
      assert.ok(answer.toHuman() !== undefined, `${name}.${method}`)
    }
  }
})

test('what is not there is none, and not an error', async () => {
  for (const answer of [
    await api.call.communityApi.community(77), await api.call.communityApi.point(4_000_000_000),
    await api.call.governanceApi.proposal(4_000_000_000), await api.call.certificatesApi.device(4_000_000_000),
  ]) assert.ok(answer.isNone)
  assert.equal((await api.call.sharesApi.shares(COMMUNITY, dev('Ferdie').address)).length, 0)
})

test('our own methods are called by their names, without being registered', async () => {
  const community = await api.rpc('energy_community', COMMUNITY)
  assert.equal(community.name, 'Fontana')
  assert.equal(community.points, 18)
})
