import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../kit/listing.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import { currentAccount, removeAccount } from './accounts.ts'
import { type CheckDeps, checkAgain, FINDINGS, saveAccount, webhookOf } from './checking.ts'

const Account = Type.Object({
  connectionId: Type.String({ description: 'The fax application.' }),
  publicKey: Type.String({ description: 'What its events are signed with.' }),
  lastFour: Type.String({ description: 'Of the API key, which is never shown again.' }),
  setAt: Type.String({ format: 'date-time' }),
  heardAt: Nullable(Type.String({ format: 'date-time', description: 'When an event that it signed came for the first time.' })),
})
const State = Type.Object({
  account: Nullable(Account),
  webhookUrl: Type.String({ description: 'Where the fax application has to send its events.' }),
})
const Findings = Type.Array(oneOf(FINDINGS), {
  description:
    'What works, but not as it should: `webhook`, the application sends its events elsewhere; `outbound`, it has no outbound voice profile and can only receive; `numbers`, a number of the office is not connected to it.',
})
const Form = Type.Object({
  apiKey: Type.String({ maxLength: 1_000 }),
  publicKey: Type.String({ maxLength: 1_000 }),
  connectionId: Type.String({ maxLength: 100 }),
})
const tags = ['Carrier account']

/** JSON of the office's own account at the carrier. */
export function accountApi(deps: CheckDeps & { readonly admit: Admit }): AnyElysia {
  const stateOf = (tenant: Tenant): Static<typeof State> => {
    const account = tenant.read(currentAccount)
    return {
      account: account
        ? {
            connectionId: account.connectionId,
            publicKey: account.publicKey,
            lastFour: account.lastFour,
            setAt: account.setAt.toISOString(),
            heardAt: account.heardAt?.toISOString() ?? null,
          }
        : null,
      webhookUrl: webhookOf(deps.publicOrigin, tenant.id),
    }
  }
  return new Elysia()
    .use(signedIn(deps.admit))
    .get('/api/carrier-account', ({ tenant }) => stateOf(tenant), {
      response: { 200: State, ...problems(401, 403) },
      detail: { summary: 'The office’s own carrier account', description: 'Null where faxes go through the platform’s account.', tags },
    })
    .put(
      '/api/carrier-account',
      async ({ tenant, body }) => {
        const findings = await saveAccount(deps, tenant, body)
        return { ...stateOf(tenant), findings }
      },
      {
        parse: JSON_BODY,
        body: Form,
        response: { 200: Type.Object({ ...State.properties, findings: Findings }), ...problems(400, 401, 403, 422, 503) },
        detail: {
          summary: 'Set the office’s own carrier account',
          description:
            'The carrier is asked first; nothing changes unless it takes the key. Faxes under way end with the account they began with.',
          tags,
        },
      },
    )
    .post('/api/carrier-account/checks', async ({ tenant }) => ({ findings: await checkAgain(deps, tenant) }), {
      response: { 200: Type.Object({ findings: Findings }), ...problems(401, 403, 404, 422, 503) },
      detail: { summary: 'Ask the carrier whether the account still works', tags },
    })
    .delete(
      '/api/carrier-account',
      ({ tenant, status }) => {
        tenant.write(removeAccount)
        return status(204, undefined)
      },
      {
        response: { 204: Type.Undefined(), ...problems(401, 403, 404) },
        detail: { summary: 'Remove the office’s own carrier account', description: 'The next fax goes through the platform’s.', tags },
      },
    )
}
