import { expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyChain } from '../../src/audit/index.ts'
import { cancelBulk, draftBulk, showFax, startBulk } from '../../src/fax/index.ts'
import { publicPem, signStatement } from '../../src/kit/signed.ts'
import { checkReceipt, type Receipt, signingKey, standingHere } from '../../src/receipts/index.ts'
import { PDF } from '../support/faxing.ts'
import { openReceipts, type Receipts } from './world.ts'

const standing = (world: Receipts, made: Receipt, office: 'maple' | 'harbor' = 'maple') => {
  const checked = checkReceipt(JSON.stringify(made))
  if (checked.verdict !== 'intact') return checked.verdict
  return world[office].read((tx) => standingHere(tx, checked.receipt, checked.fingerprint))
}
const signedAnew = (world: Receipts, receipt: Receipt['receipt']): Receipt => ({ receipt, signature: signStatement(receipt, world.key()) })

/** As the schema of the receipt says that it is made. */
const hashOf = ({ before, seq, at, actorKind, actorId, action, subjectId, detail }: Receipt['receipt']['fax']['entry']) =>
  createHash('sha256')
    .update(JSON.stringify([before, seq, new Date(at).getTime(), actorKind, actorId, action, subjectId, detail]))
    .digest('hex')

test('a receipt names the document, the pages, the number, the carrier’s word and its place in the trail', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  const { receipt } = world.receiptOf(id)
  const { fax, timeline } = world.show(id)
  const end = timeline.find(({ action }) => action === 'fax.delivered')
  expect(receipt.office.name).toBe('Maple Street Family Practice')
  expect(receipt.fax).toMatchObject({ id, status: 'delivered', pages: 2, sha256: fax.sha256 })
  expect(receipt.recipients).toMatchObject([
    {
      to: '+15552010100',
      status: 'delivered',
      confirmedBy: 'carrier',
      calls: [{ number: 1, outcome: 'delivered', pages: 2, seconds: 31, carrierId: world.latest() }],
      entry: { seq: end?.seq, hash: end?.hash, action: 'fax.delivered' },
    },
  ])
  expect(world.maple.read(verifyChain)).toMatchObject({ valid: true })
})

test('it is genuine where it was made, and another office’s at another one', async () => {
  using world = openReceipts()
  const made = world.receiptOf(await world.delivered())
  expect(standing(world, made)).toBe('ours')
  expect(standing(world, made, 'harbor')).toBe('another_office')
})

test('whatever is changed in it is seen', async () => {
  using world = openReceipts()
  const made = world.receiptOf(await world.delivered())
  const changes: Receipt['receipt'][] = [
    { ...made.receipt, fax: { ...made.receipt.fax, pages: 3 } },
    { ...made.receipt, fax: { ...made.receipt.fax, sha256: 'f'.repeat(64) } },
    { ...made.receipt, issuedAt: '2020-01-01T00:00:00.000Z' },
    { ...made.receipt, recipients: made.receipt.recipients.map((each) => ({ ...each, to: '+15552010199' })) },
  ]
  for (const receipt of changes) expect(standing(world, { ...made, receipt })).toBe('changed')
  expect(standing(world, { ...made, signature: 'bm90IGEgc2lnbmF0dXJl' })).toBe('changed')
  for (const text of ['', '{}', '[]', 'null', '{"receipt":{},"signature":""}']) expect(checkReceipt(text).verdict).toBe('not_a_receipt')
})

