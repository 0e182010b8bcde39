// Run inside a network namespace: lends the test a port of it through a socket file.
import { createConnection, createServer } from 'node:net'

const [path, port] = process.argv.slice(2)
createServer((near) => {
  const far = createConnection({ port: Number(port), host: '127.0.0.1' })
  near.pipe(far).pipe(near)
  for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy()).on('close', () => other.destroy())
}).listen(path)
