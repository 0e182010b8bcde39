// What final blocks say of a community's intervals: how often each reading was booked and settled.

const add = (map, key, count = 1) => map.set(key, (map.get(key) ?? 0) + count)

// Counts by `point/interval` and by interval, over the blocks from `from` to `to`.
export async function settlements(api, community, from, to) {
  const found = { inTime: new Map(), late: new Map(), settled: new Map(), closed: new Map(), ordered: new Map(), traded: new Map() }
  for (let number = from; number <= to; number++) {
    const at = await api.at(await api.rpc.chain.getBlockHash(number))
    for (const { event } of await at.query.system.events()) {
      if (event.section !== 'energyMarket' || !event.data.community?.eq(community)) continue
      const interval = event.data.interval?.toNumber()
      const reading = `${event.data.point}/${interval}`
      if (event.method === 'Metered') add(found.inTime, reading)
      if (event.method === 'MeteredLate') add(found.late, reading)
      if (event.method === 'Settled') add(found.settled, reading)
      if (event.method === 'IntervalClosed') add(found.closed, interval)
      if (event.method === 'OrderPlaced') add(found.ordered, interval)
      if (event.method === 'AuctionCleared') add(found.traded, interval, event.data.volume.toNumber())
    }
  }
  return found
}

// Sentences for what is missing or double among the readings of these points from one interval to before another.
export function missing(found, points, from, to) {
  const wrong = []
  for (let interval = from; interval < to; interval++) {
    if (found.closed.get(interval) !== 1) wrong.push(`interval ${interval} was closed ${found.closed.get(interval) ?? 0} times`)
    for (const point of points) {
      const reading = `${point}/${interval}`
      const [inTime, late, settled] = [found.inTime, found.late, found.settled].map((counts) => counts.get(reading) ?? 0)
      if (inTime !== 1 || late !== 0 || settled !== 1) {
        wrong.push(`point ${point}, interval ${interval}: read in time ${inTime}, late ${late}, settled ${settled} times`)
      }
    }
  }
  return wrong
}
