export { instantIn } from './filter.ts'
export { type ControlFile, controlFile, operatorTrail, recordAct } from './operators.ts'
export { type EntryProof, isInTrail, isUnbroken, proofOf } from './proof.ts'
export {
  type AuditEvent,
  countEvents,
  type Detail,
  disclosed,
  type EventFilter,
  exported,
  historyOf,
  lastSeq,
  listAfter,
  listEvents,
  record,
} from './trail.ts'
export { type ChainReport, verifyChain, verifyInTurns } from './verify.ts'