test('a forger’s own key, or an entry that the trail never had, is seen', async () => {
  using world = openReceipts()
  const { receipt } = world.receiptOf(await world.delivered())
  const forger = signingKey(Buffer.alloc(32, 1))
  const theirs = { ...receipt, publicKey: publicPem(forger) }
  expect(standing(world, { receipt: theirs, signature: signStatement(theirs, forger) })).toBe('another_office')
  // The office’s key, over an entry whose hash is not its own; then over one that is whole, but never was in the trail.
  const recipients = receipt.recipients.map((each) => ({ ...each, entry: each.entry && { ...each.entry, at: '2020-01-01T00:00:00.000Z' } }))
  expect(standing(world, signedAnew(world, { ...receipt, recipients }))).toBe('changed')
  const entry = { ...receipt.fax.entry, at: '2020-01-01T00:00:00.000Z' }
  const whole = { ...entry, hash: hashOf(entry) }
  expect(standing(world, signedAnew(world, { ...receipt, fax: { ...receipt.fax, entry: whole } }))).toBe('trail_differs')
})

test('a receipt stays genuine after the office’s key was exchanged', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  const before = world.receiptOf(id)
  const after = world.receiptOf(id, signingKey(Buffer.alloc(32, 9)))
  expect(after.receipt.publicKey).not.toBe(before.receipt.publicKey)
  expect([standing(world, before), standing(world, after)]).toEqual(['ours', 'ours'])
})

test('OpenSSL agrees, by the words of the receipt itself', async () => {
  using world = openReceipts()
  const made = world.receiptOf(await world.delivered())
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-receipt-'))
  const verify = (body: object) => {
    writeFileSync(join(dir, 'body'), JSON.stringify(body))
    return Bun.spawnSync(['openssl', 'pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', 'key.pem', '-in', 'body', '-sigfile', 'sig'], {
      cwd: dir,
    }).exitCode
  }
  try {
    writeFileSync(join(dir, 'key.pem'), made.receipt.publicKey)
    writeFileSync(join(dir, 'sig'), Buffer.from(made.signature, 'base64'))
    expect(verify(made.receipt)).toBe(0)
    expect(verify({ ...made.receipt, version: 2 })).not.toBe(0)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('the document is told from another by its SHA-256', async () => {
  using world = openReceipts()
  const text = JSON.stringify(world.receiptOf(await world.delivered()))
  expect(checkReceipt(text, new Uint8Array(PDF))).toMatchObject({ verdict: 'intact', sameDocument: true })
  expect(checkReceipt(text, new Uint8Array([1, 2, 3]))).toMatchObject({ verdict: 'intact', sameDocument: false })
})

test('what has not ended has no receipt; what failed has one that says why, with every call', async () => {
  using world = openReceipts()
  const { id } = await world.submit(['5552010100'], { cover: false })
  await world.work()
  expect(() => world.receiptOf(id)).toThrow('has not ended yet')
  world.webhook(world.carrier.end(world.latest(), 'failed', 'receiver_unallocated_number'))
  const { receipt } = world.receiptOf(id)
  expect(receipt.recipients).toMatchObject([
    {
      status: 'failed',
      cause: 'receiver_unallocated_number',
      confirmedBy: null,
      calls: [{ outcome: 'failed' }],
      entry: { action: 'fax.failed' },
    },
  ])
})

test('a receipt is a disclosure: who had it made stands in the trail and in the story of the fax', async () => {
  using world = openReceipts()
  const id = await world.delivered()
  await world.pages.visit('ana', `/faxes/${id}/receipt.json`)
  const { timeline } = world.maple.write((tx) => showFax(tx, id))
  expect(timeline.map(({ action }) => action)).toContain('fax.receipt_made')
})

test('a bulk has a report instead, and its recipients have receipts', async () => {
  using world = openReceipts()
  const words = { name: 'Flu clinic', subject: '', note: '', cover: false, from: undefined }
  const wanted = { ...words, source: { text: '5552010100' }, perMinute: null, officeHours: false, repeats: false }
  const id = await draftBulk(world, world.maple, wanted, [{ name: 'flu.pdf', bytes: PDF }])
  world.maple.write((tx) => {
    startBulk(tx, id, true)
    cancelBulk(tx, id)
  })
  await world.work()
  expect(() => world.receiptOf(id)).toThrow(`/api/bulks/${id}/report.pdf`)
})
