import { notFound, unavailable } from '../kit/errors.ts'
import { type Command, UsageError } from './command.ts'
import { ADMIN_OPTIONS, type Desk, openAdminDesk } from './desk.ts'
import { type FollowedMove, followMove } from './following.ts'

type Office = { readonly id: string; readonly slug: string }
type Move = FollowedMove & { readonly tenantId: string }

export const move: Command = {
  usage: 'tenant move SLUG --to CELL | --back | --lost [--url URL --key KEY]',
  summary:
    'Moves an office to another cell while it works: ask the server it lives on. Interrupted, the same command goes on; --back calls it off until it was handed over. --lost, asked of the server it is to live on, takes it over from a cell that is gone.',
  options: { ...ADMIN_OPTIONS, to: { type: 'string' }, back: { type: 'boolean' }, lost: { type: 'boolean' } },
  run: async (given, say) => {
    const slug = given.word(0, 'SLUG').toLowerCase()
    const to = given.text('to')
    if ([to !== undefined, given.flag('back'), given.flag('lost')].filter(Boolean).length !== 1)
      throw new UsageError('Say one of --to CELL, --back and --lost.')
    const desk = openAdminDesk(given)
    if (given.flag('lost')) return takeOver(desk, slug, say)
    const office = await findOffice(desk, slug)
    if (!office) throw notFound(`Tenant “${slug}” on this server`)
    if (to === undefined) return callOff(desk, office, say)
    const ended = await finish(desk, office, to, say)
    if (ended.state !== 'gone') throw unavailable(ended.why ?? 'The office was not moved.')
    return {
      data: { slug, id: office.id, cell: ended.to, frozenMs: ended.frozenMs },
      lines: [`${slug} lives in cell ${ended.to} now. Its writes waited ${ended.frozenMs ?? 0} ms for the bucket to have all of it.`],
    }
  },
}

/** What is under way is followed; what a restart of the server broke off is begun again. */
async function finish(desk: Desk, { id }: Office, to: string, say: (line: string) => void): Promise<FollowedMove> {
  const last = await lastMove(desk, id)
  if (last?.state === 'leaving' || last?.state === 'gone') {
    const ended = await followMove(desk, id, say)
    if (ended.state === 'gone') return ended
  }
  await desk.ask('POST', `/api/admin/tenants/${id}/moves`, { to })
  return followMove(desk, id, say)
}

async function callOff(desk: Desk, { id, slug }: Office, say: (line: string) => void) {
  await desk.ask('DELETE', `/api/admin/tenants/${id}/moves`)
  const { state, why } = await followMove(desk, id, say)
  if (state !== 'stayed') throw unavailable('It had been handed over already. Move it back from there.')
  return { data: { slug, id, state, why }, lines: [`${slug} stays. ${why ?? ''}`] }
}

async function takeOver(desk: Desk, slug: string, say: (line: string) => void) {
  const { clearAt } = (await desk.ask('POST', '/api/admin/takeovers', { slug })) as { readonly clearAt: string }
  say(`Its last cell may write to it until ${clearAt}, unless it is heard of before.`)
  for (;;) {
    const office = await findOffice(desk, slug)
    if (office) return { data: { slug, id: office.id }, lines: [`${slug} lives here now. What had not been sent is held for a person.`] }
    await Bun.sleep(1_000)
  }
}

async function findOffice(desk: Desk, slug: string): Promise<Office | undefined> {
  const { data } = (await desk.ask('GET', '/api/admin/tenants')) as { readonly data: readonly (Office & { readonly state: string })[] }
  return data.find((each) => each.slug === slug && each.state !== 'making')
}

const lastMove = (desk: Desk, id: string): Promise<Move | undefined> =>
  desk.ask('GET', `/api/admin/tenants/${id}/moves`).then(
    (found) => found as Move,
    () => undefined,
  )
