import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { program } from '../support/programs.ts'
import { canReplicate } from '../support/replicator.ts'
import { type Office, until } from '../support/server.ts'
import { contactsAt, judgeSends, judgeWrites, keepBusy, pauseIn, trailAt } from './load.ts'
import { type Cells, type Machine, startCells } from './world.ts'

setDefaultTimeout(120_000)

const ROOT = `${import.meta.dir}/../..`

describe.skipIf(!canReplicate('A move between two cells'))('an office that moves between two cells', () => {
  let cells: Cells
  let maple: Office
  beforeAll(async () => {
    cells = await startCells()
    maple = cells.maple
  })
  afterAll(() => cells?.[Symbol.asyncDispose]())

  const at = (machine: Machine, path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${machine.port}${path}`, {
      ...init,
      keepalive: false,
      redirect: 'manual',
      headers: { host: 'maple.localhost', ...(init.headers as Record<string, string>) },
    })

  /** The command line beside that server. */
  async function run({ env: its, port, operatorKey }: Machine, ...args: string[]) {
    const env = { ...its, FRONTDESK_ADMIN_URL: `http://admin.localhost:${port}`, FRONTDESK_OPERATOR_KEY: operatorKey }
    const cli = Bun.spawn([process.execPath, '--no-install', program('cli/main'), ...args], {
      cwd: ROOT,
      env,
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [out, err] = await Promise.all([new Response(cli.stdout).text(), new Response(cli.stderr).text()])
    return { code: await cli.exited, out, err }
  }

  test('whoever writes and sends meanwhile loses nothing, nothing comes twice, and nobody waits for long', async () => {
    const busy = keepBusy(cells, maple)
    await until(() => busy.sent.size >= 2)
    const began = performance.now()
    const { code, out, err } = await run(cells.a, 'tenant', 'move', 'maple', '--to', 'b', '--json')
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ slug: 'maple', cell: 'b' })
    await until(() => busy.acks.length > 0 && (busy.acks.at(-1) as number) > performance.now() - 50)
    // How long exactly is measured where nothing else runs: bench/custody.
    expect(pauseIn(busy.acks, began, performance.now())).toBeLessThan(10_000)
    await busy.stop()
    expect(await judgeSends(cells, maple, busy)).toMatchObject({ sent: busy.sent.size, delivered: busy.sent.size, missing: 0, doubled: 0 })
    expect(judgeWrites(busy, contactsAt(cells.b, maple))).toMatchObject({ lost: 0, doubled: 0, refused: 0 })
    expect(trailAt(cells.b, maple).slice(-2)).toEqual(['office.leaving', 'office.arrived'])
    expect(await (await cells.ask(maple, '/api/audit/verification')).json()).toMatchObject({ valid: true })
  })

  test('at the wrong cell every way in is sent on before anything is read, with its own credentials or none', async () => {
    const onward = (answer: Response) => [answer.status, answer.headers.get('fly-replay')]
    const body = { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer nonsense' }, body: '{"broken' }
    for (const asked of [
      at(cells.a, '/'),
      at(cells.a, '/api/contacts', body),
      at(cells.a, `/media/${maple.id}/x/1/y`, { headers: { host: 'x' } }),
    ])
      expect(onward(await asked)).toEqual([409, 'instance=b;state=1'])
    const large = await at(cells.a, '/faxes', { method: 'POST', body: new Uint8Array(1024 * 1024 + 1) })
    expect([large.status, large.headers.get('fly-replay')]).toEqual([413, null])
    // The other office is where it was.
    expect((await cells.ask(cells.harbor, '/api/contacts')).status).toBe(200)
    expect((await at(cells.b, '/sign-in', { headers: { host: 'harbor.localhost' } })).headers.get('fly-replay')).toBe('instance=a;state=1')
    expect((await at(cells.b, '/sign-in', { headers: { host: 'nobody.localhost' } })).status).toBe(404)
  })

  test('a call to its number reaches it, though the carrier tells the cell it left', async () => {
    const called = await fetch(`${cells.carrier.url}/_control/call`, {
      method: 'POST',
      body: JSON.stringify({ to: maple.number, from: '+15552010199', pages: 1 }),
    })
    expect(called.ok).toBe(true)
    const received = async () => ((await (await cells.ask(maple, '/api/received')).json()) as { data: unknown[] }).data.length === 1
    expect(await until(received)).toBe(true)
  })

  test('what cannot be moved is refused, and it goes on where it is', async () => {
    const asked = async (to: string) => {
      const answer = await cells.b.operate('POST', `/api/admin/tenants/${maple.id}/moves`, { to })
      return [answer.status, ((await answer.json()) as { detail: string }).detail]
    }
    expect(await asked('b')).toEqual([409, 'This office lives in this cell already.'])
    expect(await asked('nowhere')).toEqual([503, expect.stringContaining('does not hold its lease')])
    expect((await asked('Not A Cell'))[0]).toBe(422)
    const gone = await cells.a.operate('POST', `/api/admin/tenants/${maple.id}/moves`, { to: 'b' })
    expect(gone.status).toBe(404)
    expect((await cells.ask(maple, '/api/contacts')).status).toBe(200)
  })
})
