import { describe, expect, test } from 'bun:test'
import { record } from '../../src/audit/index.ts'
import { eventJson } from '../../src/webhooks/events.ts'
import { recentEvents } from '../../src/webhooks/recent.ts'
import { openWebhooks, type Webhooks } from './world.ts'

const ORIGIN = 'http://maple.localhost'
const recent = (world: Webhooks, ...[type, limit = 50, from]: [Parameters<typeof recentEvents>[1]?, number?, number?]) =>
  world.maple.read((tx) => recentEvents(tx, type, limit, from))

describe('what happened', () => {
  test('is listed newest first, exactly as it was posted', async () => {
    using world = openWebhooks()
    world.add()
    await world.submit()
    await world.work()
    world.webhook(world.carrier.end(world.latest(), 'delivered'))
    await world.tell()
    const posted = world.heard.map(({ body }) => JSON.parse(body) as unknown)
    expect(posted).toHaveLength(2)
    expect(recent(world).events.map((each) => eventJson(each, ORIGIN)) as unknown[]).toEqual(posted.reverse())
  })

  test('is asked for by its kind, and on from where an answer ended', async () => {
    using world = openWebhooks()
    for (let n = 0; n < 3; n++) await world.submit()
    const first = recent(world, 'fax.submitted', 2)
    const second = recent(world, 'fax.submitted', 2, first.before ?? 0)
    expect([first.events.length, second.events.length, second.before]).toEqual([2, 1, null])
    expect(new Set([...first.events, ...second.events].map(({ subjectId }) => subjectId)).size).toBe(3)
    expect(recent(world, 'fax.received').events).toEqual([])
  })

  test('is looked for so far back in one answer, and further in the next', async () => {
    using world = openWebhooks()
    const { id } = await world.submit()
    world.maple.write((tx) => {
      for (let n = 0; n < 5_000; n++) record(tx, 'contact.changed', 'somebody')
    })
    const first = recent(world)
    expect(first.events).toEqual([])
    expect(recent(world, undefined, 50, first.before ?? 0)).toMatchObject({ events: [{ subjectId: id }], before: null })
  })

  test('at one office is nobody’s business at another', async () => {
    using world = openWebhooks()
    await world.submit()
    expect(world.harbor.read((tx) => recentEvents(tx, undefined, 50, undefined)).events).toEqual([])
  })
})
