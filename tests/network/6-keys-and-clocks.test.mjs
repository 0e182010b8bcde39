// A validator that runs twice with one key, and a validator whose clock is a minute ahead.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect, finalised, moreFinal, photograph, sameChain, until } from './lib/chain.mjs'
import { record } from './lib/faults.mjs'
import { Node, ensureNetwork, folder, log, names, network, root, scratch, url, validators } from './lib/nodes.mjs'

let apis
const nodes = []

before(async () => {
  await ensureNetwork()
  apis = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await connect(url(name))])))
})
after(async () => {
  await Promise.all(nodes.map((node) => node.process && node.stop('SIGKILL')))
  await Promise.all(Object.values(apis).map((api) => api.disconnect()))
})

test('a double of a validator, with the same keys, harms nothing', async () => {
  const photo = await photograph(apis.full)
  const twin = new Node('alice-again', 5, { args: ['--alice'] })
  nodes.push(twin)
  await twin.start().answers()
  await until('the double authors', 90, () => /Prepared block for proposing/.test(twin.said()))
  const { took } = await moreFinal(apis.full, 6, 180)
  const both = await sameChain(Object.values(apis))
  assert.equal(both.hashes.size, 1)
  const authored = (twin.said().match(/Prepared block for proposing/g) ?? []).length
  await twin.stop()
  await moreFinal(apis.full, 2)
  const after = await sameChain(Object.values(apis))
  assert.equal(after.hashes.size, 1)
  assert.equal((await apis.full.rpc.chain.getBlockHash(photo.number)).toHex(), photo.hash)
  const detected = validators.map((name) => (log(name).match(/equivocat/gi) ?? []).length).reduce((sum, lines) => sum + lines)
  record('a double of Alice with the same keys, on a node of its own',
    `it authored ${authored} blocks beside hers; 6 blocks final in ${took.toFixed(0)} s, one chain on all nodes; ${detected} lines of equivocations in the validators' logs`, 'nothing')
})

test('a validator whose clock is a minute ahead is left behind, and returns with the right time', async (t) => {
  const library = join(scratch, 'shifted-clock.so')
  mkdirSync(scratch, { recursive: true })
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, join(root, 'tests/network/shifted-clock.c')], { stdio: 'pipe' })
  } catch (error) {
    return t.skip(`no C compiler: ${error.message.split('\n')[0]}`)
  }
  await network('stop', 'dave')
  const ahead = new Node('dave-ahead', 6, {
    args: ['--dave'], data: join(folder, 'dave', 'data'), env: { LD_PRELOAD: library, SHIFTED_CLOCK_SECONDS: '60' },
  })
  nodes.push(ahead)
  await ahead.start().answers()
  await until('it authors by its own clock', 120, () => /Prepared block for proposing/.test(ahead.said()))
  const { took } = await moreFinal(apis.full, 5, 120)
  const others = await sameChain(names.filter((name) => name !== 'dave').map((name) => apis[name]))
  assert.equal(others.hashes.size, 1)
  await ahead.stop()
  await network('start', 'dave')
  const height = await finalised(apis.full)
  const back = await until('dave has caught up', 90, async () => (await finalised(apis.dave).catch(() => 0)) >= height)
  const all = await sameChain(Object.values(apis))
  assert.equal(all.hashes.size, 1)
  record("a validator's clock a minute ahead",
    `5 blocks final in ${took.toFixed(0)} s while it authored for itself; with the right time it was back after ${back.toFixed(0)} s`, 'nothing')
})
