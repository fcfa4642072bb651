import { conflict } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { countContacts } from './searching.ts'

/** How many contacts an office keeps. Every plan has the same today; a plan with more is read here and nowhere else. */
export const mostContacts = (_tx: Tx): number => 3_000

export const roomLeft = (tx: Tx): number => Math.max(0, mostContacts(tx) - countContacts(tx))

/** Throws AppError conflict. */
export function refuseBeyondLimit(tx: Tx, more: number): void {
  if (more > roomLeft(tx))
    throw conflict(`An office keeps at most ${mostContacts(tx).toLocaleString('en-US')} contacts. Remove some first.`)
}
