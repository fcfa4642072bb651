import { type Connection, connect } from '../load/connection.ts'
import { wire } from '../load/wire.ts'
import type { Question } from './questions.ts'

/** What each way of asking took, in microseconds. */
export type Samples = { readonly there: readonly number[]; readonly nowhere: readonly number[]; readonly nowhereElse: readonly number[] }
export type Sampled = { readonly question: Question; readonly samples: Samples; readonly status: string }

const WAYS = ['there', 'nowhere', 'nowhereElse'] as const
const WARM_UP = 30

/** All questions in all ways in one shuffled line over one connection, so that whatever the machine does meanwhile falls on all alike. */
export async function sample(port: number, questions: readonly Question[], count: number, random: () => number): Promise<Sampled[]> {
  const kept = questions.map(() => ({ there: [], nowhere: [], nowhereElse: [] }) as Record<(typeof WAYS)[number], number[]>)
  const statuses = questions.map(() => new Set<number>())
  const line = questions.flatMap((question, at) =>
    WAYS.flatMap((way) => Array.from({ length: count }, (_, turn) => ({ at, way, turn, asks: question[way] }))),
  )
  shuffle(line, random)
  const connection = await connect(port)
  for (const question of questions)
    for (let turn = 0; turn < Math.min(WARM_UP, count); turn++)
      for (const way of WAYS) await timed(connection, wire(question[way](-1 - turn)))
  for (const { at, way, turn, asks } of line) {
    const { took, status } = await timed(connection, wire(asks(turn)))
    kept[at]?.[way].push(took)
    statuses[at]?.add(status)
  }
  connection.close()
  return questions.map((question, at) => ({
    question,
    samples: kept[at] ?? { there: [], nowhere: [], nowhereElse: [] },
    status: [...(statuses[at] ?? [])].join('/'),
  }))
}

async function timed(connection: Connection, bytes: Uint8Array): Promise<{ readonly took: number; readonly status: number }> {
  const started = performance.now()
  const { status } = await connection.ask(bytes)
  return { took: (performance.now() - started) * 1_000, status }
}

function shuffle<T>(list: T[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[list[last], list[other]] = [list[other] as T, list[last] as T]
  }
}
