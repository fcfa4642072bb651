import { type Cell, createDoors, createTenure, createWhereabouts, type Hands, s3Leases, startCell } from './cells/index.ts'
import type { Config } from './config.ts'
import { leaveTakeawaysBehind } from './custody/index.ts'
import { holdUnsettled, listRoutes, restoreRoutes, routeOf } from './fax/index.ts'
import { pushWaiting } from './files/index.ts'
import { unavailable } from './kit/errors.ts'
import { type Parts, spareMs } from './parts.ts'
import { bringBack, type Replication } from './replication/index.ts'
import { system, type TenantId } from './tenancy/index.ts'

/** What the threads of this process do for an office that leaves or arrives. */
export type Threads = Pick<Hands, 'drain' | 'resume' | 'letGo'> & { readonly welcome: (id: TenantId) => void; readonly begun: () => void }

/** For a command: under the lease of the server that runs beside it, or while none runs under one of its own. */
export async function underLease<T>(config: Config, parts: Parts, work: () => T | Promise<T>): Promise<T> {
  const { cell, bucket } = config
  if (!cell || !bucket || parts.guard?.holds()) return work()
  const now = () => parts.clock().getTime()
  const tenure = createTenure({
    ...parts,
    store: s3Leases(bucket),
    cell: cell.name,
    now,
    termMs: cell.leaseMs,
    skewMs: spareMs(cell.leaseMs),
  })
  if (!(await tenure.keep()))
    throw unavailable(`Another process has the lease of cell ${cell.name}. It runs out by itself once that is gone.`)
  try {
    return await work()
  } finally {
    await tenure.release()
  }
}

/** This machine as one of several; undefined when it is the only one. */
export function openCell(config: Config, parts: Parts, replication: () => Replication | undefined, threads: Threads): Cell | undefined {
  const { cell, bucket, data, replicatorProgram: program } = config
  const { control, tenants, keys, log, guard, bucket: documents } = parts
  if (!cell || !bucket || !guard) return undefined
  const now = () => parts.clock().getTime()
  const [store, skewMs] = [s3Leases(bucket), spareMs(cell.leaseMs)]
  const shared = { store, control, keys, cell: cell.name, now, skewMs, termMs: cell.leaseMs, log }
  const replicated = (): Replication => {
    const found = replication()
    if (!found) throw unavailable('Nothing is replicated here, so no office can be moved: REPLICATOR_SOCKET is not set.')
    return found
  }
  const hands: Hands = {
    ...threads,
    push: async (id) => void (documents && (await pushWaiting({ dataDir: data.dir, bucket: documents }, tenants.as(id, system('move'))))),
    shipped: async (id, over) => replicated().shipped(id, over),
    kept: async (id, over) => replicated().kept(id, over),
    fetch: (replica, to) => bringBack({ program, bucket }, { replica, to }),
    leaveBehind: leaveTakeawaysBehind,
    hold: holdUnsettled,
    welcome(id) {
      restoreRoutes(control, tenants.as(id, system('arrival')))
      threads.welcome(id)
    },
  }
  return startCell({
    ...shared,
    dataDir: data.dir,
    tenants,
    turnstile: parts.turnstile,
    guard,
    hands,
    doors: createDoors(),
    tenure: createTenure(shared),
    whereabouts: createWhereabouts({ ...shared, replay: cell.replay, numbers: () => control.read(listRoutes) }),
    numberOf: (number) => control.read((tx) => routeOf(tx, number)),
    begun: threads.begun,
  })
}
