// What a test asks of a node: heads, counts, waiting with a limit.
import { ApiPromise, WsProvider } from '@polkadot/api'
import { patience, sleep } from './nodes.mjs'

export const BLOCK = 6_000
// A node that a test has killed is asked again every second: no line for each time.
const complain = console.error
console.error = (...words) => { if (!words.some((word) => /API-WS|RPC-CORE/.test(`${word}`))) complain(...words) }

// Blocks that were on their way may become final after finality has lost its majority.
const PIPELINE = 4

export async function connect(url) {
  const provider = new WsProvider(url, 1_000, {}, patience(60) * 1_000)
  const api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: false })
  return Object.assign(api, { url })
}

// What `read` finds over a new connection: one that has followed an upgrade decodes the blocks before it wrongly.
export async function anew(url, read) {
  const api = await connect(url)
  try {
    return await read(api)
  } finally {
    await api.disconnect()
  }
}

export const best = async (api) => (await api.rpc.chain.getHeader()).number.toNumber()
// Raw: else the client asks for the runtime of the parent, whose state a node after warp sync may not have.
export const finalised = async (api) =>
  Number((await api.rpc.chain.getHeader.raw(await api.rpc.chain.getFinalizedHead())).number)

// Asks until `holds` does; the seconds that took. An error with `what` after `seconds`. A node that has gone holds nothing.
export async function until(what, quiet, holds) {
  const seconds = patience(quiet)
  const began = Date.now()
  const gone = (error) => {
    if (!/disconnected from|WebSocket is not connected/.test(error.message)) throw error
    return false
  }
  for (;;) {
    if (await Promise.resolve().then(holds).catch(gone)) return (Date.now() - began) / 1_000
    if (Date.now() - began > seconds * 1_000) throw new Error(`not within ${seconds} s: ${what}`)
    await sleep(500)
  }
}

// Waits until `more` further blocks are final.
export async function moreFinal(api, more, seconds = 60 + more * 12) {
  const from = await finalised(api)
  const took = await until(`${more} more final blocks after ${from}`, seconds, async () => (await finalised(api)) >= from + more)
  return { from, took }
}

// Sees for `seconds` that blocks go on and finality does not, beyond what was on its way.
export async function finalityStands(api, seconds) {
  const [bestBefore, finalBefore] = [await best(api), await finalised(api)]
  await sleep(seconds * 1_000)
  const [bestAfter, finalAfter] = [await best(api), await finalised(api)]
  return {
    blocks: bestAfter - bestBefore,
    final: finalAfter - finalBefore,
    stands: finalAfter - finalBefore <= PIPELINE,
    at: finalAfter,
  }
}

// That all have the same final block at the height that all have reached; that height and hash.
export async function sameChain(apis) {
  const height = Math.min(...await Promise.all(apis.map(finalised)))
  const hashes = await Promise.all(apis.map((api) => api.rpc.chain.getBlockHash(height)))
  const roots = await Promise.all(hashes.map((hash, index) => apis[index].rpc.chain.getHeader(hash)))
  return {
    height,
    hashes: new Set(hashes.map(String)),
    roots: new Set(roots.map((header) => header.stateRoot.toHex())),
  }
}

// What must never be lost, counted at one block: the accounts and what they hold, certificates, registers.
export async function counts(api, hash) {
  const at = await api.at(hash)
  const [accounts, issued, bundles, meters, issuance] = await Promise.all([
    at.query.system.account.entries(),
    at.query.certificates.issuances.entries(),
    at.query.certificates.bundles.entries(),
    at.query.metering.meters.entries(),
    at.query.balances.totalIssuance(),
  ])
  const metered = meters.map(([, meter]) => meter.unwrap().metered)
  return {
    accounts: accounts.length,
    issuance: issuance.toBigInt(),
    issuances: issued.length,
    bundles: bundles.length,
    points: meters.length,
    import: metered.reduce((sum, registers) => sum + registers.import.toBigInt(), 0n),
    export: metered.reduce((sum, registers) => sum + registers.export.toBigInt(), 0n),
  }
}

// The last final block: number, hash, counts.
export async function photograph(api) {
  const hash = await api.rpc.chain.getFinalizedHead()
  const number = (await api.rpc.chain.getHeader(hash)).number.toNumber()
  return { number, hash: hash.toHex(), counts: await counts(api, hash) }
}

// The slots of Aura belong to the authorities in turn: waits for the beginning of one of this account's.
export async function ownSlot(api, address) {
  const authorities = (await api.query.aura.authorities()).map((key) => api.createType('AccountId', key).toString())
  const index = authorities.indexOf(address)
  if (index < 0) throw new Error(`${address} is no authority`)
  let slot = Math.floor(Date.now() / BLOCK) + 1
  while (slot % authorities.length !== index) slot++
  await sleep(slot * BLOCK - Date.now())
}

// How many of the blocks from `from` to `to` each account authored: the authorities have the slots of Aura in turn.
export async function authors(api, from, to) {
  const found = new Map()
  for (let number = from; number <= to; number++) {
    const hash = await api.rpc.chain.getBlockHash(number)
    const { digest, parentHash } = await api.rpc.chain.getHeader(hash)
    const [, data] = digest.logs.find((log) => log.isPreRuntime && log.asPreRuntime[0].isAura).asPreRuntime
    const slot = api.createType('u64', data.toU8a(true)).toNumber()
    // Who validates is in force from the block after the session's last on, and both lists have the same order.
    const validators = await (await api.at(parentHash)).query.session.validators()
    const author = validators[slot % validators.length].toString()
    found.set(author, (found.get(author) ?? 0) + 1)
  }
  return found
}
