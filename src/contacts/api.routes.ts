import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { csvHeaders } from '../kit/csv.ts'
import { oneOf, paged, pageOf, readPage } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, gone, JSON_BODY, json, Problem, problems, signedIn, writtenOut } from '../web/index.ts'
import { ContactChange, ContactJson, ContactsQuery, contactsJson, exchangedJson, HistoryJson, inputOf, NewContact } from './api.schema.ts'
import { cardsFile } from './cards.routes.ts'
import type { Contact, ContactId, TagId } from './contact.ts'
import { addContact, getContact, removeContact, updateContact } from './contacts.ts'
import { exportContacts } from './csv.ts'
import { type HistoryDeps, historyOf } from './history.ts'
import { parsePlace, placeText } from './place.ts'
import { countContacts, listContacts } from './searching.ts'

const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Contacts']
const refusals = problems(401, 403, 404, 422)
/** What deleting in the address book may be answered with. */
export const GONE = gone(401, 403, 404, 409, 422)
const FILE = (type: string) =>
  writtenOut({ 200: { description: 'The file', content: { [type]: { schema: { type: 'string' } } } } }, [401, 403, 422])

/** JSON of the address book. */
export function contactApi({ admit, exchanged }: HistoryDeps & { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/api/contacts',
      ({ tenant, query }) => {
        const asked = readPage(query, parsePlace)
        const filter = {
          text: query.q?.trim(),
          tag: query.tag as TagId | undefined,
          flag: query.flag,
          favourite: query.favourite === 'true',
        }
        return tenant.read((tx) => {
          const rows = listContacts(tx, { ...filter, after: asked.after, offset: asked.offset, limit: asked.take })
          const shown = new Map(contactsJson(tx, rows).map((each) => [each.id, each]))
          const show = ({ id }: Contact) => shown.get(id) as Static<typeof ContactJson>
          return paged(asked, rows, countContacts(tx, filter), { show, cursor: placeText })
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
        const { name, fax } = body
        const input = { organization: '', note: '', tags: [], ...inputOf(body), name, fax }
        const contact = tenant.write((tx) => shown(tx, addContact(tx, input)))
        return json(contact, 201, { location: `/api/contacts/${contact?.id}` })
      },
      {
        parse: JSON_BODY,
        body: NewContact,
        response: { 201: ContactJson, 400: Problem, ...refusals, 409: Problem },
        detail: { summary: 'Add a contact', description: 'A number belongs to one contact: a second is refused with 409.', tags },
      },
    )

    .get('/api/contacts.csv', ({ tenant }) => new Response(tenant.write(exportContacts), { headers: csvHeaders('contacts') }), {
      detail: {
        summary: 'Export contacts as CSV',
        description: 'All of them, by name. It is written down.',
        tags,
        responses: FILE('text/csv'),
      },
    })
    .get('/api/contacts.vcf', ({ tenant, query }) => cardsFile(tenant, query.version), {
      query: Type.Object({ version: Type.Optional(oneOf(['3.0', '4.0'] as const)) }),
      detail: {
        summary: 'Export contacts as vCard',
        description: 'Version 3.0 unless said otherwise. It is written down.',
        tags,
        responses: FILE('text/vcard'),
      },
    })
    .get('/api/contacts/:id', ({ tenant, params }) => tenant.read((tx) => shown(tx, getContact(tx, params.id as ContactId))), {
      params: One,
      response: { 200: ContactJson, ...refusals },
      detail: { summary: 'One contact', description: 'With how often it was sent to.', tags },
    })
    .get(
      '/api/contacts/:id/history',
      ({ tenant, params }) => {
        const { sent, received, lastDelivered } = tenant.read((tx) => historyOf(tx, params.id as ContactId, exchanged))
        return {
          sent: sent.map(exchangedJson),
          received: received.map(exchangedJson),
          lastDeliveredAt: lastDelivered?.toISOString() ?? null,
        }
      },
      {
        params: One,
        response: { 200: HistoryJson, ...refusals },
        detail: {
          summary: 'Faxes with a contact',
          description: 'The newest ten to and from all of its numbers. It takes the right to read faxes.',
          tags,
        },
      },
    )
    .patch(
      '/api/contacts/:id',
      ({ tenant, params, body }) => {
        const id = params.id as ContactId
        return tenant.write((tx) => shown(tx, updateContact(tx, id, { ...getContact(tx, id), ...inputOf(body) })))
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
          description:
            'Faxes already sent keep the name and the number. It can be brought back for thirty days: see the changes of contacts.',
          tags,
          responses: GONE,
        },
      },
    )
}

const shown = (tx: Tx, contact: Contact) => contactsJson(tx, [contact])[0] as Static<typeof ContactJson>
