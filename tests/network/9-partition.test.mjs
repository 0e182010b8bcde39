// The network falls in two, and a community is cut off; both heal.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { best, connect, finalised, finalityStands, moreFinal, photograph, sameChain, until } from './lib/chain.mjs'
import { Community } from './lib/community.mjs'
import { record } from './lib/faults.mjs'
import { Node, folder, network, spec, validators } from './lib/nodes.mjs'
import { Places } from './lib/places.mjs'

// Alice and Bob are in one place, Charlie in another, Dave in the village.
const HOME = { alice: 'east', bob: 'east', charlie: 'west', dave: 'village' }
const PORT = 30_333
let places
let refused
let apis = {}
const nodes = []

before(async () => {
  // Of the network only the chain spec and the network keys are wanted; its processes would be in the way.
  if (!existsSync(spec())) await network('start')
  await network('stop')
  try {
    places = new Places(['east', 'west', 'village'])
  } catch (error) {
    refused = `no network namespaces here: ${(error.stderr || error.message).trim()}`
    return
  }
  const address = (name, index) =>
    `/ip4/${places.address(HOME[name])}/tcp/${PORT + index}`
  const boot = validators.map((name, index) =>
    `${address(name, index)}/p2p/${readFileSync(join(folder, name, 'peer-id'), 'utf8').trim()}`)
  for (const [index, name] of validators.entries()) {
    const node = new Node(`apart-${name}`, 5 + index, {
      args: [`--${name}`, '--listen-addr', address(name, index), '--node-key-file', join(folder, name, 'node-key')],
      wrap: places.wrap(HOME[name]), boot: boot.filter((_, other) => other !== index),
    })
    nodes.push(node)
    node.start()
  }
  for (const [index, name] of validators.entries()) {
    await nodes[index].answers()
    await places.lend(HOME[name], nodes[index].rpc)
    apis[name] = await connect(nodes[index].url)
  }
  await moreFinal(apis.alice, 3, 180)
})

after(async () => {
  await Promise.all(Object.values(apis).map((api) => api.disconnect()))
  await Promise.all(nodes.map((node) => node.process && node.stop()))
  places?.remove()
})

test('two halves of two validators each finalise nothing, and one chain after they meet again', async (t) => {
  if (refused) return t.skip(refused)
  const community = await Community.found(apis.alice)
  community.run(apis.alice)
  const photo = await photograph(apis.alice)
  places.cut('east')
  const [east, west] = await Promise.all([finalityStands(apis.alice, 40), finalityStands(apis.dave, 40)])
  assert.ok(east.stands && west.stands, `final in the halves: ${east.final}, ${west.final}`)
  assert.ok(east.blocks > 0 && west.blocks > 0)
  const height = Math.min(await best(apis.alice), await best(apis.dave))
  const [hereIs, thereIs] = await Promise.all([apis.alice, apis.dave].map((api) => api.rpc.chain.getBlockHash(height)))
  assert.ok(!hereIs.eq(thereIs), 'each half has a chain of its own')
  places.heal('east')
  const healed = await until('finality goes on in both', 180, async () =>
    Math.min(await finalised(apis.alice), await finalised(apis.dave)) > Math.max(east.at, west.at) + 2)
  const { hashes } = await sameChain(Object.values(apis))
  assert.equal(hashes.size, 1)
  assert.equal((await apis.dave.rpc.chain.getBlockHash(photo.number)).toHex(), photo.hash)
  const books = await community.reconcile(apis.alice, 180)
  assert.deepEqual(books.wrong, [])
  assert.equal(books.counted, books.delivered)
  record('the network in two halves of two validators for 40 s (network namespaces)',
    `${east.blocks} and ${west.blocks} blocks apart, no finality; one final chain ${healed.toFixed(0)} s after the halves met. ${books.delivered} readings metered meanwhile in one half, ${books.counted} counted`, 'nothing')
})

test('a community that is cut off meters on and reconciles', async (t) => {
  if (refused) return t.skip(refused)
  const community = await Community.found(apis.dave)
  community.run(apis.dave)
  await until('its readings are final', 90, () => community.delivered > 2)
  const made = community.made
  const before = await finalised(apis.dave)
  places.cut('village')
  const { took } = await moreFinal(apis.alice, 6, 120)
  await until('six intervals have gone by', 120, () => community.made >= made + 12)
  assert.ok(await finalised(apis.dave) <= before + 6, 'nothing is final in the village')
  const waiting = community.buffer.length
  assert.ok(waiting >= 8, `only ${waiting} readings wait`)
  places.heal('village')
  const { wrong, delivered, counted } = await community.reconcile(apis.dave, 240)
  assert.deepEqual(wrong, [])
  assert.equal(counted, delivered)
  const { hashes } = await sameChain(Object.values(apis))
  assert.equal(hashes.size, 1)
  record('a community with its validator cut off for six hours of its time (six intervals of 12 s)',
    `the others finalised 6 blocks in ${took.toFixed(0)} s; ${waiting} readings waited; after it ${counted} of ${delivered} readings counted, late ones with the supplier`, 'nothing, none double')
})
