// Four validators finalise one chain, with one of them killed, and again after two were.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect, counts, finalised, finalityStands, moreFinal, ownSlot, photograph, sameChain, until } from './lib/chain.mjs'
import { Community } from './lib/community.mjs'
import { record } from './lib/faults.mjs'
import { ensureNetwork, isRunning, names, network, url } from './lib/nodes.mjs'
import { account } from './lib/transactions.mjs'

let apis
let community

before(async () => {
  await ensureNetwork()
  apis = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await connect(url(name))])))
  community = await Community.found(apis.full)
  community.run(apis.full)
})

after(async () => {
  await community?.stop()
  await Promise.all(Object.values(apis).map((api) => api.disconnect()))
})

// That what was final before still is, on all nodes, and that nothing that was counted then is gone.
async function nothingLost(photo) {
  for (const [name, api] of Object.entries(apis)) {
    assert.equal((await api.rpc.chain.getBlockHash(photo.number)).toHex(), photo.hash, `block ${photo.number} of ${name}`)
  }
  assert.deepEqual(await counts(apis.full, photo.hash), photo.counts)
  const now = (await photograph(apis.full)).counts
  assert.equal(now.issuance, photo.counts.issuance)
  for (const what of ['accounts', 'issuances', 'bundles', 'points', 'import', 'export']) {
    assert.ok(now[what] >= photo.counts[what], `${what}: ${photo.counts[what]} before, ${now[what]} after`)
  }
  return now
}

test('all nodes finalise the same chain', async () => {
  const { from, took } = await moreFinal(apis.full, 5)
  const { height, hashes, roots } = await sameChain(Object.values(apis))
  assert.ok(height >= from)
  assert.equal(hashes.size, 1)
  assert.equal(roots.size, 1)
  record('no fault', `five nodes have the same block and state at height ${height}; 5 blocks became final in ${took.toFixed(0)} s`, 'nothing')
})

test('one validator is killed in mid-block: blocks and finality go on, and it catches up', async () => {
  const photo = await photograph(apis.full)
  await ownSlot(apis.full, account('//Bob').address)
  await network('kill', 'bob')
  assert.equal(isRunning('bob'), false)
  const { took } = await moreFinal(apis.full, 4)
  await network('start', 'bob')
  const height = await finalised(apis.full)
  const caughtUp = await until('bob has caught up', 60, async () => (await finalised(apis.bob).catch(() => 0)) >= height)
  const { hashes } = await sameChain(Object.values(apis))
  assert.equal(hashes.size, 1)
  await nothingLost(photo)
  record('one of four validators killed (kill -9) in its own slot',
    `4 further blocks final in ${took.toFixed(0)} s without it; started again it caught up in ${caughtUp.toFixed(0)} s`, 'nothing')
})

test('two validators are killed: finality stops, resumes after their restart, and nothing is lost', async () => {
  await until('something is certified', 120, async () => (await photograph(apis.full)).counts.bundles > 0)
  const photo = await photograph(apis.full)
  await network('kill', 'charlie')
  await network('kill', 'dave')
  const stood = await finalityStands(apis.full, 36)
  assert.ok(stood.stands, `${stood.final} blocks became final with two of four validators`)
  assert.ok(stood.blocks > 0, 'two validators still author')
  const still = await finalityStands(apis.full, 15)
  assert.equal(still.final, 0, 'finality stands still')
  await Promise.all(['charlie', 'dave'].map((name) => network('start', name)))
  const resumed = await until('finality goes on', 90, async () => (await finalised(apis.full)) > still.at + 2)
  await moreFinal(apis.full, 3)
  const { hashes } = await sameChain(Object.values(apis))
  assert.equal(hashes.size, 1)
  const now = await nothingLost(photo)
  const books = await community.reconcile(apis.full)
  assert.deepEqual(books.wrong, [])
  assert.equal(books.counted, books.delivered)
  record('two of four validators killed (kill -9)',
    `for 51 s ${stood.blocks + still.blocks} blocks and no finality; final again ${resumed.toFixed(0)} s after their restart. ` +
    `Before and after: accounts ${photo.counts.accounts}/${now.accounts}, certificates ${photo.counts.bundles}/${now.bundles}; ` +
    `${books.delivered} readings metered all the while, ${books.counted} counted`, 'nothing')
})
