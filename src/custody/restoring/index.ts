export { type ControlDeps, finishRestore, refuseHalfRestored, restoreControl } from './control.ts'
export { type OfficeReport, type OfficesDeps, restoreOffices } from './offices.ts'
