/** As Fly's proxy: what is answered with `fly-replay` is sent again, as it came, to the machine that is named. */
export function startProxy() {
  const state = { ports: {} as Readonly<Record<string, number>>, replays: 0 }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const body = request.body ? await request.bytes() : undefined
      let [to, source] = ['a', '']
      for (let tries = 0; tries < 6; tries++) {
        const headers = new Headers(request.headers)
        if (source) headers.set('fly-replay-src', source)
        const answer = await fetch(`http://127.0.0.1:${state.ports[to]}${pathname}${search}`, {
          method: request.method,
          headers,
          keepalive: false,
          redirect: 'manual',
          ...(body && { body }),
        }).catch(() => Response.json({ detail: 'That machine does not answer.' }, { status: 502 }))
        const replay = answer.headers.get('fly-replay')
        if (!replay) return answer
        state.replays++
        source = `instance=${to};t=${Date.now()};${replay.split(';').find((part) => part.startsWith('state=')) ?? ''}`
        to = /instance=([a-z]+)/.exec(replay)?.[1] ?? ''
      }
      return Response.json({ detail: 'It was sent on again and again.' }, { status: 508 })
    },
  })
  return {
    port: server.port ?? 0,
    lead: (ports: Readonly<Record<string, number>>) => {
      state.ports = ports
    },
    get replays() {
      return state.replays
    },
    stop: () => server.stop(true),
  }
}
