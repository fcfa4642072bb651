export type Ids = Readonly<Record<string, Readonly<Record<string, string>>>>
/** What a caller comes with: headers, made anew when the ones before are refused. */
export type Caller = {
  readonly host: string
  readonly headers: () => Promise<Readonly<Record<string, string>>>
  readonly mayRenew: boolean
}
export type Seen = { readonly cases: number; readonly statuses: Readonly<Record<string, number>>; readonly wrong: readonly string[] }

/** The id that stands in every example. */
const EXAMPLE = '019a1fdd-b695-7727-93c9-a503c8ee1d5a'
const PASSED = ['content-type', 'accept', 'idempotency-key', 'if-match', 'if-none-match', 'range', 'if-range']

/**
 * Between the prober and the server: it comes in as `caller`, puts records that are there where an example’s id stands (of the other office
 * in every fourth call), and looks at what no schema says: no answer of 500 and more, none with what marks the other office.
 */
export function goBetween(port: number, caller: Caller, own: Ids, theirs: Ids, marks: readonly string[]) {
  const statuses: Record<string, number> = {}
  const wrong: string[] = []
  let cases = 0
  let known: Promise<Readonly<Record<string, string>>> | undefined

  async function ask(request: Request, body: ArrayBuffer, path: string): Promise<Response> {
    const passed = Object.fromEntries(
      PASSED.flatMap((name) => (request.headers.has(name) ? [[name, request.headers.get(name) ?? '']] : [])),
    )
    const came = request.headers.get('authorization')
    known ??= caller.headers()
    // Provisioning knows keys alone: a person who brings none is asked there as who they are, a stranger.
    const session = path.startsWith('/scim/') ? {} : await known
    const own = caller.mayRenew ? session : came === null ? {} : { authorization: came }
    return fetch(`http://127.0.0.1:${port}${path}`, {
      method: request.method,
      headers: { ...passed, ...own, host: caller.host },
      redirect: 'manual',
      ...(body.byteLength > 0 && { body }),
    })
  }

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 120,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const path = withIds(pathname, ++cases % 4 === 0 ? theirs : own) + search
      const body = await request.arrayBuffer()
      let answer = await ask(request, body, path)
      let text = await answer.arrayBuffer()
      if (caller.mayRenew && (answer.status === 401 || (answer.status === 403 && Buffer.from(text).includes('unproven')))) {
        known = undefined
        answer = await ask(request, body, path)
        text = await answer.arrayBuffer()
      }
      const name = `${request.method} ${pathname.replaceAll(EXAMPLE, ':id')}`
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      if (answer.status >= 500 && answer.status !== 503)
        wrong.push(`${answer.status} ${name} ${Buffer.from(text).toString().slice(0, 200)}`)
      if (marks.some((mark) => Buffer.from(text).includes(mark))) wrong.push(`of the other office: ${name}`)
      const headers = new Headers(answer.headers)
      headers.delete('content-encoding')
      headers.delete('content-length')
      headers.delete('transfer-encoding')
      return new Response(text.byteLength > 0 ? text : null, { status: answer.status, headers })
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    seen: (): Seen => ({ cases, statuses, wrong }),
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

/** As `callsOf` chooses them: by the section of the address. */
function withIds(path: string, ids: Ids): string {
  if (!path.includes(EXAMPLE)) return path
  const sections = Object.keys(ids)
  const section = sections.find((name) => path.startsWith(`/${name}`)) ?? sections.find((name) => path.includes(`/${name}/`)) ?? ''
  const { id = EXAMPLE, ...others } = ids[section] ?? {}
  const [first = EXAMPLE] = Object.values(others)
  return path.replace(EXAMPLE, id).replace(EXAMPLE, first)
}
