import { type AnyElysia, Elysia, t } from 'elysia'
import { ReceivingPage } from '../../../views/received/receiving.tsx'
import { SendersPage } from '../../../views/received/senders.tsx'
import { rethrowUnlessInvalid } from '../../kit/errors.ts'
import { officeClock } from '../../office/index.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import type { Names } from '../who.ts'
import type { Colleagues } from './colleagues.ts'
import { noticeIn } from './notices.ts'
import { listRoutings, setRouting } from './number-routing.ts'
import { blockSender, listBlocked, unblockSender } from './senders.ts'
import { backupOf, setBackup, setWish, type Wish, wishOf } from './telling.ts'

export type RoutingDeps = { readonly admit: Admit; readonly shell: Shell; readonly names: Names; readonly colleagues: Colleagues }
type Problem = Parameters<typeof ReceivingPage>[0]['problem']

/** The pages on which people say what is done with a fax when it comes in. */
export function routingRoutes(deps: RoutingDeps): AnyElysia {
  return new Elysia({ prefix: '/received', detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/senders', ({ actor, tenant, request, query }) => {
      const found = tenant.read((tx) => ({ senders: listBlocked(tx), names: deps.names(tx), clock: officeClock(tx) }))
      return page(
        <SendersPage
          shell={deps.shell(actor, request, 'received', noticeIn(query))}
          clock={found.clock}
          senders={found.senders.map((each) => ({ ...each, who: found.names.get(each.blockedBy) ?? 'Somebody who left' }))}
          mayWrite={actor.permissions.has('faxes:write')}
        />,
      )
    })
    .post(
      '/senders',
      ({ tenant, body }) => {
        tenant.write((tx) => blockSender(tx, body.number))
        return seeOther('/received/senders?notice=blocked')
      },
      { body: t.Object({ number: t.String({ maxLength: 60 }) }) },
    )
    .post(
      '/senders/removal',
      ({ tenant, body }) => {
        tenant.write((tx) => unblockSender(tx, body.number))
        return seeOther('/received/senders?notice=unblocked')
      },
      { body: t.Object({ number: t.String({ maxLength: 60 }) }) },
    )
    .get('/receiving', ({ actor, tenant, request, query }) => page(receivingPage(deps, actor, tenant, request, query)))
    .post(
      '/notices',
      ({ tenant, body }) => {
        tenant.write((tx) => setWish(tx, body.wish as Wish))
        return seeOther('/received/receiving?notice=saved')
      },
      {
        body: t.Object({
          wish: t.Union(
            ['none', 'every', 'mine'].map((wish) => t.Literal(wish)),
            { default: 'none' },
          ),
        }),
      },
    )
    .post(
      '/routing',
      ({ actor, tenant, request, body: { number, assignee, tags } }) =>
        kept(deps, actor, tenant, request, () =>
          tenant.write((tx) =>
            setRouting(
              tx,
              {
                number,
                assignedTo: assignee === 'nobody' ? null : assignee,
                tags: tags.split(',').filter((tag) => tag.trim() !== ''),
              },
              deps.colleagues,
            ),
          ),
        ),
      {
        body: t.Object({
          number: t.String({ maxLength: 60, default: '' }),
          assignee: t.String({ maxLength: 64, default: 'nobody' }),
          tags: t.String({ maxLength: 1_000, default: '' }),
        }),
      },
    )
    .post(
      '/backup',
      ({ actor, tenant, request, body }) =>
        kept(deps, actor, tenant, request, () =>
          tenant.write((tx) => setBackup(tx, { address: body.address, afterMinutes: Number(body.afterMinutes) })),
        ),
      { body: t.Object({ address: t.String({ maxLength: 1_000, default: '' }), afterMinutes: t.String({ maxLength: 20, default: '0' }) }) },
    )
}

/** Back to the page, which says what was wrong when it was refused. */
function kept(deps: RoutingDeps, actor: Signed, tenant: Tenant, request: Request, act: () => unknown): Response | Promise<Response> {
  try {
    act()
    return seeOther('/received/receiving?notice=saved')
  } catch (error) {
    rethrowUnlessInvalid(error)
    const problem = { message: error.message, errors: error.fields }
    return page(receivingPage(deps, actor, tenant, request, {}, problem), 422)
  }
}

function receivingPage(
  deps: RoutingDeps,
  actor: Signed,
  tenant: Tenant,
  request: Request,
  query: Readonly<Record<string, string | undefined>>,
  problem?: Problem,
) {
  const found = tenant.read((tx) => ({
    wish: wishOf(tx, tx.actor.id),
    routings: listRoutings(tx),
    backup: backupOf(tx) ?? { address: '', afterMinutes: 60 },
    colleagues: deps.colleagues(tx),
  }))
  return (
    <ReceivingPage
      shell={deps.shell(actor, request, 'received', noticeIn(query))}
      {...found}
      maySet={actor.permissions.has('settings:write')}
      problem={problem}
    />
  )
}
