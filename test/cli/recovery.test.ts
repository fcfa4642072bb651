import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTenant, openShell, type Shell, tamper } from './support.ts'

setDefaultTimeout(30_000)

type Finding = { readonly state: string; readonly name: string; readonly detail: string }

function damage(shell: Shell, id: string): void {
  const path = join(shell.dataDir, id, 'tenant.db')
  const bytes = readFileSync(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

async function examine(shell: Shell) {
  const { code, out } = await shell.run(['doctor', '--json'])
  const findings = JSON.parse(out) as Finding[]
  return { code, failed: findings.filter(({ state }) => state === 'fail'), names: findings.map(({ name }) => name) }
}

test('audit verify says how long a sound trail is, and names the entry where a broken one breaks', async () => {
  using shell = openShell()
  const [oak] = [await makeTenant(shell, 'oak'), await makeTenant(shell, 'elm')]
  expect(await shell.json(['audit', 'verify', 'oak'])).toMatchObject({ slug: 'oak', valid: true, entries: 2 })
  tamper(shell.dataDir, oak.id, 'DROP TRIGGER audit_events_no_update', "UPDATE audit_events SET action = 'nothing' WHERE seq = 2")
  const broken = await shell.run(['audit', 'verify', '--all'])
  expect(broken.code).toBe(1)
  expect(broken.out).toContain('oak  BROKEN at entry 2 (changed)')
  expect(broken.out).toContain('elm  valid  2 entries')
  expect(await shell.run(['audit', 'verify', 'elm'])).toMatchObject({ code: 0 })
})

test('the doctor finds nothing wrong in a fresh directory', async () => {
  using shell = openShell()
  const { code, failed, names } = await examine(shell)
  expect({ code, failed }).toEqual({ code: 0, failed: [] })
  expect(names).toEqual(
    expect.arrayContaining([
      'bun',
      'descriptors',
      'documents',
      'disk',
      'master key',
      'durability',
      'cipher',
      'carrier',
      'offices',
      'audit trails',
      'jobs',
    ]),
  )
})

test('the doctor and a migration name the office that does not open, and pass over it', async () => {
  using shell = openShell()
  const [oak] = [await makeTenant(shell, 'oak'), await makeTenant(shell, 'elm')]
  damage(shell, oak.id)
  const { code, failed } = await examine(shell)
  expect(code).toBe(1)
  expect(failed).toEqual([{ state: 'fail', name: 'offices', detail: expect.stringMatching(/^1 of 2 do not open: oak\./) }])
  expect(await shell.json(['migrate'])).toMatchObject({ visited: 2, failed: [{ slug: 'oak' }] })
})

test('the doctor minds a master key that others can read', async () => {
  using shell = openShell()
  await examine(shell)
  chmodSync(join(shell.dataDir, 'master.key'), 0o644)
  expect((await examine(shell)).failed).toMatchObject([{ name: 'master key', detail: expect.stringContaining('chmod 600') }])
})
