import { readConfig } from './config.ts'
import { crashWithoutQuoting } from './crash.ts'
import { createLog } from './kit/log.ts'
import { startServer } from './server.ts'

crashWithoutQuoting(createLog('error'))

function giveUp(error: unknown): never {
  // A bug's message may quote data; a bad setting's may not and is what the operator needs.
  process.stderr.write(`frontdesk: ${error instanceof Error ? error.message : 'the job thread stopped'}\n`)
  process.exit(1)
}

const running = await startServer(readConfig(), giveUp).catch(giveUp)

async function stop(signal: NodeJS.Signals): Promise<void> {
  process.stderr.write(`frontdesk: stopping, because it was told to (${signal})\n`)
  await running.stop()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
