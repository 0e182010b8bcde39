// Codes that no chain of this project takes.
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util'

export const NONSENSE = '0x00112233'

// A wasm module that says it is another chain's runtime, much newer, and is nothing else.
export function anotherChains(api) {
  const version = api.createType('RuntimeVersion', { ...api.runtimeVersion.toJSON(), specName: 'another', specVersion: 1_000_000, apis: [] })
  const name = stringToU8a('runtime_version')
  const section = u8aConcat([name.length], name, version.toU8a())
  if (section.length > 127) throw new Error('the length of the section takes more than a byte')
  return u8aToHex(u8aConcat([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], [0, section.length], section))
}
