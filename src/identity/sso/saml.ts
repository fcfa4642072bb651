import type { Tenant } from '../../tenancy/index.ts'
import type { Connection } from './connections.ts'
import type { Verified } from './finishing.ts'
import type { ServiceProvider } from './saml-assertion.ts'
import { claimsOf } from './saml-claims.ts'
import { makeKeyPair, someKeyPairs } from './saml-keys.ts'
import { authnRequest } from './saml-request.ts'
import { type Opened, verifyResponse } from './saml-response.ts'
import { readSamlSettings } from './saml-settings.ts'
import type { ConnectionId } from './schema.tenant.ts'

/** How the provider of a connection knows us: by addresses of this office's own, so that no other office's answers fit. */
export const serviceOf = (origin: string, id: ConnectionId): ServiceProvider => ({
  entityId: `${origin}/sso/${id}/metadata`,
  acsUrl: `${origin}/sso/${id}/acs`,
})

export type Asking = { readonly connection: Connection; readonly us: ServiceProvider; readonly isAfresh: boolean; readonly now: Date }

/** Where the browser goes to sign in. */
export async function leaveBySaml(tenant: Tenant, { connection, us, isAfresh, now }: Asking, requestId: string): Promise<URL> {
  const [inUse] = await someKeyPairs(tenant, () => makeKeyPair(now))
  const { signInUrl } = readSamlSettings(connection.settings)
  return new URL(await authnRequest({ us, privateKey: inUse?.privateKey ?? '', signInUrl, isAfresh }, requestId))
}

export type Redeemed = { readonly assertion: { readonly id: string; readonly expiresAt: Date }; readonly verified: Verified }

/** What the provider says of whoever signed in. Throws SamlRefusal. */
export async function redeemBySaml(tenant: Tenant, { connection, us, isAfresh, now }: Asking, opened: Opened): Promise<Redeemed> {
  const settings = readSamlSettings(connection.settings)
  const keys = await someKeyPairs(tenant, () => makeKeyPair(now))
  const assertion = await verifyResponse(opened, {
    provider: settings,
    us,
    keys: keys.map(({ privateKey }) => privateKey),
    mustBeEncrypted: settings.mustBeEncrypted,
    requestId: opened.requestId,
    isAfresh,
    now,
  })
  const { context, authenticatedAt } = assertion
  const isSaid = settings.factorContexts.length === 0 || (context !== undefined && settings.factorContexts.includes(context))
  return { assertion, verified: { ...claimsOf(assertion, settings), authenticatedAt, factorGiven: connection.asksFactor && isSaid } }
}
