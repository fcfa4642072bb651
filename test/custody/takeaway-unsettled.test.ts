import { expect, setDefaultTimeout, test } from 'bun:test'
import {
  applyEvent,
  type FaxId,
  faxPreparer,
  faxSender,
  faxWatcher,
  holdUnsettled,
  listFaxes,
  parseClientState,
  recipientsOf,
  sendAgain,
} from '../../src/fax/index.ts'
import { drain } from '../../src/jobs/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { testCarrier } from '../support/carrier.ts'
import { type Faxing, plainDocuments } from '../support/faxing.ts'
import { ACTOR, arrive, away, type Elsewhere, openElsewhere, openFull } from './takeaway-support.ts'

setDefaultTimeout(30_000)

/** The office at its new place, with a carrier of its own and a clock far enough ahead that everything is due. */
async function move(here: Faxing, elsewhere: Elsewhere) {
  const { out } = await away(here, 'encrypted')
  const { tenant, held } = await arrive({ ...elsewhere, hold: holdUnsettled }, out)
  const office = elsewhere.tenants.as(tenant.id, ACTOR)
  const carrier = testCarrier(elsewhere.clock)
  const { files, tenants } = elsewhere
  const handlers = [
    faxPreparer({ files, documents: plainDocuments }),
    faxSender({ carrier, tokenKey: (id) => tenants.key(id, 'tokens'), publicOrigin: 'http://us.test', mayStill: () => true }),
    faxWatcher({ carrier }),
  ]
  return { office, held, carrier, work: () => drain(office, handlers, () => {}) }
}

const waiting = (office: Tenant) =>
  office.read((tx) =>
    listFaxes(tx, {}, { limit: 50 }).flatMap(({ id }) => recipientsOf(tx, id as FaxId).filter(({ status }) => status === 'held')),
  )

test('after a move nothing is sent by itself, however long one waits', async () => {
  using here = await openFull()
  using elsewhere = openElsewhere()
  const { office, held, carrier, work } = await move(here, elsewhere)
  expect([held, waiting(office).length]).toEqual([3, 3])
  await work()
  expect([carrier.asked.length, waiting(office).length]).toEqual([0, 3])
})

test('a late word of a call that failed plans no new one; of one that arrived, it counts', async () => {
  using here = await openFull()
  using elsewhere = openElsewhere()
  const call = here.latest()
  const { office, carrier, work } = await move(here, elsewhere)
  const tell = (status: 'failed' | 'delivered') => {
    const fax = here.carrier.end(call, status, status === 'failed' ? 'user_busy' : undefined)
    const attempt = parseClientState(fax.clientState)?.attemptId
    if (!attempt) throw new Error('A call without our client state.')
    office.write((tx) => applyEvent(tx, { id: crypto.randomUUID(), type: `fax.${status}`, occurredAt: tx.now }, attempt, fax))
  }
  tell('failed')
  await work()
  expect([carrier.asked.length, waiting(office).length]).toEqual([0, 3])
  tell('delivered')
  await work()
  expect([carrier.asked.length, waiting(office).length]).toEqual([0, 2])
})

test('what a person sends again goes once, also when its document had yet to be made', async () => {
  using here = await openFull()
  using elsewhere = openElsewhere()
  const { office, carrier, work } = await move(here, elsewhere)
  const recipients = waiting(office)
  for (const { faxId, id } of recipients) office.write((tx) => sendAgain(tx, faxId, id))
  await work()
  expect(carrier.asked.map(({ to }) => to).sort()).toEqual(recipients.map(({ to }) => to).sort())
})
