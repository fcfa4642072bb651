import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createOperator } from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { openReplicated } from '../replication/support.ts'
import { openHouse, partsOf } from '../support/house.ts'

type World = ReturnType<typeof openReplicated>

/** The application over two offices of which Maple Street is open and replicated. */
async function openWorld() {
  const world = openReplicated()
  await world.look()
  world.tenants.as(world.ids.maple, { kind: 'system', id: 'test' }).read(() => 0)
  await world.replication.settled()
  return world
}

function appOver(world: World) {
  const env = {
    DATA_DIR: world.dataDir,
    S3_BUCKET: world.bucket.name,
    S3_ENDPOINT: world.bucket.endpoint,
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 's',
    REPLICATOR_SOCKET: world.replicator.socket,
    FRONTDESK_KEY_SOCKET: world.keySocket,
  }
  const parts = { ...partsOf(world), config: readConfig(env) }
  return createApp(parts, createLive(), undefined, () => world.replication.standing)
}

test('a stranger learns from /health how many are behind and by how much, and of no office', async () => {
  using world = await openWorld()
  const answer = await appOver(world).handle(new Request('http://localhost/health'))
  expect(await answer.json()).toMatchObject({
    status: 'ok',
    replication: { replicator: 'up', bucket: 'reachable', registered: 2, behind: 0, lacking: 0, worstLagSeconds: 0 },
  })
  using house = openHouse()
  expect(await (await house.app.handle(new Request('http://localhost/health'))).json()).toMatchObject({ replication: 'off' })
})

test('an operator is told of every office to which transaction it is replicated and since when', async () => {
  using world = await openWorld()
  const { key } = world.control.write((tx) => createOperator(tx, 'Olga'))
  const ask = (authorization: string) =>
    appOver(world).handle(new Request('http://admin.localhost/api/admin/replicas', { headers: { authorization } }))
  expect((await ask('Bearer nobody')).status).toBe(401)
  const answer = (await (await ask(`Bearer ${key}`)).json()) as { replicating: boolean; data: object[] }
  expect(answer).toMatchObject({
    replicating: true,
    data: [
      { id: 'control', slug: null, state: 'current', txid: 1, replicatedTxid: 1, behindSeconds: 0, currentAt: '2026-03-02T15:00:00.000Z' },
      { id: world.ids.maple, slug: 'maple', state: 'current', txid: 1 },
      { id: world.ids.harbor, slug: 'harbor', state: 'never', txid: null, replicatedTxid: null, currentAt: null },
    ],
  })
  expect(JSON.stringify(answer)).not.toContain(join(world.dataDir))
})
