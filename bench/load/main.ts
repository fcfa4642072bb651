import { spread } from '../figures.ts'
import { type Connection, connect } from './connection.ts'
import type { LoadReport, LoadSpec } from './spec.ts'
import { wire } from './wire.ts'

// A process of its own, so that what is measured is not also what measures. It reads a LoadSpec and prints a LoadReport.
const spec = JSON.parse(await Bun.stdin.text()) as LoadSpec
const requests = spec.requests.map(wire)
const samples: number[] = []
const statuses: Record<string, number> = {}
let bytes = 0

async function ask(connection: Connection, request: Uint8Array, counts: boolean): Promise<number> {
  const started = performance.now()
  const answer = await connection.ask(request)
  const took = performance.now() - started
  if (counts) {
    samples.push(took)
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    bytes += answer.bytes
  }
  return took
}

async function forSeconds(): Promise<number> {
  const connections = await Promise.all(Array.from({ length: spec.connections }, () => connect(spec.port)))
  const from = performance.now() + spec.warmSeconds * 1000
  const until = from + spec.seconds * 1000
  await Promise.all(
    connections.map(async (connection, first) => {
      for (let n = first; performance.now() < until; n++) {
        const request = requests[n % requests.length]
        if (request) await ask(connection, request, performance.now() >= from)
      }
    }),
  )
  for (const connection of connections) connection.close()
  return spec.seconds
}

async function eachOnce(): Promise<number> {
  const started = performance.now()
  const connections = await Promise.all(Array.from({ length: spec.connections }, () => connect(spec.port)))
  let next = 0
  await Promise.all(
    connections.map(async (connection) => {
      for (let request = requests[next++]; request; request = requests[next++]) await ask(connection, request, true)
    }),
  )
  for (const connection of connections) connection.close()
  return (performance.now() - started) / 1000
}

const seconds = spec.once ? await eachOnce() : await forSeconds()
const report: LoadReport = { ...spread(samples), perSecond: samples.length / seconds, statuses, bytes, ...(spec.once && { each: samples }) }
process.stdout.write(JSON.stringify(report))
