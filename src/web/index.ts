export { type AddressOf, addressFrom, socketAddress } from './address.ts'
export { JSON_BODY } from './body-type.ts'
export { consoleShell } from './console-shell.ts'
export {
  broughtBrowser,
  browserSecret,
  clearSession,
  credentialOf,
  halfOpenCookie,
  keepingBrowser,
  type Offered,
  sessionCookie,
  setHalfOpen,
  setSession,
} from './credentials.ts'
export { clientAddressOf, countedOf, type EdgeOptions, edge, requestIdOf } from './edge.tsx'
export { refuseCrossOrigin } from './guard.ts'
export { formsLeadTo, NO_REFERRER } from './headers.ts'
export { authorityOf, type Host, hostOf, isHttps, originOf } from './host.ts'
export { createLive, type Live } from './live.ts'
export { createMethodsAt } from './methods.ts'
export { ownPath, signInPath } from './next.ts'
export { fragment, json, jsonText, made, page, seeOther, wantsFragment } from './page.ts'
export { type Counted, createRates, RATES, type Rates, type RateTable, rateHeaders, ratesFrom } from './rates.ts'
export { Problem, problem, problems, type Refusal } from './refusal.ts'
export { hopsOf, refuseUnreplayable, replayed } from './replay.ts'
export { createShell, type Shell } from './shell.ts'
export { type Admit, type AdmitOperator, type Asked, type Operator, operating, type Signed, signedIn } from './signed-in.ts'
export { fileOf, gone, inRanges, writtenOut } from './written-out.ts'
