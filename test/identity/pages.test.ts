import { expect, test } from 'bun:test'
import { openDesk } from './desk.ts'

test('on the base host people find their office, and are led to its own host', async () => {
  using desk = openDesk()
  const base = (path: string) => desk.app.handle(new Request(`http://localhost:3000${path}`, { headers: { host: 'localhost:3000' } }))
  const start = await base('/')
  expect([start.status, (await start.text()).includes('Find your office')]).toEqual([200, true])
  expect(start.headers.get('content-security-policy')).toContain("form-action 'self' *.localhost:3000;")
  const led = await base('/office?office=%20Maple%20')
  expect([led.status, led.headers.get('location')]).toEqual([303, '//maple.localhost:3000/sign-in'])
  for (const office of ['evil.example/', '@evil', 'a', '..', '<b>']) {
    const refused = await base(`/office?office=${encodeURIComponent(office)}`)
    expect([office, refused.status, refused.headers.get('location')]).toEqual([office, 422, null])
  }
})

test('the operators’ host leads to the console, and has no sign-in of an office', async () => {
  using desk = openDesk()
  const start = await desk.visit('admin', 'GET', '/')
  expect([start.status, start.headers.get('location')]).toEqual([303, '/console'])
  expect((await desk.visit('admin', 'GET', '/sign-in')).status).toBe(404)
})

test("an office's own start leads to its home, and there is no finder at an office", async () => {
  using desk = openDesk()
  const start = await desk.visit('maple', 'GET', '/')
  expect([start.status, start.headers.get('location')]).toEqual([303, '/faxes/new'])
  expect((await desk.visit('maple', 'GET', '/office?office=harbor')).status).toBe(404)
})

test('the sign-in page names the office, keeps the way back, and says when someone signed out', async () => {
  using desk = openDesk()
  const body = await (await desk.visit('harbor', 'GET', '/sign-in?next=/received&out=1')).text()
  for (const text of ['Harbor Dental', 'value="/received"', 'You are signed out.']) expect(body).toContain(text)
  expect(await (await desk.visit('maple', 'GET', '/sign-in?next=//evil.example')).text()).not.toContain('evil')
})

test('a stranger at a page is led to sign in and back; at the API told so', async () => {
  using desk = openDesk()
  const page = await desk.visit('maple', 'GET', '/probe/audit')
  expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fprobe%2Faudit'])
  expect((await desk.visit('maple', 'GET', '/api/me')).status).toBe(401)
})
