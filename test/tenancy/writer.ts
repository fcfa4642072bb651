import { record } from '../../src/audit/index.ts'
import { system, type TenantId } from '../../src/tenancy/index.ts'
import { startAgain } from './startup.ts'

declare const self: Worker

type Start = { readonly dataDir: string; readonly id: TenantId; readonly name: string; readonly memory: SharedArrayBuffer }
const MASTER = Buffer.alloc(32, 7)
/** Rows written between two looks at the messages. */
const AT_ONCE = 5

/** A thread that writes one row after another to an office, each with a name of its own, until it is told to stop. */
export async function startWriter(dataDir: string, id: TenantId, name: string, memory: SharedArrayBuffer) {
  const worker = new Worker(import.meta.url)
  const started = new Promise<void>((resolve) => {
    worker.onmessage = () => resolve()
  })
  worker.postMessage({ dataDir, id, name, memory } satisfies Start)
  await started
  return {
    /** What it was told is written. */
    stop: () =>
      new Promise<string[]>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<string[]>) => {
          worker.terminate()
          resolve(data)
        }
        worker.postMessage('stop')
      }),
  }
}

async function write({ dataDir, id, name, memory }: Start): Promise<void> {
  using here = startAgain(dataDir, MASTER, memory)
  const tenant = here.tenants.as(id, system(name))
  const written: string[] = []
  let stopped = false
  self.onmessage = () => {
    stopped = true
  }
  while (!stopped) {
    for (let n = 0; n < AT_ONCE; n++) {
      const row = `${name}-${written.length}`
      tenant.write((tx) => record(tx, 'test.written', row))
      written.push(row)
    }
    if (written.length === AT_ONCE) self.postMessage('started')
    await Bun.sleep(0)
  }
  self.postMessage(written)
}

if (!Bun.isMainThread) self.onmessage = ({ data }: MessageEvent<Start>) => void write(data)
