import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { createInbox, type ParsedEvent, parseClientState } from '../../src/fax/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'

/** Three calls that the carrier has taken, and its word that they were delivered. */
async function delivered(faxing: Faxing): Promise<ParsedEvent[]> {
  await faxing.submit(['5552010100', '5552010101', '5552010102'], { cover: false })
  await faxing.work(faxing.maple)
  return [...faxing.carrier.taken.keys()].map((carrierId) => ({
    event: { id: crypto.randomUUID(), type: 'fax.delivered', occurredAt: faxing.now.value },
    fax: faxing.carrier.end(carrierId, 'delivered'),
  }))
}

const statuses = ({ maple }: Faxing) =>
  maple.read((tx) => tx.db.all<{ status: string }>(sql`SELECT status FROM fax_recipients`)).map(({ status }) => status)

test('the same event twice at once is applied once', async () => {
  using faxing = openFaxing()
  const [event] = await delivered(faxing)
  const inbox = createInbox(faxing)
  if (!event) throw new Error('There is no event.')
  expect(await Promise.all([inbox.take(event, '{}'), inbox.take(event, '{}')])).toEqual(['applied', 'repeated'])
})

test('an event that cannot be written down fails alone, and the others that came with it are kept', async () => {
  using faxing = openFaxing()
  const [first, second, third] = await delivered(faxing)
  if (!first || !second || !third) throw new Error('There are no events.')
  const inbox = createInbox(faxing)
  const broken = { ...second, event: { ...second.event, type: 'fax.delivered', occurredAt: undefined as unknown as Date } }
  const answers = await Promise.allSettled([first, broken, third].map((each) => inbox.take(each, '{}')))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(statuses(faxing).sort()).toEqual(['delivered', 'delivered', 'sending'])
  expect(await inbox.take(second, '{}')).toBe('applied')
})

test('events of two offices that arrive together stay each in its own file', async () => {
  using faxing = openFaxing()
  const [event] = await delivered(faxing)
  if (!event?.fax) throw new Error('There is no event.')
  const state = parseClientState(event.fax.clientState)
  const foreign = {
    event: { ...event.event, id: crypto.randomUUID() },
    fax: { ...event.fax, clientState: btoa(`${faxing.harbor.id}/${state?.attemptId}`) },
  }
  const inbox = createInbox(faxing)
  expect(await Promise.all([inbox.take(foreign, '{}'), inbox.take(event, '{}')])).toEqual(['kept', 'applied'])
  const events = (tenant: Faxing['maple']) =>
    tenant.read((tx) => tx.db.all<{ id: string }>(sql`SELECT id FROM carrier_events`)).map(({ id }) => id)
  expect([events(faxing.maple), events(faxing.harbor)]).toEqual([[event.event.id], [foreign.event.id]])
})
