import { connect, createServer, type Socket } from 'node:net'

export type Gate = Disposable & { readonly url: string; set(state: 'up' | 'down' | 'slow'): void }

const SLOW_MS = 1_000

/** Between the machine and its bucket: lets bytes through, late, or not at all. */
export function openGate(port: number): Gate {
  let state: 'up' | 'down' | 'slow' = 'up'
  const open = new Set<Socket>()
  const server = createServer((near) => {
    if (state === 'down') return void near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => socket.destroy())
    }
    near.on('data', (bytes) => (state === 'slow' ? setTimeout(() => far.write(bytes), SLOW_MS) : far.write(bytes)))
    far.on('data', (bytes) => void near.write(bytes))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    set(next) {
      state = next
      if (next === 'down') for (const socket of open) socket.destroy()
    },
    [Symbol.dispose]: () => void server.close(),
  }
}
