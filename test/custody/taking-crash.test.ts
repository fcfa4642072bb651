import { expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { sha256 } from '../../src/files/index.ts'
import { arrive, openElsewhere } from './takeaway-support.ts'
import { keepDocuments, openTaking, type Taking, WORDS } from './taking-support.ts'

setDefaultTimeout(120_000)

const MB = 1024 * 1024
type Ran = { readonly code: number | null; readonly puts: number; readonly reads: number; readonly grown: number }

/** The work of the job thread, in a process that may be killed. */
async function workApart({ world }: Taking, dieAt = 0): Promise<Ran> {
  // Collects often: what is measured is what it must hold, not what it has not got round to let go.
  const command = [
    process.execPath,
    '--smol',
    '--no-install',
    join(import.meta.dir, 'taking-in-a-process.ts'),
    world.dataDir,
    String(dieAt),
  ]
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  const out = await new Response(child.stdout).text()
  await child.exited
  return { code: child.exitCode, ...(out ? JSON.parse(out) : { puts: 0, reads: 0, grown: 0 }) }
}

async function asked(taking: Taking, form: string) {
  const owner = await taking.token('maple', 'owner_admin')
  const { id } = await taking.json('maple', owner, 'POST', '/api/takeaways', { form, passphrase: WORDS })
  return {
    look: () => taking.json('maple', owner, 'GET', `/api/takeaways/${id}`),
    fetch: (link: string) => taking.ask('maple', owner, 'GET', link),
  }
}

test.each(['encrypted', 'open'] as const)('killed twice in the middle, an %s archive is gone on with and comes out whole', async (form) => {
  using taking = openTaking()
  const { maple } = taking.world.offices
  await keepDocuments(taking.world, maple, 16, MB)
  const { look, fetch } = await asked(taking, form)
  for (const dieAt of [3, 2]) expect((await workApart(taking, dieAt)).code).not.toBe(0)
  expect(await look()).toMatchObject({ state: 'making', link: null })
  const { parts: before } = maple.file.read((tx) =>
    tx.db.get<{ parts: number }>(sql`SELECT count(*) AS parts FROM takeaway_parts WHERE bytes IS NOT NULL`),
  )
  const last = await workApart(taking)
  const { parts } = maple.file.read((tx) => tx.db.get<{ parts: number }>(sql`SELECT count(*) AS parts FROM takeaway_parts`))
  const made = await look()
  expect(made).toMatchObject({ state: 'ready', documents: 16 })
  // Documents that were packed before the crash are not read again; every piece of the archive is, once, at the end.
  expect(last.reads - parts).toBeLessThan(16)
  if (form === 'open') expect(last.puts).toBeLessThanOrEqual(parts - before + 2)
  const bytes = Buffer.from(await (await fetch(made.link ?? '')).arrayBuffer())
  expect([bytes.length, sha256(bytes)]).toEqual([made.bytes ?? 0, made.sha256 ?? ''])
  const path = join(mkdtempSync(join(tmpdir(), 'frontdesk-resumed-')), 'office.tar')
  writeFileSync(path, bytes)
  using elsewhere = openElsewhere()
  expect(await arrive(elsewhere, path, { passphrase: WORDS })).toMatchObject({ documents: 16 })
})

test.each(['encrypted', 'open'] as const)('an %s archive is made without holding all its documents in memory', async (form) => {
  using taking = openTaking()
  await keepDocuments(taking.world, taking.world.offices.maple, 160, 2 * MB)
  const { look } = await asked(taking, form)
  const { grown } = await workApart(taking)
  expect(await look()).toMatchObject({ state: 'ready', documents: 160, bytes: expect.any(Number) })
  expect(Math.round(grown / MB)).toBeLessThan(290)
})
