import type { Tenant, Tx } from '../../tenancy/index.ts'
import { findConnection, secretsOf } from './connections.ts'
import { CLIENT_SECRET, type Oidc, type Provider } from './oidc.ts'
import { takeTrial } from './requests.ts'
import type { ConnectionId } from './schema.tenant.ts'
import { getOidc } from './setting-up.ts'
import { beginTrial, concludeTrial, type Outcome, type TrialId } from './trials.ts'

/** Switched on or not. */
export function oidcProvider(tx: Tx, id: ConnectionId): Provider | undefined {
  const connection = findConnection(tx, id)
  return connection?.kind === 'oidc' ? { connection, clientSecret: secretsOf(tx, id).get(CLIENT_SECRET) } : undefined
}

/** Where the browser goes to try it, if it can, and under which id what came of it is found. Throws AppError not_found. */
export async function tryOidc(tenant: Tenant, oidc: Oidc, id: ConnectionId, home: string): Promise<{ trial: TrialId; url: string | null }> {
  const { provider, trial, begun } = tenant.write((tx) => {
    const connection = getOidc(tx, id)
    const { id: trial, begun } = beginTrial(tx, id)
    return { provider: { connection, clientSecret: secretsOf(tx, id).get(CLIENT_SECRET) }, trial, begun }
  })
  const left = await oidc.leave(provider, begun, { home, isAfresh: false })
  if (left instanceof URL) return { trial, url: left.href }
  tenant.write((tx) => concludeTrial(tx, trial, { problem: left }))
  return { trial, url: null }
}

/** What came back is kept for the owner to see, and nobody comes in by it. */
export async function concludeOidc(
  door: Tenant,
  oidc: Oidc,
  provider: Provider,
  { trial, url }: { trial: TrialId; url: URL },
): Promise<void> {
  const answered = { state: url.searchParams.get('state') ?? '', connectionId: provider.connection.id }
  const asked = door.write((tx) => takeTrial(tx, answered))
  // What came of it stays as it was, whoever brings the same answer again.
  if (asked === 'used') return
  const outcome: Outcome = typeof asked === 'string' ? { problem: asked } : await redeemed(oidc, provider, asked, url)
  door.write((tx) => concludeTrial(tx, trial, outcome))
}

async function redeemed(oidc: Oidc, provider: Provider, asked: Parameters<Oidc['redeem']>[1], url: URL): Promise<Outcome> {
  const verified = await oidc.redeem(provider, asked, url)
  return 'refused' in verified ? { problem: verified.refused } : { claims: verified }
}
