import { and, asc, eq, gt, isNotNull, max } from 'drizzle-orm'
import type { FileId, Files } from '../files/index.ts'
import { newId } from '../kit/ids.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { findTakeaway, type TakeawayId } from './asking.ts'
import { takeawayEntries, takeawayParts } from './schema.tenant.ts'
import type { Packed } from './tar.ts'

/** What is in memory of an archive at any time. */
export const PART = 4 * 1024 * 1024
/** Small files share a piece; from here on the next one begins another, so that a crash costs no more than this. */
const ENOUGH = 1024 * 1024

/** Whoever made it finds that it was canceled, or that its office was closed. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

export type Place = { readonly tenant: Tenant; readonly files: Files; readonly id: TakeawayId }
export type Parts = {
  readonly packed: readonly Packed[]
  write(bytes: Uint8Array): Promise<void>
  /** Said when a file of the archive has been written to its end. */
  ended(packed: Packed): Promise<void>
  finish(): Promise<void>
}

/** Goes on where the last piece that ended with a file ended; what came after it may be cut short and goes. */
export async function openParts(place: Place): Promise<Parts> {
  await dropUnfinished(place)
  const { tenant, files, id } = place
  const packed = tenant.read((tx) => entriesOf(tx, id))
  let position = tenant.read((tx) => lastPosition(tx, id))
  const waiting = new Uint8Array(PART)
  let length = 0
  let ended: Packed[] = []

  async function flush(wholeEntries: boolean): Promise<void> {
    if (length === 0) return
    const bytes = waiting.subarray(0, length)
    length = 0
    position += 1
    const fileId = newId<'file'>()
    tenant.write((tx) => {
      if (findTakeaway(tx, id)?.state !== 'making') throw new Stopped()
      tx.db.insert(takeawayParts).values({ takeawayId: id, position, fileId }).run()
    })
    await files.put(tenant.id, bytes, fileId)
    tenant.write((tx) => {
      const first = packed.length + 1
      if (wholeEntries)
        for (const [at, { name, bytes, sha256 }] of ended.entries())
          tx.db
            .insert(takeawayEntries)
            .values({ takeawayId: id, position: first + at, name, bytes, sha256 })
            .run()
      if (wholeEntries) packed.push(...ended)
      const entries = wholeEntries ? packed.length : null
      tx.db.update(takeawayParts).set({ bytes: bytes.length, entries }).where(at(id, position)).run()
    })
    if (wholeEntries) ended = []
  }

  return {
    packed: [...packed],
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const piece = bytes.subarray(from, from + PART - length)
        waiting.set(piece, length)
        length += piece.length
        from += piece.length
        if (length === PART) await flush(false)
      }
    },
    async ended(entry) {
      ended.push(entry)
      if (length >= ENOUGH) await flush(true)
    },
    finish: () => flush(true),
  }
}

const at = (id: TakeawayId, position: number) => and(eq(takeawayParts.takeawayId, id), eq(takeawayParts.position, position))

async function dropUnfinished({ tenant, files, id }: Place): Promise<void> {
  const lost = tenant.read((tx) => {
    const whole = tx.db
      .select({ position: max(takeawayParts.position) })
      .from(takeawayParts)
      .where(and(eq(takeawayParts.takeawayId, id), isNotNull(takeawayParts.entries)))
      .get()
    const after = and(eq(takeawayParts.takeawayId, id), gt(takeawayParts.position, whole?.position ?? 0))
    return tx.db.select().from(takeawayParts).where(after).all()
  })
  for (const { fileId } of lost) await files.remove(tenant.id, fileId)
  tenant.write((tx) => {
    for (const { position } of lost) tx.db.delete(takeawayParts).where(at(id, position)).run()
  })
}

const entriesOf = (tx: Tx, id: TakeawayId): Packed[] =>
  tx.db
    .select({ name: takeawayEntries.name, bytes: takeawayEntries.bytes, sha256: takeawayEntries.sha256 })
    .from(takeawayEntries)
    .where(eq(takeawayEntries.takeawayId, id))
    .orderBy(asc(takeawayEntries.position))
    .all()

const lastPosition = (tx: Tx, id: TakeawayId): number =>
  tx.db
    .select({ position: max(takeawayParts.position) })
    .from(takeawayParts)
    .where(eq(takeawayParts.takeawayId, id))
    .get()?.position ?? 0

export const partsOf = (tx: Tx, id: TakeawayId): { readonly fileId: FileId; readonly bytes: number }[] =>
  tx.db
    .select({ fileId: takeawayParts.fileId, bytes: takeawayParts.bytes })
    .from(takeawayParts)
    .where(eq(takeawayParts.takeawayId, id))
    .orderBy(asc(takeawayParts.position))
    .all()
    .map(({ fileId, bytes }) => ({ fileId, bytes: bytes ?? 0 }))

export function forgetParts(tx: Tx, id: TakeawayId): void {
  tx.db.delete(takeawayEntries).where(eq(takeawayEntries.takeawayId, id)).run()
  tx.db.delete(takeawayParts).where(eq(takeawayParts.takeawayId, id)).run()
}

/** The archive from one byte to before another, a piece at a time as the reader takes it, each checked against its seal. */
export function streamParts({ tenant, files, id }: Place, from: number, end: number): ReadableStream<Uint8Array> {
  const parts = piecesBetween(
    tenant.read((tx) => partsOf(tx, id)),
    from,
    end,
  ).values()
  return new ReadableStream(
    {
      async pull(controller) {
        const next = parts.next()
        if (next.done) return controller.close()
        const { fileId, start, stop } = next.value
        controller.enqueue(new Uint8Array((await files.read(tenant.id, fileId)).subarray(start, stop)))
      },
    },
    { highWaterMark: 0 },
  )
}

/** Which pieces hold these bytes, and which of each. */
function piecesBetween(parts: ReturnType<typeof partsOf>, from: number, end: number) {
  let at = 0
  const placed = parts.map(({ fileId, bytes }) => {
    const [start, stop] = [Math.max(from - at, 0), Math.min(end - at, bytes)]
    at += bytes
    return { fileId, start, stop }
  })
  return placed.filter(({ start, stop }) => stop > start)
}
