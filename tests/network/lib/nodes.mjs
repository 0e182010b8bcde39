// Processes: the network of scripts/network, and nodes beside it.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
export const folder = process.env.COMMONWATT_NETWORK ?? join(root, 'out/network')
// What a test makes for itself goes here, and may be removed with the next run.
export const scratch = join(folder, 'tests')
export const validators = ['alice', 'bob', 'charlie', 'dave']
export const names = [...validators, 'full']

// scripts/test-network says where the binaries are.
const binaries = process.env.COMMONWATT_BIN
if (!binaries) throw new Error('set COMMONWATT_BIN to the folder of commonwatt-node, or run scripts/test-network')
export const binary = (name) => join(binaries, name)

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

// Limits are a quiet machine's; one with other work has three times as long.
export const patience = (seconds) => seconds * 3

// What a promise gives within so many seconds; an error with `what` if it gives nothing.
export async function within(promise, quiet, what) {
  const seconds = patience(quiet)
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: ${seconds} s`)), seconds * 1_000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

// Runs scripts/network. An error has what it printed to standard error. A test goes on meanwhile: nodes close
// connections that do not answer them.
export const network = (...args) => promisify(execFile)(join(root, 'scripts/network'), args)

export const basePort = () => Number(readFileSync(join(folder, 'base-port'), 'utf8'))
const position = (name) => names.indexOf(name)
export const rpcPort = (name) => basePort() + 10 + position(name)
export const url = (name) => `ws://127.0.0.1:${rpcPort(name)}`
export const spec = () => join(folder, 'local.json')
export const log = (name) => readFileSync(join(folder, name, 'log'), 'utf8')
export const isRunning = (name) => existsSync(join(folder, name, 'pid'))

// The multiaddresses of the network's nodes.
export function addresses() {
  return names.map((name) => {
    const peer = readFileSync(join(folder, name, 'peer-id'), 'utf8').trim()
    return `/ip4/127.0.0.1/tcp/${basePort() + position(name)}/p2p/${peer}`
  })
}

// Starts what does not run of the network.
export async function ensureNetwork() {
  if (!existsSync(join(folder, 'base-port')) || !names.some(isRunning)) return network('start')
  return Promise.all(names.filter((name) => !isRunning(name)).map((name) => network('start', name)))
}

export function portAnswers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => { socket.destroy(); resolve(true) })
    socket.once('error', () => resolve(false))
  })
}

// What a test has started ends with it, also if it is interrupted.
const started = new Set()
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
process.once('exit', () => started.forEach((child) => child.kill('SIGKILL')))

// A node of a test's own. `slot`, from 5 to 9, chooses ports that scripts/network leaves free between its own;
// `data` is its base path, a fresh one in the scratch folder by default; `wrap` is put before the command.
export class Node {
  constructor(name, slot, { args = [], chain = spec(), data, env = {}, wrap = [], boot = addresses() } = {}) {
    Object.assign(this, { name, slot, args, chain, env, wrap, boot })
    this.home = join(scratch, name)
    if (data === undefined) rmSync(join(this.home, 'data'), { recursive: true, force: true })
    mkdirSync(this.home, { recursive: true })
    this.data = data ?? join(this.home, 'data')
    this.log = join(this.home, 'log')
    this.rpc = basePort() + 10 + slot
    this.url = `ws://127.0.0.1:${this.rpc}`
    this.from = 0
  }

  start() {
    this.from = this.text().length
    const output = openSync(this.log, 'a')
    const command = [
      ...this.wrap, binary('commonwatt-node'), '--chain', this.chain, '--base-path', this.data, '--no-mdns',
      '--rpc-port', `${this.rpc}`, '--no-prometheus',
      ...(this.args.includes('--node-key-file') ? [] : ['--unsafe-force-node-key-generation']),
      ...(this.args.includes('--listen-addr') ? [] : ['--listen-addr', `/ip4/127.0.0.1/tcp/${basePort() + this.slot}`]),
      ...(this.boot.length ? ['--bootnodes', ...this.boot] : []), ...this.args,
    ]
    this.process = spawn(command[0], command.slice(1), {
      stdio: ['ignore', output, output], env: { ...process.env, ...this.env },
    })
    const child = this.process
    started.add(child)
    this.ended = new Promise((resolve) => {
      const ends = (code, signal) => {
        started.delete(child)
        this.process = undefined
        resolve({ code, signal })
      }
      child.once('exit', ends)
      child.once('error', (error) => ends(error.code))
    })
    return this
  }

  // What it wrote to its log, in all starts.
  text() { return existsSync(this.log) ? readFileSync(this.log, 'utf8') : '' }
  // What it wrote since the last start.
  said() { return this.text().slice(this.from) }

  async answers(quiet = 120) {
    const seconds = patience(quiet)
    for (let waited = 0; waited < seconds * 2; waited++) {
      if (!this.process) throw new Error(`${this.name} has ended: ${this.said().slice(-800)}`)
      if (/Running JSON-RPC server/.test(this.said())) return this
      await sleep(500)
    }
    throw new Error(`${this.name} does not answer after ${seconds} s: ${this.log}`)
  }

  // Ends it; how it ended.
  async stop(signal = 'SIGTERM') {
    this.process?.kill(signal)
    return this.ended
  }
}
