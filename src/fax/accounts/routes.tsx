import { type AnyElysia, Elysia, t } from 'elysia'
import { AccountPage, type AccountPageProps } from '../../../views/settings/carrier-account.tsx'
import { AppError } from '../../kit/errors.ts'
import { officeClock } from '../../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import type { Names } from '../who.ts'
import { currentAccount, removeAccount } from './accounts.ts'
import { type CheckDeps, checkAgain, FINDINGS, type Finding, saveAccount, webhookOf } from './checking.ts'

const PLACE = '/settings/carrier'
const NOTICES: Readonly<Record<string, string>> = {
  saved: 'The account was saved. Telnyx takes its key, and the next fax goes through it.',
  checked: 'Telnyx takes the key.',
  removed: 'The account was removed. The next fax goes through the platform’s account.',
}
const Form = t.Object({
  apiKey: t.String({ maxLength: 1_000 }),
  publicKey: t.String({ maxLength: 1_000 }),
  connectionId: t.String({ maxLength: 100 }),
})

export type AccountRouteDeps = CheckDeps & { readonly admit: Admit; readonly shell: Shell; readonly names: Names }

/** The page of the office's own account at the carrier. */
export function accountRoutes(deps: AccountRouteDeps): AnyElysia {
  const show = (
    actor: Signed,
    request: Request,
    shown: Pick<AccountPageProps, 'values' | 'problem' | 'findings'> = {},
    notice?: string,
  ) => {
    const text = notice !== undefined && Object.hasOwn(NOTICES, notice) ? NOTICES[notice] : undefined
    const stored = actor.tenant.read((tx) => ({ account: currentAccount(tx), clock: officeClock(tx), names: deps.names(tx) }))
    return (
      <AccountPage
        shell={deps.shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text })}
        clock={stored.clock}
        account={stored.account && { ...stored.account, setBy: stored.names.get(stored.account.setBy) ?? 'somebody who left' }}
        webhookUrl={webhookOf(deps.publicOrigin, actor.tenant.id)}
        mayWrite={actor.permissions.has('security')}
        {...shown}
      />
    )
  }
  const refused = (error: unknown, actor: Signed, request: Request, values?: AccountPageProps['values']) => {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'unavailable')) throw error
    return page(
      show(actor, request, { values, problem: { message: error.message, errors: error.fields } }),
      error.code === 'invalid' ? 422 : 503,
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get(PLACE, ({ actor, request, query }) => page(show(actor, request, { findings: findingsFrom(query['look']) }, query['notice'])))
    .post(
      PLACE,
      async ({ actor, tenant, request, body }) => {
        try {
          return seeOther(addressOf('saved', await saveAccount(deps, tenant, body)))
        } catch (error) {
          return refused(error, actor, request, { publicKey: body.publicKey, connectionId: body.connectionId })
        }
      },
      { body: Form },
    )
    .post(`${PLACE}/checks`, async ({ actor, tenant, request }) => {
      try {
        return seeOther(addressOf('checked', await checkAgain(deps, tenant)))
      } catch (error) {
        return refused(error, actor, request)
      }
    })
    .post(`${PLACE}/removal`, ({ tenant }) => {
      tenant.write(removeAccount)
      return seeOther(`${PLACE}?notice=removed`)
    })
}

const addressOf = (notice: string, findings: readonly Finding[]) =>
  `${PLACE}?${new URLSearchParams({ notice, ...(findings.length > 0 && { look: findings.join(' ') }) })}`
const findingsFrom = (text = ''): Finding[] => FINDINGS.filter((each) => text.split(' ').includes(each))
