import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, gone, JSON_BODY, json, Problem, problems, signedIn } from '../../web/index.ts'
import { Id } from '../described.routes.ts'
import { NewNote, NoteJson, NoteList, Received, Sorted, SortingJson, SortingOfMany, TagList } from './api.schema.ts'
import type { Colleagues } from './colleagues.ts'
import { addNote, type NoteId, notesOf, removeNote } from './notes.ts'
import { noteJson, receivedJson, withTags } from './present.ts'
import { getReceived, type ReceivedId, showReceived } from './received.ts'
import { sortFaxes } from './sorting.ts'
import { countTags } from './tags.ts'

const tags = ['Received']
const refusals = { 400: Problem, ...problems(401, 403, 404, 422) }

/** JSON of who deals with a received fax, and what they say about it. */
export function sortingApi({ admit, colleagues }: { readonly admit: Admit; readonly colleagues: Colleagues }): AnyElysia {
  return new Elysia({ prefix: '/api/received' })
    .use(signedIn(admit))
    .patch(
      '/:id',
      ({ tenant, params, body }) => {
        const id = params.id as ReceivedId
        return json(
          tenant.write((tx) => {
            sortFaxes(tx, [id], body, colleagues)
            return receivedJson(withTags(tx, getReceived(tx, id)))
          }),
        )
      },
      {
        parse: JSON_BODY,
        params: Id,
        body: SortingJson,
        response: { 200: Received, ...refusals },
        detail: { summary: 'Mark, assign or tag a received fax', description: 'What is not sent stays as it is.', tags },
      },
    )
    .post(
      '/changes',
      ({ tenant, body: { ids, ...sorting } }) =>
        json({ changed: tenant.write((tx) => sortFaxes(tx, ids as ReceivedId[], sorting, colleagues)) }),
      {
        parse: JSON_BODY,
        body: SortingOfMany,
        response: { 200: Sorted, ...refusals },
        detail: { summary: 'Mark, assign or tag several received faxes', description: 'All of them, or none when one is refused.', tags },
      },
    )
    .get('/tags', ({ tenant }) => json({ data: [...tenant.read(countTags)] }), {
      response: { 200: TagList, ...problems(401, 403, 404) },
      detail: { summary: 'The tags in use', tags },
    })
    .get(
      '/:id/notes',
      ({ tenant, params }) => json({ data: tenant.write((tx) => notesOf(tx, showReceived(tx, params.id as ReceivedId).id).map(noteJson)) }),
      {
        params: Id,
        response: { 200: NoteList, ...problems(401, 403, 404) },
        detail: { summary: 'The notes about a received fax, oldest first', tags },
      },
    )
    .post(
      '/:id/notes',
      ({ tenant, params, body }) => json(noteJson(tenant.write((tx) => addNote(tx, params.id as ReceivedId, body.text))), 201),
      {
        parse: JSON_BODY,
        params: Id,
        body: NewNote,
        response: { 201: NoteJson, ...refusals },
        detail: { summary: 'Write a note about a received fax', tags },
      },
    )
    .delete(
      '/:id/notes/:note',
      ({ tenant, params }) => {
        tenant.write((tx) => removeNote(tx, params.id as ReceivedId, params.note as NoteId))
        return new Response(null, { status: 204 })
      },
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }), note: Type.String({ maxLength: 64 }) }),
        detail: { summary: 'Remove a note', tags, responses: gone(401, 403, 404) },
      },
    )
}
