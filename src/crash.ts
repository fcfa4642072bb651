import { describeError, type Log } from './kit/log.ts'

/** What nobody caught ends the process, as it would anyway; but the runtime would print its message, and that may quote a row. */
export function crashWithoutQuoting(log: Log): void {
  const crash = (error: unknown): never => {
    log('error', 'process.crashed', describeError(error))
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}
