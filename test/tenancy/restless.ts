import { createTurnstile, type TenantId } from '../../src/tenancy/index.ts'

declare const self: Worker
type Order = { readonly memory: SharedArrayBuffer; readonly passes: SharedArrayBuffer; readonly id: TenantId }

/** A thread of turnstile.test.ts: leaves the gate only to come back. */
self.onmessage = ({ data: { memory, passes, id } }: MessageEvent<Order>) => {
  const [turnstile, count] = [createTurnstile(memory), new Int32Array(passes)]
  self.postMessage('up')
  for (;;)
    turnstile.pass(id, () => {
      Atomics.store(count, 1, 1)
      const until = performance.now() + 1
      while (performance.now() < until);
      Atomics.add(count, 0, 1)
      Atomics.store(count, 1, 0)
    })
}
