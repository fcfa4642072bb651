export { type ApiKey, addKey, type KeyId, listKeys, type NewKey, revokeKey } from './api-keys.ts'
export { createDirectory, type Directory, type Place } from './directory.ts'
export { createIdentity, type Identity, type IdentityDeps } from './identity.ts'
export { createOperator, findOperator, listOperators, type OperatorId, type OperatorRow, revokeOperator } from './operators.ts'
export { acceptWelcome, findWelcome, inviteOwner } from './owner.ts'
export { createPasswords, type Passwords, passwordProblem } from './passwords.ts'
export { ALLOWED, isRole, isScope, PERMISSIONS, type Permission, ROLES, type Role, SCOPES, type Scope } from './permissions.ts'
export { type Access, disagreements, type Policy, ROUTES, type Route } from './policy.ts'
export { createProve, type Proof, type Prove } from './proof.ts'
export { invitationRecords } from './retention.ts'
export { endAllSessions } from './sessions.ts'
export { type Standing, shutOut, standingOf } from './standing.ts'
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
