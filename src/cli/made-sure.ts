import { type MadeSure, madeSure, SURE_BY } from '../identity/index.ts'
import type { Given } from './command.ts'

/** Whoever gives somebody a way in anew says how they made sure that it is they who ask. */
export const SURE_USAGE = `--sure-by ${SURE_BY.join('|')} --note TEXT`
export const SURE_OPTIONS = { 'sure-by': { type: 'string' }, note: { type: 'string' } } as const

export const sureIn = (given: Given): MadeSure => madeSure({ sureBy: given.needed('sure-by'), sureNote: given.needed('note') })
