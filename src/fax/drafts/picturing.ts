import { disclosed } from '../../audit/index.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Found } from '../documents-out.ts'
import { filesOfDraft, openDraft } from './drafts.ts'

/** One file of it, as a picture of a page is asked for. A disclosure, recorded before a byte leaves. */
export function draftFile(tx: Tx, id: string, number: string, turn = 0): Found {
  const draft = openDraft(tx, id)
  const file = filesOfDraft(tx, draft.id).find((each) => String(each.number) === number)
  if (!file) throw notFound('File')
  if (![0, 90, 180, 270].includes(turn)) throw conflict('A page is turned by quarters.')
  disclosed(tx, 'draft.viewed', draft.id)
  const turns = new Map(Array.from({ length: file.pages }, (_, at) => [at + 1, turn]))
  return { fileId: file.id, pages: file.pages, name: file.name, turns }
}
