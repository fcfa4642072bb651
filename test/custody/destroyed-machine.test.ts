import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Machine, makeOffices, type Office, openMachine } from '../../bench/custody/machine.ts'
import { readConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/index.ts'
import { openParts } from '../../src/parts.ts'
import { bringBack, replicaOf } from '../../src/replication/index.ts'
import { getTenantRow } from '../../src/tenancy/index.ts'
import { canReplicate } from '../support/replicator.ts'
import { until } from '../support/server.ts'

setDefaultTimeout(120_000)

const ready = canReplicate('What a bucket has of an office that a running server destroys')

describe.skipIf(!ready)('an office destroyed while it is replicated', () => {
  let machine: Machine
  let offices: Office[]
  const [maple, harbor] = [() => offices[0] as Office, () => offices[1] as Office]
  const objectsOf = ({ id }: Office) => new Map([...machine.bucket.objects()].filter(([name]) => name.includes(id)))
  const open = () =>
    openParts(readConfig({ DATA_DIR: machine.dataDir, MASTER_KEY_FILE: machine.masterKeyFile, LOG_LEVEL: 'error' }), () => {})

  beforeAll(async () => {
    machine = await openMachine()
    offices = makeOffices(machine.dataDir, machine.masterKeyFile, 2)
    await machine.start()
    for (const office of offices) for (let n = 1; n <= 3; n++) await machine.write(office, `Ana ${n}`)
    await machine.whole()
  })
  afterAll(() => machine?.[Symbol.asyncDispose]())

  async function operate<T>(path: string, body?: object): Promise<T> {
    const { out } = await machine.run('operator', 'create', 'Olive Park', '--json')
    const { key } = JSON.parse(out) as { key: string }
    const answer = await fetch(`http://127.0.0.1:${machine.env['PORT']}/api/admin${path}`, {
      headers: { host: 'admin.localhost', authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    expect([path, answer.ok]).toEqual([path, true])
    return (await answer.json()) as T
  }

  test('leaves nothing in the bucket; a copy of it from before opens with nothing that is left; the other’s stays as it was', async () => {
    const into = mkdtempSync(join(tmpdir(), 'fd-destroyed-'))
    const copy = join(into, 'tenant.db')
    const { keyHex, replica } = (() => {
      using parts = open()
      const { wrappedKey } = parts.control.read((tx) => getTenantRow(tx, maple().id))
      const keyId = parts.keys.keyIdOf(maple().id, wrappedKey)
      return {
        keyHex: parts.keys.derive(maple().id, wrappedKey, 'database').toString('hex'),
        replica: replicaOf(maple().id, keyId),
      }
    })()
    const { bucket: name, env } = { bucket: 'frontdesk', env: machine.env }
    const bucket = {
      name,
      endpoint: env['S3_ENDPOINT'] ?? '',
      region: 'us-east-1',
      accessKeyId: env['S3_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['S3_SECRET_ACCESS_KEY'] ?? '',
    }
    expect(await bringBack({ program: env['REPLICATOR_PROGRAM'] ?? '', bucket }, { replica, to: copy })).toMatchObject({ is: 'restored' })
    openDb({ path: copy, keyHex, plane: 'tenant' }).$client.close()
    const [before, theirs] = [new Date(), objectsOf(harbor())]
    expect([objectsOf(maple()).size > 0, theirs.size > 0]).toEqual([true, true])
    await Bun.sleep(1_100)

    await operate(`/tenants/${maple().id}/destruction`, { confirm: maple().slug, now: true })
    await until(() => objectsOf(maple()).size === 0, 60)
    type Told = { certificate: { copies: { state: string; removed: number }[] } }
    const { certificate } = await until(async () => {
      const told = await operate<Told>(`/certificates/${maple().id}`)
      return told.certificate.copies[0]?.state === 'nothing is left there' && told
    }, 60)
    expect(certificate.copies[0]?.removed).toBeGreaterThan(0)
    const after = objectsOf(harbor())
    for (const [object, bytes] of theirs) expect([object, after.get(object)?.equals(bytes)]).toEqual([object, true])

    const past = await machine.run('restore', '--all', '--at', before.toISOString(), '--into', join(into, 'past'), '--json')
    type Report = { offices: { slug: string; is: string; why?: string }[] }
    const found = (JSON.parse(past.out) as Report).offices.map(({ slug, is, why }) => [slug, is, why]).sort()
    expect(found).toEqual([
      ['office-1', 'failed', 'The bucket has nothing of it as of that moment.'],
      ['office-2', 'restored', undefined],
    ])

    // Each empties the log of the control database, which the replicator reads.
    for (const path of [`/tenants/${harbor().id}/key-rotations`, '/master-key/rotations']) {
      const { id } = await operate<{ id: string }>(path, {})
      const ended = await until(async () => {
        const rotation = await operate<{ state: string; why: string | null }>(`/key-rotations/${id}`)
        return rotation.state !== 'running' && rotation
      }, 60)
      expect([path, ended]).toEqual([path, expect.objectContaining({ state: 'done' })])
    }
    await machine.write(harbor(), 'Still here')
    await machine.whole()
    await machine.stop()
    expect(objectsOf(maple()).size).toBe(0)
    using parts = open()
    const keys = [parts.keys.controlKeyHex, parts.tenants.key(harbor().id, 'database').toString('hex')]
    for (const each of keys) expect(() => openDb({ path: copy, keyHex: each, plane: 'tenant' })).toThrow()
    expect(() => parts.tenants.key(maple().id, 'database')).toThrow('Tenant not found.')
    rmSync(into, { recursive: true })
  })
})
