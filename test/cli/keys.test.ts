import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { holdDirectory } from '../../src/db/index.ts'
import { makeTenant, openShell } from './support.ts'

setDefaultTimeout(60_000)

type Listed = {
  readonly masterId: string
  readonly keys: readonly { slug: string; keyId: string | null; masterId: string; rotatedAt: string | null }[]
}

test('the master key is exchanged: the old one opens nothing any more, the new one everything', async () => {
  using shell = openShell()
  await makeTenant(shell, 'oak')
  const before = await shell.json<Listed>(['keys', 'list'])
  const file = join(shell.dataDir, 'master.key')
  const old = readFileSync(file, 'utf8')
  expect(await shell.run(['keys', 'rotate-master'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`Copy ${file}`) })
  const after = await shell.json<Listed>(['keys', 'list'])
  expect(after.masterId).not.toBe(before.masterId)
  expect(after.keys).toEqual([{ ...before.keys[0], masterId: after.masterId }] as never)
  expect(await shell.run(['audit', 'verify', 'oak'])).toMatchObject({ code: 0 })
  expect([statSync(file).mode & 0o777, readFileSync(`${file}.retired-${before.masterId}`, 'utf8')]).toEqual([0o600, old])
  writeFileSync(file, old)
  expect(await shell.run(['tenant', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('master key is another one') })
})

test('an office’s key is exchanged, and its trail says so', async () => {
  using shell = openShell()
  await makeTenant(shell, 'oak')
  const [before] = (await shell.json<Listed>(['keys', 'list'])).keys
  expect(await shell.run(['keys', 'rotate-tenant', 'OAK'])).toMatchObject({ code: 0, err: '' })
  const [after] = (await shell.json<Listed>(['keys', 'list'])).keys
  expect(after?.rotatedAt).not.toBeNull()
  expect(after?.keyId).not.toBe(before?.keyId as string)
  expect(await shell.json(['audit', 'verify', 'oak'])).toMatchObject({ valid: true, entries: 3 })
})

test('an office is closed, opened again, and destroyed; its certificate is verified', async () => {
  using shell = openShell()
  const oak = await makeTenant(shell, 'oak')
  const destroy = ['tenant', 'destroy', 'oak', '--confirm']
  expect(await shell.run([...destroy, 'elm', '--now'])).toMatchObject({ code: 2, err: expect.stringContaining('cannot be undone') })
  expect(await shell.run(['tenant', 'close', 'oak', '--grace', '7'])).toMatchObject({ code: 0 })
  expect(await shell.run([...destroy, 'oak'])).toMatchObject({ code: 1, err: expect.stringContaining('may be destroyed from') })
  expect(await shell.run(['tenant', 'reopen', 'oak'])).toMatchObject({ code: 0, out: 'oak is open again.\n' })
  expect(await shell.run(['tenant', 'close', 'oak', '--grace', '0'])).toMatchObject({ code: 0 })
  const out = join(shell.dataDir, 'oak.json')
  expect(await shell.run([...destroy, 'oak', '--by', 'Olive Park', '--out', out])).toMatchObject({ code: 0, err: '' })
  expect(existsSync(join(shell.dataDir, oak.id))).toBe(false)
  expect(await shell.run(['certificate', 'verify', out])).toMatchObject({ code: 0, out: 'It is as this installation signed it.\n' })
  expect(await shell.json(['certificate', 'show', 'oak'])).toEqual(JSON.parse(readFileSync(out, 'utf8')))
  writeFileSync(out, readFileSync(out, 'utf8').replace('Olive Park', 'Nobody'))
  expect(await shell.run(['certificate', 'verify', out])).toMatchObject({ code: 1, out: expect.stringContaining('not as it was signed') })
  expect(await shell.run([...destroy, 'oak', '--now'])).toMatchObject({ code: 1, err: expect.stringContaining('not found') })
})

test('while a server runs, keys are exchanged by it alone, and nothing is destroyed', async () => {
  using shell = openShell()
  const oak = await makeTenant(shell, 'oak')
  using _server = holdDirectory(shell.dataDir)
  const refused = [['tenant', 'destroy', 'oak', '--confirm', 'oak', '--now']]
  for (const { code, err } of await Promise.all(refused.map((args) => shell.run(args))))
    expect([code, err]).toEqual([1, expect.stringContaining('Another Frontdesk is running on this data directory.')])
  expect(await shell.run(['keys', 'rotate-tenant', 'oak'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('FRONTDESK_OPERATOR_KEY'),
  })
  expect(existsSync(join(shell.dataDir, oak.id, 'tenant.db'))).toBe(true)
})
