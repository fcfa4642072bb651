import { join } from 'node:path'
import type { Config } from './config.ts'
import { askForDrill } from './custody/drilling/index.ts'
import { emptyLog } from './db/index.ts'
import { describeError } from './kit/log.ts'
import type { Parts } from './parts.ts'
import {
  CONTROL,
  type Copied,
  type CopyStatus,
  controlKeyOf,
  copyWhole,
  createKeepsakes,
  objectsIn,
  type Replication,
  removeMark,
  replicatorAt,
  startReplication,
  statusOf,
} from './replication/index.ts'
import { getTenantRow, listTenants, placeOfDatabase, replicaKeyOf, system, type TenantId } from './tenancy/index.ts'

const LOOK_MS = 2_000
const SEARCH_MS = 60_000
const KEEP_MS = 10_000
const CLOSE_IDLE_MS = 5 * 60_000

type From = Pick<Parts, 'control'>

/** What there is to copy. */
const officesOf = ({ control }: From): TenantId[] => control.read(listTenants).flatMap(({ id, state }) => (state === 'making' ? [] : [id]))

const filesIn =
  (dataDir: string, { control }: From) =>
  (id: Copied): string =>
    id === CONTROL ? join(dataDir, 'control.db') : control.read((tx) => placeOfDatabase(tx, dataDir, id))

/** Every file's copy, also for who looks from beside the server; undefined when the configuration has no replication. */
export async function replicasOf(config: Config, parts: From): Promise<CopyStatus[] | undefined> {
  const { replication: sockets, bucket, data } = config
  if (!sockets || !bucket) return undefined
  return statusOf(
    { fileOf: filesIn(data.dir, parts), bucket, replicator: replicatorAt(sockets.controlSocket), now: Date.now },
    officesOf(parts),
  )
}

/** Replication for the thread of the pages, which owns it; nothing when the configuration has none. */
export function replicateParts(
  { replication: sockets, bucket, data, cell, replicatorProgram }: Config,
  { control, keys, tenants, log }: Parts,
): Replication | undefined {
  const fileOf = filesIn(data.dir, { control })
  if (!sockets || !bucket) {
    // From now on SQLite empties the logs, so nothing that was noted of them holds any more.
    if (removeMark(fileOf(CONTROL))) for (const id of officesOf({ control })) removeMark(fileOf(id))
    return undefined
  }
  const objects = objectsIn(bucket)
  const replication = startReplication({
    fileOf,
    bucket,
    objects,
    replicator: replicatorAt(sockets.controlSocket),
    keySocket: sockets.keySocket,
    keyHex: (id) => (id === CONTROL ? keys.controlKeyHex : tenants.key(id, 'database').toString('hex')),
    keyId: (id) => (id === CONTROL ? controlKeyOf(cell?.name) : control.read((tx) => replicaKeyOf(keys, getTenantRow(tx, id)))),
    offices: () => officesOf({ control }),
    emptyLog: (id) =>
      id === CONTROL
        ? emptyLog({ path: fileOf(id), keyHex: keys.controlKeyHex, plane: 'control' })
        : emptyLog({ ...tenants.locate(id), plane: 'tenant' }),
    copyWhole: (path, url) => copyWhole({ program: replicatorProgram, bucket, keySocket: sockets.keySocket }, path, url),
    noticed(id, what) {
      log('error', `replication.${what}`, { tenant: id })
      // What was found missing was found by its name; only a restore reads all of it.
      if (what === 'mended' && id !== CONTROL) tenants.as(id, system('replication')).write(askForDrill)
    },
    now: Date.now,
    log,
  })
  const keep = createKeepsakes({ objects, dataDir: data.dir, cell: cell?.name, now: Date.now })
  const keepsakes = () =>
    keep(replication.standing).catch((error: unknown) => log('warn', 'replication.keepsakes_failed', describeError(error)))
  const timers = [
    setInterval(() => void keepsakes(), KEEP_MS),
    setInterval(() => void replication.look(), LOOK_MS),
    setInterval(() => void replication.search(), SEARCH_MS),
    // What stays open stays registered.
    setInterval(() => void tenants.closeIdle(CLOSE_IDLE_MS), CLOSE_IDLE_MS),
  ]
  void replication
    .look()
    .then(() => replication.settled())
    .then(keepsakes)
  return {
    ...replication,
    get standing() {
      return replication.standing
    },
    [Symbol.dispose]() {
      for (const timer of timers) clearInterval(timer)
      replication[Symbol.dispose]()
    },
  }
}
