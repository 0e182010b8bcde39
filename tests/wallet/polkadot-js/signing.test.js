// What a browser wallet does: it is handed a payload as JSON and answers with a signature.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { WsProvider } from '@polkadot/api'
import { TypeRegistry } from '@polkadot/types'
import { compactToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import { TOKEN, connect, dev, endow, freeBalance, newcomer, only, submit, url } from '../support/chain.js'

/** Signs as @polkadot/extension does: with types of its own, not with the page's, and without metadata. */
function browserWallet(account) {
  const asked = []
  return {
    asked,
    signPayload: async payload => {
      asked.push(payload)
      const registry = new TypeRegistry()
      registry.setSignedExtensions(payload.signedExtensions)
      const { signature } = registry.createType('ExtrinsicPayload', payload, { version: payload.version }).sign(account)
      return { id: asked.length, signature }
    },
  }
}

/** In the first byte of a transaction, beside its version. */
const GENERAL = 0x40

let api
let provider
let account
before(async () => {
  api = await connect()
  provider = new WsProvider(url)
  await provider.isReady
  account = await endow(api, newcomer(), 10n * TOKEN, dev('Ferdie'))
})
after(() => Promise.all([api.disconnect(), provider.disconnect()]))

test('a browser wallet signs what it is asked to, and the chain takes it', async () => {
  const wallet = browserWallet(account)
  const receiver = newcomer()
  const { failure } = await submit(
    api.tx.balances.transferKeepAlive(receiver.address, TOKEN), account.address, { signer: wallet },
  )

  assert.equal(failure, null)
  assert.equal(await freeBalance(api, receiver.address), TOKEN)
  const [payload] = wallet.asked
  assert.deepEqual(payload.signedExtensions, [
    'AuthorizeCall', 'CheckNonZeroSender', 'CheckSpecVersion', 'CheckTxVersion', 'CheckGenesis', 'CheckMortality',
    'CheckNonce', 'CheckWeight', 'ChargeTransactionPayment', 'CheckMetadataHash', 'WeightReclaim',
  ])
  assert.equal(payload.version, 4)
  assert.equal(payload.address, account.address)
  assert.equal(payload.genesisHash, api.genesisHash.toHex())
  assert.equal(payload.mode, 0)
  assert.equal(payload.metadataHash, null)
  assert.equal(Number(payload.tip), 0)
})

test('a tip is part of what is signed, and is paid', async () => {
  const wallet = browserWallet(account)
  const { events, failure } = await submit(
    api.tx.system.remark('0x01'), account.address, { signer: wallet, tip: 7_000_000n },
  )
  assert.equal(failure, null)
  assert.equal(BigInt(wallet.asked[0].tip), 7_000_000n)
  assert.equal(only(events, 'transactionPayment', 'TransactionFeePaid').data.tip.toBigInt(), 7_000_000n)
})

test('a signature over something else is refused', async () => {
  const wallet = browserWallet(account)
  const altered = {
    signPayload: payload => wallet.signPayload({ ...payload, tip: '0x00000000000000000000000000000001' }),
  }
  await assert.rejects(submit(api.tx.system.remark('0x02'), account.address, { signer: altered }), {
    message: '1010: Invalid Transaction: Transaction has a bad signature',
  })
})

test('a nonce that was used is refused, and one that is ahead waits for those before it', async () => {
  const nonce = (await api.rpc.system.accountNextIndex(account.address)).toNumber()
  await assert.rejects(submit(api.tx.system.remark('0x03'), account, { nonce: nonce - 1 }), {
    message: '1010: Invalid Transaction: Transaction is outdated',
  })

  const ahead = submit(api.tx.system.remark('0x04'), account, { nonce: nonce + 1 })
  const next = await submit(api.tx.system.remark('0x05'), account, { nonce })
  assert.equal(next.failure, null)
  assert.equal((await ahead).failure, null)
  assert.equal((await api.rpc.system.accountNextIndex(account.address)).toNumber(), nonce + 2)
})

test('a transaction is refused once its era is over', async () => {
  const period = 4
  const born = async ago => {
    const number = (await api.rpc.chain.getHeader()).number.toNumber() - ago
    return {
      blockHash: await api.rpc.chain.getBlockHash(number),
      era: api.createType('ExtrinsicEra', { current: number, period }),
    }
  }
  const { failure } = await submit(api.tx.system.remark('0x06'), account, await born(0))
  assert.equal(failure, null)

  // The chain takes the era for one of its present cycle, and its first block is not the one that was signed.
  await assert.rejects(submit(api.tx.system.remark('0x06'), account, await born(2 * period)), {
    message: '1010: Invalid Transaction: Transaction has a bad signature',
  })
})

test('a transaction without an end is taken too', async () => {
  const { failure } = await submit(api.tx.system.remark('0x07'), account, { era: 0 })
  assert.equal(failure, null)
})

test('this build of the runtime has no metadata hash, and refuses who signs for one', async () => {
  const payload = { mode: 1, metadataHash: `0x${'11'.repeat(32)}` }
  await assert.rejects(submit(api.tx.system.remark('0x08'), account, payload), {
    message: '1011: Unknown Transaction Validity: CannotLookup',
  })
})

test('the forecasters send general transactions of version 5, and a wallet can read them', async () => {
  const { hash, index } = await lastSignal()
  const { block } = await api.rpc.chain.getBlock(hash)
  const extrinsic = block.extrinsics[index]
  assert.equal(`${extrinsic.method.section}.${extrinsic.method.method}`, 'priceSignals.submitSignal')
  assert.equal(extrinsic.version, GENERAL | 5)
  assert.equal(extrinsic.isSigned, false)
  const { community, steps } = extrinsic.method.args[0]
  assert.equal(community.toNumber(), 0)
  assert.ok(steps.length > 0)
  // Nothing is lost in reading: the call encodes to the bytes that are in the block.
  const raw = await api.rpc.chain.getBlock.raw(hash)
  assert.ok(raw.block.extrinsics[index].endsWith(extrinsic.method.toHex().slice(2)))
})

test('nobody signs a general transaction: a transfer as one is refused', async () => {
  const call = api.tx.balances.transferKeepAlive(dev('Eve').address, 1n).method.toU8a()
  const nonce = await api.rpc.system.accountNextIndex(account.address)
  // Version of the extensions; then era, nonce, tip and mode of the metadata hash: the others are empty.
  const extensions = u8aConcat([0x00], [0x00], compactToU8a(nonce.toNumber()), compactToU8a(0), [0x00])
  const body = u8aConcat([GENERAL | 5], extensions, call)
  const general = u8aToHex(u8aConcat(compactToU8a(body.length), body))
  // Past api.rpc, which wraps a general transaction once more.
  await assert.rejects(provider.send('author_submitExtrinsic', [general]), {
    message: '1010: Invalid Transaction: The transaction extension did not authorize any origin',
  })
})

/** The last block with a signal, and its place in it. */
async function lastSignal() {
  let header = await api.rpc.chain.getHeader()
  for (let back = 0; back < 50; back += 1) {
    const { block } = await api.rpc.chain.getBlock(header.hash)
    const index = block.extrinsics.findIndex(({ method }) => method.section === 'priceSignals')
    if (index >= 0) return { hash: header.hash, index }
    header = await api.rpc.chain.getHeader(header.parentHash)
  }
  throw new Error('no signal in 50 blocks: does a forecaster run?')
}
