import { connect } from 'node:net'
import { join } from 'node:path'
import { emptyLog } from '../../src/db/index.ts'
import { CONTROL, type Copied, type Objects, type Replication, replicatorAt, startReplication } from '../../src/replication/index.ts'
import { createTenants, createTurnstile, getTenantRow, listTenants, placeOfDatabase, type TenantId } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

type File = { readonly url: string; txid: number; syncedAt: number | undefined }

/** The replicator's control socket without a replicator: it asks for keys as the real one does, at the first sync. */
export function standIn(dir: string, keySocket: string, now: () => number) {
  const socket = join(dir, 'control.sock')
  const asked: string[] = []
  const state = { bucket: true, keeps: true }
  const stored = new Map<string, Buffer>()
  const shipped = new Map<string, number>()
  let files = new Map<string, File>()

  /** A part as far as anybody looks at it: how long it is, how its pages' index says it ends, and that its checksum is one. */
  const put = (url: string, level: number, from: number, to: number) => {
    const hex = (txid: number) => txid.toString(16).padStart(16, '0')
    const part = Buffer.alloc(64)
    part.writeUInt8(0x80, 56)
    if (state.keeps) stored.set(`${new URL(url).pathname.slice(1)}/000${level}/${hex(from)}-${hex(to)}.ltx`, part)
  }

  const list = () =>
    [...files].map(([path, { syncedAt }]) => ({
      path,
      ...(syncedAt !== undefined && { last_sync_at: new Date(syncedAt).toISOString() }),
    }))

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/list') return Response.json({ databases: list() })
    const { path, replica_url: url = '', wait } = (await request.json()) as { path: string; replica_url?: string; wait?: boolean }
    asked.push(`${pathname} ${path}`)
    const file = files.get(path)
    if (pathname === '/register') {
      if (!file) files.set(path, { url, txid: shipped.get(url) ?? 0, syncedAt: undefined })
      return Response.json({ status: file ? 'already_registered' : 'registered', path })
    }
    if (!file) return Response.json({ error: 'database not found' }, { status: 404 })
    if (pathname === '/unregister') files.delete(path)
    const { error } = await askForKey(keySocket, path)
    if (error !== undefined) return Response.json({ error }, { status: 500 })
    if (!state.bucket) return Response.json({ error: 'no such host' }, { status: 500 })
    if (wait || pathname === '/unregister') {
      Object.assign(file, { txid: file.txid + 1, syncedAt: now() })
      put(file.url, 0, file.txid, file.txid)
      shipped.set(file.url, file.txid)
    }
    return Response.json({ status: 'synced', path, txid: file.txid, replicated_txid: file.txid })
  }

  let server = Bun.serve({ unix: socket, fetch: answer })
  return {
    socket,
    asked,
    state,
    stored,
    copyWhole(path: string, url: string) {
      if (files.has(path)) throw new Error('It is replicated by another.')
      put(url, 9, 1, shipped.get(url) ?? 0)
      return true
    },
    registered: () => [...files.keys()],
    urlOf: (path: string) => files.get(path)?.url,
    /** The bucket takes what each file has, as it does every other second. */
    syncAll() {
      for (const file of files.values()) if (file.syncedAt !== undefined) file.syncedAt = now()
    },
    die() {
      void server.stop(true)
      files = new Map()
    },
    comeBack() {
      server = Bun.serve({ unix: socket, fetch: answer })
    },
    [Symbol.dispose]: () => void server.stop(true),
  }
}

export const askForKey = (socket: string, path: string): Promise<{ readonly key?: string; readonly error?: string }> =>
  new Promise((resolve, reject) => {
    const connection = connect(socket, () => void connection.write(`${JSON.stringify({ path })}\n`))
    let text = ''
    connection.on('data', (bytes) => {
      text += bytes.toString()
    })
    connection.on('end', () => resolve(JSON.parse(text) as { key?: string; error?: string }))
    connection.on('error', reject)
  })

export const objectsOf = (stored: Map<string, Buffer>): Objects => ({
  put: async (name, bytes) => void stored.set(name, Buffer.from(bytes)),
  get: async (name, last) => (last === undefined ? stored.get(name) : stored.get(name)?.subarray(-last)),
  remove: async (name) => void stored.delete(name),
  async list(prefix, after = '') {
    const names = [...stored.keys()].filter((name) => name.startsWith(prefix) && name > after).sort()
    return names.map((name) => ({ name, bytes: stored.get(name)?.length ?? 0, etag: '' }))
  },
})

/** Two offices whose files are replicated, and the clock in hand. */
export function openReplicated() {
  const offices = openOffices()
  offices.tenants[Symbol.dispose]()
  const { dataDir, control, keys, log } = offices
  const clock = () => offices.now.value
  const now = () => clock().getTime()
  const keySocket = join(dataDir, 'keys.sock')
  const replicator = standIn(dataDir, keySocket, now)
  const emptied: Copied[] = []
  const bucket = { name: 'frontdesk', endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 's' }
  const keyId = (id: Copied) => (id === CONTROL ? CONTROL : control.read((tx) => keys.keyIdOf(id, getTenantRow(tx, id).wrappedKey)))
  const fileOf = (id: Copied) => (id === CONTROL ? join(dataDir, 'control.db') : control.read((tx) => placeOfDatabase(tx, dataDir, id)))
  let replication: Replication
  const copying = {
    opened: (id: TenantId) => replication.opened(id, 'pages'),
    closed: (id: TenantId) => replication.closed(id, 'pages'),
    makeWay: (empty: () => void) => replication.makeWay(empty),
  }
  const turnstile = createTurnstile()
  const tenants = createTenants({ dataDir, control, keys, clock, log, capacity: 5, turnstile, copying })
  const objects = objectsOf(replicator.stored)
  const [noticed, copiedWhole]: [string[], string[]] = [[], []]
  const start = () =>
    startReplication({
      fileOf,
      bucket,
      objects,
      noticed: (id, what) => void noticed.push(`${what} ${id}`),
      async copyWhole(path, url) {
        copiedWhole.push(path)
        return replicator.copyWhole(path, url)
      },
      replicator: replicatorAt(replicator.socket),
      keySocket,
      keyHex: (id) => (id === CONTROL ? keys.controlKeyHex : tenants.key(id, 'database').toString('hex')),
      keyId,
      offices: () => control.read(listTenants).map(({ id }) => id),
      emptyLog(id) {
        emptied.push(id)
        return id === CONTROL || emptyLog({ ...tenants.locate(id), plane: 'tenant' })
      },
      now,
      log,
    })
  replication = start()
  return {
    ...offices,
    tenants,
    turnstile,
    bucket,
    keySocket,
    replicator,
    emptied,
    noticed,
    copiedWhole,
    keyId,
    fileOf,
    controlFile: fileOf(CONTROL),
    file: (id: TenantId) => fileOf(id),
    get replication() {
      return replication
    },
    /** A look, and all that follows from it. */
    async look() {
      replicator.syncAll()
      await replication.look()
      await replication.settled()
    },
    /** This process ends and another one begins; the replicator stays, with what it has. */
    restart() {
      replication[Symbol.dispose]()
      tenants[Symbol.dispose]()
      replication = start()
    },
    [Symbol.dispose]() {
      replication[Symbol.dispose]()
      tenants[Symbol.dispose]()
      replicator[Symbol.dispose]()
      offices[Symbol.dispose]()
    },
  }
}
