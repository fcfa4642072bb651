import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { makeAll } from '../../bin/machines.ts'
import { Frontdesk, FrontdeskError } from '../../docs/frontdesk-client.ts'
import { addKey } from '../../src/identity/index.ts'
import { openHouse } from '../support/house.ts'

test('the client and the collection are made of the API as it is: else run bun bin/machines.ts', async () => {
  for (const [file, text] of Object.entries(makeAll())) {
    const kept = await Bun.file(join(import.meta.dir, '../..', file)).text()
    expect([file, kept === text]).toEqual([file, true])
  }
})

describe('the client', () => {
  let house: ReturnType<typeof openHouse>
  let frontdesk: Frontdesk
  beforeAll(() => {
    house = openHouse()
    const key = house.maple.write((tx) => addKey(tx, 'maple', { name: 'Client', scopes: ['contacts:read', 'contacts:write'] })).secret
    frontdesk = new Frontdesk({ url: 'http://maple.localhost', key, fetch: (request) => house.app.handle(request) })
  })
  afterAll(() => house[Symbol.dispose]())

  test('asks, adds, finds and removes, with an id that needs to be escaped, too', async () => {
    const { id } = await frontdesk.createContact({ body: { name: 'Oak Pharmacy', fax: '+15552010100' } })
    expect((await frontdesk.getContact({ id })).name).toBe('Oak Pharmacy')
    expect((await frontdesk.listContacts({ q: 'oak', limit: 1 })).data.map((each) => each.id)).toEqual([id])
    expect(await (await frontdesk.getContactsCsv()).text()).toContain('Oak Pharmacy')
    expect(await frontdesk.removeContact({ id })).toBeUndefined()
    await expect(frontdesk.getContact({ id: 'a/b?c' })).rejects.toMatchObject({ status: 404 })
  })

  test('throws what was refused, with its code and fields', async () => {
    const refused = await frontdesk.createContact({ body: { name: '', fax: 'nonsense' } }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(FrontdeskError)
    expect(refused).toMatchObject({ status: 422, code: 'invalid', requestId: expect.stringMatching(/^[0-9a-f]{12}$/) })
    const lacking = { status: 403, code: 'forbidden', message: 'This key does not allow this: it needs faxes:read.' }
    await expect(frontdesk.listFaxes()).rejects.toMatchObject(lacking)
    await expect(frontdesk.listPeople()).rejects.toMatchObject({ message: 'No key allows this: a person has to sign in for it.' })
  })
})
