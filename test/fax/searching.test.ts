import { expect, test } from 'bun:test'
import { addContact } from '../../src/contacts/index.ts'
import { countFaxes, listFaxes, listReceived, receiveFax } from '../../src/fax/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'
import { MAPLE_NUMBER } from '../support/offices.ts'

const first = { limit: 10 }
const sentTo = ({ maple }: Faxing, text: string) => maple.read((tx) => listFaxes(tx, { text }, first)).map(({ firstName }) => firstName)
const cameFrom = ({ maple }: Faxing, text: string) => maple.read((tx) => listReceived(tx, { text }, first)).map(({ from }) => from)
const receive = ({ maple }: Faxing, from: string) =>
  maple.write((tx) =>
    receiveFax(tx, {
      carrierId: `carrier-${from}`,
      clientState: undefined,
      direction: 'inbound',
      status: 'received',
      from,
      to: MAPLE_NUMBER,
      cause: undefined,
      pages: 1,
      seconds: 1,
      mediaUrl: undefined,
      partial: false,
      createdAt: new Date('2026-03-02T15:00:00Z'),
    }),
  )

test('a sent fax is found without its accents, in any case, by any of its recipients and any order of words', async () => {
  using faxing = openFaxing()
  await faxing.submit(['José Álvarez, 5552010100', 'Straße & Søn, 5552010101'])
  await faxing.submit(['Oak Clinic, 5552010102'])
  for (const text of ['jose', 'JOSÉ', 'Jose\u0301', 'álvarez josé', 'strasse', 'SON', '555-201-0101', 'jos'])
    expect([text, sentTo(faxing, text)]).toEqual([text, ['José Álvarez']])
  expect(sentTo(faxing, 'oak alvarez')).toEqual([])
  expect(sentTo(faxing, '201-010')).toHaveLength(2)
  expect(faxing.maple.read((tx) => countFaxes(tx, { text: 'jose' }))).toBe(1)
  expect(faxing.harbor.read((tx) => listFaxes(tx, { text: 'jose' }, first))).toEqual([])
})

test('a text and a status together narrow the list', async () => {
  using faxing = openFaxing()
  await faxing.submit(['José Álvarez, 5552010100'])
  const found = (status: 'queued' | 'held') => faxing.maple.read((tx) => listFaxes(tx, { text: 'jose', status }, first))
  expect([found('queued').length, found('held').length]).toEqual([1, 0])
})

test('what means something to the search alone is taken as text', async () => {
  using faxing = openFaxing()
  await faxing.submit(['Oak Clinic, 5552010102'])
  for (const text of ['%', '_', '%%%', "o'k", 'o%k']) expect(sentTo(faxing, text).length).toBeLessThanOrEqual(1)
  expect(sentTo(faxing, 'o_k clinic')).toEqual([])
})

test('a received fax is found by who sends it, without accents, or by its number', () => {
  using faxing = openFaxing()
  faxing.maple.write((tx) => addContact(tx, { name: 'Müller Orthopädie', organization: 'Nördlich', fax: '5552010103', note: '' }))
  receive(faxing, '+15552010103')
  receive(faxing, '+15552010104')
  for (const text of ['muller', 'ORTHOPADIE', 'nordlich', '0103']) expect([text, cameFrom(faxing, text)]).toEqual([text, ['+15552010103']])
  expect(cameFrom(faxing, '(555) 201-0104')).toEqual(['+15552010104'])
  expect(cameFrom(faxing, 'oak')).toEqual([])
  expect(cameFrom(faxing, '%')).toHaveLength(2)
})
