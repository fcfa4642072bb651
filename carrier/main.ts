import { rmSync } from 'node:fs'
import { type Carrier, startCarrier } from './carrier.ts'
import { readSettings } from './settings.ts'

function start(): Carrier {
  try {
    const settings = readSettings(process.env)
    const carrier = startCarrier(settings)
    // At the very end, because a call still on the line would write its pages again.
    if (!settings.dir) process.on('exit', () => rmSync(carrier.dir, { recursive: true, force: true }))
    if (carrier.calls !== (settings.calls ?? 't30'))
      console.error(`carrier: without gs, gcc, libspandsp and libtiff calls are "${carrier.calls}".`)
    return carrier
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}

const { stop, ...about } = start()
console.log(JSON.stringify(about))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void stop().then(() => process.exit(0))
  })
}
