import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { placeHold, releaseHold } from '../../../src/disposal/index.ts'
import { type Moment, setContentRules } from '../../../src/fax/content/rules.ts'
import { beginForwarding } from '../../../src/fax/drafts/beginning.ts'
import { getReceived, listReceived, receiveFax } from '../../../src/fax/index.ts'
import { arrange } from '../../../src/fax/received/arranging.ts'
import { receivedDocument, takenDocument } from '../../../src/fax/received/document.ts'
import { noteForwarded } from '../../../src/fax/received/forwarding.ts'
import { markOpened, type ReceivedId } from '../../../src/fax/received/received.ts'
import { sortFaxes } from '../../../src/fax/received/sorting.ts'
import { undoArrangement } from '../../../src/fax/received/undoing.ts'
import { COLLEAGUES, type Faxing, openFaxing, PDF } from '../../support/faxing.ts'

const HOUR = 3_600_000
const lying = ({ dataDir, ids }: Faxing) => readdirSync(join(dataDir, ids.maple, 'files')).length
const set = ({ maple }: Faxing, after: Moment, hours = 24) =>
  maple.write((tx) => setContentRules(tx, { sent: null, received: { after, hours } }))
const isGone = ({ maple }: Faxing, id: ReceivedId) => maple.read((tx) => getReceived(tx, id).contentGoneAt !== null)
const open = ({ maple }: Faxing, id: ReceivedId) => maple.write((tx) => markOpened(tx, id))

async function receive(faxing: Faxing): Promise<ReceivedId> {
  const offered = faxing.carrier.offer({ carrierId: crypto.randomUUID(), from: '+15550139876', to: '+15550100100' })
  faxing.carrier.documents.set(offered.mediaUrl ?? '', { is: 'document', bytes: PDF })
  faxing.maple.write((tx) => receiveFax(tx, offered))
  await faxing.work()
  return faxing.maple.read((tx) => listReceived(tx, {}, { limit: 1 }))[0]?.id as ReceivedId
}
async function passes(faxing: Faxing, hours: number): Promise<void> {
  faxing.later(hours * HOUR)
  await faxing.work()
}

test('the pages of a fax that was opened go after the time that was set, and not before; its record stays', async () => {
  using faxing = openFaxing()
  set(faxing, 'read')
  const [opened, other] = [await receive(faxing), await receive(faxing)]
  open(faxing, opened)
  await passes(faxing, 23)
  expect(lying(faxing)).toBe(2)
  await passes(faxing, 1)
  expect([isGone(faxing, opened), isGone(faxing, other), lying(faxing)]).toEqual([true, false, 1])
  const { pages, sha256, readBy, from } = faxing.maple.read((tx) => getReceived(tx, opened))
  expect({ pages, sha256, readBy, from }).toEqual({ pages: 2, sha256: expect.any(String), readBy: 'ana', from: '+15550139876' })
  expect(() => faxing.maple.write((tx) => receivedDocument(tx, opened))).toThrow('destroyed after it was dealt with')
})

test('one that is marked as new again is still to be read, and stays', async () => {
  using faxing = openFaxing()
  set(faxing, 'read')
  const id = await receive(faxing)
  open(faxing, id)
  faxing.maple.write((tx) => sortFaxes(tx, [id], { read: false }, () => COLLEAGUES))
  await passes(faxing, 100)
  expect(isGone(faxing, id)).toBe(false)
  faxing.maple.write((tx) => sortFaxes(tx, [id], { read: true }, () => COLLEAGUES))
  await passes(faxing, 24)
  expect(isGone(faxing, id)).toBe(true)
})

test.each(['fetched', 'forwarded'] as const)('by the rule “%s” reading alone lets nothing go', async (after) => {
  using faxing = openFaxing()
  set(faxing, after, 1)
  const id = await receive(faxing)
  open(faxing, id)
  faxing.maple.write((tx) => receivedDocument(tx, id))
  await passes(faxing, 10)
  expect(isGone(faxing, id)).toBe(false)
  faxing.maple.write((tx) => (after === 'fetched' ? void takenDocument(tx, id) : noteForwarded(tx, id, 'fax')))
  await passes(faxing, 1)
  expect([isGone(faxing, id), lying(faxing)]).toEqual([true, 0])
})

test('a copy in a draft that would send it on goes too', async () => {
  using faxing = openFaxing()
  set(faxing, 'read')
  const id = await receive(faxing)
  open(faxing, id)
  await beginForwarding(faxing, faxing.maple, id)
  expect(lying(faxing)).toBe(2)
  await passes(faxing, 24)
  expect(lying(faxing)).toBe(0)
})

test('nor does one come into a draft while the pages go', async () => {
  using faxing = openFaxing()
  set(faxing, 'read')
  const id = await receive(faxing)
  open(faxing, id)
  const put = async (...asked: Parameters<typeof faxing.files.put>) => {
    await passes(faxing, 24)
    return faxing.files.put(...asked)
  }
  const deps = { documents: faxing.documents, files: { ...faxing.files, put } }
  expect(await beginForwarding(deps, faxing.maple, id).catch(({ code }) => code)).toBe('gone')
  expect(lying(faxing)).toBe(0)
})

test('what was split goes with the last of its parts, and is not put back from then on', async () => {
  using faxing = openFaxing()
  set(faxing, 'read')
  const whole = await receive(faxing)
  const { id, faxes } = await arrange(faxing, faxing.maple, { kind: 'split', fax: whole, starts: [2] })
  const [first, second] = faxes as [ReceivedId, ReceivedId]
  open(faxing, first)
  await passes(faxing, 24)
  expect([isGone(faxing, first), isGone(faxing, whole), lying(faxing)]).toEqual([true, false, 2])
  expect(() => faxing.maple.write((tx) => undoArrangement(tx, id))).toThrow('destroyed')
  open(faxing, second)
  await passes(faxing, 24)
  expect([isGone(faxing, second), isGone(faxing, whole), lying(faxing)]).toEqual([true, true, 0])
})

test('a hold on everything keeps it', async () => {
  using faxing = openFaxing()
  set(faxing, 'read', 1)
  const id = await receive(faxing)
  open(faxing, id)
  faxing.maple.write((tx) => placeHold(tx, '', 'A dispute'))
  await passes(faxing, 50)
  expect([isGone(faxing, id), lying(faxing)]).toEqual([false, 1])
})

test('a hold on a fax that was split keeps its pages, in its parts too, until it is released', async () => {
  using faxing = openFaxing()
  set(faxing, 'read')
  const whole = await receive(faxing)
  const { id: hold } = faxing.maple.write((tx) => placeHold(tx, whole, 'A dispute'))
  const { faxes } = await arrange(faxing, faxing.maple, { kind: 'split', fax: whole, starts: [2] })
  for (const part of faxes) open(faxing, part)
  await passes(faxing, 50)
  expect(lying(faxing)).toBe(3)
  faxing.maple.write((tx) => releaseHold(tx, hold))
  await passes(faxing, 6)
  expect([isGone(faxing, whole), lying(faxing)]).toEqual([true, 0])
})
