import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { insertRow } from '../../db/index.ts'
import { keepFile, type Stored } from '../../files/index.ts'
import { invalid } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { linesFor } from '../cover.ts'
import { inspectAll, type Upload } from '../material.ts'
import { faxes, faxFiles } from '../schema.tenant.ts'
import type { FaxId } from '../status.ts'
import { type AttachedFile, type Checked, checkLetter, checkTotals, contentOf } from '../submitting.ts'
import { checkFields, fieldsIn, type Words } from './fields.ts'
import { type Judged, judge, type Letter } from './judging.ts'
import { checkOptions, type Options } from './options.ts'
import { type List, readList, type Source } from './reading-list.ts'
import { dropRows } from './removing.ts'
import { checkRoom } from './room.ts'
import { bulkRecipients, bulks } from './schema.tenant.ts'

export type Wanted = {
  readonly name: string
  readonly source: Source
  readonly cover: boolean
  readonly template?: string | undefined
  readonly subject: string
  readonly note: string
  readonly from: string | undefined
} & Options

/** Files of its own, never those of a draft. */
type Sealed = AttachedFile & { readonly stored: Stored }

const MOST_NAME = 120
/** So many rows are judged and written in one go, in some milliseconds; between two everybody else has their turn. */
const AT_ONCE = 50

/**
 * The dry run: files sealed, the list read and each of it judged. Nothing is queued until it is started. Throws AppError invalid, by field,
 * and then leaves nothing behind.
 */
export async function draftBulk(deps: AcceptDeps, tenant: Tenant, wanted: Wanted, uploads: readonly Upload[]): Promise<FaxId> {
  const words = { subject: wanted.subject.trim(), note: wanted.note.trim() }
  const { from, coverId, list } = tenant.read((tx) => checked(tx, { ...wanted, ...words }))
  const inspected = await inspectAll(deps.documents, tenant.id, uploads)
  checkTotals(inspected, undefined, wanted.cover)
  await checkRoom(deps.files, inspected, list.rows.length)
  const attached: Sealed[] = []
  const id = newId<'fax'>()
  try {
    for (const { content, name, type, pages } of inspected)
      attached.push({ name, type, pages, stored: await deps.files.put(tenant.id, content) })
    await tenant.writeTogether((tx) => begin(tx, id, { ...wanted, ...words, from, coverId }, attached))
    const lines = tenant.read((tx) => ({ most: linesFor(tx, coverId, false), withPart2: linesFor(tx, coverId, true) }))
    const content = contentOf(
      attached.map(({ stored }) => stored),
      undefined,
    )
    await judgeAll(tenant, id, list, { words, cover: wanted.cover, lines, content, repeats: wanted.repeats, seconded: true })
    return id
  } catch (error) {
    tenant.write((tx) => dropRows(tx, id))
    for (const { stored } of attached) await deps.files.remove(tenant.id, stored.id)
    throw error
  }
}

function checked(tx: Tx, wanted: Wanted): Pick<Checked, 'from' | 'coverId'> & { readonly list: List } {
  const wrong: Record<string, string> = {}
  const { from, coverId } = checkLetter(tx, wanted, wrong)
  checkOptions(tx, wanted, wrong)
  if (wanted.name.length > MOST_NAME) wrong['name'] = `Keep the name within ${MOST_NAME} characters.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong, 'Nothing was kept. Check the marked fields.')
  const list = readList(tx, wanted.source)
  if (wanted.cover) checkFields(wanted, list.columns)
  return { from, coverId, list }
}

type Begun = Words & Omit<Wanted, 'source' | 'template' | 'from'> & Pick<Checked, 'from' | 'coverId'>

/** Half a draft is in no list, and is swept when nobody finishes it. */
function begin(tx: Tx, id: FaxId, wanted: Begun, files: readonly Sealed[]): void {
  const name = wanted.name.trim() || wanted.subject || (files[0]?.name ?? '')
  insertRow(tx.db, faxes, {
    id,
    bulkId: id,
    status: 'held',
    fromNumber: wanted.from,
    cover: wanted.cover,
    coverId: wanted.coverId,
    subject: wanted.subject,
    note: wanted.note,
    sendAt: null,
    pages: files.reduce((sum, each) => sum + each.pages, wanted.cover ? 1 : 0),
    plan: null,
    documentId: null,
    sha256: null,
    contentGoneAt: null,
    content: contentOf(
      files.map(({ stored }) => stored),
      undefined,
    ),
    recipientCount: 0,
    firstTo: '',
    firstName: '',
    cause: null,
    createdByKind: tx.actor.kind,
    createdBy: tx.actor.id,
    createdAt: tx.now,
    updatedAt: tx.now,
    trashedAt: null,
    trashedBy: null,
    emptiedAt: null,
  })
  files.forEach(({ stored, ...file }, position) => {
    const { id: fileId, bytes, sha256 } = stored
    insertRow(tx.db, faxFiles, { id: fileId, bytes, sha256, ...file, faxId: id, position })
    keepFile(tx, stored)
  })
  const { perMinute, officeHours, repeats } = wanted
  tx.db
    .insert(bulks)
    .values({ id, name: name.slice(0, MOST_NAME), state: 'reading', perMinute, officeHours, repeats })
    .run()
}

async function judgeAll(tenant: Tenant, id: FaxId, { rows }: List, letter: Letter): Promise<void> {
  const used = fieldsIn(letter.words)
  const seen = new Set<string>()
  const going: Judged[] = []
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await tenant.writeTogether((tx) => {
      const judged = rows.slice(from, from + AT_ONCE).map((each) => judge(tx, each, letter, used, seen))
      for (const each of judged) keep(tx, id, each)
      going.push(...judged.filter(({ reason }) => reason === undefined))
    })
    await new Promise(setImmediate)
  }
  tenant.write((tx) => finish(tx, id, rows.length, going))
}

const keep = (tx: Tx, bulkId: FaxId, { row, to, name, fields, reason, doubt }: Judged): void =>
  insertRow(tx.db, bulkRecipients, {
    bulkId,
    row,
    to,
    name,
    fields: JSON.stringify(fields),
    state: reason ? 'left_out' : 'waiting',
    reason: reason ?? null,
    doubt: doubt ?? null,
    faxId: null,
  })

function finish(tx: Tx, id: FaxId, rows: number, going: readonly Judged[]): void {
  const [first] = going
  const shown = { recipientCount: going.length, firstTo: first?.to ?? '', firstName: first?.name ?? '' }
  tx.db.update(faxes).set(shown).where(eq(faxes.id, id)).run()
  const sensitive = going.filter((each) => each.sensitive).length
  tx.db.update(bulks).set({ state: 'draft', sensitive }).where(eq(bulks.id, id)).run()
  record(tx, 'bulk.drafted', id, { rows, going: going.length, leftOut: rows - going.length })
}
