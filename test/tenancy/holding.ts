import { createTurnstile, type TenantId } from '../../src/tenancy/index.ts'

declare const self: Worker
type Order = { readonly memory: SharedArrayBuffer; readonly let: SharedArrayBuffer; readonly id: TenantId }

/** A thread of together.test.ts: stays inside a gate until it is let go, as a long commit would. */
self.onmessage = ({ data }: MessageEvent<Order>) =>
  createTurnstile(data.memory).pass(data.id, () => {
    self.postMessage('inside')
    Atomics.wait(new Int32Array(data.let), 0, 0)
  })
