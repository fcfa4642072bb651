import { Type } from '@sinclair/typebox'
import type { DocumentDecoration } from 'elysia'
import { Problem } from '../web/index.ts'
import { NewFax } from './api.schema.ts'

/* How the faxes' routes are described where a schema of theirs does not say it. */

const PROBLEM = { 'application/problem+json': { schema: Problem } }
/** A file is not described by a schema of the route: its answers are written out. */
export const fileResponses = (...types: string[]) =>
  ({
    200: {
      description: 'The file',
      content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
    },
    401: { description: 'Not signed in', content: PROBLEM },
    403: { description: 'Not allowed', content: PROBLEM },
    404: { description: 'Not found', content: PROBLEM },
    409: { description: 'Not there yet', content: PROBLEM },
    503: { description: 'Damaged or not readable now', content: PROBLEM },
  }) as unknown as NonNullable<DocumentDecoration['responses']>
/** Of which a range of bytes may be asked for. */
export const documentResponses = (...types: string[]) => ({
  ...fileResponses(...types),
  206: { description: 'The range of it that was asked for' },
  416: { description: 'It has no such bytes' },
})
export const Id = Type.Object({ id: Type.String({ maxLength: 64 }) })
const multipart = {
  schema: {
    type: 'object',
    required: ['to'],
    properties: {
      to: { type: 'array', items: { type: 'string' }, description: 'Repeat the field for more recipients.' },
      files: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'Repeat the field; sent in this order.' },
      cover: { type: 'string', enum: ['true', 'false'] },
      subject: { type: 'string' },
      note: { type: 'string' },
      from: { type: 'string' },
      sendAt: { type: 'string' },
      received: { type: 'string', description: 'A received fax that is sent on, before the files.' },
    },
  },
}
// TypeBox writes JSON Schema 2020-12, which OpenAPI 3.1 takes; the decoration's type still speaks 3.0.
export const REQUEST_BODY = {
  required: true,
  content: { 'multipart/form-data': multipart, 'application/json': { schema: NewFax } },
} as NonNullable<DocumentDecoration['requestBody']>
export const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'The same key with the same body is answered again and not done again; with another body it is refused.',
} as const
