import { closeDb, openDb, sqliteCode } from '../../src/db/index.ts'

declare const self: Worker
type Order = { readonly paths: readonly string[]; readonly barrier: SharedArrayBuffer; readonly threads: number; readonly keyHex: string }

/** A thread of open.test.ts: arrives, spins until the others have arrived too, and opens. */
self.onmessage = ({ data: { paths, barrier, threads, keyHex } }: MessageEvent<Order>) => {
  const arrived = new Int32Array(barrier)
  const failures: string[] = []
  for (const [index, path] of paths.entries()) {
    Atomics.add(arrived, index, 1)
    while (Atomics.load(arrived, index) < threads);
    try {
      closeDb(openDb({ path, keyHex, plane: 'tenant' }))
    } catch (error) {
      failures.push(`${index} ${sqliteCode(error)} ${error instanceof Error ? error.message.slice(0, 80) : ''}`)
    }
  }
  self.postMessage(failures)
}
