import { kind } from '../../jobs/index.ts'

export const RUN = kind<Record<string, never>>('retention.run')
/** One job an office, which comes back each night. */
export const RUN_KEY = 'retention'
