// The chain under test, and how the tests write and read it with @polkadot/api.
import { ApiPromise, WsProvider } from '@polkadot/api'
import { Keyring } from '@polkadot/keyring'
import { cryptoWaitReady, mnemonicGenerate } from '@polkadot/util-crypto'

/** Websocket address of the node. */
export const url = process.env.COMMONWATT_URL
if (!url) throw new Error('COMMONWATT_URL names no node: run scripts/test-wallet, which starts one')

/** Base units of a token. */
export const TOKEN = 10n ** 12n
/** The price of 0.001 token a kWh, in base units per Wh. */
export const MILLI_PER_KWH = 1_000_000n
/** The community of the demo, and its homes: home N owns point N - 1. */
export const COMMUNITY = 0
export const HOMES = 17
/** The point of the solar park, which belongs to the account of asset 0. */
export const PARK = 17

export async function connect() {
  // Nothing of ours is registered: no types, no extensions, no methods.
  return ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true, throwOnConnect: true })
}

await cryptoWaitReady()
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 })

/** A development account with tokens: `dev('Dave')`. Files run at the same time, so each has its own. */
export const dev = name => keyring.addFromUri(`//${name}`)
/** The owner of a home of the demo, from 1. */
export const home = number => keyring.addFromUri(`//fontana17//home${number}`)
/** An account that nobody has seen before. */
export const newcomer = () => keyring.addFromUri(mnemonicGenerate())

/** A dispatch error in words: `energyMarket.NotOwner: Only the point's owner may do this.` */
export function inWords(api, error) {
  if (!error.isModule) return error.toString()
  const { section, name, docs } = api.registry.findMetaError(error.asModule)
  return `${section}.${name}: ${docs.join(' ')}`
}

/**
 * Signs and submits; resolves once the transaction is in a block, or is final with `final: true`.
 * `failure` is null or the dispatch error in words. Rejects with the node's own text if the pool refuses it.
 */
export function submit(tx, signer, { final = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    let unsubscribe
    const settle = (how, value) => {
      how(value)
      unsubscribe?.()
    }
    tx.signAndSend(signer, options, ({ status, events, dispatchError, txHash }) => {
      if (final ? status.isFinalized : status.isInBlock) {
        const block = final ? status.asFinalized : status.asInBlock
        const failure = dispatchError ? inWords(tx, dispatchError) : null
        settle(resolve, { block, txHash, events: events.map(({ event }) => event), failure })
      } else if (status.isInvalid || status.isDropped || status.isUsurped) {
        settle(reject, new Error(`the pool says ${status.type}`))
      }
    }).then(stop => { unsubscribe = stop }, reject)
  })
}

/** The only event of this kind; fails if there is none or more. */
export function only(events, section, method) {
  const found = events.filter(event => event.section === section && event.method === method)
  if (found.length !== 1) {
    const seen = events.map(event => `${event.section}.${event.method}`).join(', ')
    throw new Error(`${found.length} events ${section}.${method} in: ${seen}`)
  }
  return found[0]
}

/** The fee that was taken, 0 if none. */
export function feePaid(events) {
  const paid = events.find(event => event.section === 'transactionPayment' && event.method === 'TransactionFeePaid')
  return paid ? paid.data.actualFee.toBigInt() : 0n
}

export const freeBalance = async (api, address) => (await api.query.system.account(address)).data.free.toBigInt()
export const point = async (api, id) => (await api.call.communityApi.point(id)).unwrap()
export const inProgress = async api =>
  (await api.call.communityApi.community(COMMUNITY)).unwrap().inProgress.toNumber()

/** Sends tokens to an account that has none. */
export async function endow(api, account, amount, from) {
  const { failure } = await submit(api.tx.balances.transferKeepAlive(account.address, amount), from)
  if (failure) throw new Error(failure)
  return account
}

/** Waits until `ready` answers with something, asking at every new block. */
export async function eventually(api, what, ready, blocks = 20) {
  for (let seen = 0; seen < blocks; seen += 1) {
    const answer = await ready()
    if (answer) return answer
    await nextBlock(api)
  }
  throw new Error(`${what} did not come within ${blocks} blocks`)
}

export function nextBlock(api) {
  return new Promise((resolve, reject) => {
    let first = true
    const stop = api.rpc.chain.subscribeNewHeads(header => {
      if (first) { first = false; return }
      stop.then(unsubscribe => { unsubscribe(); resolve(header) }, reject)
    })
  })
}
