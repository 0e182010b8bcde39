// Two homes that trade ahead: for every second interval one bids and the other offers.
import { sleep } from './nodes.mjs'
import { submit } from './transactions.mjs'

// Intervals ahead of the one in progress.
const LEAD = 5
const step = (thousandths, quantity) => [{ limit: thousandths * 1_000_000, quantity }]

export class Trade {
  constructor(buyer, seller) {
    this.sides = [[buyer, { side: 'Buy', steps: step(150, 400) }], [seller, { side: 'Sell', steps: step(100, 400) }]]
    this.refused = new Map()
  }

  run(api, community) {
    this.running = true
    this.loop = (async () => {
      for (let last = 0; this.running; await sleep(1_000)) {
        const interval = Math.floor((Date.now() - community.epoch) / community.interval) + LEAD
        if (interval < last + 2 || !api.isConnected) continue
        last = interval
        for (const [home, order] of this.sides) {
          submit(api.tx.energyMarket.placeOrder(home.point, interval, order), home.key, { final: false }).catch(({ message }) => {
            this.refused.set(message, (this.refused.get(message) ?? 0) + 1)
          })
        }
      }
    })()
  }

  async stop() {
    this.running = false
    await this.loop
  }
}
