export { countJobs, getJob, isJobState, type JobRow, type JobState, listJobs, replayDeadJobs, replayJob, reportProgress } from './board.ts'
export { drain } from './drain.ts'
export { loadHints, saveHints } from './hints.ts'
export {
  backoffMs,
  cancel,
  done,
  type Execution,
  type Handler,
  handle,
  type Kind,
  kind,
  type Outcome,
  retry,
  type Step,
  snooze,
  step,
} from './kinds.ts'
export { BACKGROUND, type EnqueueOptions, enqueue, reschedule, withdraw } from './queue.ts'
export { stoppedJobRecords } from './retention.ts'
export { nextDueAt, pruneFinished, rescueExpired } from './rows.ts'
export { spreadOf } from './spread.ts'
export { wordsFor } from './words.ts'
export { startWorker, type Worker, type WorkerOptions } from './worker.ts'
