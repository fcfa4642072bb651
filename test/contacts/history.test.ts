import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { contactApi } from '../../src/contacts/api.routes.ts'
import { addContact } from '../../src/contacts/index.ts'
import { contactRoutes } from '../../src/contacts/routes.tsx'
import { exchangedWith, receiveFax } from '../../src/fax/index.ts'
import { openFaxing } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'

const OAK = { name: 'Oak', organization: '', fax: '+15550120001', note: '', otherNumbers: [{ fax: '+15550120002', label: 'Referrals' }] }

test('a contact shows what went to any of its numbers and came from them, and when one last arrived', async () => {
  using faxing = openFaxing()
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, exchanged: exchangedWith }
    return [contactRoutes(deps), contactApi(deps)]
  })
  const oak = faxing.maple.write((tx) => addContact(tx, OAK))
  expect(await pages.html('ana', `/contacts/${oak.id}`)).toContain('No fax has arrived there yet.')
  const sent = await faxing.submit(['+15550120002'])
  await faxing.submit(['+15550129999'])
  const offered = faxing.carrier.offer({ carrierId: crypto.randomUUID(), from: '+15550120001', to: '+15550100100' })
  faxing.maple.write((tx) => void receiveFax(tx, offered))
  const [came] = faxing.maple.read((tx) => tx.db.all<{ id: string }>(sql`SELECT id FROM received_faxes`))
  faxing.maple.write((tx) => void tx.db.run(`UPDATE fax_recipients SET status = 'delivered', settled_at = ${tx.now.getTime()}`))
  const html = await pages.html('ana', `/contacts/${oak.id}`)
  for (const shown of [`/faxes/${sent.id}`, `/received/${came?.id}`, 'Last arrived there']) expect(html).toContain(shown)
  expect((await pages.call('ana', 'GET', `/api/contacts/${oak.id}/history`)).body).toEqual({
    sent: [expect.objectContaining({ id: sent.id, number: '+15550120002', status: 'delivered' })],
    received: [expect.objectContaining({ id: came?.id, number: '+15550120001' })],
    lastDeliveredAt: expect.any(String),
  })
  expect((await pages.call('sam', 'GET', `/api/contacts/${oak.id}/history`)).status).toBe(404)
})

test('who sees only their own faxes sees only those in the history', async () => {
  using faxing = openFaxing()
  await faxing.submit(['+15550120001'])
  faxing.maple.read((tx) => {
    const own = { ...tx, actor: { ...tx.actor, id: 'somebody else', reach: 'own' as const } }
    expect([exchangedWith(tx, ['+15550120001'], 9).sent.length, exchangedWith(own, ['+15550120001'], 9).sent.length]).toEqual([1, 0])
  })
})
