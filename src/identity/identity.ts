import type { Control, Tenants } from '../tenancy/index.ts'
import { createDirectory, type Directory } from './directory.ts'
import { createResetLimit, type ResetLimit } from './links/reset-limit.ts'
import { createTokens, type Tokens } from './sessions/tokens.ts'
import { createFamiliar } from './sign-in/familiar.ts'
import { createPasswords, type Passwords } from './sign-in/passwords.ts'
import { createSecondStep, type SecondStep } from './sign-in/second-step.ts'
import { createSignIn, type SignIn } from './sign-in/sign-in.ts'

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
