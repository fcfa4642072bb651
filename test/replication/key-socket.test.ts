import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveKeys } from '../../src/replication/index.ts'
import { system } from '../../src/tenancy/index.ts'
import { askForKey, openReplicated } from './support.ts'

async function openWithMaple() {
  const world = openReplicated()
  await world.look()
  world.tenants.as(world.ids.maple, system('test')).read(() => 0)
  await world.replication.settled()
  return world
}

test('only this user may connect, and only for a file that is registered is there an answer', async () => {
  using world = await openWithMaple()
  const { maple, harbor } = world.ids
  expect(statSync(world.keySocket).mode & 0o777).toBe(0o600)
  expect(await askForKey(world.keySocket, world.file(maple))).toEqual({ key: world.tenants.key(maple, 'database').toString('hex') })
  expect(await askForKey(world.keySocket, world.controlFile)).toEqual({ key: world.keys.controlKeyHex })
  const refusal = { error: 'no file of this name is registered' }
  expect(await askForKey(world.keySocket, world.file(harbor))).toEqual(refusal)
  expect(await askForKey(world.keySocket, `${world.dataDir}/${harbor}/../${maple}/tenant.db`)).toEqual(refusal)
  expect(await askForKey(world.keySocket, '/etc/passwd')).toEqual(refusal)
})

test('a key that cannot be had is refused without a word of why', async () => {
  using world = await openWithMaple()
  world.control.write((tx) => void tx.db.run("UPDATE tenants SET wrapped_key = x'00'"))
  expect(await askForKey(world.keySocket, world.file(world.ids.maple))).toEqual({ error: 'the key is not to be had now' })
})

test('a question in pieces is answered when it is whole, and nonsense gets no key', async () => {
  using world = await openWithMaple()
  const ask = (...pieces: string[]) =>
    new Promise<string>((resolve) => {
      let text = ''
      const connection = connect(world.keySocket, () => {
        connection.setNoDelay(true)
        for (const piece of pieces) connection.write(piece)
      })
      connection.on('data', (bytes) => {
        text += bytes.toString()
      })
      connection.on('close', () => resolve(text))
      connection.on('error', () => resolve(text))
    })
  expect(await ask('{"path":', `"${world.controlFile}"}`, '\n')).toContain(world.keys.controlKeyHex)
  expect(await ask('nonsense\n')).toBe('{"error":"the key is not to be had now"}\n')
  expect(await ask('x'.repeat(10_000))).toBe('')
})

test('a socket left by a process that was killed is no hindrance', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-keys-'))
  try {
    const socket = join(dir, 'keys.sock')
    using _old = serveKeys(socket, () => 'old')
    using _new = serveKeys(socket, () => 'new')
    expect(await askForKey(socket, '/x')).toEqual({ key: 'new' })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
