import type { Tx } from '../../tenancy/index.ts'
import { trashedAtOnce } from './trash.ts'

/** What the address of a list says was put in the trash a moment ago, while it is still there. */
export function undoIn(tx: Tx, { trashed }: Readonly<Record<string, string | undefined>>): { at: string; count: number } | undefined {
  if (trashed === undefined || !/^\d{1,15}$/.test(trashed)) return undefined
  const count = trashedAtOnce(tx, new Date(Number(trashed))).length
  return count > 0 ? { at: trashed, count } : undefined
}
