// A gateway whose node is down keeps the readings and delivers them after: none lost, none double.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect, moreFinal, until } from './lib/chain.mjs'
import { Community } from './lib/community.mjs'
import { record } from './lib/faults.mjs'
import { binary, ensureNetwork, network, root, scratch, sleep, url, within } from './lib/nodes.mjs'

let full
let alice

before(async () => {
  await ensureNetwork()
  ;[full, alice] = await Promise.all([connect(url('full')), connect(url('alice'))])
})
after(async () => {
  await Promise.all([full.disconnect(), alice.disconnect()])
})

// `commonwatt play`, the gateway of the first community, against the full node; how it ends and what it prints.
function play(hours) {
  mkdirSync(scratch, { recursive: true })
  const file = join(scratch, 'play.log')
  const output = openSync(file, 'w')
  const child = spawn(binary('commonwatt'), [
    'play', '--data', join(root, 'data/fontana17'), '--url', url('full'), '--hours', `${hours}`, '--out', join(scratch, 'play'),
  ], { stdio: ['ignore', output, output] })
  const said = () => readFileSync(file, 'utf8')
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve({ code, said: said() })))
  return { ended, said, stop: () => child.kill() }
}

test('the tool, started again after its node was down, delivers what was metered meanwhile', async (t) => {
  if ((await full.query.metering.nextPoint()).toNumber() > 0 && (await full.query.communities.memberCount(0)).isEmpty) {
    return t.skip('points of another test came first: play wants to register its own')
  }
  const first = play(24)
  t.after(first.stop)
  await until('the tool has shown two intervals', 240, () => (first.said().match(/^ +\d+ +\d+:00 /gm) ?? []).length >= 2)
  await network('kill', 'full')
  const end = await within(first.ended, 90, 'the tool waits on a node that is gone')
  assert.equal(end.code, 1)
  assert.match(end.said, /error: .*closed the connection/)
  const before = await registers(0)
  await sleep(36_000)
  await network('start', 'full')
  await until('the full node answers', 60, () => full.isConnected)
  const second = play(7)
  t.after(second.stop)
  const { code, said } = await within(second.ended, 300, 'the tool does not end')
  assert.equal(code, 0, said.slice(-600))
  assert.match(said, /Conservation holds: every unit and every Wh is accounted for\./)
  const after = await registers(0)
  assert.ok(after.import > before.import)
  record('the node of `commonwatt play` killed (kill -9), 36 s and three intervals down',
    'the tool ends with "the node closed the connection" and exit code 1; started again it delivers the missed intervals late, and its books hold to the unit and the Wh', 'nothing')
})

async function registers(community) {
  const meters = await alice.query.metering.meters.entries()
  const own = meters.map(([, meter]) => meter.unwrap()).filter((meter) => meter.community.toNumber() === community)
  return { import: own.reduce((sum, meter) => sum + meter.metered.import.toBigInt(), 0n) }
}

test('a gateway buffers readings while its node is down and delivers them after, none lost, none double', async () => {
  const community = await Community.found(full)
  community.run(full)
  await until('some readings are final', 90, () => community.delivered > 2)
  const { delivered } = community
  await network('kill', 'full')
  community.interrupt()
  // Its meters go on: three intervals.
  const onTheirWay = community.buffer.length
  await until('six more readings wait', 60, () => community.buffer.length >= onTheirWay + 6)
  const buffered = community.buffer.length
  await network('start', 'full')
  await until('the full node answers', 60, () => full.isConnected)
  await moreFinal(full, 2)
  const { wrong, made, counted } = await community.reconcile(full)
  assert.deepEqual(wrong, [])
  assert.ok(delivered + buffered <= made)
  assert.equal(counted, made - community.buffer.length)
  record("a gateway's node killed (kill -9) for three intervals",
    `${buffered} readings were buffered and delivered after; ${counted} metered, ${counted} counted, registers equal to the Wh`, 'nothing, none double')
})
