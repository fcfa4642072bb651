export { type AccessRules, type Actor, decide, type Question } from './access/decide.ts'
export { countUnreviewed } from './access/emergencies.ts'
export { type ApiKey, addKey, type KeyId, listKeys, type NewKey, revokeKey } from './api-keys.ts'
export { createDirectory, type Directory, type Place } from './directory.ts'
export { giveFactor, resetFactor } from './factor.ts'
export { needsFactor } from './factor-rules.ts'
export { createIdentity, type Identity, type IdentityDeps } from './identity.ts'
export { keyNotifier } from './key-ends.ts'
export { spellKey } from './key-text.ts'
export { composeLetters } from './letters.tsx'
export { mayStill } from './may-still.ts'
export { createOperator, findOperator, listOperators, type OperatorId, type OperatorRow, revokeOperator } from './operators.ts'
export { acceptWelcome, findWelcome, inviteOwner } from './owner.ts'
export { createPasskeys } from './passkeys/service.ts'
export { createPasswords, type Passwords, passwordProblem, SHORTEST_PASSWORD } from './passwords.ts'
export { listPeople } from './people.ts'
export { ALLOWED, isOffered, isScope, OFFERED, PERMISSIONS, type Permission, ROLES, type Role, SCOPES, type Scope } from './permissions.ts'
export { type Access, disagreements, isEntry, type Policy, PROVEN, ROUTES, type Route } from './policy.ts'
export { createProve, type Proof, type Prove } from './proof.ts'
export { renewRecoveryCodes } from './recovery-codes.ts'
export { invitationRecords } from './retention.ts'
export { listSessions } from './session-list.ts'
export { endAllSessions, startSession } from './sessions.ts'
export { createOidc, type Oidc } from './sso/oidc.ts'
export { createTest, type TestConnection } from './sso/oidc-test.ts'
export { createReach, type Reach } from './sso/reaching.ts'
export { type Standing, shutOut, standingOf } from './standing.ts'
export { newTotpSecret, totpAt } from './totp.ts'
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
} from './users.ts'
