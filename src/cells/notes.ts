import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TenantId } from '../tenancy/index.ts'
import type { LeaseStore } from './lease-store.ts'

/*
 * How two cells speak of one move: a note for each office that is to come, in the folder of its target. The source writes `asked`, the
 * target `ready` or `refused`, and `arrived` in the end; `taking` the target writes for itself. Whoever is done with it removes it.
 */
const Note = Type.Object({
  is: Type.Union([Type.Literal('asked'), Type.Literal('ready'), Type.Literal('refused'), Type.Literal('taking'), Type.Literal('arrived')]),
  from: Type.String(),
  papers: Type.String(),
  why: Type.Optional(Type.String()),
})
const isNote = Compile(Note)
export type Note = Static<typeof Note>

const folderOf = (to: string) => `arrivals/${to}/`

export async function readNote(store: LeaseStore, to: string, id: TenantId): Promise<Note | undefined> {
  const found = await store.get(`${folderOf(to)}${id}`)
  const note: unknown = found && JSON.parse(Buffer.from(found.bytes).toString())
  return isNote.Check(note) ? note : undefined
}

export const writeNote = (store: LeaseStore, to: string, id: TenantId, note: Note): Promise<void> =>
  store.replace(`${folderOf(to)}${id}`, Buffer.from(JSON.stringify(note)))

export const removeNote = (store: LeaseStore, to: string, id: TenantId): Promise<void> => store.remove(`${folderOf(to)}${id}`)

export async function listNotes(store: LeaseStore, to: string): Promise<TenantId[]> {
  const found = await store.list(folderOf(to))
  return [...found.keys()].map((name) => name.slice(folderOf(to).length) as TenantId)
}
