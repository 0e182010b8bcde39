// Upgrades as docs/constitution.md has them: authorised by both collectives, applied by anyone.
import { compactFromU8a, hexToU8a } from '@polkadot/util'
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

// Waits until a final block was executed by the version, no migration is on there, and the nodes and these clients are there.
export async function crossed(apis, version, seconds = 180) {
  const [api] = apis
  await until(`version ${version} has executed a final block without a migration`, seconds, async () => {
    // Raw, for the block may be of the version before or after the one this client knows. It begins with the version.
    const head = await api.rpc.chain.getFinalizedHead()
    const stored = (entry) => api.rpc.state.getStorage.raw(entry.key(), head)
    const [last, cursor] = await Promise.all([stored(api.query.system.lastRuntimeUpgrade), stored(api.query.multiBlockMigrations.cursor)])
    const [, executed] = compactFromU8a(hexToU8a(last))
    return executed.toNumber() === version && cursor === null
  })
  await until(`all nodes run version ${version}`, seconds, async () => {
    const versions = await Promise.all(apis.map(versionOf))
    return versions.every((one) => one === version) && apis.every((one) => one.runtimeVersion.specVersion.toNumber() === version)
  })
}
