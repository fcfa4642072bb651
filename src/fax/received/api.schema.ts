import { Type } from '@sinclair/typebox'
import { Nullable, oneOf } from '../../kit/listing.ts'
import { Instant } from '../api.schema.ts'
import { RECEIVED_STATUSES } from './schema.tenant.ts'

export const Received = Type.Object({
  id: Type.String(),
  status: oneOf(RECEIVED_STATUSES),
  from: Type.String(),
  to: Type.String(),
  pages: Nullable(Type.Integer()),
  partial: Type.Boolean(),
  sha256: Nullable(Type.String()),
  receivedAt: Instant,
  readAt: Nullable(Instant),
  cause: Nullable(Type.String()),
  links: Type.Object({ self: Type.String(), document: Nullable(Type.String()) }),
})
