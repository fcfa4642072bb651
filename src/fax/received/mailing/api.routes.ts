import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../../kit/listing.ts'
import { type Admit, JSON_BODY, json, problems, signedIn } from '../../../web/index.ts'
import { Instant } from '../../api.schema.ts'
import { addMailing, listMailings, type Mailing, removeMailing } from './mailings.ts'
import type { MailingRouteDeps } from './routes.tsx'
import { FORMS } from './schema.tenant.ts'

const BASE = '/api/mailings'
const tags = ['Received']
const To = {
  number: Nullable(Type.String({ maxLength: 40, description: 'What comes in at that number of the office; null is any.' })),
  personId: Nullable(Type.String({ maxLength: 64, description: 'Gets what is assigned to them, at their own address.' })),
  address: Type.String({ maxLength: 400, description: 'Where no person is named: gets all that comes in there.' }),
  form: oneOf(FORMS),
}
const MailingJson = Type.Object(
  { id: Type.String(), ...To, setAt: Instant },
  {
    examples: [
      {
        id: '0195a3c8-7c1e-7d3a-9f00-3c5d2a1b4e6f',
        number: null,
        personId: null,
        address: 'records@maple.example',
        form: 'link',
        setAt: '2026-03-02T09:30:00.000Z',
      },
    ],
  },
)
const NewMailing = Type.Object(
  {
    ...To,
    password: Type.Optional(
      Type.String({ maxLength: 400, description: 'What the PDFs open with, from 12 characters. It is never shown again, nor mailed.' }),
    ),
    accepted: Type.Optional(
      Type.Boolean({ description: 'That documents leave by e-mail, encrypted, is wanted. Must be true for `document`.' }),
    ),
  },
  { examples: [{ number: null, personId: null, address: 'records@maple.example', form: 'link' }] },
)

const mailingJson = ({ id, number, personId, address, form, setAt }: Mailing) => ({
  id,
  number,
  personId,
  address,
  form,
  setAt: setAt.toISOString(),
})

/** JSON of who gets received faxes by e-mail. */
export const mailingApi = ({ admit, keys, colleagues }: Pick<MailingRouteDeps, 'keys' | 'colleagues'> & { admit: Admit }): AnyElysia =>
  new Elysia()
    .use(signedIn(admit))
    .get(BASE, ({ tenant }) => ({ data: tenant.read(listMailings).map(mailingJson) }), {
      response: { 200: Type.Object({ data: Type.Array(MailingJson) }), ...problems(401, 403) },
      detail: { summary: 'Who gets received faxes by e-mail', tags },
    })
    .post(
      BASE,
      ({ tenant, body: { password = '', accepted = false, ...body } }) =>
        json(mailingJson(tenant.write((tx) => addMailing(tx, keys, { ...body, password, accepted }, colleagues))), 201, { location: BASE }),
      {
        parse: JSON_BODY,
        body: NewMailing,
        response: { 201: MailingJson, ...problems(400, 401, 403, 409, 422) },
        detail: {
          summary: 'Have received faxes go out by e-mail',
          description: 'With a link, or as a PDF under AES-256 that opens with the password. Needs a fresh proof.',
          tags,
        },
      },
    )
    .delete(
      `${BASE}/:id`,
      ({ tenant, params }) => {
        tenant.write((tx) => removeMailing(tx, params.id))
        return new Response(null, { status: 204 })
      },
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Void(), ...problems(401, 403, 404) },
        detail: { summary: 'Stop sending received faxes there', tags },
      },
    )
