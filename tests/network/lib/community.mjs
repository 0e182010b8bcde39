// Homes of the second community with meters that never stop, and a gateway that keeps what it cannot deliver.
import { u8aConcat } from '@polkadot/util'
import { randomBytes } from 'node:crypto'
import { anew, finalised, until } from './chain.mjs'
import { sleep } from './nodes.mjs'
import { account, submit } from './transactions.mjs'

export const COMMUNITY = 1
const TOKEN = 10n ** 12n
const TAG = new TextEncoder().encode('commonwatt/reading/1')
// Readings in one batch, as many as the chain takes: after a standstill all of them have a few blocks to be in time.
const BATCH = 256
// A batch must be final within this time, in ms, or it is sent again.
const PATIENCE = 120_000
const GATEWAY = '//Network gateway'

function littleEndian(value, bytes) {
  const buffer = new Uint8Array(bytes)
  for (let index = 0; index < bytes; index++) buffer[index] = Number((BigInt(value) >> BigInt(8 * index)) & 255n)
  return buffer
}

export class Community {
  // Registers homes with so many Wh of net import an interval, and their gateway. The second is a certified roof that exports.
  static async found(api, nets = [1_200, -2_300]) {
    const community = new Community()
    const gateway = account(GATEWAY)
    await until('the first block has set the clock', 60, async () => (await api.query.communities.clock()).isSome)
    const clock = (await api.query.communities.clock()).unwrap()
    const first = (await api.query.metering.nextPoint()).toNumber()
    const from = clock.ended.toNumber() + 2
    const parameters = await api.query.communities.parameters()
    Object.assign(community, {
      genesis: api.genesisHash.toU8a(), epoch: clock.epoch.toNumber(), from, next: from,
      interval: parameters.intervalMillis.toNumber(), buffer: [], sent: new Set(), attempts: new Set(), made: 0, resent: 0, running: false,
      fromBlock: await finalised(api), gateway,
    })
    community.homes = nets.map((net, index) => ({
      point: first + index, net, key: account(`//${randomBytes(16).toString('hex')}`), import: 0, export: 0,
    }))
    const registered = await api.query.communities.gateways(COMMUNITY, gateway.address)
    const calls = community.homes.flatMap((home) => [
      api.tx.communities.admitMember(COMMUNITY, home.key.address),
      api.tx.metering.registerPoint(COMMUNITY, home.key.address, { Sr25519: home.key.publicKey }, 8_000, 1, { import: 0, export: 0 }, from),
      api.tx.billing.topUp(home.point, 100n * TOKEN),
    ])
    calls.push(api.tx.certificates.registerDevice(first + 1, {
      technology: 'SolarPhotovoltaic', energySource: 'Solar', zone: 'network', commissioned: 19_000, support: 'None',
      emissionFactor: 0, capacityW: 8_000, roundTripEfficiency: null,
    }, true))
    if (registered.isEmpty) calls.push(api.tx.communities.registerGateway(COMMUNITY, gateway.address))
    await Promise.all([
      submit(api.tx.utility.batchAll(calls), account('//Alice')),
      submit(api.tx.billing.topUpSupplier(COMMUNITY, 100n * TOKEN), account('//Charlie')),
    ])
    return community
  }

  // The meters read themselves by their own clocks, whatever the chain does.
  meter() {
    const ended = Math.floor((Date.now() - this.epoch) / this.interval)
    for (; this.next < ended; this.next++) {
      for (const home of this.homes) {
        const start = { import: home.import, export: home.export }
        const energy = Math.abs(home.net) + (this.next % 7) * 11
        if (home.net > 0) home.import += energy
        else home.export += energy
        const end = { import: home.import, export: home.export }
        const payload = u8aConcat(
          TAG, this.genesis, littleEndian(home.point, 4), littleEndian(this.next, 4),
          ...[start.import, start.export, end.import, end.export].map((register) => littleEndian(register, 8)),
        )
        this.buffer.push({ point: home.point, interval: this.next, start, end, signature: { Sr25519: home.key.sign(payload) } })
        this.made++
      }
    }
  }

  // Readings that a final block has.
  get delivered() { return this.made - this.buffer.length }

