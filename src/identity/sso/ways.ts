import type { Tx } from '../../tenancy/index.ts'
import { breakGlassOf } from './break-glass.ts'
import { enabledConnections } from './connections.ts'

/** What the sign-in page offers. */
export type SignInWays = {
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  /** Nobody but one owner may use a password: the form stands back. */
  readonly isSsoOnly: boolean
}

export const signInWays = (tx: Tx): SignInWays => ({
  providers: enabledConnections(tx).map(({ id, name }) => ({ id, name })),
  isSsoOnly: breakGlassOf(tx) !== undefined,
})
