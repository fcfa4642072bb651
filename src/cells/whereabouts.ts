import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import {
  allPapers,
  type Control,
  getTenantRow,
  type KeyRing,
  openPapers,
  type Papers,
  sealPapers,
  type TenantId,
} from '../tenancy/index.ts'
import type { LeaseStore } from './lease-store.ts'

/*
 * What each cell tells the others, sealed under the master key they share: how a request is sent on to it, and which offices live there,
 * with the papers by which another one may take them over. A hint, and soon again true; the placement of an office is what counts.
 */
const Office = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  numbers: Type.Array(Type.String()),
  papers: Type.String(),
  /** Higher each time it moved: a cell that is lost goes on saying what it last said. */
  epoch: Type.Optional(Type.Integer()),
})
const Told = Type.Object({ replay: Type.String(), offices: Type.Array(Office) })
const isTold = Compile(Told)
type Office = Static<typeof Office>

export type Elsewhere = { readonly id: TenantId; readonly cell: string; readonly papers: string; readonly epoch: number }
export type Whereabouts = {
  /** Says what lives here, if that changed. */
  tell(): Promise<void>
  /** Reads what other cells said since the last time. */
  hear(): Promise<void>
  bySlug(slug: string): Elsewhere | undefined
  byId(id: string): Elsewhere | undefined
  byNumber(number: string): Elsewhere | undefined
  /** How a request is sent on to that cell. */
  replayTo(cell: string): string
  readonly cells: readonly string[]
}

export type WhereaboutsDeps = {
  readonly store: LeaseStore
  readonly control: Control
  readonly keys: KeyRing
  readonly cell: string
  readonly replay: string
  /** The numbers of every office here. */
  readonly numbers: () => ReadonlyMap<TenantId, readonly string[]>
}

const FOLDER = 'directories/'

export function createWhereabouts({ store, control, keys, cell, replay, numbers }: WhereaboutsDeps): Whereabouts {
  const heard = new Map<string, { readonly tag: string; readonly replay: string }>()
  const bySlug = new Map<string, Elsewhere>()
  const byId = new Map<string, Elsewhere>()
  const byNumber = new Map<string, Elsewhere>()
  let told = ''

  const note = (from: string, { id, slug, numbers: its, papers, epoch = 0 }: Office) => {
    if ((byId.get(id)?.epoch ?? 0) > epoch) return
    const place = { id: id as TenantId, cell: from, papers, epoch }
    byId.set(id, place)
    bySlug.set(slug, place)
    for (const number of its) byNumber.set(number, place)
  }
  const forget = (from: string) => {
    for (const map of [bySlug, byId, byNumber]) for (const [name, place] of map) if (place.cell === from) map.delete(name)
  }

  async function hearOne(from: string, tag: string): Promise<void> {
    const found = await store.get(`${FOLDER}${from}`)
    const said: unknown = found && JSON.parse(keys.open(`directory ${from}`, Buffer.from(found.bytes)).toString())
    if (!isTold.Check(said)) throw new Error('What a cell said of itself was not understood.')
    forget(from)
    heard.set(from, { tag, replay: said.replay })
    for (const office of said.offices) note(from, office)
  }

  return {
    async tell() {
      const its = numbers()
      const here = control.read(allPapers)
      const open = JSON.stringify([keys.masterId, replay, here.map((papers) => [papers, its.get(papers.id as TenantId) ?? []])])
      if (open === told) return
      const offices = here.map(
        (papers): Office => ({
          id: papers.id,
          slug: papers.slug,
          numbers: [...(its.get(papers.id as TenantId) ?? [])],
          papers: sealPapers(keys, papers),
          epoch: control.read((tx) => getTenantRow(tx, papers.id as TenantId)).epoch,
        }),
      )
      await store.replace(`${FOLDER}${cell}`, keys.seal(`directory ${cell}`, Buffer.from(JSON.stringify({ replay, offices }))))
      told = open
    },
    async hear() {
      let failed: unknown
      for (const [name, tag] of await store.list(FOLDER)) {
        const from = name.slice(FOLDER.length)
        if (from !== cell && heard.get(from)?.tag !== tag) await hearOne(from, tag).catch((error: unknown) => (failed ??= error))
      }
      if (failed) throw failed
    },
    bySlug: (slug) => bySlug.get(slug),
    byId: (id) => byId.get(id),
    byNumber: (number) => byNumber.get(number),
    replayTo: (to) => heard.get(to)?.replay ?? `instance=${to}`,
    get cells() {
      return [...heard.keys()]
    },
  }
}

export const papersFor = (keys: KeyRing, { id, papers }: Elsewhere): Papers => openPapers(keys, id, papers)
