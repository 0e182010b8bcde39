// The runtime is replaced under load: with a migration over many blocks, with wrong code, and with a migration that fails.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anew, connect, finalised, moreFinal, sameChain, until } from './lib/chain.mjs'
import { Chronicle } from './lib/chronicle.mjs'
import { NONSENSE, anotherChains } from './lib/codes.mjs'
import { COMMUNITY, Community } from './lib/community.mjs'
import { record } from './lib/faults.mjs'
import { communitiesDecide } from './lib/government.mjs'
import { ensureNetwork, names, url } from './lib/nodes.mjs'
import { missing, settlements } from './lib/settlements.mjs'
import { Trade } from './lib/trade.mjs'
import { account, submit } from './lib/transactions.mjs'
import { apply, authorise, crossed, rehearsal, versionOf, whitelistUpgrades } from './lib/upgrade.mjs'

// Eight homes: a migration re-encodes two meters in a block.
const HOMES = [1_200, -2_300, 900, -1_500, 700, -800, 1_100, 500]
const CODE = '0x3a636f6465'

let apis
let community
let trade
let chronicle
let deployed
let version

before(async () => {
  await ensureNetwork()
  apis = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await connect(url(name))])))
  const { full } = apis
  version = await versionOf(full)
  deployed = (await full.rpc.state.getStorage(CODE)).unwrap().toHex()
  chronicle = new Chronicle('upgrade.log', await finalised(full), COMMUNITY)
  community = await Community.found(full, HOMES)
  community.run(full)
  trade = new Trade(...community.homes)
  trade.run(full, community)
  await until('some readings are final', 120, () => community.delivered > HOMES.length)
})

after(async () => {
  await trade?.stop()
  await community?.stop()
  if (chronicle) {
    await anew(url('full'), async (api) => chronicle.read(api, await finalised(api)))
    console.log(chronicle.text())
  }
  await Promise.all(Object.values(apis).map((api) => api.disconnect()))
})

const all = () => Object.values(apis)
const storageVersion = async () => (await apis.full.query.metering.palletVersion()).toNumber()
// What the final blocks after `from` say of migrations.
const migrations = (from) => anew(url('full'), async (api) => {
  const steps = []
  const last = await finalised(api)
  for (let number = from + 1; number <= last; number++) {
    const at = await api.at(await api.rpc.chain.getBlockHash(number))
    const events = (await at.query.system.events()).filter(({ event }) => event.section === 'multiBlockMigrations')
    events.forEach(({ event }) => steps.push({ number, what: event.method }))
  }
  return steps
})
// How many blocks had a step of the migration.
const blocksOf = (steps) => new Set(steps.filter(({ what }) => /^Migration/.test(what)).map(({ number }) => number)).size
const transfer = () => submit(apis.full.tx.balances.transferKeepAlive(account('//Ferdie').address, 10n ** 12n), account('//Dave'), { final: false })

// That since `from` every reading was booked in time, and settled, once: those of intervals from `first` to before `until`.
async function nothingMissed(from, first, last) {
  const { full } = apis
  await until(`interval ${last - 1} is settled`, 180, async () => {
    const at = await full.at(await full.rpc.chain.getFinalizedHead())
    const rings = await Promise.all(community.homes.map(({ point }) => at.query.energyMarket.positions(point)))
    const market = await at.query.energyMarket.markets(COMMUNITY)
    return market.closedUntil.toNumber() >= last && rings.every(({ unsettled }) => unsettled.every(({ interval }) => interval.toNumber() >= last))
  })
  const found = await anew(url('full'), async (api) => settlements(api, COMMUNITY, from, await finalised(api)))
  assert.deepEqual(missing(found, community.homes.map(({ point }) => point), first, last), [])
  return found
}

test('a migration over many blocks goes on under load, and no settlement is missed', async () => {
  const { full } = apis
  const passing = rehearsal('passing')
  const [from, first] = [community.fromBlock, community.from]
  await whitelistUpgrades(full, [passing])
  await authorise(full, passing)
  const before = await finalised(full)
  assert.equal(await apply(full, passing), undefined)
  await crossed(all(), version + 1)
  await moreFinal(full, 2)
  const steps = await migrations(before)
  assert.equal(steps[0].what, 'UpgradeStarted')
  assert.equal(steps.at(-1).what, 'UpgradeCompleted')
  assert.ok(blocksOf(steps) >= HOMES.length / 2, `the migration took ${blocksOf(steps)} blocks`)
  assert.equal(await storageVersion(), 1)
  const end = community.next
  await until('the readings after it are final', 180, () => !community.buffer.some(({ interval }) => interval < end + 2))
  const found = await nothingMissed(from, first, end)
  const traded = [...found.traded].filter(([interval, volume]) => volume > 0 && interval < end)
  assert.ok(traded.length > 0, 'something was traded ahead')
  assert.equal((await sameChain(all())).hashes.size, 1)
  record('a live upgrade with a migration over many blocks, under load',
    `${blocksOf(steps)} blocks of migration; all nodes run version ${version + 1}. Of intervals ${first} to ${end - 1} every one of ${(end - first) * HOMES.length} ` +
    `readings was booked in time and settled, once; ${traded.length} intervals traded ahead`, 'nothing')
})

