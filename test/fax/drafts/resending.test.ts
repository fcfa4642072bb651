import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { faxApi } from '../../../src/fax/api.routes.ts'
import { composeRoutes } from '../../../src/fax/compose.routes.tsx'
import { listDrafts } from '../../../src/fax/drafts/drafts.ts'
import { draftRoutes } from '../../../src/fax/drafts/routes.tsx'
import { faxRoutes } from '../../../src/fax/routes.tsx'
import { openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

async function open() {
  const faxing = openFaxing()
  const pages = openPages(faxing, (around) => {
    const deps = {
      ...around,
      files: faxing.files,
      carrier: faxing.carrier,
      documents: plainDocuments,
      names: () => new Map<string, string>(),
    }
    return [composeRoutes(deps), draftRoutes(deps), faxRoutes(deps), faxApi(deps)]
  })
  const post = async (path: string, fields: Record<string, string>, who = 'ana') => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    const headers = { cookie: `session=${who}`, 'sec-fetch-site': 'same-origin' }
    const host = who === 'sam' ? 'harbor' : 'maple'
    const answer = await pages.app.handle(new Request(`http://${host}.localhost${path}`, { method: 'POST', body: form, headers }))
    return { status: answer.status, location: answer.headers.get('location') ?? '' }
  }
  const { id } = await faxing.submit(['Oak <5552010100>', 'Elm <5552010101>'])
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  faxing.maple.write((tx) => tx.db.run("UPDATE fax_recipients SET status = 'failed' WHERE status <> 'delivered'"))
  const missed = faxing.show(id).recipients.find(({ status }) => status === 'failed')?.to ?? ''
  return {
    faxing,
    pages,
    post,
    id,
    missed,
    draft: () => faxing.maple.read((tx) => listDrafts(tx, 'open')[0]),
    detailsOf: (action: string, subjectId: string) =>
      faxing.maple.read((tx) => listEvents(tx, { action, subjectId }).map(({ detail }) => JSON.parse(detail))),
    resend: (body: object, who: 'ana' | 'sam' = 'ana') => pages.call(who, 'POST', `/api/faxes/${id}/resends`, body),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

test.each([
  ['failed', 1],
  ['all', 2],
  ['other', 0],
] as const)('a fax is begun anew from its page, %s', async (whom, recipients) => {
  using world = await open()
  const { location } = await world.post('/faxes/drafts', { again: world.id, whom })
  const draft = world.draft()
  expect([location, draft?.resendOf, draft?.pages.length]).toEqual([`/faxes/drafts/${draft?.id}`, world.id, 2])
  expect(draft?.to.split('\n').filter(Boolean).length).toBe(recipients)
})

test('it goes as a fax of its own with the same files, is looked at again, and each names the other', async () => {
  using world = await open()
  await world.post('/faxes/drafts', { again: world.id, whom: 'other' })
  const form = { intent: world.draft()?.id ?? '', known: '1', pages: '1:2:0', to: '5552010177' }
  expect((await world.post('/faxes', form)).status).toBe(409)
  const sent = await world.post('/faxes', { ...form, looked: 'new_number +15552010177' })
  const fax = sent.location.split('/')[2] ?? ''
  const [before, after] = [world.faxing.show(world.id), world.faxing.show(fax as never)]
  expect(after.files.map(({ sha256 }) => sha256)).toEqual(before.files.map(({ sha256 }) => sha256))
  expect(after.files[0]?.id).not.toBe(before.files[0]?.id)
  expect([world.detailsOf('fax.resent', world.id), world.detailsOf('fax.resends', fax)]).toEqual([[{ fax }], [{ fax: world.id }]])
  expect(await world.pages.html('ana', `/faxes/${world.id}`)).toContain(`href="/faxes/${fax}"`)
  expect(await world.pages.html('ana', `/faxes/${fax}`)).toContain(`href="/faxes/${world.id}"`)
})

test('a program sends it again to those it did not reach, to everybody, or to another number', async () => {
  using world = await open()
  for (const [body, to] of [
    [{}, [world.missed]],
    [{ only: 'all' }, ['+15552010100', '+15552010101']],
    [{ to: ['5552010177'] }, ['+15552010177']],
  ] as const) {
    const answer = await world.resend(body)
    expect([answer.status, answer.body]).toMatchObject([202, { pages: 3, recipients: to.map((each) => ({ to: each })) }])
  }
  const told = await world.pages.call('ana', 'GET', `/api/faxes/${world.id}`)
  expect((told.body as { resentAs: string[] }).resentAs.length).toBe(3)
})

test('what reached everybody is not sent again by itself, and a wrong number is refused', async () => {
  using world = await open()
  world.faxing.maple.write((tx) => tx.db.run("UPDATE fax_recipients SET status = 'delivered'"))
  expect((await world.resend({})).status).toBe(409)
  expect((await world.resend({ to: ['911'] })).status).toBe(422)
  expect(world.detailsOf('fax.resent', world.id)).toEqual([])
})

test('another office sends nothing of it', async () => {
  using world = await open()
  expect((await world.resend({ only: 'all' }, 'sam')).status).toBe(404)
  expect((await world.post('/faxes/drafts', { again: world.id, whom: 'all' }, 'sam')).status).toBe(404)
})
