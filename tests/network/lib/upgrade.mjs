// Upgrades as docs/constitution.md has them: authorised by both collectives, applied by anyone.
import { blake2AsHex } from '@polkadot/util-crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './chain.mjs'
import { dispatchAsRoot, whitelist } from './government.mjs'
import { root } from './nodes.mjs'
import { account, nameOf, submit } from './transactions.mjs'

// Has no part in the government.
const ANYONE = account('//Eve')

const folder = process.env.COMMONWATT_REHEARSAL ?? join(root, 'out/rehearsal')
// A runtime of scripts/rehearsal: passing, failing, mended.
export function rehearsal(name) {
  const file = join(folder, `${name}.wasm`)
  if (!existsSync(file)) throw new Error(`there is no ${file}: compile it with scripts/rehearsal`)
  return `0x${readFileSync(file).toString('hex')}`
}

const authorisation = (api, code) => api.tx.system.authorizeUpgrade(blake2AsHex(code))
// The validators put the authorisations of these codes on the whitelist.
export const whitelistUpgrades = (api, codes) => whitelist(api, codes.map((code) => authorisation(api, code)))
// The communities authorise one of them.
export const authorise = (api, code) => dispatchAsRoot(api, authorisation(api, code))

// Anyone sends the code. Why it was not taken; nothing if it was.
export async function apply(api, code) {
  const { events } = await submit(api.tx.system.applyAuthorizedUpgrade(code), ANYONE, { final: false })
  const rejected = events.find(({ event }) => api.events.system.RejectedInvalidAuthorizedUpgrade.is(event))
  return rejected && nameOf(rejected.event.data.error)
}

export const versionOf = async (api) => (await api.rpc.state.getRuntimeVersion()).specVersion.toNumber()

// Waits until the nodes run the version and no migration is on; the client follows.
export async function crossed(apis, version, seconds = 180) {
  await until(`all nodes run version ${version}`, seconds, async () => {
    const versions = await Promise.all(apis.map(versionOf))
    return versions.every((one) => one === version) && apis.every((api) => api.runtimeVersion.specVersion.toNumber() === version)
  })
  await until('the migration has ended', seconds, async () => (await apis[0].query.multiBlockMigrations.cursor()).isNone)
}