test("a wrong, another chain's, an older or a non-matching runtime is not taken", async () => {
  const { full } = apis
  const other = anotherChains(full)
  await whitelistUpgrades(full, [NONSENSE, other, deployed])
  const now = await versionOf(full)
  await authorise(full, NONSENSE)
  await assert.rejects(apply(full, deployed), { message: 'the call failed: system.Unauthorized' })
  assert.equal(await apply(full, NONSENSE), 'system.FailedToExtractRuntimeVersion')
  // What was not taken has used up its authorisation.
  await assert.rejects(apply(full, NONSENSE), { message: 'the call failed: system.NothingAuthorized' })
  await authorise(full, other)
  assert.equal(await apply(full, other), 'system.InvalidSpecName')
  await authorise(full, deployed)
  assert.equal(await apply(full, deployed), 'system.SpecVersionNeedsToIncrease')
  await moreFinal(full, 2)
  assert.equal(await versionOf(full), now)
  record("an upgrade to what is no runtime, to another chain's, to an older one, to other code than was authorised",
    'not taken: FailedToExtractRuntimeVersion, InvalidSpecName, SpecVersionNeedsToIncrease, Unauthorized', 'nothing')
})

test('a migration that fails leaves a chain in safe mode that is governed, and mended', async () => {
  const { full } = apis
  const [failing, mended] = [rehearsal('failing'), rehearsal('mended')]
  const [from, first] = [await finalised(full), community.next]
  await whitelistUpgrades(full, [failing, mended])
  await authorise(full, failing)
  assert.equal(await apply(full, failing), undefined)
  await crossed(all(), version + 2)
  await until('safe mode is entered', 60, async () => (await full.query.safeMode.enteredUntil()).isSome)
  const entered = await finalised(full)
  // What is not stopped goes on; the rest is refused; the votes that mend it are counted.
  await assert.rejects(transfer(), { message: 'the call failed: system.CallFiltered' })
  const metered = community.next
  await until('readings are delivered in safe mode', 180, () => !community.buffer.some(({ interval }) => interval < metered))
  await moreFinal(full, 2)
  assert.equal(await storageVersion(), 1)
  await authorise(full, mended)
  assert.equal(await apply(full, mended), undefined)
  await crossed(all(), version + 3)
  assert.equal(await storageVersion(), 2)
  await assert.rejects(transfer(), { message: 'the call failed: system.CallFiltered' })
  await communitiesDecide(full, full.tx.safeMode.forceExit())
  await transfer()
  await moreFinal(full, 2)
  const steps = await migrations(from)
  const failed = steps.findIndex(({ what }) => what === 'UpgradeFailed')
  assert.deepEqual(steps.slice(0, failed + 1).map(({ what }) => what),
    ['UpgradeStarted', 'MigrationAdvanced', 'MigrationAdvanced', 'MigrationFailed', 'UpgradeFailed'])
  assert.equal(steps.at(-1).what, 'UpgradeCompleted')
  const end = community.next
  await until('the readings after it are final', 180, () => !community.buffer.some(({ interval }) => interval < end + 1))
  await nothingMissed(from, first, end)
  await trade.stop()
  const { wrong, delivered, counted } = await community.reconcile(full, 180)
  assert.deepEqual(wrong, [])
  assert.equal(counted, delivered)
  assert.equal((await sameChain(all())).hashes.size, 1)
  record('a live upgrade whose migration fails in its third block',
    `safe mode: a transfer is refused, readings go on (${entered} to ${await finalised(full)} final); the collectives apply a mended runtime in it, whose migration passes, and end it. ` +
    `Every one of ${(end - first) * HOMES.length} readings meanwhile settled, once; ${delivered} metered in all, ${counted} counted, registers equal to the Wh`, 'nothing')
})
