import { expect, test } from 'bun:test'
import { openReceipts } from './world.ts'

test('the PDF of a receipt is checked at the page of the office, without an account', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  const answer = await world.pages.visit('ana', `/faxes/${id}/receipt.pdf`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  const pdf = new File([await answer.bytes()], 'receipt.pdf')
  const here = await world.handIn('maple', pdf)
  expect(here).toContain('Genuine: Maple Street Family Practice signed it')
  expect(here).toContain('(555) 201-0100')
  expect(await world.handIn('harbor', pdf)).toContain('but not by Harbor Dental')
})

test('its JSON is checked alike, and one that was changed is not believed and not shown', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  const text = await (await world.pages.visit('ana', `/faxes/${id}/receipt.json`)).text()
  expect(await world.handIn('maple', new File([text], 'r.json'))).toContain('Genuine')
  const changed = await world.handIn('maple', new File([text.replace('+15552010100', '+15552010199')], 'r.json'))
  expect(changed).toContain('somebody changed it')
  expect(changed).not.toContain('201-01')
})

test('what is no receipt, and nothing at all, is answered with what to do', async () => {
  using world = openReceipts()
  expect(await world.handIn('maple', new File(['hello'], 'r.json'))).toContain('This is not a receipt')
  expect(await world.handIn('maple', new File(['%PDF-1.4 broken'], 'r.pdf'))).toContain('This is not a receipt')
  expect(await world.handIn('maple', new File([], 'r.pdf'))).toContain('Choose the receipt')
})

test('programs fetch a receipt and have it checked', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  const { status, body } = await world.pages.call('ana', 'GET', `/api/faxes/${id}/receipt`)
  expect([status, body]).toMatchObject([200, { receipt: { title: 'Fax receipt', fax: { id } } }])
  const check = (given: unknown) => world.pages.call('nobody', 'POST', '/api/receipts/verifications', given)
  expect((await check(body)).body).toEqual({ verdict: 'intact', standing: 'ours', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect((await check({ ...(body as object), signature: 'AAAA' })).body).toEqual({ verdict: 'changed', standing: null, fingerprint: null })
  expect((await check({ fax: 7 })).body).toEqual({ verdict: 'not_a_receipt', standing: null, fingerprint: null })
  expect((await check(7)).status).toBe(422)
})

test('another office’s fax, and one under way, have no receipt to fetch', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  const { id: running } = await world.submit()
  for (const path of ['receipt.pdf', 'receipt.json']) {
    expect((await world.pages.visit('sam', `/faxes/${id}/${path}`)).status).toBe(404)
    expect((await world.pages.visit('ana', `/faxes/${running}/${path}`)).status).toBe(409)
  }
  expect((await world.pages.call('sam', 'GET', `/api/faxes/${id}/receipt`)).status).toBe(404)
  expect((await world.pages.call('ana', 'GET', `/api/faxes/${running}/receipt`)).status).toBe(409)
})
