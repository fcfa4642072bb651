import { createServer } from 'node:net'

export type Child = { readonly name: string; readonly process: Bun.Subprocess<'ignore', 'pipe', 'inherit'>; readonly ended: boolean }

const LOOK_MS = 25

type Env = Readonly<Record<string, string | undefined>>

/** A program of ours; it ends by itself should we be killed. */
export const startChild = (name: string, args: readonly string[], cwd: string, env: Env): Child =>
  startProgram(name, [process.execPath, '--no-install', '--no-orphans', ...args], cwd, env)

/** In a group of its own, so that Ctrl-C reaches only us and we stop them in order. */
export function startProgram(name: string, command: readonly string[], cwd: string, env: Env): Child {
  const child = Bun.spawn([...command], {
    cwd,
    env,
    detached: true,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  return {
    name,
    process: child,
    get ended() {
      return child.exitCode !== null || child.signalCode !== null
    },
  }
}

/** What a program prints when it is ready. Throws when it ends without. */
export async function firstLine(child: Child): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  const reader = child.process.stdout.getReader()
  while (!text.includes('\n')) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`${child.name} did not start.`)
    text += decoder.decode(value, { stream: true })
  }
  return text.slice(0, text.indexOf('\n'))
}

/** The wanted port, or the next one that nobody has; 0 is any. */
export async function freePort(wanted: number, host: string): Promise<number> {
  for (let port = wanted; port <= Math.min(wanted + 50, 65_535); port++) {
    const free = await tryPort(port, host)
    if (free !== undefined) return free
  }
  throw new Error(`No port from ${wanted} to ${wanted + 50} is free. Set PORT.`)
}

function tryPort(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}

export async function isUp(
  url: string,
  ended: () => boolean,
  withinMs: number,
  isGood = (response: Response) => response.ok,
): Promise<void> {
  for (const deadline = Date.now() + withinMs; ; await Bun.sleep(LOOK_MS)) {
    if (ended()) throw new Error('The server did not start; the reason is above.')
    const answers = await fetch(url)
      .then(isGood)
      .catch(() => false)
    if (answers) return
    if (Date.now() > deadline) throw new Error(`The server did not answer within ${withinMs / 1_000} s.`)
  }
}
