export { listRules, placeHold, type RecordClass, setRule } from './rules.ts'
export { nextNight, retentionHandler } from './running.ts'
