import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { wrappedBy } from '../tenancy/index.ts'
import type { Objects } from './objects.ts'
import type { Standing } from './standing.ts'

/*
 * What a machine that has only the bucket and the master key needs besides the replicas: this installation's key files, each under the
 * master key already, and when the bucket last had everything.
 */
const KEY_FILES = ['control.key', 'certificate.key'] as const
const heartbeatOf = (cell: string | undefined) => (cell === undefined ? 'heartbeat.json' : `heartbeats/${cell}.json`)

const Heartbeat = Type.Object({ at: Type.Integer(), wholeUntil: Type.Integer() })
const isHeartbeat = Compile(Heartbeat)
/** `wholeUntil`: whatever the server committed before then is in the bucket. */
export type Heartbeat = Static<typeof Heartbeat>

/** By the master that wraps them, so that after its rotation both a present and an earlier moment can be restored, each with its own. */
const nameOf = (masterId: string, file: string, cell: string | undefined) =>
  `keys/${masterId}/${cell === undefined ? '' : `${cell}/`}${file}`

export type KeepsakeDeps = {
  readonly objects: Objects
  readonly dataDir: string
  /** Whose they are, where several share the bucket. */
  readonly cell?: string | undefined
  readonly now: () => number
}

/** A bucket that lost one has it again by then. */
const KEPT_MS = 10 * 60_000

/**
 * Puts there what changed since the last call, believed only once it was read back, and for some minutes. Throws when the bucket does not
 * take it.
 */
export function createKeepsakes({ objects, dataDir, cell, now }: KeepsakeDeps): (standing: Standing) => Promise<void> {
  const kept = new Map<string, { readonly digest: string; readonly at: number }>()

  async function keepKey(file: string): Promise<void> {
    const path = join(dataDir, file)
    if (!existsSync(path)) return
    const sealed = readFileSync(path)
    const digest = createHash('sha256').update(sealed).digest('hex')
    const known = kept.get(file)
    if (known?.digest === digest && now() - known.at < KEPT_MS) return
    const name = nameOf(wrappedBy(sealed), file, cell)
    if (!(await objects.get(name))?.equals(sealed)) await objects.put(name, sealed)
    if (!(await objects.get(name))?.equals(sealed)) throw new Error('The bucket did not keep a key file as it was given.')
    kept.set(file, { digest, at: now() })
  }

  return async ({ replicator, bucket, worstLagSeconds }) => {
    if (replicator !== 'up' || bucket !== 'reachable') return
    for (const file of KEY_FILES) await keepKey(file)
    const at = now()
    const heartbeat: Heartbeat = { at, wholeUntil: Math.floor(at - worstLagSeconds * 1_000) }
    await objects.put(heartbeatOf(cell), Buffer.from(JSON.stringify(heartbeat)))
  }
}

/** The key files that open under this master, as they are sealed. */
export async function fetchKeys(objects: Objects, masterId: string, cell?: string): Promise<ReadonlyMap<string, Buffer>> {
  const found = await Promise.all(KEY_FILES.map(async (file) => [file, await objects.get(nameOf(masterId, file, cell))] as const))
  return new Map(found.flatMap(([file, sealed]) => (sealed ? [[file, sealed] as const] : [])))
}

export async function readHeartbeat(objects: Objects, cell?: string): Promise<Heartbeat | undefined> {
  const bytes = await objects.get(heartbeatOf(cell))
  const found: unknown = bytes && JSON.parse(bytes.toString())
  return isHeartbeat.Check(found) ? found : undefined
}
