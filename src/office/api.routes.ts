import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { oneOf } from '../kit/listing.ts'
import { type Admit, JSON_BODY, Problem, signedIn } from '../web/index.ts'
import { getOffice, type Office, updateOffice } from './office.ts'
import { HEADER_LINES, type HeaderLine } from './schema.tenant.ts'

const Profile = {
  name: Type.String({ maxLength: 1_000, description: 'At most 120 characters.' }),
  phone: Type.String({ maxLength: 1_000, description: 'Where people call when a page is unreadable; empty for none.' }),
  address: Type.String({
    maxLength: 1_000,
    description: 'As on letters, at most 4 lines and 120 characters; empty for none.',
    examples: ['120 Maple Street\nSpringfield, IL 62701'],
  }),
  timeZone: Type.String({ maxLength: 100, description: 'An IANA name such as America/New_York.' }),
  coverNotice: Type.String({ maxLength: 20_000, description: 'The privacy notice on cover pages, at most 1,000 characters.' }),
  headerLine: Type.Unsafe<HeaderLine>({
    ...oneOf(HEADER_LINES),
    description: 'Whether each page has a line of the office’s own at its top: when, who, from which number, which page.',
  }),
}
const OfficeJson = Type.Object({ ...Profile, updatedAt: Type.String({ format: 'date-time' }) })
const Change = Type.Partial(Type.Object(Profile), { minProperties: 1 })

const officeJson = ({ name, phone, address, timeZone, coverNotice, headerLine, updatedAt }: Office): Static<typeof OfficeJson> => ({
  name,
  phone,
  address,
  timeZone,
  coverNotice,
  headerLine,
  updatedAt: updatedAt.toISOString(),
})

const tags = ['Office']
const refusals = { 401: Problem, 403: Problem, 404: Problem, 422: Problem }

/** JSON of how the office presents itself. */
export function officeApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get('/api/office', ({ tenant }) => officeJson(tenant.read(getOffice)), {
      response: { 200: OfficeJson, ...refusals },
      detail: { summary: 'The office', description: 'Its name, phone, address, time zone and the notice on its cover pages.', tags },
    })
    .patch('/api/office', ({ tenant, body }) => officeJson(tenant.write((tx) => updateOffice(tx, { ...getOffice(tx), ...body }))), {
      parse: JSON_BODY,
      body: Change,
      response: { 200: OfficeJson, 400: Problem, ...refusals },
      detail: { summary: 'Change the office', description: 'What is not sent stays as it is.', tags },
    })
}
