// What happened in each final block, a line each: the log of an upgrade.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './nodes.mjs'
import { nameOf } from './transactions.mjs'

const short = (hash) => `${hash.toString().slice(0, 10)}…`
const outcome = (result) => (result.isErr ? nameOf(result.asErr.error ?? result.asErr) : 'done')

// An event in words; nothing if the log does not want it.
const WORDS = {
  'system.UpgradeAuthorized': ({ codeHash }) => `authorised: the runtime ${short(codeHash)}`,
  'system.CodeUpdated': ({ hash }) => `applied: the runtime ${short(hash)}`,
  'system.RejectedInvalidAuthorizedUpgrade': ({ codeHash, error }) => `not taken: the runtime ${short(codeHash)}, ${nameOf(error)}`,
  'system.ExtrinsicFailed': ({ dispatchError }) => `refused: ${nameOf(dispatchError)}`,
  'multiBlockMigrations.UpgradeStarted': () => 'the migration begins',
  'multiBlockMigrations.MigrationAdvanced': ({ took }) => `a step of the migration, block ${took} of it`,
  'multiBlockMigrations.MigrationCompleted': () => 'the migration is complete',
  'multiBlockMigrations.MigrationFailed': () => 'THE MIGRATION FAILS',
  'multiBlockMigrations.UpgradeCompleted': () => 'the upgrade is complete',
  'multiBlockMigrations.UpgradeFailed': () => 'the upgrade has failed',
  'safeMode.Entered': () => 'SAFE MODE IS ENTERED',
  'safeMode.Exited': () => 'safe mode is left',
  'whitelist.CallWhitelisted': ({ callHash }) => `on the whitelist: ${short(callHash)}`,
  'whitelist.WhitelistedCallDispatched': ({ callHash, result }) => `as root: ${short(callHash)}, ${outcome(result)}`,
  'validatorsCollective.Proposed': () => 'a motion of the validators',
  'validatorsCollective.Voted': () => 'a vote of a validator',
  'validatorsCollective.Executed': ({ result }) => `decided by the validators: ${outcome(result)}`,
  'communitiesCollective.Executed': ({ result }) => `decided by the communities: ${outcome(result)}`,
  'metering.ReadingsSubmitted': ({ accepted, refused }) => `${accepted} readings accepted${refused.length ? `, ${refused.length} refused (${refused[0][1].type})` : ''}`,
  'energyMarket.OrderPlaced': () => 'an order',
  'energyMarket.AuctionCleared': ({ interval, volume }) => `interval ${interval} traded ${volume} Wh ahead`,
  'energyMarket.IntervalClosed': ({ interval }) => `interval ${interval} closed`,
  'energyMarket.Settled': () => 'a settlement',
}

export class Chronicle {
  // Of the blocks after `from`; the community whose market it tells of.
  constructor(name, from, community) {
    Object.assign(this, { from, community, file: join(folder, name) })
    mkdirSync(folder, { recursive: true })
    writeFileSync(this.file, '')
  }

  line(text) { appendFileSync(this.file, `${text}\n`) }

  // Writes what the blocks up to `to` say. A line names the version that executed the block.
  async read(api, to) {
    for (; this.from < to; this.from++) {
      const hash = await api.rpc.chain.getBlockHash(this.from + 1)
      const at = await api.at(hash)
      const [version, now, events] = await Promise.all([at.query.system.lastRuntimeUpgrade(), at.query.timestamp.now(), at.query.system.events()])
      const said = new Map()
      for (const { event } of events) {
        if (event.data.community && !event.data.community.eq(this.community)) continue
        const words = WORDS[`${event.section}.${event.method}`]?.(event.data)
        if (words) said.set(words, (said.get(words) ?? 0) + 1)
      }
      const text = [...said].map(([words, times]) => (times > 1 ? `${times} x ${words}` : words)).join('; ')
      const time = new Date(now.toNumber()).toISOString().slice(11, 19)
      this.line(`#${this.from + 1} ${time} v${version.unwrap().specVersion.toNumber()}  ${text || '-'}`)
    }
  }

  text() { return readFileSync(this.file, 'utf8') }
}
