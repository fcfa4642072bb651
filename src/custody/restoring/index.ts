export { type ControlDeps, finishRestore, refuseHalfRestored, restoreControl } from './control.ts'
export { dropKept } from './kept.ts'
export { type OfficeReport, type OfficesDeps, restoreOffices } from './offices.ts'
export { type Moment, type Replaced, type ReplacingDeps, replaceOffice } from './replacing.ts'
