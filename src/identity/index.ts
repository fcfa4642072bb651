export { type AccessRules, type Actor, decide, type Question } from './access/decide.ts'
export { countUnreviewed } from './access/emergencies.ts'
export { type ApiKey, addKey, type KeyId, listKeys, type NewKey, revokeKey } from './api-keys/api-keys.ts'
export { keyNotifier } from './api-keys/key-ends.ts'
export { spellKey } from './api-keys/key-text.ts'
export { createDirectory, type Directory, type Place } from './directory.ts'
export { giveFactor, resetFactor } from './factor/factor.ts'
export { beginWithFactors, needsFactor } from './factor/factor-rules.ts'
export { renewRecoveryCodes } from './factor/recovery-codes.ts'
export { newTotpSecret, totpAt } from './factor/totp.ts'
export { createIdentity, type Identity, type IdentityDeps } from './identity.ts'
export { composeLetters } from './letters.tsx'
export { acceptWelcome, findWelcome, inviteOwner } from './links/owner.ts'
export { type MadeSure, madeSure, SURE_BY } from './made-sure.ts'
export { namesOf } from './names.ts'
export {
  type Account,
  findAccount,
  inviteOperator,
  listAccounts,
  operatorNames,
  recoverOperator,
  suspendOperator,
} from './operators/accounts.ts'
export {
  isForOperators,
  OPERATORS_MAY,
  type OperatorRole,
} from './operators/rights.ts'
export { createOperator, findOperator, listOperators, type OperatorId, type OperatorRow, revokeOperator } from './operators.ts'
export { mayNoLonger, mayStill } from './people/may-still.ts'
export { listPeople } from './people/people.ts'
export { type Standing, shutOut, standingOf } from './people/standing.ts'
export {
  addUser,
  changeRole,
  findUserByEmail,
  getUser,
  listUsers,
  type NewUser,
  renameUser,
  setPassword,
  suspendUser,
  type User,
  type UserId,
} from './people/users.ts'
export { ALLOWED, isOffered, isScope, OFFERED, PERMISSIONS, type Permission, ROLES, type Role, SCOPES, type Scope } from './permissions.ts'
export { type Access, disagreements, isEntry, type Policy, PROVEN, ROUTES, type Route } from './policy.ts'
export { invitationRecords } from './retention.ts'
export { listSessions } from './sessions/session-list.ts'
export { endAllSessions, startSession } from './sessions/sessions.ts'
export { createPasswords, type Passwords, passwordProblem, SHORTEST_PASSWORD } from './sign-in/passwords.ts'
export { createOidc } from './sso/oidc.ts'
export { createTest } from './sso/oidc-test.ts'
export { certificateNotifier } from './sso/saml-certificate-ends.ts'
export { runningGrant } from './support/grants.ts'
export { SUPPORT_ROUTES } from './support/opened.ts'
