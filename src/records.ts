import type { RecordClass } from './custody/retention/index.ts'
import { receivedFaxRecords, sentFaxRecords } from './fax/index.ts'
import { invitationRecords } from './identity/index.ts'
import { stoppedJobRecords } from './jobs/index.ts'

/** Every class of records that a rule may remove. The audit trail is none: it only grows. */
export const RECORD_CLASSES: readonly RecordClass[] = [sentFaxRecords, receivedFaxRecords, invitationRecords, stoppedJobRecords]
