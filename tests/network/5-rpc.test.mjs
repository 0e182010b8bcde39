// Floods and nonsense at the RPC port are answered with errors, and the node lives.
import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { createConnection } from 'node:net'
import { after, before, test } from 'node:test'
import { connect, moreFinal, until } from './lib/chain.mjs'
import { record } from './lib/faults.mjs'
import { ensureNetwork, rpcPort, url } from './lib/nodes.mjs'

let full
let http

before(async () => {
  await ensureNetwork()
  full = await connect(url('full'))
  http = `http://127.0.0.1:${rpcPort('full')}`
})
after(() => full.disconnect())

// Each request has a connection of its own: kept ones would take the places of others.
function post(body) {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(http, { method: 'POST', agent: false, headers: { 'Content-Type': 'application/json' } }, (response) => {
      let text = ''
      response.on('data', (data) => { text += data })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    asked.once('error', reject)
    asked.end(body)
  })
}
const request = (method, params = []) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
const answered = async (body) => JSON.parse((await post(body)).text)

// How the node answers who announces a request of so many bytes, before the first of them.
function announced(bytes) {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(http, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': bytes, Expect: '100-continue' },
    })
    asked.once('response', (response) => { resolve(response.statusCode); asked.destroy() })
    asked.once('continue', () => { reject(new Error('the node wants all of it')); asked.destroy() })
    asked.once('error', reject)
    asked.flushHeaders()
  })
}

// Whether the node opens a websocket on a connection.
function upgraded(socket) {
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(data.toString().startsWith('HTTP/1.1 101')))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    // The node knows its hosts with their port, and refuses others.
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${rpcPort('full')}\r\n` + 'Upgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n')
  })
}

// That the node answers, and that finality goes on.
async function lives() {
  assert.equal((await answered(request('system_chain'))).result, 'Commonwatt Local')
  await moreFinal(full, 1)
}

test('requests that are wrong are answered with errors', async () => {
  for (const [body, code] of [
    ['{', -32700],
    [request('no_such_method'), -32601],
    [request('chain_getBlockHash', ['one']), -32602],
    [request('state_getStorage', [`0x${'zz'.repeat(8)}`]), -32602],
    [request('author_submitExtrinsic', ['0xdeadbeef']), 1040],
    [request('energy_interval', [0, 0, 97]), 21006],
  ]) {
    assert.equal((await answered(body)).error?.code, code, body.slice(0, 80))
  }
  await lives()
})

test('requests that are too large are refused', async () => {
  assert.equal(await announced(18 * 1024 * 1024), 413)
  const batch = JSON.stringify(Array.from({ length: 65 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'system_health', params: [] })))
  assert.equal((await answered(batch)).error.code, -32010)
  // Within the size of a request, and beyond that of a block.
  const large = await answered(request('author_submitExtrinsic', [`0x${'00'.repeat(5 * 1024 * 1024)}`]))
  assert.ok(large.error)
  const deep = await post('['.repeat(200_000))
  assert.ok(deep.status >= 400 || JSON.parse(deep.text).error, deep.text.slice(0, 100))
  await lives()
  record('RPC: a request announced with 18 MiB, a batch of 65, a transaction of 5 MiB, 200,000 brackets', 'each refused with an error; the node answers and finality goes on', 'nothing')
})

test('a flood of requests and connections is survived', async () => {
  const began = Date.now()
  const burst = async (count, body) => {
    const results = await Promise.allSettled(Array.from({ length: count }, () => post(body)))
    return results.filter(({ status, value }) => status === 'fulfilled' && value.status === 200).length
  }
  let served = 0
  for (let round = 0; round < 10; round++) {
    served += await burst(400, request('state_getKeysPaged', ['0x', 500]))
  }
  const connection = () => createConnection({ port: rpcPort('full'), host: '127.0.0.1' })
  await until('the node has let go of the bursts', 60, async () => {
    const socket = connection()
    const taken = await upgraded(socket)
    socket.destroy()
    return taken
  })
  // As many connections as the port takes, and more.
  const sockets = Array.from({ length: 300 }, connection)
  const opened = (await Promise.all(sockets.map(upgraded))).filter(Boolean).length
  sockets.forEach((socket) => socket.destroy())
  assert.ok(served > 0)
  assert.ok(opened > 0 && opened < sockets.length, `${opened} of 300 connections were taken`)
  const seconds = ((Date.now() - began) / 1_000).toFixed(0)
  await lives()
  record('RPC: 4,000 requests in bursts of 400, then 300 connections at once',
    `${served} served, ${opened} connections taken in ${seconds} s; the node answers and finality goes on`, 'nothing')
})
