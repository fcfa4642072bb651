export { instantIn } from './filter.ts'
export { operatorTrail, recordAct } from './operators.ts'
export { type AuditEvent, countEvents, type Detail, disclosed, type EventFilter, historyOf, listEvents, record } from './trail.ts'
export { type ChainReport, verifyChain, verifyInTurns } from './verify.ts'
