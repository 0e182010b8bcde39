// Network namespaces joined by a bridge: places whose nodes can be cut off from the others'.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratch, sleep } from './nodes.mjs'

const relay = join(dirname(fileURLToPath(import.meta.url)), 'relay.mjs')
const ip = (...args) => execFileSync('ip', args, { encoding: 'utf8', stdio: 'pipe' })

export class Places {
  // Makes them; an error if this machine does not allow it. Each has the address 10.99.0.N, counted from 1.
  constructor(names) {
    this.hub = `commonwatt-${process.pid}`
    this.names = names
    this.made = []
    this.relays = []
    // Also if the test is interrupted.
    process.once('exit', () => this.remove())
    try {
      this.namespace(this.hub)
      ip('-n', this.hub, 'link', 'add', 'bridge', 'type', 'bridge')
      ip('-n', this.hub, 'link', 'set', 'bridge', 'up')
      names.forEach((name, index) => {
        const place = this.of(name)
        this.namespace(place)
        ip('-n', this.hub, 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'hub', 'netns', place)
        ip('-n', this.hub, 'link', 'set', name, 'master', 'bridge', 'up')
        ip('-n', place, 'address', 'add', `${this.address(index)}/24`, 'dev', 'hub')
        ip('-n', place, 'link', 'set', 'hub', 'up')
      })
    } catch (error) {
      this.remove()
      throw error
    }
  }

  namespace(name) {
    ip('netns', 'add', name)
    this.made.push(name)
    ip('-n', name, 'link', 'set', 'lo', 'up')
  }

  of(name) { return `${this.hub}-${name}` }
  address(place) { return `10.99.0.${(typeof place === 'string' ? this.names.indexOf(place) : place) + 1}` }
  wrap(name) { return ['ip', 'netns', 'exec', this.of(name)] }
  cut(name) { ip('-n', this.hub, 'link', 'set', name, 'down') }
  heal(name) { ip('-n', this.hub, 'link', 'set', name, 'up') }

  // Lends a port of a place's loopback address to this test, under the same number.
  async lend(name, port) {
    mkdirSync(scratch, { recursive: true })
    const path = join(scratch, `${port}.socket`)
    rmSync(path, { force: true })
    const [command, ...args] = [...this.wrap(name), process.execPath, relay, path, `${port}`]
    const inside = spawn(command, args, { stdio: 'ignore' })
    for (let waited = 0; !existsSync(path); waited++) {
      if (waited > 100) throw new Error(`no port of ${name} can be lent`)
      await sleep(100)
    }
    const server = createServer((near) => {
      const far = createConnection(path)
      near.pipe(far).pipe(near)
      for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }).listen(port, '127.0.0.1')
    this.relays.push({ inside, server })
  }

  remove() {
    for (const { inside, server } of this.relays) {
      inside.kill()
      server.close()
    }
    this.relays = []
    for (const name of this.made.splice(0).reverse()) ip('netns', 'del', name)
  }
}
