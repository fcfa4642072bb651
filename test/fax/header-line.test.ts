import { expect, test } from 'bun:test'
import type { HeaderLine } from '../../src/documents/index.ts'
import { getOffice, updateOffice } from '../../src/office/index.ts'
import { openFaxing, PDF, plainDocuments } from '../support/faxing.ts'

type Wish = ReturnType<typeof getOffice>['headerLine']

/** Two offices; `lines` has what stands at the top of every document that was made, in order. */
function open(wish: Wish, timeZone = 'America/Chicago') {
  const lines: (HeaderLine | undefined)[] = []
  const faxing = openFaxing(undefined, {
    ...plainDocuments,
    assemble: async (_, { header }) => {
      lines.push(header)
      return { pdf: new Uint8Array(PDF), pages: 2, sha256: '' }
    },
  })
  faxing.maple.write((tx) => updateOffice(tx, { ...getOffice(tx), headerLine: wish, timeZone }))
  return { ...faxing, lines }
}

test.each([
  ['never', [undefined]],
  ['uncovered', [undefined, 'Maple Street Family Practice']],
  ['always', ['Maple Street Family Practice', 'Maple Street Family Practice']],
] as const)('%s: a fax with a cover page, then one without', async (wish, senders) => {
  using faxing = open(wish)
  for (const cover of [true, false]) {
    await faxing.submit(undefined, { cover })
    await faxing.work()
  }
  expect(faxing.lines.map((line) => line?.sender)).toEqual([...senders])
})

test('it says when the fax goes by the office’s clock, and from which number', async () => {
  using faxing = open('always')
  const sendAt = new Date('2026-07-04T14:05:00Z')
  faxing.now.value = new Date('2026-07-01T00:00:00Z')
  await faxing.submit(undefined, { cover: false, sendAt })
  await faxing.work()
  expect(faxing.lines).toEqual([{ at: 'Jul 4, 2026, 9:05 AM CDT', sender: 'Maple Street Family Practice', number: '(555) 010-0100' }])
})

test('without a line one whole PDF goes as it is, and never through a copy of ours', async () => {
  using faxing = open('never')
  const fax = await faxing.submit(undefined, { cover: false })
  await faxing.work()
  const { documentId, sha256 } = faxing.show(fax.id).fax
  const sent = documentId && (await faxing.files.read(faxing.maple.id, documentId))
  expect([faxing.lines, Buffer.from(sent ?? []).equals(PDF)]).toEqual([[], true])
  expect(sha256).toBe(new Bun.CryptoHasher('sha256').update(PDF).digest('hex'))
})
