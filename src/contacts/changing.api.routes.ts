import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { invalid } from '../kit/errors.ts'
import { Nullable, oneOf } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../web/index.ts'
import { type ActId, type CountedAct, getAct, listActs } from './acts.ts'
import { GONE } from './api.routes.ts'
import { TagJson } from './api.schema.ts'
import { MOST_PICKED, removeContacts, tagContacts, untagContacts } from './bulk.ts'
import type { ContactId, TagId } from './contact.ts'
import { getContact } from './contacts.ts'
import { findDuplicates } from './duplicates.ts'
import { mergeContacts } from './merging.ts'
import { ACTS } from './schema.tenant.ts'
import { mergeTag, removeTag, renameTag } from './tagging.ts'
import { listTags, tagNamed } from './tags.ts'
import { undoAct } from './undoing.ts'

const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Named = Type.Object({ name: Type.String({ maxLength: 1_000, description: 'At most 40 characters, without commas.' }) })
const Into = Type.Object({
  into: Type.Optional(Type.String({ maxLength: 200, description: 'The name of a tag that its contacts get instead.' })),
})
const Tags = Type.Object({ data: Type.Array(TagJson) })
const Instant = Type.String({ format: 'date-time' })
const NewChange = Type.Object({
  do: oneOf(['tag', 'untag', 'remove', 'merge'] as const),
  contacts: Type.Array(Type.String({ maxLength: 64 }), {
    maxItems: 1_000,
    description: `Ids, at most ${MOST_PICKED}. Of a merger the first one stays, with every number, tag, mark and note of the others.`,
  }),
  tag: Type.Optional(Type.String({ maxLength: 200, description: 'By name, for tag and untag.' })),
})
const Change = Type.Object({
  id: Type.String(),
  kind: oneOf(ACTS),
  about: Type.String({ description: 'The tag, the file or the name it was about.' }),
  at: Instant,
  by: Type.String({ description: 'The id of the person or key.' }),
  contacts: Type.Integer(),
  undone: Type.Integer({ description: 'Contacts that are as before.' }),
  stayed: Type.Integer({ description: 'Contacts that were changed since and stay as they are.' }),
  undoneAt: Nullable(Instant),
})
const Duplicates = Type.Object({
  data: Type.Array(
    Type.Object({
      why: oneOf(['name', 'number'] as const),
      contacts: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), fax: Type.String() })),
    }),
  ),
})

const tags = ['Contacts']
const refusals = problems(401, 403, 404, 422)

const changeJson = ({ at, undoneAt, ...act }: CountedAct): Static<typeof Change> => ({
  ...act,
  at: at.toISOString(),
  undoneAt: undoneAt?.toISOString() ?? null,
})

/** JSON of what is done with several contacts at once, and of their tags. */
export function contactChangesApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get('/api/contact-tags', ({ tenant }) => ({ data: tenant.read(listTags) }), {
      response: { 200: Tags, ...refusals },
      detail: { summary: 'List the tags of contacts', description: 'By name, with how many contacts have each.', tags },
    })
    .patch(
      '/api/contact-tags/:id',
      ({ tenant, params, body }) => {
        tenant.write((tx) => renameTag(tx, params.id as TagId, body.name))
        return { data: tenant.read(listTags) }
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Named,
        response: { 200: Tags, 400: Problem, ...refusals, 409: Problem },
        detail: { summary: 'Rename a tag', description: 'A name that another tag has is refused with 409: merge the two.', tags },
      },
    )
    .delete(
      '/api/contact-tags/:id',
      ({ tenant, params, query: { into } }) => {
        const id = params.id as TagId
        tenant.write((tx) => (into === undefined ? removeTag(tx, id) : mergeTag(tx, id, into)))
        return new Response(null, { status: 204 })
      },
      {
        params: One,
        query: Into,
        detail: { summary: 'Delete a tag, or merge it into another', description: 'Its contacts stay.', tags, responses: GONE },
      },
    )

    .get('/api/contact-changes', ({ tenant }) => ({ data: tenant.read(listActs).map(changeJson) }), {
      response: { 200: Type.Object({ data: Type.Array(Change) }), ...refusals },
      detail: { summary: 'List what can be undone', description: 'The newest hundred of the last thirty days.', tags },
    })
    .post(
      '/api/contact-changes',
      ({ tenant, body }) => {
        const act = tenant.write((tx) => getAct(tx, begin(tx, body)))
        return json(changeJson(act), 201)
      },
      {
        parse: JSON_BODY,
        body: NewChange,
        response: { 201: Change, 400: Problem, ...refusals, 409: Problem },
        detail: {
          summary: 'Tag, untag, delete or merge several contacts',
          description: 'All of them or none. The answer is what to undo, for thirty days.',
          tags,
        },
      },
    )
    .delete('/api/contact-changes/:id', ({ tenant, params }) => changeJson(tenant.write((tx) => undoAct(tx, params.id as ActId))), {
      params: One,
      response: { 200: Change, ...refusals, 409: Problem },
      detail: {
        summary: 'Undo a change',
        description: 'Contacts that were changed since stay as they are. More than 200 take a moment: look again until undoneAt is set.',
        tags,
      },
    })
    .get(
      '/api/contact-duplicates',
      ({ tenant }) => ({
        data: tenant.read((tx) =>
          findDuplicates(tx).map(({ ids, why }) => ({
            why,
            contacts: ids.map((id) => getContact(tx, id)).map(({ id, name, fax }) => ({ id, name, fax })),
          })),
        ),
      }),
      {
        response: { 200: Duplicates, ...refusals },
        detail: { summary: 'Find contacts that may be there twice', description: 'At most fifty pairs.', tags },
      },
    )
}

function begin(tx: Tx, { do: what, contacts, tag = '' }: Static<typeof NewChange>): ActId {
  const [keep, ...others] = contacts as ContactId[]
  const all = contacts as ContactId[]
  if (what === 'remove') return removeContacts(tx, all)
  if (what === 'tag') return tagContacts(tx, all, tag)
  if (what === 'untag') return untagContacts(tx, all, tagNamed(tx, tag).id)
  if (keep === undefined) throw invalid({ contacts: 'Select at least two contacts.' })
  return mergeContacts(tx, keep, others)
}
