export { type DrillDeps, driller } from './drill.ts'
export { type DrillHint, isDrillOverdue, readHint } from './hint.ts'
export { askForDrill, type LastDrill, lastDrill, planDrill } from './results.ts'
