import { Type } from '@sinclair/typebox'
import type { DocumentDecoration } from 'elysia'
import { fileOf, inRanges, writtenOut } from '../web/index.ts'
import { NewFax } from './api.schema.ts'

/* How the faxes' routes are described where a schema of theirs does not say it. */

const REFUSED = [401, 403, 404, 409, 410, 503]
const WORDS = { 409: 'Not there yet', 410: 'Destroyed after it was dealt with, as the office has it', 503: 'Damaged or not readable now' }
export const fileResponses = (...types: string[]) => writtenOut({ 200: fileOf('The file', ...types) }, REFUSED, WORDS)
/** Of which a range of bytes may be asked for. */
export const documentResponses = (...types: string[]) => writtenOut(inRanges(...types), REFUSED, WORDS)
export const Id = Type.Object({ id: Type.String({ maxLength: 64 }) })
const multipart = {
  schema: {
    type: 'object',
    required: ['to'],
    properties: {
      to: { type: 'array', items: { type: 'string' }, description: 'Repeat the field for more recipients.' },
      files: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'Repeat the field; sent in this order.' },
      pages: {
        type: 'array',
        items: { type: 'string' },
        description: 'Repeat the field: exactly these pages in this order, as file:page or file:page:turn, such as 2:13:90.',
      },
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
} as unknown as NonNullable<DocumentDecoration['requestBody']>
export const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'The same key with the same body is answered again and not done again; with another body it is refused.',
} as const
