import { expect, test } from 'bun:test'
import { checkSubmission } from '../../src/fax/index.ts'
import { openFaxing } from '../support/faxing.ts'
import { PASTED } from '../support/pasted.ts'

const rest = { cover: false, subject: '', note: '', from: undefined, sendAt: undefined }
const e164 = (number: string) => `+1${number.replace(/\D/g, '').slice(-10)}`

test.each([...PASTED])('$what are recipients', ({ text, entries }) => {
  using faxing = openFaxing()
  const { recipients } = faxing.maple.read((tx) => checkSubmission(tx, { to: [text], ...rest }))
  expect(recipients).toEqual(entries.map(([name, number]) => ({ name, to: e164(number) })))
})

test.each([
  ['a name without a number among others', 'Oak Clinic, 5552010100\nElm', 2],
  ['a name after a number', '5552010100, Elm', 2],
  ['a row of a spreadsheet without its number', 'Name,Fax\nOak,5552010100\nElm,', 2],
  ['a number that is too short', 'Oak Clinic, 201-0100', 0],
  ['digits within words', 'Bldg 5, 550-100-001', 0],
  ['a name alone in brackets', 'Oak <Elm>', 0],
])('%s is refused by its place among several, not lost', (_, text, place) => {
  using faxing = openFaxing()
  expect(() => faxing.maple.read((tx) => checkSubmission(tx, { to: [text], ...rest }))).toThrow(
    expect.objectContaining({
      fields: { to: expect.stringContaining(place ? `Recipient ${place} is not a fax number` : 'This is not a fax number') },
    }),
  )
})

test('a list without end is refused before a number of it is read', () => {
  using faxing = openFaxing()
  const wrong = (text: string) => () => faxing.maple.read((tx) => checkSubmission(tx, { to: [text], ...rest }))
  for (const text of ['5552010100,'.repeat(201), `"${'x,'.repeat(30_000)}`, `Name,Fax\n${'a,5552010100\n'.repeat(201)}`])
    expect(wrong(text)).toThrow(expect.objectContaining({ fields: { to: 'Send to at most 50 recipients at once.' } }))
})
