import { Type } from '@sinclair/typebox'
import { type AnyElysia, type DocumentDecoration, Elysia } from 'elysia'
import { paged, pageOf, readPage } from '../kit/listing.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../web/index.ts'
import { ContactChange, ContactJson, ContactsQuery, contactJson, NewContact } from './api.schema.ts'
import { addContact, type ContactId, countContacts, getContact, listContacts, removeContact, updateContact } from './contacts.ts'
import { parsePlace, placeText } from './place.ts'

const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Contacts']
const refusals = problems(401, 403, 404, 422)
const PROBLEM = { 'application/problem+json': { schema: Problem } }
/** An answer without a body cannot be said in a schema of the route: it is written out. */
const GONE = {
  204: { description: 'It is gone' },
  401: { description: 'Not signed in', content: PROBLEM },
  403: { description: 'Not allowed', content: PROBLEM },
  404: { description: 'Not found', content: PROBLEM },
} as unknown as NonNullable<DocumentDecoration['responses']>

/** JSON of the address book. */
export function contactApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/api/contacts',
      ({ tenant, query }) => {
        const [asked, text] = [readPage(query, parsePlace), query.q?.trim()]
        return tenant.read((tx) => {
          const rows = listContacts(tx, { text, after: asked.after, offset: asked.offset, limit: asked.take })
          return paged(asked, rows, countContacts(tx, text), { show: contactJson, cursor: placeText })
        })
      },
      {
        query: ContactsQuery,
        response: { 200: pageOf(ContactJson), ...refusals },
        detail: { summary: 'List contacts by name', description: 'Page by page, or on from a cursor.', tags },
      },
    )
    .post(
      '/api/contacts',
      ({ tenant, body }) => {
        const contact = tenant.write((tx) => addContact(tx, { organization: '', note: '', ...body }))
        return json(contactJson(contact), 201, { location: `/api/contacts/${contact.id}` })
      },
      {
        parse: JSON_BODY,
        body: NewContact,
        response: { 201: ContactJson, 400: Problem, ...refusals, 409: Problem },
        detail: { summary: 'Add a contact', description: 'A number belongs to one contact: a second is refused with 409.', tags },
      },
    )

    .get('/api/contacts/:id', ({ tenant, params }) => contactJson(tenant.read((tx) => getContact(tx, params.id as ContactId))), {
      params: One,
      response: { 200: ContactJson, ...refusals },
      detail: { summary: 'One contact', description: 'With how often it was sent to.', tags },
    })
    .patch(
      '/api/contacts/:id',
      ({ tenant, params, body }) => {
        const id = params.id as ContactId
        return contactJson(tenant.write((tx) => updateContact(tx, id, { ...getContact(tx, id), ...body })))
      },
      {
        parse: JSON_BODY,
        params: One,
        body: ContactChange,
        response: { 200: ContactJson, 400: Problem, ...refusals, 409: Problem },
        detail: { summary: 'Change a contact', description: 'What is not sent stays as it is.', tags },
      },
    )
    .delete(
      '/api/contacts/:id',
      ({ tenant, params }) => {
        tenant.write((tx) => removeContact(tx, params.id as ContactId))
        return new Response(null, { status: 204 })
      },
      {
        params: One,
        detail: {
          summary: 'Delete a contact',
          description: 'Faxes already sent keep the name and the number.',
          tags,
          responses: GONE,
        },
      },
    )
}
