import type { TenantId } from '../tenancy/index.ts'

/** Between 0 and 1, of each office its own: what all of them do every week they do not do at once. The end of an id is random. */
export const spreadOf = (id: TenantId): number => Number.parseInt(id.slice(-6), 16) / 0xff_ff_ff
