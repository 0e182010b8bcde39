// What a node finds on its disk and in its chain spec: a power cut's remains, another chain, nonsense, no room.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect, finalised, moreFinal, until } from './lib/chain.mjs'
import { record } from './lib/faults.mjs'
import { Node, ensureNetwork, scratch, spec, url, within } from './lib/nodes.mjs'

let full
const nodes = []
const made = (...options) => {
  const node = new Node(...options)
  nodes.push(node)
  return node
}
// The end of a node that must not start; an error if it is still up after 40 s.
const end = (node) => within(node.start().ended, 40, `${node.name} runs`)

before(async () => {
  await ensureNetwork()
  full = await connect(url('full'))
  await until('a chain of 5 final blocks', 120, async () => (await finalised(full)) >= 5)
})

after(async () => {
  await Promise.all(nodes.map((node) => node.process && node.stop('SIGKILL')))
  await full.disconnect()
})

test('a node that is killed while it writes starts again and catches up', async (t) => {
  const node = made('killed', 5, { args: ['--name', 'killed'] })
  // At the worst of times: in the middle of its first import, and again as soon as it imports.
  for (let time = 0; time < 2; time++) {
    await node.start().answers()
    await until('it imports', 60, () => /Imported #|Syncing/.test(node.said()))
    assert.equal((await node.stop('SIGKILL')).signal, 'SIGKILL')
  }
  await node.start().answers()
  const api = await connect(node.url)
  t.after(() => api.disconnect())
  const height = await finalised(full)
  await until('it has caught up', 120, async () => (await finalised(api)) >= height)
  assert.ok((await api.rpc.chain.getBlockHash(height)).eq(await full.rpc.chain.getBlockHash(height)))
  assert.equal((await node.stop()).code, 0)
  assert.doesNotMatch(node.text(), /panicked|corrupt/i)
  record('a full node killed (kill -9) twice while it imported', `started each time without repair, caught up to block ${height}`, 'nothing')
})

test('a node is refused the database of another chain', async () => {
  const other = JSON.parse(readFileSync(spec(), 'utf8'))
  // The same id, and so the same folder, but one more entry at genesis.
  other.genesis.raw.top[`0x${Buffer.from('another chain').toString('hex')}`] = '0x01'
  mkdirSync(scratch, { recursive: true })
  const file = join(scratch, 'another-chain.json')
  writeFileSync(file, JSON.stringify(other))
  const data = join(scratch, 'killed', 'data')
  const node = made('another-chain', 5, { chain: file, data, boot: [] })
  const { code } = await end(node)
  assert.equal(code, 1)
  assert.match(node.said(), /database .* another chain/i)
  record('a node started on the database of another chain with the same id', 'refused, exit code 1', 'nothing')
})

const good = () => JSON.parse(readFileSync(spec(), 'utf8'))
for (const [what, text, message] of [
  ['that is cut off', () => readFileSync(spec(), 'utf8').slice(0, 5_000), /No chain spec is in .*it is no JSON/],
  ['that is empty', () => '', /No chain spec is in .*it is no JSON/],
  ['without a runtime', () => JSON.stringify({ ...good(), genesis: { raw: { top: {}, childrenDefault: {} } } }), /its genesis has no runtime code/],
  ['whose runtime is damaged', () => {
    const damaged = good()
    damaged.genesis.raw.top['0x3a636f6465'] = '0x00112233'
    return JSON.stringify(damaged)
  }, /The runtime in the chain spec .* cannot be executed/],
  ['whose boot node is no address', () => JSON.stringify({ ...good(), bootNodes: ['nowhere'] }), /Error parsing spec file: invalid multiaddress/],
  ['without a name', () => {
    const { name, ...nameless } = good()
    return JSON.stringify(nameless)
  }, /missing field `name`/],
]) {
  test(`a chain spec ${what} is refused with a reason`, async () => {
    mkdirSync(scratch, { recursive: true })
    const file = join(scratch, 'malformed.json')
    writeFileSync(file, text())
    const node = made('malformed', 6, { chain: file, boot: [] })
    const { code } = await end(node)
    assert.equal(code, 1)
    assert.match(node.said(), message)
    assert.doesNotMatch(node.said(), /panicked/)
    const reason = node.said().trim().split('\n').find((line) => message.test(line))
    record(`a chain spec ${what}`, `refused, exit code 1: ${reason.replaceAll(scratch, '…').slice(0, 200)}`, 'nothing')
  })
}

// A disk of its own, so small that it fills.
function smallDisk(where, megabytes) {
  mkdirSync(where, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', where], { stdio: 'pipe' })
}

// Writes until no room is left.
function fill(file) {
  const part = Buffer.alloc(65_536)
  const filler = openSync(file, 'w')
  try {
    for (;;) writeSync(filler, part)
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error
  } finally {
    closeSync(filler)
  }
}

test('a full disk ends a node with a reason, and with room again it goes on', async (t) => {
  const disk = join(scratch, 'disk')
  try {
    smallDisk(disk, 512)
  } catch (error) {
    return t.skip(`no file system can be mounted here: ${error.message.trim()}`)
  }
  t.after(() => {
    execFileSync('umount', ['--lazy', disk])
    rmSync(disk, { recursive: true, force: true })
  })
  const node = made('full-disk', 7, { args: ['--name', 'full-disk'], data: join(disk, 'data') })
  await node.start().answers()
  const api = await connect(node.url)
  t.after(() => api.disconnect())
  const before = await until('it syncs', 120, async () => (await finalised(api)) >= 3).then(() => finalised(api))
  fill(join(disk, 'filler'))
  const ended = await within(node.ended, 120, 'the node runs on with a full disk')
  const said = node.said()
  rmSync(join(disk, 'filler'))
  await node.start().answers()
  await until('it answers', 60, () => api.isConnected)
  const height = await finalised(full)
  await until('it has caught up', 120, async () => (await finalised(api)) >= height)
  assert.match(said, /No space left on device/)
  record('a full disk under a full node',
    `ended at block ${before} or after with ${ended.signal ?? `exit code ${ended.code}`} and "No space left on device"; with room again it started and caught up to block ${height}`, 'nothing')
})

test('the network finalises all the while', async () => {
  await moreFinal(full, 2)
})
