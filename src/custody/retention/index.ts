export { listRules, type RecordClass, setRule } from './rules.ts'
export { nextNight, retentionHandler } from './running.ts'
