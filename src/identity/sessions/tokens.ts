import { jwt } from '@elysiajs/jwt'
import type { TenantId, Tenants } from '../../tenancy/index.ts'
import type { User } from '../people/users.ts'

export const ACCESS_SECONDS = 15 * 60

export type Tokens = {
  /** With when its person last proved who they are. */
  issue(place: Place, user: Pick<User, 'id' | 'role'>, provenAt: Date | null, family: string): Promise<string>
  /** Whose it is, when this office issued it and it has not run out. */
  verify(place: Place, token: string): Promise<Borne | undefined>
}
export type Borne = {
  readonly id: User['id']
  readonly provenAt: Date | null
  /** Of which sign-in: with its end the token ends, too. */
  readonly family: string
}
type Place = { readonly id: TenantId; readonly slug: string }

const MOST_SIGNERS = 500

/**
 * Access tokens of one office are signed by that office's own key, so another's mean nothing here. The plugin takes one secret for
 * good, hence one instance for each office.
 */
export function createTokens({ tenants, clock }: { readonly tenants: Tenants; readonly clock: () => Date }): Tokens {
  const signers = new Map<TenantId, { readonly signer: Signer; readonly turn: number }>()

  /** Made anew once the office's key was exchanged: its tokens must mean nothing from then on. */
  function signerOf(id: TenantId): Signer {
    const turn = tenants.turns(id)
    const known = signers.get(id)
    const held = known?.turn === turn ? known : { signer: signerFor(tenants.key(id, 'tokens')), turn }
    signers.delete(id)
    if (signers.size >= MOST_SIGNERS) signers.delete(signers.keys().next().value as TenantId)
    signers.set(id, held)
    return held.signer
  }

  return {
    issue: ({ id, slug }, user, provenAt, family) =>
      signerOf(id).sign({
        sub: user.id,
        tid: id,
        role: user.role,
        aud: slug,
        fam: family,
        exp: Math.floor(clock().getTime() / 1000) + ACCESS_SECONDS,
        ...(provenAt && { proven: provenAt.getTime() }),
      }),
    async verify({ id, slug }, token) {
      const claims = await signerOf(id).verify(token, {
        algorithms: ['HS256'],
        audience: slug,
        currentDate: clock(),
        requiredClaims: ['sub', 'tid', 'exp', 'fam'],
      })
      if (!claims || claims['tid'] !== id) return undefined
      const proven = claims['proven']
      return {
        id: claims.sub as User['id'],
        provenAt: typeof proven === 'number' ? new Date(proven) : null,
        family: String(claims['fam']),
      }
    },
  }
}

type Signer = ReturnType<typeof signerFor>
const signerFor = (secret: Uint8Array) => jwt({ name: 'jwt', secret, alg: 'HS256' }).decorator.jwt
