import type { Tenant } from '../../tenancy/index.ts'
import { roomLeft } from '../limit.ts'
import { getImport, type ImportId, type Outcome, type Row, rowsOf } from './imports.ts'
import { faxesOf, judge, type Rules } from './judging.ts'
import { inputOf } from './rows.ts'

export type Previewed = Row & { readonly outcome: Outcome }
export type Preview = {
  readonly counts: Readonly<Record<Outcome, number>>
  /** The first rows, and the first of those that would be refused or left out. */
  readonly first: readonly Previewed[]
  readonly problems: readonly Previewed[]
}

const AT_ONCE = 100
const SLICE_MS = 15
const MOST_FIRST = 10
const MOST_PROBLEMS = 100

export const NO_ROOM = 'There is no room for it: the address book would be full.'

/** The whole import but for its writing, in slices, so that nobody else waits for it. */
export async function previewImport(tenant: Tenant, id: ImportId, rules: Rules): Promise<Preview> {
  const counts = { added: 0, changed: 0, skipped: 0, refused: 0 }
  const [first, problems]: [Previewed[], Previewed[]] = [[], []]
  // Numbers that an earlier row of the file would have brought in.
  const seen = new Map<string, number>()
  const room = tenant.read((tx) => {
    getImport(tx, id)
    return roomLeft(tx)
  })
  let until = performance.now() + SLICE_MS
  for (let after = 0; ; ) {
    const rows = tenant.read((tx) => rowsOf(tx, id, after, AT_ONCE))
    if (rows.length === 0) return { counts, first, problems }
    after = rows.at(-1)?.row ?? after
    for (const row of rows) {
      const { outcome, problem } = foreseen(tenant, row, rules, seen, counts.added < room)
      counts[outcome]++
      const shown = { ...row, outcome, problem }
      if (first.length < MOST_FIRST) first.push(shown)
      if (problem !== '' && problems.length < MOST_PROBLEMS) problems.push(shown)
      if (performance.now() < until) continue
      await new Promise(setImmediate)
      until = performance.now() + SLICE_MS
    }
  }
}

function foreseen(tenant: Tenant, { row, cells }: Row, rules: Rules, seen: Map<string, number>, hasRoom: boolean) {
  const verdict = tenant.read((tx) => judge(tx, cells, rules))
  if (verdict.outcome !== 'added') return { outcome: verdict.outcome, problem: 'problem' in verdict ? verdict.problem : '' }
  const faxes = faxesOf(inputOf(cells, rules.mapping))
  const earlier = faxes.map((fax) => seen.get(fax)).find((each) => each !== undefined)
  if (earlier !== undefined)
    return rules.updates
      ? { outcome: 'changed' as const, problem: '' }
      : { outcome: 'skipped' as const, problem: `Row ${earlier} has the same number.` }
  if (!hasRoom) return { outcome: 'refused' as const, problem: NO_ROOM }
  for (const fax of faxes) seen.set(fax, row)
  return { outcome: 'added' as const, problem: '' }
}
