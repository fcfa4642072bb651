/** One kept-alive HTTP/1.1 connection: a fetch costs the client as much as a page costs the server, on the same cores. */
export type Connection = { ask(request: Uint8Array): Promise<Answer>; close(): void }
export type Answer = { readonly status: number; readonly bytes: number }

const END = Buffer.from('\r\n\r\n')

export async function connect(port: number): Promise<Connection> {
  let settle: ((answer: Answer) => void) | undefined
  let refuse: ((error: Error) => void) | undefined
  let missing = -1
  let status = 0
  let length = 0
  let head = Buffer.alloc(0)
  let unsent: Uint8Array = new Uint8Array()

  function take(chunk: Buffer): void {
    if (missing < 0) {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf(END)
      if (end < 0) return
      const text = head.toString('latin1', 0, end)
      status = Number(text.slice(9, 12))
      length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? Number.NaN)
      if (Number.isNaN(length)) return void refuse?.(new Error('An answer came without its length.'))
      missing = length - (head.length - end - END.length)
      head = Buffer.alloc(0)
    } else missing -= chunk.length
    if (missing > 0) return
    missing = -1
    settle?.({ status, bytes: length })
  }

  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_, chunk) => take(chunk),
      drain: () => send(unsent),
      close: () => refuse?.(new Error('The server closed the connection.')),
      error: (_, error) => refuse?.(error),
    },
  })
  socket.setNoDelay(true)

  function send(bytes: Uint8Array): void {
    const written = bytes.length > 0 ? socket.write(bytes) : 0
    unsent = bytes.subarray(written)
  }

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        settle = resolve
        refuse = reject
        send(request)
      }),
    close() {
      refuse = undefined
      socket.end()
    },
  }
}
