// A node begins with nothing, with all blocks or with proofs of finality, and has the same state.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { best, connect, counts, finalised, photograph, until } from './lib/chain.mjs'
import { record } from './lib/faults.mjs'
import { Node, ensureNetwork, url } from './lib/nodes.mjs'

let full
const nodes = []

before(async () => {
  await ensureNetwork()
  full = await connect(url('full'))
  await until('a chain of 20 final blocks', 240, async () => (await finalised(full)) >= 20)
})

after(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await full.disconnect()
})

for (const [mode, slot] of [['full', 5], ['warp', 6]]) {
  test(`a node joins from nothing with ${mode} sync and reads the same state`, async (t) => {
    const node = new Node(`joins-${mode}`, slot, { args: ['--name', `joins-${mode}`, '--sync', mode] })
    nodes.push(node)
    await node.start().answers()
    const photo = await photograph(full)
    // Until a warp sync has its state there is nothing that can be asked.
    if (mode === 'warp') await until('warp sync is complete', 120, () => /State sync is complete/.test(node.said()))
    const api = await connect(node.url)
    t.after(() => api.disconnect())
    const took = await until(`the node has block ${photo.number}`, 180, async () => (await finalised(api)) >= photo.number)
    // With warp sync the states before the one it began with are not there: compare one after it.
    const begun = await best(api)
    await until('a further block is final', 60, async () => (await finalised(full)) > begun)
    const height = await finalised(full)
    await until(`the node has block ${height}`, 60, async () => (await finalised(api)) >= height)
    const hash = (await full.rpc.chain.getBlockHash(height)).toHex()
    assert.equal((await api.rpc.chain.getBlockHash(height)).toHex(), hash)
    const root = async (of) => (await of.rpc.chain.getHeader(hash)).stateRoot.toHex()
    assert.equal(await root(api), await root(full))
    assert.deepEqual(await counts(api, hash), await counts(full, hash))
    if (mode === 'warp') {
      // The blocks before come afterwards.
      await until('block 1 is there too', 120, async () => {
        const first = await api.rpc.chain.getBlockHash(1)
        return !first.isEmpty && first.eq(await full.rpc.chain.getBlockHash(1))
      })
    }
    record(`a node joins from nothing, ${mode} sync`,
      `at block ${photo.number} after ${took.toFixed(0)} s; the same state root and the same accounts, points and certificates at block ${height}`,
      'nothing')
  })
}
