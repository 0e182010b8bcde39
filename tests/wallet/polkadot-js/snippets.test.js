// The JavaScript of the documentation, run as it is printed there, against the node under test.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { url } from '../support/chain.js'

const ROOT = new URL('../../../', import.meta.url)
const HERE = fileURLToPath(new URL('../', import.meta.url))

/** All blocks of a page as one module; what it says that it prints, behind `// =>`. */
async function snippets(page) {
  const text = await readFile(new URL(page, ROOT), 'utf8')
  const code = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block).join('')
  assert.ok(code.includes('ws://127.0.0.1:9944'), `${page} connects to no node`)
  return {
    code: code.replaceAll('ws://127.0.0.1:9944', url),
    prints: [...code.matchAll(/\/\/ => (.*)$/gm)].map(([, line]) => line),
  }
}

function run(code) {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--input-type=module', '-'], { cwd: HERE })
    let printed = ''
    let complained = ''
    process_.stdout.on('data', data => { printed += data })
    process_.stderr.on('data', data => { complained += data })
    process_.on('error', reject)
    process_.on('close', status => resolve({ status, printed, complained }))
    process_.stdin.end(code)
  })
}

for (const page of ['README.md', 'docs/wallets.md']) {
  test(`the snippets of ${page} run, and print what it says`, { timeout: 180_000 }, async () => {
    const { code, prints } = await snippets(page)
    const { status, printed, complained } = await run(code)
    assert.equal(status, 0, complained)
    assert.ok(prints.length > 0)
    assert.deepEqual(printed.trimEnd().split('\n'), prints)
  })
}
