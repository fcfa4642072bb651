import { rmSync } from 'node:fs'

/** The key in hex, or undefined for a file that is nobody's to ask about. */
export type KeyOf = (path: string) => string | undefined

const LONGEST_QUESTION_BYTES = 8_192
const ASKED_WITHIN_SECONDS = 5
const REFUSED = 'no file of this name is registered'

/**
 * The replicator's way to the keys, which are in no file, argument or environment of its own: one connection, one question, one answer.
 * Only who may act as this user can connect.
 */
export function serveKeys(socket: string, keyOf: KeyOf): Disposable {
  rmSync(socket, { force: true })
  // From its first moment: a mode set afterwards would come too late.
  const mask = process.umask(0o177)
  try {
    const listener = Bun.listen<{ asked: string }>({
      unix: socket,
      socket: {
        open(connection) {
          connection.data = { asked: '' }
          connection.timeout(ASKED_WITHIN_SECONDS)
        },
        timeout: (connection) => void connection.end(),
        data(connection, bytes) {
          connection.data.asked += bytes.toString()
          const { asked } = connection.data
          if (asked.includes('\n')) connection.end(`${JSON.stringify(answer(asked, keyOf))}\n`)
          else if (asked.length > LONGEST_QUESTION_BYTES) connection.end()
        },
      },
    })
    return { [Symbol.dispose]: () => listener.stop(true) }
  } finally {
    process.umask(mask)
  }
}

function answer(asked: string, keyOf: KeyOf): { readonly key: string } | { readonly error: string } {
  try {
    const { path } = JSON.parse(asked) as { readonly path?: unknown }
    const key = typeof path === 'string' ? keyOf(path) : undefined
    return key === undefined ? { error: REFUSED } : { key }
  } catch {
    return { error: 'the key is not to be had now' }
  }
}
