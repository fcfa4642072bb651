import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { addContact } from '../../src/contacts/index.ts'
import { type Cover, createDocuments } from '../../src/documents/index.ts'
import { coverFor, linesFor, withLogo } from '../../src/fax/cover.ts'
import { BLANK, getDraft, saveDraft } from '../../src/fax/drafts/drafts.ts'
import { beginResend } from '../../src/fax/drafts/resending.ts'
import { checkSubmission, getFax, showFax } from '../../src/fax/index.ts'
import { newId } from '../../src/kit/ids.ts'
import { findCover, getOffice, lookOf, updateOffice } from '../../src/office/index.ts'
import { openBulking } from '../support/bulking.ts'
import { anotherCover, putLogoOn, takeCoverAway } from '../support/covers.ts'
import { type Faxing, openFaxing, plainDocuments } from '../support/faxing.ts'

setDefaultTimeout(20_000)
const documents = createDocuments()
const pdfium = await PDFiumLibrary.init()
afterAll(() => documents[Symbol.dispose]())

const OAK = ['Oak Pharmacy <+15550120001>']
const check = ({ maple }: Faxing, over: { cover?: boolean; template?: string; note?: string }) =>
  maple.read((tx) => checkSubmission(tx, { to: OAK, cover: true, subject: 'Labs', note: '', from: undefined, sendAt: undefined, ...over }))
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#203040' } })
    .png()
    .toBuffer()

test('a fax has the default cover page, the one it names by name or id, or none', () => {
  using faxing = openFaxing()
  const standard = faxing.maple.read((tx) => findCover(tx, 'Standard')?.id ?? null)
  const referrals = anotherCover(faxing.maple, 'Referrals')
  expect(check(faxing, {}).coverId).toBe(standard)
  expect(check(faxing, { template: 'referrals' }).coverId).toBe(referrals)
  expect(check(faxing, { template: referrals }).coverId).toBe(referrals)
  expect(check(faxing, { cover: false, template: 'referrals' }).coverId).toBeNull()
})

test('one that is not there, or another office’s, is refused with those that are', () => {
  using faxing = openFaxing()
  const elsewhere = anotherCover(faxing.harbor, 'Referrals')
  for (const template of ['Referral', elsewhere])
    expect(() => check(faxing, { template })).toThrow(
      expect.objectContaining({ fields: { cover: 'Choose one of your office’s cover pages: Standard.' } }),
    )
})

test('the cover that is drawn says what the chosen one says', () => {
  using faxing = openFaxing()
  const { maple } = faxing
  maple.write((tx) => updateOffice(tx, { ...getOffice(tx), address: '12 Maple Street\nSpringfield, IL 62701' }))
  const id = anotherCover(maple, 'Billing', { notice: 'About a bill.', showsAddress: false })
  const facts = { fromNumber: '+15550100100', recipients: [{ to: '+15550120001', name: 'Oak' }], subject: '', note: '', pages: 2 }
  const wordsOf = (coverId: typeof id | null) => maple.read((tx) => coverFor(tx, { ...facts, look: lookOf(tx, coverId), at: tx.now }).words)
  expect(wordsOf(null)).toMatchObject({
    officeAddress: '12 Maple Street\nSpringfield, IL 62701',
    notice: expect.stringMatching(/^CONFIDENTIAL/),
  })
  expect(wordsOf(id)).toMatchObject({ notice: 'About a bill.' })
  expect(wordsOf(id).officeAddress).toBeUndefined()
})

test('what is sent again has the same cover page, or the default when that is gone', async () => {
  using faxing = openFaxing()
  const { maple } = faxing
  const referrals = anotherCover(maple, 'Referrals')
  const fax = await faxing.submit(undefined, { cover: true, template: 'Referrals' })
  expect(maple.write((tx) => showFax(tx, fax.id)).fax.coverId).toBe(referrals)
  const draftOf = async () => {
    const id = await beginResend(faxing, maple, fax.id, 'all')
    return maple.read((tx) => getDraft(tx, id)).template
  }
  expect(await draftOf()).toBe(referrals)
  takeCoverAway(maple, referrals)
  expect(await draftOf()).toBe('')
  expect(maple.read((tx) => getFax(tx, fax.id)).coverId).toBe(referrals)
})

test('a draft keeps which one was chosen', () => {
  using faxing = openFaxing()
  const id = newId<'draft'>()
  faxing.maple.write((tx) => saveDraft(tx, id, { ...BLANK, template: 'Referrals' }))
  expect(faxing.maple.read((tx) => getDraft(tx, id)).template).toBe('Referrals')
})

test('every fax of a bulk has the chosen cover page', async () => {
  using bulking = openBulking()
  anotherCover(bulking.maple, 'Flu clinic', { notice: 'Come on Monday.', showsAddress: true })
  await bulking.start('Oak <+15552010001>\nElm <+15552010002>', { template: 'Flu clinic' })
  await bulking.work()
  expect(bulking.covers.map((cover) => cover?.notice)).toEqual(['Come on Monday.', 'Come on Monday.'])
})

const LONG = 'A notice that says the same again and again, until it is as long as a notice may be. '.repeat(12).slice(0, 1_000)
test.each([
  ['the plainest', {}, ''],
  ['one with an address, a logo and the longest notice', { address: '12 Maple Street\nSuite 4\nSpringfield, IL 62701' }, LONG],
])('the last line that a note may have is on %s', async (_, over, notice) => {
  using faxing = openFaxing(undefined, { ...plainDocuments, logo: documents.logo })
  const { maple } = faxing
  const contact = { name: 'Elm Recovery', organization: '', fax: '+15550120001', note: '', part2: notice !== '' }
  maple.write((tx) => void addContact(tx, contact))
  maple.write((tx) => updateOffice(tx, { ...getOffice(tx), ...over, phone: '5550100300' }))
  const id = anotherCover(maple, 'Drawn', { notice, showsAddress: true })
  if (notice) await putLogoOn(faxing, id, await picture(900, 300))
  const lines = maple.read((tx) => linesFor(tx, id, notice !== ''))
  const note = Array.from({ length: lines }, (_, n) => (n === lines - 1 ? 'the very last' : `line ${n}`)).join('\n')
  expect(check(faxing, { template: id, note }).note).toBe(note)
  expect(() => check(faxing, { template: id, note: `${note}\nand one more` })).toThrow('The fax was not sent.')
  const cover = await drawn(faxing, id, note)
  const [text = ''] = await wordsIn(cover)
  expect(text).toContain('the very last')
  expect(text).not.toContain('…')
  expect(text.includes('42 CFR part 2')).toBe(notice !== '')
})

function drawn({ maple, files }: Faxing, coverId: Parameters<typeof lookOf>[1], note: string): Promise<Cover> {
  const recipients = [{ to: '+15550120001', name: 'Elm Recovery' }]
  const planned = maple.read((tx) =>
    coverFor(tx, { look: lookOf(tx, coverId), fromNumber: '+15550100100', recipients, subject: 'Labs', note, pages: 2, at: tx.now }),
  )
  return withLogo(files, maple.id, planned)
}

async function wordsIn(cover: Cover): Promise<string[]> {
  const { pdf } = await documents.assemble('maple' as Parameters<typeof documents.assemble>[0], { cover, files: [] })
  const document = await pdfium.loadDocument(pdf)
  const pages = [...document.pages()].map((page) => page.getText())
  document.destroy()
  return pages
}
