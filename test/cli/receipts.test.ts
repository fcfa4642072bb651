import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from '../../src/cli/command.ts'
import { receipt } from '../../src/cli/receipt.ts'
import { openReceipts } from '../receipts/world.ts'
import { PDF } from '../support/faxing.ts'

const dir = mkdtempSync(join(tmpdir(), 'frontdesk-receipt-'))
const file = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(dir, name), bytes)
  return join(dir, name)
}
let asJson = ''
let asPdf = ''
beforeAll(async () => {
  using world = openReceipts()
  const id = await world.delivered()
  asJson = await (await world.pages.visit('ana', `/faxes/${id}/receipt.json`)).text()
  asPdf = file('receipt.pdf', await (await world.pages.visit('ana', `/faxes/${id}/receipt.pdf`)).bytes())
})
afterAll(() => rmSync(dir, { recursive: true }))

function verify(...args: string[]) {
  const command = receipt['verify']
  if (!command) throw new Error('There is no such command.')
  return command.run(parse(command, args), () => {})
}

test('receipt verify needs nothing but the receipt, as PDF or JSON, and tells a changed one', async () => {
  expect(await verify(asPdf)).toMatchObject({ ok: true, data: { verdict: 'intact' } })
  expect(await verify(file('receipt.json', asJson))).toMatchObject({ ok: true, data: { verdict: 'intact' } })
  const changed = file('changed.json', asJson.replace('"pages": 2', '"pages": 3'))
  expect(await verify(changed)).toMatchObject({ ok: false, data: { verdict: 'changed' } })
  expect(await verify(file('other.pdf', '%PDF-1.4 no receipt'))).toMatchObject({ ok: false, data: { verdict: 'not_a_receipt' } })
})

test('receipt verify --document says whether it is the one the receipt speaks of', async () => {
  expect(await verify(asPdf, '--document', file('sent.pdf', PDF))).toMatchObject({ ok: true, data: { sameDocument: true } })
  expect(await verify(asPdf, '--document', file('another.pdf', 'x'))).toMatchObject({ ok: false, data: { sameDocument: false } })
  expect(verify(join(dir, 'nowhere.json'))).rejects.toThrow('There is no file')
})
