import { crashLoop, type LoopOptions, type Report } from './crash-loop.ts'

/** Loops side by side, each with a server, offices and a carrier of its own: a server that starts keeps one core busy. */
export async function runCells(cells: number, whole: LoopOptions): Promise<Report> {
  const share = (total: number) => Math.ceil(total / cells)
  const reports = await Promise.all(
    Array.from({ length: cells }, (_, cell) =>
      crashLoop({
        ...whole,
        kills: share(whole.kills),
        faxes: share(whole.faxes),
        seed: whole.seed * 1_000 + cell,
        progress: (text) => whole.progress?.(`cell ${cell + 1}: ${text}`),
      }),
    ),
  )
  return reports.reduce(added)
}

function added(one: Report, other: Report): Report {
  const sums = Object.entries(one).map(([name, value]) => [name, addedValue(value, other[name as keyof Report])])
  return { ...Object.fromEntries(sums), seconds: Math.max(one.seconds, other.seconds) }
}

function addedValue(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other]
  return addedCounts(one as Record<string, number>, other as Record<string, number>)
}

const addedCounts = (one: Record<string, number>, other: Record<string, number>) =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]),
  )
