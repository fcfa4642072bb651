import { type AnyElysia, Elysia } from 'elysia'
import { createReach } from '../kit/reaching.ts'
import type { Tx } from '../tenancy/index.ts'
import type { AddressOf, Admit, Shell } from '../web/index.ts'
import { accessApi } from './access/access.api.routes.ts'
import { accessRoutes } from './access/access.routes.tsx'
import { deviceRoutes } from './access/device.routes.tsx'
import { devicesApi } from './access/devices.api.routes.ts'
import { devicesRoutes } from './access/devices.routes.tsx'
import { emergencyApi } from './access/emergency.api.routes.ts'
import { emergencyRoutes } from './access/emergency.routes.tsx'
import { accountApi } from './account.routes.ts'
import { keyApi } from './api-keys/keys.api.routes.ts'
import { keyPages, type ShowKeys } from './api-keys/keys.routes.tsx'
import { factorApi } from './factor/factor.api.routes.ts'
import { createProve } from './factor/proof.ts'
import { factorResetRoutes } from './factor/reset.routes.tsx'
import { securityRoutes } from './factor/security.routes.tsx'
import { stepUpPage, stepUpRoutes } from './factor/step-up.routes.tsx'
import type { Identity } from './identity.ts'
import { addressRoutes } from './links/address.routes.tsx'
import { forgottenRoutes } from './links/forgotten.routes.tsx'
import { linksApi } from './links/links.api.routes.ts'
import { welcomeRoutes } from './links/welcome.routes.tsx'
import { passkeyApi } from './passkeys/api.routes.ts'
import { passkeyRoutes } from './passkeys/routes.tsx'
import { createPasskeys } from './passkeys/service.ts'
import { passkeySignInRoutes } from './passkeys/sign-in.routes.tsx'
import { peopleApi } from './people/people.api.routes.ts'
import { peopleRoutes } from './people/people.routes.tsx'
import { roleRoutes } from './people/roles.routes.tsx'
import { scimRoutes } from './scim/scim.routes.ts'
import { lockRoutes } from './sessions/lock.routes.tsx'
import { sessionApi } from './sessions/sessions.api.routes.ts'
import { sessionRoutes } from './sessions/sessions.routes.tsx'
import { authApi } from './sign-in/api.routes.ts'
import { ownPasswordRoutes } from './sign-in/own-password.routes.tsx'
import { signInRoutes } from './sign-in/routes.tsx'
import { secondStepRoutes } from './sign-in/second-step.routes.tsx'
import { ssoApi } from './sso/api.routes.ts'
import { createOidc } from './sso/oidc.ts'
import { createTest } from './sso/oidc-test.ts'
import { samlApi } from './sso/saml.api.routes.ts'
import { samlRoutes } from './sso/saml.routes.ts'
import { samlSettingsRoutes } from './sso/saml-settings.routes.tsx'
import { ssoSettingsRoutes } from './sso/settings.routes.tsx'
import { ssoSignInRoutes } from './sso/sign-in.routes.ts'
import { supportApi } from './support/api.routes.ts'
import { supportRoutes } from './support/routes.tsx'

export type IdentityRoutesDeps = {
  readonly identity: Identity
  readonly admit: Admit
  readonly shell: Shell
  readonly baseDomain: string
  readonly clock: () => Date
  readonly officeClock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  readonly urlOf: (slug: string) => string
  readonly addressOf: AddressOf
  readonly byMail: boolean
  /** Providers of sign-in may stand on this machine. */
  readonly isLocal: boolean
  readonly showKeys: ShowKeys
}

/** Who comes in and what they may: pages and JSON, and what the edge shows to who has to prove once more who they are. */
export function identityRoutes(deps: IdentityRoutesDeps) {
  const { identity, admit, shell, baseDomain, clock, officeClock, urlOf, addressOf, byMail } = deps
  const signed = { admit, shell }
  const prove = createProve({ passwords: identity.passwords, clock })
  const passkeys = createPasskeys({ tenants: identity.tenants, clock, urlOf })
  const stepUp = { ...signed, prove, passkeys }

  const routes: AnyElysia = new Elysia()
    .use(signInRoutes({ identity, baseDomain, home: '/faxes', addressOf }))
    .use(singleSignOn(deps))
    .use(secondStepRoutes({ identity, baseDomain }))
    .use(welcomeRoutes({ identity, baseDomain }))
    .use(forgottenRoutes({ identity, baseDomain, byMail, addressOf }))
    .use(linksApi({ identity, baseDomain, byMail, addressOf }))
    .use(authApi({ identity, baseDomain, addressOf }))
    .use(accountApi({ admit }))
    .use(keyApi({ admit }))
    .use(keyPages({ ...signed, clock: officeClock, show: deps.showKeys }))
    .use(addressRoutes({ ...signed, prove, byMail }))
    .use(ownPasswordRoutes({ ...signed, prove, passwords: identity.passwords }))
    .use(peopleRoutes({ ...signed, clock: officeClock, byMail, urlOf }))
    .use(peopleApi({ admit, byMail, urlOf }))
    .use(roleRoutes(signed))
    .use(accessRoutes({ ...signed, clock: officeClock }))
    .use(accessApi({ admit, zoneOf: (tx) => officeClock(tx).zone }))
    .use(deviceRoutes({ admit, prove }))
    .use(devicesRoutes({ ...signed, clock: officeClock }))
    .use(devicesApi({ admit, prove }))
    .use(emergencyRoutes({ ...signed, clock: officeClock }))
    .use(emergencyApi({ admit }))
    .use(scimRoutes({ admit }))
    .use(supportRoutes({ ...signed, identity, baseDomain, clock: officeClock }))
    .use(supportApi({ admit }))
    .use(stepUpRoutes(stepUp))
    .use(securityRoutes({ ...stepUp, clock: officeClock }))
    .use(factorResetRoutes(signed))
    .use(passkeySignInRoutes({ identity, passkeys, baseDomain, addressOf }))
    .use(lockRoutes({ admit, identity, prove, passkeys, baseDomain }))
    .use(sessionRoutes({ ...signed, clock: officeClock }))
    .use(sessionApi({ admit }))
    .use(passkeyRoutes({ ...stepUp, clock: officeClock }))
    .use(passkeyApi({ admit, passkeys }))
    .use(factorApi({ admit, prove, passkeys, identity, baseDomain }))
  return { routes, stepUp: stepUpPage(stepUp) }
}

function singleSignOn(deps: IdentityRoutesDeps): AnyElysia {
  const { identity, admit, shell, baseDomain, clock, officeClock, urlOf, addressOf, isLocal } = deps
  const reach = createReach({ mayReachInside: isLocal })
  const oidc = createOidc({ reach, clock, isLocal })
  const test = createTest({ reach, now: Date.now })
  return new Elysia()
    .use(ssoSignInRoutes({ identity, baseDomain, clock, oidc, urlOf, addressOf }))
    .use(ssoSettingsRoutes({ admit, shell, clock: officeClock, urlOf, test, oidc, isLocal }))
    .use(ssoApi({ admit, urlOf, test, oidc, isLocal }))
    .use(samlRoutes({ identity, baseDomain, clock, urlOf, addressOf }))
    .use(samlSettingsRoutes({ admit, shell, reach, clock, isLocal, urlOf, clockOf: officeClock }))
    .use(samlApi({ admit, reach, clock, isLocal, urlOf }))
}
