// The fault table: each test appends what it tried, what was seen and what was lost.
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './nodes.mjs'

export function record(fault, seen, lost) {
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, 'faults.jsonl'), `${JSON.stringify({ fault, seen, lost })}\n`)
}
