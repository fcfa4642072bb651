import type { Control, Tenants } from '../tenancy/index.ts'
import { createDirectory, type Directory } from './directory.ts'
import { createFamiliar } from './familiar.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { createResetLimit, type ResetLimit } from './reset-limit.ts'
import { createSecondStep, type SecondStep } from './second-step.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type IdentityDeps = {
  readonly control: Control
  readonly tenants: Tenants
  readonly clock: () => Date
  readonly passwords?: Passwords
}

/** What the doors of one process share: caches, limits, the line for password checks. Made once. */
export type Identity = {
  readonly clock: () => Date
  readonly tenants: Tenants
  readonly directory: Directory
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly signIn: SignIn
  readonly secondStep: SecondStep
  readonly resetLimit: ResetLimit
}

export function createIdentity({ control, tenants, clock, passwords = createPasswords() }: IdentityDeps): Identity {
  const familiar = createFamiliar()
  return {
    clock,
    tenants,
    directory: createDirectory({ control, clock }),
    passwords,
    tokens: createTokens({ tenants, clock }),
    signIn: createSignIn({ tenants, passwords, familiar, clock }),
    secondStep: createSecondStep({ tenants, familiar, clock }),
    resetLimit: createResetLimit(clock),
  }
}
