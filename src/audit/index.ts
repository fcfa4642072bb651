export { BYTE_ORDER_MARK, csvHeaders, csvLine } from './csv.ts'
export { type Asked, LIST_QUERY, Nullable, oneOf, paged, pageOf, parseNumber, readPage } from './listing.ts'
export { type AuditEvent, countEvents, type Detail, disclosed, type EventFilter, historyOf, listEvents, record } from './trail.ts'
export { type ChainReport, verifyChain } from './verify.ts'
