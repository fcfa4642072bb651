import { record } from '../../src/audit/index.ts'
import { system, type TenantId } from '../../src/tenancy/index.ts'
import { startAgain } from '../../test/tenancy/startup.ts'

declare const self: Worker

export type Start = { readonly dataDir: string; readonly id: TenantId; readonly name: string; readonly memory: SharedArrayBuffer }
export type Written = { readonly rows: readonly string[]; readonly waits: readonly number[] }

/** Rows written between two looks at the messages. */
const AT_ONCE = 5

// A thread that writes one row after another until it is told to stop, and how long each took.
async function write({ dataDir, id, name, memory }: Start): Promise<void> {
  using here = startAgain(dataDir, Buffer.alloc(32, 7), memory)
  const tenant = here.tenants.as(id, system(name))
  const [rows, waits]: [string[], number[]] = [[], []]
  let stopped = false
  self.onmessage = () => {
    stopped = true
  }
  while (!stopped) {
    for (let n = 0; n < AT_ONCE; n++) {
      const began = performance.now()
      const row = `${name}-${rows.length}`
      tenant.write((tx) => record(tx, 'bench.written', row))
      rows.push(row)
      waits.push(performance.now() - began)
    }
    await Bun.sleep(1)
  }
  self.postMessage({ rows, waits } satisfies Written)
}

self.onmessage = ({ data }: MessageEvent<Start>) => void write(data)
