import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTenant, openShell, type Shell } from '../cli/support.ts'
import { program } from '../support/programs.ts'
import { startKeyService } from './key-service.ts'

setDefaultTimeout(60_000)

const CONTEXT = { application: 'frontdesk', deployment: 'localhost' }
const everyFile = ({ dataDir }: Shell) =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
const formsOf = (key: Buffer) => [key, Buffer.from(key.toString('hex')), Buffer.from(key.toString('base64'))]

/** An office under a master key that the key service made. */
async function openSealed() {
  const service = startKeyService()
  const shell = openShell(service.env)
  await makeTenant(shell, 'oak')
  return {
    service,
    shell,
    file: join(shell.dataDir, 'master.key'),
    [Symbol.dispose]() {
      service[Symbol.dispose]()
      shell[Symbol.dispose]()
    },
  }
}

test('with a key service the master key is nowhere on the disk, and each start asks for it in the name of this deployment', async () => {
  using here = await openSealed()
  const { service, shell, file } = here
  const [made, opened] = ['GenerateDataKey', 'Decrypt'].map((action) => ({ action, context: CONTEXT }))
  expect(service.calls).toEqual([made, opened] as never)
  expect(await shell.run(['audit', 'verify', 'oak'])).toMatchObject({ code: 0, err: '' })
  expect(service.calls.slice(2)).toEqual([opened] as never)
  expect(readFileSync(file, 'utf8')).toMatch(/^kms:[A-Za-z0-9+/=]+\n$/)
  expect(service.made).toHaveLength(1)
  for (const form of service.made.flatMap(formsOf)) expect(everyFile(shell).filter((bytes) => bytes.includes(form))).toEqual([])
})

test('a key service that refuses, is gone, or was asked in another name: nothing starts, and it says why', async () => {
  using here = await openSealed()
  const { service, shell } = here
  service.refuse('AccessDeniedException')
  expect(await shell.run(['tenant', 'list'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('refused to open the master key (AccessDeniedException)'),
  })
  service.refuse(undefined)
  const elsewhere = openShell({ ...service.env, DATA_DIR: shell.dataDir, BASE_DOMAIN: 'other.example' })
  expect(await elsewhere.run(['tenant', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('InvalidCiphertextException') })
  service.stop()
  expect(await shell.run(['tenant', 'list'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('could not be reached to open the master key'),
  })
  const server = Bun.spawn([process.execPath, '--no-install', program('main')], {
    cwd: join(import.meta.dir, '../..'),
    env: shell.env,
    stderr: 'pipe',
  })
  const [said, code] = await Promise.all([new Response(server.stderr).text(), server.exited])
  expect([code, said]).toEqual([1, expect.stringContaining('frontdesk: MASTER_KEY_KMS: the key service could not be reached')])
})

test('a master key under the key service is exchanged for another one there', async () => {
  using here = await openSealed()
  const { service, shell, file } = here
  const old = readFileSync(file, 'utf8')
  expect(await shell.run(['keys', 'rotate-master'])).toMatchObject({ code: 0, err: '' })
  expect([service.made.length, readFileSync(file, 'utf8') === old]).toEqual([2, false])
  expect(await shell.run(['audit', 'verify', 'oak'])).toMatchObject({ code: 0 })
  for (const form of service.made.flatMap(formsOf)) expect(everyFile(shell).filter((bytes) => bytes.includes(form))).toEqual([])
})

test('a master key that lies open is not used beside a key service, but exchanged for one of its own', async () => {
  using plain = openShell()
  await makeTenant(plain, 'oak')
  const open = readFileSync(join(plain.dataDir, 'master.key'), 'utf8')
  using service = startKeyService()
  const sealed = openShell({ ...service.env, DATA_DIR: plain.dataDir })
  expect(await sealed.run(['tenant', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('frontdesk keys rotate-master') })
  expect(await sealed.run(['keys', 'rotate-master'])).toMatchObject({ code: 0, err: '' })
  expect(await sealed.run(['audit', 'verify', 'oak'])).toMatchObject({ code: 0 })
  expect(await plain.run(['tenant', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('Set MASTER_KEY_KMS') })
  writeFileSync(join(plain.dataDir, 'master.key'), open)
  expect(await plain.run(['tenant', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('master key is another one') })
  sealed[Symbol.dispose]()
})
