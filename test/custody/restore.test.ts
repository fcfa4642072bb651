import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exchange } from '../../bench/custody/exchanged.ts'
import { documentsUploaded } from '../../bench/custody/lying.ts'
import { type Machine, makeOffices, type Office, openMachine, operatorKey } from '../../bench/custody/machine.ts'
import { readConfig } from '../../src/config.ts'
import { listContacts } from '../../src/contacts/index.ts'
import { openParts } from '../../src/parts.ts'
import { system } from '../../src/tenancy/index.ts'
import { program } from '../support/programs.ts'
import { canReplicate } from '../support/replicator.ts'

setDefaultTimeout(120_000)

const MARKER = 'Ana Ortiz of Maple Street'
type Report = {
  readonly lostSeconds: number | null
  readonly offices: readonly {
    readonly slug: string
    readonly is: string
    readonly rows: number
    readonly audit: { readonly entries: number; readonly head: string }
    readonly documents: { readonly named: number; readonly present: number; readonly missing: number; readonly unreachable: number }
    readonly beforeKeyOf: string | null
  }[]
}

describe.skipIf(!canReplicate('Replication to a real bucket and the restore from it'))('a machine that is lost', () => {
  let machine: Machine
  let offices: Office[]
  const written = new Map<string, Set<string>>()

  const namesOf = (dataDir: string, office: Office): Set<string> => {
    using parts = openParts(readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: machine.masterKeyFile, LOG_LEVEL: 'error' }), () => {})
    return new Set(parts.tenants.as(office.id, system('test')).read((tx) => listContacts(tx, { limit: 1_000 }).map(({ name }) => name)))
  }
  async function write(office: Office, name: string): Promise<void> {
    await machine.write(office, name)
    written.set(office.slug, (written.get(office.slug) ?? new Set()).add(name))
  }
  async function restore(...args: string[]): Promise<Report> {
    const { code, out, err } = await machine.run('restore', ...args, '--json')
    expect([code, err]).toEqual([0, ''])
    return JSON.parse(out) as Report
  }
  const elsewhere = () => mkdtempSync(join(tmpdir(), 'fd-restored-'))
  const [maple, harbor] = [() => offices[0] as Office, () => offices[1] as Office]

  beforeAll(async () => {
    machine = await openMachine({ carrier: true })
    offices = makeOffices(machine.dataDir, machine.masterKeyFile, 2)
    await machine.start()
    for (const office of offices) for (let n = 1; n <= 3; n++) await write(office, `${MARKER} ${office.slug} ${n}`)
    await machine.whole()
  })
  afterAll(() => machine?.[Symbol.asyncDispose]())

  test('every byte in the bucket is ciphertext, and no name of an object tells of anybody', () => {
    const objects = [...machine.bucket.objects()]
    expect(objects.length).toBeGreaterThan(3)
    const replicas = objects.filter(([path]) => path.endsWith('.ltx'))
    for (const [path, bytes] of objects) {
      expect(bytes.includes(MARKER)).toBe(false)
      expect(bytes.includes('SQLite format 3')).toBe(false)
      expect(path).not.toMatch(/office-|Ana|maple/i)
    }
    expect(replicas.length).toBeGreaterThan(2)
  })

  test('a moment of the past comes back as it was', async () => {
    const before = new Date()
    // The bucket tells times in whole seconds.
    await Bun.sleep(1_100)
    await write(maple(), 'A mistake')
    await machine.whole()
    const into = elsewhere()
    await restore('--all', '--at', before.toISOString(), '--into', into)
    expect(namesOf(into, maple())).not.toContain('A mistake')
    expect(namesOf(into, maple())).toContain(`${MARKER} office-1 3`)
    rmSync(into, { recursive: true })
  })

  test('an office that was closed to the server long ago comes back too', async () => {
    expect((await machine.run('user', 'add', 'office-2', '--email', 'sam@harbor.test', '--name', 'Sam', '--role', 'user')).code).toBe(0)
    await machine.stop()
    await machine.start()
    await machine.whole()
    const into = elsewhere()
    const report = await restore('--all', '--into', into)
    expect(report.offices.map(({ slug, is }) => [slug, is]).sort()).toEqual([
      ['office-1', 'restored'],
      ['office-2', 'restored'],
    ])
    using parts = openParts(readConfig({ DATA_DIR: into, MASTER_KEY_FILE: machine.masterKeyFile, LOG_LEVEL: 'error' }), () => {})
    const trail = parts.tenants
      .as(harbor().id, system('test'))
      .read((tx) => tx.db.all("SELECT 1 FROM users WHERE email = 'sam@harbor.test'"))
    expect(trail).toHaveLength(1)
    rmSync(into, { recursive: true })
  })

  test('documents are looked for where they are, and come when they are wanted', async () => {
    for (let n = 0; n < 2; n++) await machine.send(maple())
    await documentsUploaded(machine)
    await machine.whole()
    const into = elsewhere()
    const { offices: all } = await restore('--all', '--into', into)
    expect(all.find(({ slug }) => slug === 'office-1')?.documents).toEqual({ named: 2, present: 2, missing: 0, unreachable: 0 })
    expect(readdirSync(join(into, maple().id, 'files'))).toEqual([])
    const [gone = ''] = [...machine.bucket.objects().keys()].filter((path) => path.includes(`/documents/${maple().id}/`))
    renameSync(gone, `${gone}.aside`)
    rmSync(into, { recursive: true })
    const again = await restore('--all', '--into', into)
    expect(again.offices.find(({ slug }) => slug === 'office-1')?.documents).toEqual({ named: 2, present: 1, missing: 1, unreachable: 0 })
    renameSync(`${gone}.aside`, gone)
    rmSync(into, { recursive: true })
  })

  test('killed and deleted, it comes back from the bucket and the master key alone, and goes on from there', async () => {
    await write(harbor(), 'The last word')
    await machine.whole()
    await machine.kill()
    machine.lose()
    const report = await restore('--all')
    expect(report.offices).toHaveLength(2)
    expect(report.lostSeconds).toBeLessThan(10)
    for (const office of offices) expect(namesOf(machine.dataDir, office)).toEqual(written.get(office.slug) ?? new Set())

    await machine.start()
    await write(maple(), 'After the fire')
    await machine.whole()
    await machine.kill()
    machine.lose()
    await restore('--all')
    for (const office of offices) expect(namesOf(machine.dataDir, office)).toEqual(written.get(office.slug) ?? new Set())
  })

  test('a restore that was interrupted lets no server start and goes on with the same command', async () => {
    machine.lose()
    const half = Bun.spawn([process.execPath, '--no-install', program('cli/main'), 'restore', 'office-1'], { env: machine.env })
    expect(await half.exited).toBe(0)
    expect(existsSync(join(machine.dataDir, harbor().id, 'restored.json'))).toBe(false)
    await expect(machine.start()).rejects.toThrow('A restore of this data directory was interrupted')
    const report = await restore('--all')
    expect(report.offices.map(({ is }) => is)).toEqual(['restored', 'restored'])
    expect(namesOf(machine.dataDir, harbor())).toEqual(written.get('office-2') ?? new Set())
    await machine.start()
    await machine.stop()
  })

  test('lost right after an office’s key was exchanged, it comes back as it was under the key before, and says so', async () => {
    await machine.start()
    await machine.whole()
    const replicas = () => [...machine.bucket.objects().keys()].filter((path) => path.includes(`/replicas/${maple().id}/`))
    const before = new Set(replicas())
    await exchange(machine, await operatorKey(machine), `/api/admin/tenants/${maple().id}/key-rotations`)
    await machine.whole()
    await machine.kill()
    // Nothing under the new key has come to the bucket yet.
    const folders = new Set([...before].map((path) => path.split('/').at(-3)))
    for (const path of replicas()) if (!folders.has(path.split('/').at(-3))) rmSync(path)
    machine.lose()
    const report = await restore('--all')
    const there = report.offices.find(({ slug }) => slug === 'office-1')
    expect(there).toMatchObject({ is: 'restored', beforeKeyOf: expect.stringMatching(/^20/) })
    expect(report.offices.find(({ slug }) => slug === 'office-2')?.beforeKeyOf).toBeNull()
    expect(namesOf(machine.dataDir, maple())).toEqual(written.get('office-1') ?? new Set())
    await machine.start()
    await write(maple(), 'Under the key before')
    await machine.whole()
    await machine.stop()
    const into = elsewhere()
    const later = await restore('--all', '--into', into)
    expect(later.offices.map(({ is, beforeKeyOf }) => [is, beforeKeyOf])).toEqual([
      ['restored', null],
      ['restored', null],
    ])
    expect(namesOf(into, maple())).toContain('Under the key before')
    rmSync(into, { recursive: true })
  })

  test('data that is there is not overwritten, and another master key opens nothing', async () => {
    const there = await machine.run('restore', '--all')
    expect([there.code, there.err]).toEqual([
      1,
      `frontdesk: There is data at ${machine.dataDir} already. Restore into an empty directory with --into.\n`,
    ])
    const into = elsewhere()
    const other = join(into, 'other.key')
    await Bun.write(other, `${'ab'.repeat(32)}\n`)
    const refused = Bun.spawn([process.execPath, '--no-install', program('cli/main'), 'restore', '--all', '--into', join(into, 'x')], {
      env: { ...machine.env, MASTER_KEY_FILE: other },
      stderr: 'pipe',
    })
    expect([await refused.exited, await new Response(refused.stderr).text()]).toEqual([
      1,
      expect.stringContaining('control key under this master key'),
    ])
    expect(readdirSync(join(into, 'x')).some((name) => name === 'control.db')).toBe(false)
    rmSync(into, { recursive: true })
  })

  test('an office whose bytes were changed in the bucket is not let in, the others are', async () => {
    const into = elsewhere()
    for (const [path, bytes] of machine.bucket.objects()) {
      if (!path.includes(`/${harbor().id}/`)) continue
      const middle = bytes.length >> 1
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle)
      await Bun.write(path, bytes)
    }
    const { code, out } = await machine.run('restore', '--all', '--into', into, '--json')
    expect(code).toBe(1)
    const report = JSON.parse(out) as Report
    expect(report.offices.find(({ slug }) => slug === 'office-2')).toMatchObject({ is: 'failed' })
    expect(report.offices.find(({ slug }) => slug === 'office-1')).toMatchObject({ is: 'restored' })
    rmSync(into, { recursive: true })
  })
})
