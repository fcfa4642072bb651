import { afterAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { createDocuments } from '../../src/documents/index.ts'

const documents = createDocuments()
afterAll(() => documents[Symbol.dispose]())
const fixture = (name: string) => readFileSync(join(import.meta.dir, '../fixtures', name))
const PASSWORD = 'correct horse battery'

/** PDFium, which has nothing in common with what locked it. */
async function pagesIn(pdf: Uint8Array, password?: string): Promise<number> {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(Buffer.from(pdf), password)
    const pages = document.getPageCount()
    document.destroy()
    return pages
  } finally {
    library.destroy()
  }
}

test.each(['referral.pdf', 'scan.tif'])('%s is locked: it opens with the password, and with no other', async (name) => {
  const plain = fixture(name)
  const inspected = await documents.inspect('maple' as never, plain, name)
  const locked = await documents.lock('maple' as never, plain, PASSWORD)
  expect(await pagesIn(locked, PASSWORD)).toBe(inspected.ok ? inspected.pages : 0)
  for (const wrong of [undefined, '', 'correct horse', `${PASSWORD}!`]) expect(pagesIn(locked, wrong)).rejects.toThrow()
})

test('it is AES-256 of the newest revision, and no word of it stands in the file', async () => {
  const locked = Buffer.from(await documents.lock('maple' as never, fixture('referral.pdf'), PASSWORD)).toString('latin1')
  expect(locked).toMatch(/\/V 5/)
  expect(locked).toMatch(/\/R 6/)
  expect(locked).toMatch(/\/CFM \/AESV3/)
  expect(locked).not.toContain(PASSWORD)
})

test('whoever opens it may print it and copy from it', async () => {
  const locked = Buffer.from(await documents.lock('maple' as never, fixture('referral.pdf'), PASSWORD)).toString('latin1')
  const rights = Number(/\/P (-?\d+)/.exec(locked)?.[1])
  const [print, copy, printWell] = [1 << 2, 1 << 4, 1 << 11]
  for (const right of [print, copy, printWell]) expect(rights & right).toBe(right)
})
