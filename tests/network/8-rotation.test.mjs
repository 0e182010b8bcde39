// A validator is rotated by vote: a newcomer proves its keys, is nominated and confirmed, another is removed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anew, authors, connect, finalised, moreFinal, sameChain, until } from './lib/chain.mjs'
import { COMMUNITY } from './lib/community.mjs'
import { record } from './lib/faults.mjs'
import { validatorsDecide } from './lib/government.mjs'
import { Node, ensureNetwork, names, network, url } from './lib/nodes.mjs'
import { account, submit } from './lib/transactions.mjs'
import { apply, authorise, crossed, rehearsal, versionOf, whitelistUpgrades } from './lib/upgrade.mjs'

const EVE = account('//Eve')
const DAVE = account('//Dave')
const included = { final: false }
let apis
let eve

// The chain's own sessions take an hour; those of a rehearsal's runtime ten blocks.
async function shortSessions(api) {
  const version = await versionOf(api)
  if (version > 1) return
  const passing = rehearsal('passing')
  await whitelistUpgrades(api, [passing])
  await authorise(api, passing)
  await apply(api, passing)
  await crossed([api], version + 1)
}

before(async () => {
  await ensureNetwork()
  await anew(url('full'), shortSessions)
  apis = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await connect(url(name))])))
})

after(async () => {
  await eve?.stop()
  await Promise.all(Object.values(apis).map((api) => api.disconnect()))
})

const validators = async () => (await apis.full.query.session.validators()).map(String)

test('a newcomer is confirmed and another removed by vote: blocks and finality are theirs who are in the set', async () => {
  const { full } = apis
  eve = new Node('eve', 5, { args: ['--validator', '--name', 'eve'] })
  await eve.start().answers()
  const api = await connect(eve.url)
  apis.eve = api
  const height = await finalised(full)
  await until('the newcomer is in sync', 120, async () => (await finalised(api)) >= height)

  // Its node makes keys, and proves to the chain that it has them. Nobody else registers them.
  const { keys, proof } = await api._rpcCore.provider.send('author_rotateKeysWithOwner', [full.createType('AccountId', EVE.address).toHex()])
  const ferdie = account('//Ferdie')
  await assert.rejects(submit(full.tx.session.setKeys(keys, proof), ferdie, included), { message: 'the call failed: session.InvalidProof' })
  await assert.rejects(validatorsDecide(full, [full.tx.validatorSet.confirm(EVE.address)]), { message: 'the motion failed: validatorSet.NotNominated' })
  await submit(full.tx.session.setKeys(keys, proof), EVE, included)
  await submit(full.tx.validatorSet.nominate(COMMUNITY, EVE.address), account('//Alice'), included)
  // With a newcomer that is still asleep, four tolerate nobody else.
  await until('every validator has authored in the last session', 180, async () =>
    (await full.query.validatorSet.validators()).every(({ silent }) => silent.toNumber() === 0))
  const began = (await full.query.session.currentIndex()).toNumber()
  // In this order, for who is confirmed has a vote at once: three of five would be too few for the second motion.
  await validatorsDecide(full, [full.tx.validatorSet.remove(DAVE.address), full.tx.validatorSet.confirm(EVE.address)])
  assert.ok(!(await validators()).includes(EVE.address), 'those of the session in progress are not changed')

  await until('the newcomer validates and who was removed does not', 360, async () => {
    const now = await validators()
    return now.includes(EVE.address) && !now.includes(DAVE.address)
  })
  const sessions = (await full.query.session.currentIndex()).toNumber() - began
  const from = await finalised(full)
  await until('the newcomer has authored a final block', 240, async () => {
    const found = await authors(full, from + 1, await finalised(full))
    return found.has(EVE.address)
  })
  // Three of four are needed to finalise: with another gone and who was removed too, the newcomer's vote is.
  await network('stop', 'dave')
  await network('stop', 'charlie')
  await moreFinal(full, 6, 240)
  const to = await finalised(full)
  const found = await authors(full, to - 3, to)
  assert.ok(!found.has(DAVE.address))
  await Promise.all(['charlie', 'dave'].map((name) => network('start', name)))
  await moreFinal(full, 2)
  await until('who came back has caught up', 120, async () => {
    const now = await finalised(full)
    return (await Promise.all([apis.charlie, apis.dave].map((one) => finalised(one).catch(() => 0)))).every((one) => one >= now - 3)
  })
  assert.equal((await sameChain(Object.values(apis))).hashes.size, 1)
  await submit(full.tx.validatorSet.purgeKeys(), DAVE, included)
  const since = await authors(full, from + 1, await finalised(full))
  const short = { [EVE.address]: 'the newcomer', [DAVE.address]: 'who was removed' }
  for (const name of ['Alice', 'Bob', 'Charlie']) short[account(`//${name}`).address] = name
  record('a validator is rotated by vote (sessions of 10 blocks)',
    `${sessions} sessions later the newcomer authors and the removed one does not: of the blocks from ${from + 1} on ` +
    `${[...since].map(([who, blocks]) => `${short[who]} ${blocks}`).join(', ')}. With one of the four stopped finality goes on by the newcomer's vote`, 'nothing')
})
