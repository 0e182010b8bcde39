// Transactions of development accounts.
import { Keyring } from '@polkadot/api'

const keyring = new Keyring({ type: 'sr25519' })
export const account = (uri) => keyring.addFromUri(uri)

// A dispatch error as metadata names it: system.CallFiltered.
export function nameOf(error) {
  if (!error.isModule) return error.toString()
  const { section, name } = error.registry.findMetaError(error.asModule)
  return `${section}.${name}`
}

// Submits and waits until a block has it, a final one unless `final` is false; its events. An error if the call failed.
export function submit(call, signer, { final = true, nonce = -1 } = {}) {
  return new Promise((resolve, reject) => {
    call.signAndSend(signer, { nonce }, ({ status, events, dispatchError, isError }) => {
      if (isError && !status.isRetracted) reject(new Error(`the transaction is ${status.type}`))
      if (!status.isFinalized && (final || !status.isInBlock)) return
      if (dispatchError) reject(new Error(`the call failed: ${nameOf(dispatchError)}`))
      else resolve({ events, block: status.isFinalized ? status.asFinalized : status.asInBlock })
    }).catch(reject)
  })
}