  // Meters and delivers in the background until `stop`. A reading leaves the buffer when a final block has it; the next
  // ones do not wait for that, for they would come late.
  run(api) {
    this.running = true
    this.interrupt()
    this.loop = (async () => {
      for (; this.running; await sleep(1_000)) {
        this.meter()
        const waiting = this.buffer.filter((reading) => !this.sent.has(reading)).slice(0, BATCH)
        if (waiting.length && api.isConnected) this.attempts.add(this.attempt(api, waiting))
      }
    })()
  }

  // What is on its way is taken for lost.
  interrupt() {
    this.lost?.()
    this.interrupted = new Promise((resolve) => { this.lost = resolve })
  }

  // What stays unanswered, for nobody tells what became of a transaction when the connection is lost, is sent
  // again: the chain counts a reading once.
  async attempt(api, batch) {
    batch.forEach((reading) => this.sent.add(reading))
    let timer
    const late = new Promise((resolve) => { timer = setTimeout(() => resolve('failed'), PATIENCE) })
    const delivered = this.deliver(api, batch).then(() => 'delivered', () => 'failed')
    const outcome = await Promise.race([delivered, this.interrupted, late])
    clearTimeout(timer)
    batch.forEach((reading) => this.sent.delete(reading))
    // All that came after it goes out anew behind it: a reading counts in time only in the order of the intervals.
    if (outcome === 'failed') this.interrupt()
  }

  async deliver(api, batch) {
    const { events } = await submit(api.tx.metering.submitReadings(COMMUNITY, batch), this.gateway)
    const { event } = events.find(({ event }) => api.events.metering.ReadingsSubmitted.is(event))
    const refused = new Map(event.data.refused.map(([index, reason]) => [index.toNumber(), reason.type]))
    this.resent += [...refused.values()].filter((reason) => reason === 'AlreadyRead').length
    const done = batch.filter((_, index) => !refused.has(index) || refused.get(index) === 'AlreadyRead')
    this.buffer = this.buffer.filter((reading) => !done.includes(reading))
  }

  async stop() {
    this.interrupt()
    await this.halt()
  }

  // Meters no more, and sees the end of what is on its way.
  async halt() {
    this.running = false
    await this.loop
    await Promise.all(this.attempts)
  }

  // Waits until all that was metered is final on the chain; then that each reading counted, and once.
  async reconcile(api, seconds = 120) {
    this.meter()
    const last = this.next
    await until('the buffer is delivered', seconds, () => !this.buffer.some((reading) => reading.interval < last))
    await this.halt()
    const hash = await api.rpc.chain.getFinalizedHead()
    const at = await api.at(hash)
    const wrong = []
    for (const home of this.homes) {
      const meter = (await at.query.metering.meters(home.point)).unwrap()
      // Readings metered after `last` may be still in the buffer.
      const open = this.buffer.find((reading) => reading.point === home.point)
      const expected = open ? { ...open.start, next: open.interval } : { import: home.import, export: home.export, next: this.next }
      const found = { import: meter.metered.import.toNumber(), export: meter.metered.export.toNumber(), next: meter.next.toNumber() }
      if (JSON.stringify(expected) !== JSON.stringify(found)) {
        wrong.push(`point ${home.point}: metered ${JSON.stringify(expected)}, on the chain ${JSON.stringify(found)}`)
      }
    }
    // Anew, for the chain may have crossed an upgrade.
    const counted = await anew(api.url, (fresh) => this.counted(fresh, hash))
    return { wrong, made: this.made, delivered: this.delivered, counted }
  }

  // How many readings of these homes the final chain has accepted: each is booked in time or late.
  async counted(api, until) {
    const last = (await api.rpc.chain.getHeader(until)).number.toNumber()
    const points = new Set(this.homes.map(({ point }) => point))
    let counted = 0
    for (let number = this.fromBlock; number <= last; number++) {
      const at = await api.at(await api.rpc.chain.getBlockHash(number))
      const booked = (await at.query.system.events()).filter(({ event: { section, method, data } }) =>
        section === 'energyMarket' && /^Metered(Late)?$/.test(method) && points.has(data.point.toNumber()))
      counted += booked.length
    }
    return counted
  }
}
