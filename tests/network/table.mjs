// The fault table: as text, and as faults.md beside what the tests recorded. Argument: the folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2]
const recorded = join(folder, 'faults.jsonl')
const rows = existsSync(recorded) ? readFileSync(recorded, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : []
for (const { fault, seen, lost } of rows) console.log(`${fault}\n  seen: ${seen}\n  lost: ${lost}`)
const lines = rows.map(({ fault, seen, lost }) => `| ${[fault, seen, lost].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`)
const file = join(folder, 'faults.md')
writeFileSync(file, `${['| fault | what was seen | what was lost |', '|---|---|---|', ...lines].join('\n')}\n`)
console.log(`wrote ${file}`)
