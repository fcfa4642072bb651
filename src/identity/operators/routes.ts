import { type AnyElysia, Elysia } from 'elysia'
import type { Control, Tenants } from '../../tenancy/index.ts'
import type { AdmitOperator } from '../../web/index.ts'
import { supportEntry } from '../support/entry.routes.ts'
import type { AtConsole } from './admit.routes.ts'
import { operatorsApi } from './api.routes.ts'
import { createEnrolling } from './enrolling.ts'
import { operatorOwnApi } from './own.api.routes.ts'
import { createOperatorPasskeys } from './passkeys.ts'
import { consolePeopleRoutes } from './people.routes.tsx'
import { consoleSecurityRoutes } from './security.routes.tsx'
import { consoleSignInRoutes } from './sign-in.routes.tsx'
import { createOperatorCodes } from './sign-in.ts'
import { consoleStepUpPage, consoleStepUpRoutes } from './step-up.routes.tsx'

export type ConsoleDeps = {
  readonly control: Control
  readonly tenants: Tenants
  readonly urlOf: (slug: string) => string
  readonly clock: () => Date
  readonly admitOperator: AdmitOperator
  readonly atConsole: AtConsole
}

/** How operators come in as people, and what they keep for it. */
export function consoleRoutes({ control, tenants, urlOf, clock, admitOperator, atConsole }: ConsoleDeps) {
  // Where people come to an address without a name, operators have no host: nobody comes in as one there.
  const { hostname, origin } = URL.parse(urlOf('admin')) ?? { hostname: '', origin: '' }
  const passkeys = createOperatorPasskeys({ control, clock, site: { id: hostname, origin } })
  const codes = createOperatorCodes({ control, clock })
  const enrolling = createEnrolling({ control, passkeys })
  const people = { admitOperator, control, clock, linkOf: (token: string) => `${origin}/console/enrolment/${token}` }
  const within = { admitOperator, control, passkeys, clock, codes }

  const routes: AnyElysia = new Elysia()
    .use(consoleSignInRoutes({ control, atConsole, codes, passkeys, enrolling }))
    .use(consolePeopleRoutes(people))
    .use(operatorsApi(people))
    .use(supportEntry({ admitOperator, control, tenants, urlOf }))
    .use(consoleStepUpRoutes(within))
    .use(consoleSecurityRoutes(within))
    .use(operatorOwnApi(within))
  return { routes, stepUp: consoleStepUpPage(within) }
}
