// Made from the OpenAPI of Frontdesk by bin/machines.ts: not written by hand. One file, no dependency.

/** A refusal: `code` tells them apart, `errors` name the fields, `requestId` is what to ask about it by. */
export class FrontdeskError extends Error {
  override readonly name = 'FrontdeskError'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: ReadonlyArray<{ field: string; message: string }>,
    readonly requestId: string,
    /** Seconds to wait before trying again, where the office said so. */
    readonly retryAfter: number | undefined,
  ) {
    super(message)
  }
}

export type FrontdeskOptions = {
  /** The office, such as https://maple.frontdesk.example. */
  readonly url: string
  /** An API key (fd_…) or an access token. */
  readonly key: string
  /** Instead of the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>
}

type Kind = 'json' | 'file' | 'nothing'

export class Frontdesk {
  constructor(private readonly options: FrontdeskOptions) {}

  private async call<T>(method: string, template: string, args: Readonly<Record<string, unknown>>, kind: Kind): Promise<T> {
    const { body, idempotencyKey, ...others } = args
    const query = new URLSearchParams()
    let path = template
    for (const [name, value] of Object.entries(others)) {
      if (value === undefined) continue
      if (path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(String(value)))
      else query.append(name, String(value))
    }
    const search = query.size > 0 ? `?${query}` : ''
    const headers: Record<string, string> = { authorization: `Bearer ${this.options.key}`, accept: 'application/json' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (typeof idempotencyKey === 'string') headers['idempotency-key'] = idempotencyKey
    const request = new Request(new URL(path + search, this.options.url).href, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await (this.options.fetch ?? fetch)(request)
    if (!answer.ok) throw await refusalIn(answer)
    if (kind === 'file') return answer as T
    return (kind === 'json' ? await answer.json() : undefined) as T
  }

  /** List the providers people sign in through */
  listSsoConnections(): Promise<{ data: Array<{ id: string; kind: string; name: string; isEnabled: boolean; letsNewPeopleIn: boolean; defaultRole: string | null; groupRoles: Array<{ group: string; role: string }>; groupsMakeOwners: boolean; linksByAddress: boolean; asksFactor: boolean; settings: Record<string, unknown>; hasSecret: boolean; redirectUri: string; createdAt: string }> }> {
    return this.call('GET', '/api/sso/connections', {}, 'json')
  }

  /** Add a provider of OpenID Connect */
  createSsoConnection(args: { body: { name?: string; isEnabled?: boolean; letsNewPeopleIn?: boolean; defaultRole?: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist"; groupRoles?: Array<{ group: string; role: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist" }>; groupsMakeOwners?: boolean; linksByAddress?: boolean; asksFactor?: boolean; settings?: { preset?: "google" | "microsoft" | "other"; issuer?: string; clientId?: string; allowed?: Array<string>; groupsClaim?: string; factorWords?: Array<string> }; clientSecret?: string } }): Promise<{ id: string; kind: string; name: string; isEnabled: boolean; letsNewPeopleIn: boolean; defaultRole: string | null; groupRoles: Array<{ group: string; role: string }>; groupsMakeOwners: boolean; linksByAddress: boolean; asksFactor: boolean; settings: Record<string, unknown>; hasSecret: boolean; redirectUri: string; createdAt: string }> {
    return this.call('POST', '/api/sso/connections', args, 'json')
  }

  /** One provider, and whom it is known to know */
  getSsoConnection(args: { id: string }): Promise<{ id: string; kind: string; name: string; isEnabled: boolean; letsNewPeopleIn: boolean; defaultRole: string | null; groupRoles: Array<{ group: string; role: string }>; groupsMakeOwners: boolean; linksByAddress: boolean; asksFactor: boolean; settings: Record<string, unknown>; hasSecret: boolean; redirectUri: string; createdAt: string; people: Array<{ id: string; name: string; email: string; linkedAt: string }> }> {
    return this.call('GET', '/api/sso/connections/{id}', args, 'json')
  }

  /** Change a provider of OpenID Connect: whoever came through it signs in again */
  changeSsoConnection(args: { id: string; body: { name?: string; isEnabled?: boolean; letsNewPeopleIn?: boolean; defaultRole?: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist"; groupRoles?: Array<{ group: string; role: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist" }>; groupsMakeOwners?: boolean; linksByAddress?: boolean; asksFactor?: boolean; settings?: { preset?: "google" | "microsoft" | "other"; issuer?: string; clientId?: string; allowed?: Array<string>; groupsClaim?: string; factorWords?: Array<string> }; clientSecret?: string } }): Promise<{ id: string; kind: string; name: string; isEnabled: boolean; letsNewPeopleIn: boolean; defaultRole: string | null; groupRoles: Array<{ group: string; role: string }>; groupsMakeOwners: boolean; linksByAddress: boolean; asksFactor: boolean; settings: Record<string, unknown>; hasSecret: boolean; redirectUri: string; createdAt: string }> {
    return this.call('PATCH', '/api/sso/connections/{id}', args, 'json')
  }

  /** Remove a provider */
  removeSsoConnection(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/sso/connections/{id}', args, 'nothing')
  }

  /** Ask a provider of OpenID Connect, and say what is wrong */
  createSsoConnectionTest(args: { id: string }): Promise<{ findings: Array<{ standing: string; text: string }> }> {
    return this.call('POST', '/api/sso/connections/{id}/tests', args, 'json')
  }

  /** Try to sign in through a provider of OpenID Connect: nobody is signed in by it */
  createSsoConnectionTrial(args: { id: string }): Promise<{ id: string; url: string | null }> {
    return this.call('POST', '/api/sso/connections/{id}/trials', args, 'json')
  }

  /** What came of it */
  getSsoConnectionTrial(args: { id: string; trial: string }): Promise<{ id: string; isGood: boolean; problem: string | null; detail: string }> {
    return this.call('GET', '/api/sso/connections/{id}/trials/{trial}', args, 'json')
  }

  /** Unlink a person from their account there */
  removeSsoConnectionPerson(args: { id: string; person: string }): Promise<void> {
    return this.call('DELETE', '/api/sso/connections/{id}/people/{person}', args, 'nothing')
  }

  /** The owner who alone may use a password */
  getSsoRule(): Promise<{ breakGlassId: string | null }> {
    return this.call('GET', '/api/sso/rule', {}, 'json')
  }

  /** Switch passwords off for all but one owner, or allow them again */
  setSsoRule(args: { body: { breakGlassId: string | null } }): Promise<{ breakGlassId: string | null }> {
    return this.call('PUT', '/api/sso/rule', args, 'json')
  }

  /** Add a SAML provider, switched off */
  createSsoSaml(args: { body: { name?: string; isEnabled?: boolean; letsNewPeopleIn?: boolean; defaultRole?: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist"; groupRoles?: Array<{ group: string; role: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist" }>; groupsMakeOwners?: boolean; linksByAddress?: boolean; asksFactor?: boolean; metadata?: string; metadataUrl?: string; mustBeEncrypted?: boolean; emailAttribute?: string; nameAttribute?: string; groupsAttribute?: string; factorContexts?: Array<string> } }): Promise<{ id: string; name: string; isEnabled: boolean; ours: { entityId: string; acsUrl: string; metadataUrl: string; certificates: Array<{ fingerprint: string; expiresAt: string; standing: string }> }; theirs: { entityId: string; signInUrl: string; metadataUrl: string; certificates: Array<{ fingerprint: string; expiresAt: string; standing: string }> }; options: { mustBeEncrypted: boolean; emailAttribute: string; nameAttribute: string; groupsAttribute: string; factorContexts: Array<string> } }> {
    return this.call('POST', '/api/sso/saml', args, 'json')
  }

  /** A SAML provider, and what it must be told */
  getSsoSaml(args: { id: string }): Promise<{ id: string; name: string; isEnabled: boolean; ours: { entityId: string; acsUrl: string; metadataUrl: string; certificates: Array<{ fingerprint: string; expiresAt: string; standing: string }> }; theirs: { entityId: string; signInUrl: string; metadataUrl: string; certificates: Array<{ fingerprint: string; expiresAt: string; standing: string }> }; options: { mustBeEncrypted: boolean; emailAttribute: string; nameAttribute: string; groupsAttribute: string; factorContexts: Array<string> } }> {
    return this.call('GET', '/api/sso/saml/{id}', args, 'json')
  }

  /** Change a SAML provider */
  changeSsoSaml(args: { id: string; body: { name?: string; isEnabled?: boolean; letsNewPeopleIn?: boolean; defaultRole?: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist"; groupRoles?: Array<{ group: string; role: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist" }>; groupsMakeOwners?: boolean; linksByAddress?: boolean; asksFactor?: boolean; metadata?: string; metadataUrl?: string; mustBeEncrypted?: boolean; emailAttribute?: string; nameAttribute?: string; groupsAttribute?: string; factorContexts?: Array<string> } }): Promise<{ id: string; name: string; isEnabled: boolean; ours: { entityId: string; acsUrl: string; metadataUrl: string; certificates: Array<{ fingerprint: string; expiresAt: string; standing: string }> }; theirs: { entityId: string; signInUrl: string; metadataUrl: string; certificates: Array<{ fingerprint: string; expiresAt: string; standing: string }> }; options: { mustBeEncrypted: boolean; emailAttribute: string; nameAttribute: string; groupsAttribute: string; factorContexts: Array<string> } }> {
    return this.call('PATCH', '/api/sso/saml/{id}', args, 'json')
  }

  /** Try a SAML provider */
  createSsoSamlTrial(args: { id: string }): Promise<{ id: string; url: string | null }> {
    return this.call('POST', '/api/sso/saml/{id}/trials', args, 'json')
  }

  /** What came of a trial */
  getSsoSamlTrial(args: { id: string; trial: string }): Promise<{ id: string; isGood: boolean; problem: string | null; detail: string }> {
    return this.call('GET', '/api/sso/saml/{id}/trials/{trial}', args, 'json')
  }

  /** Frontdesk’s own SAML certificates */
  listSsoSamlKeys(): Promise<{ data: Array<{ fingerprint: string; expiresAt: string; standing: string }> }> {
    return this.call('GET', '/api/sso/saml-keys', {}, 'json')
  }

  /** Make a SAML key that waits beside the one in use */
  createSsoSamlKey(): Promise<{ fingerprint: string; expiresAt: string; standing: string }> {
    return this.call('POST', '/api/sso/saml-keys', {}, 'json')
  }

  /** Put the waiting SAML key in use */
  createSsoSamlKeysExchange(): Promise<void> {
    return this.call('POST', '/api/sso/saml-keys/exchange', {}, 'nothing')
  }

  /** Throw the waiting SAML key away */
  removeSsoSamlKeysNext(): Promise<void> {
    return this.call('DELETE', '/api/sso/saml-keys/next', {}, 'nothing')
  }

  /** Ask for a link to choose another password */
  createAuthReset(args: { body: { email: string } }): Promise<{ message: string }> {
    return this.call('POST', '/api/auth/resets', args, 'json')
  }

  /** Choose another password with the token of a link */
  setAuthPassword(args: { body: { token: string; password: string } }): Promise<void> {
    return this.call('PUT', '/api/auth/password', args, 'nothing')
  }

  /** Confirm a new e-mail address with the token of a link */
  createAuthVerification(args: { body: { token: string } }): Promise<void> {
    return this.call('POST', '/api/auth/verifications', args, 'nothing')
  }

  /** Sign in and get a pair of tokens */
  signIn(): Promise<{ accessToken: string; refreshToken: string; expiresIn: number; tokenType: "Bearer" }> {
    return this.call('POST', '/api/auth/token', {}, 'json')
  }

  /** Trade a refresh token for the next pair */
  refreshToken(): Promise<{ accessToken: string; refreshToken: string; expiresIn: number; tokenType: "Bearer" }> {
    return this.call('POST', '/api/auth/refresh', {}, 'json')
  }

  /** End the tokens of one sign-in */
  signOut(): Promise<void> {
    return this.call('POST', '/api/auth/sign-out', {}, 'nothing')
  }

  /** Who this credential is, and what it may do */
  getMe(): Promise<{ tenant: { id: string; slug: string; name: string }; user: { id: string; name: string; email: string; role: string } | null; keyId: string | null; permissions: Array<string> }> {
    return this.call('GET', '/api/me', {}, 'json')
  }

  /** List API keys */
  listKeys(): Promise<{ data: Array<{ id: string; name: string; prefix: string; test: boolean; scopes: Array<string>; addresses: Array<string>; perMinute: number | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; lastUsedFrom: string | null; revokedAt: string | null; rotatedAt: string | null; previous: { prefix: string; until: string } | null }> }> {
    return this.call('GET', '/api/keys', {}, 'json')
  }

  /** Make an API key */
  createKey(args: { body: { name: string; scopes: Array<"faxes:read" | "faxes:write" | "contacts:read" | "contacts:write" | "jobs:read" | "jobs:write" | "audit:read" | "settings:read" | "scim" | "webhooks">; expiresInDays?: number | null; addresses?: Array<string>; perMinute?: number | null; test?: boolean } }): Promise<{ id: string; name: string; prefix: string; test: boolean; scopes: Array<string>; addresses: Array<string>; perMinute: number | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; lastUsedFrom: string | null; revokedAt: string | null; rotatedAt: string | null; previous: { prefix: string; until: string } | null; key: string }> {
    return this.call('POST', '/api/keys', args, 'json')
  }

  /** Say from where an API key may be used, and how often */
  changeKey(args: { id: string; body: { addresses?: Array<string>; perMinute?: number | null } }): Promise<{ id: string; name: string; prefix: string; test: boolean; scopes: Array<string>; addresses: Array<string>; perMinute: number | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; lastUsedFrom: string | null; revokedAt: string | null; rotatedAt: string | null; previous: { prefix: string; until: string } | null }> {
    return this.call('PATCH', '/api/keys/{id}', args, 'json')
  }

  /** Revoke an API key */
  removeKey(args: { id: string }): Promise<{ id: string; name: string; prefix: string; test: boolean; scopes: Array<string>; addresses: Array<string>; perMinute: number | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; lastUsedFrom: string | null; revokedAt: string | null; rotatedAt: string | null; previous: { prefix: string; until: string } | null }> {
    return this.call('DELETE', '/api/keys/{id}', args, 'json')
  }

  /** Give an API key another secret */
  createKeyRotation(args: { id: string; body: { overlapHours?: number } }): Promise<{ id: string; name: string; prefix: string; test: boolean; scopes: Array<string>; addresses: Array<string>; perMinute: number | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; lastUsedFrom: string | null; revokedAt: string | null; rotatedAt: string | null; previous: { prefix: string; until: string } | null; key: string }> {
    return this.call('POST', '/api/keys/{id}/rotations', args, 'json')
  }

  /** End the secret that an API key had before */
  removeKeyPreviousSecret(args: { id: string }): Promise<{ id: string; name: string; prefix: string; test: boolean; scopes: Array<string>; addresses: Array<string>; perMinute: number | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; lastUsedFrom: string | null; revokedAt: string | null; rotatedAt: string | null; previous: { prefix: string; until: string } | null }> {
    return this.call('DELETE', '/api/keys/{id}/previous-secret', args, 'json')
  }

  /** Ask for another e-mail address of one’s own */
  createMeEmail(args: { body: { email: string; password?: string } }): Promise<{ message: string }> {
    return this.call('POST', '/api/me/email', args, 'json')
  }

  /** Keep one’s e-mail address after all */
  removeMeEmail(): Promise<void> {
    return this.call('DELETE', '/api/me/email', {}, 'nothing')
  }

  /** Choose another password of one’s own */
  setMePassword(args: { body: { current: string; password: string } }): Promise<void> {
    return this.call('PUT', '/api/me/password', args, 'nothing')
  }

  /** List the people of the office */
  listPeople(): Promise<{ data: Array<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null }> }> {
    return this.call('GET', '/api/people', {}, 'json')
  }

  /** Invite a person */
  createPerson(args: { body: { name: string; email: string; role: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist" } }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null; link: string | null }> {
    return this.call('POST', '/api/people', args, 'json')
  }

  /** One person */
  getPerson(args: { id: string }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null }> {
    return this.call('GET', '/api/people/{id}', args, 'json')
  }

  /** Change a person’s role */
  changePerson(args: { id: string; body: { role: "owner_admin" | "admin" | "user" | "auditor" | "doctor" | "nurse" | "staff" | "lab_technician" | "pharmacist" } }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null }> {
    return this.call('PATCH', '/api/people/{id}', args, 'json')
  }

  /** Remove a person, or withdraw an invitation */
  removePerson(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/people/{id}', args, 'nothing')
  }

  /** Suspend a person: signed out everywhere at once */
  createPersonSuspension(args: { id: string }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null }> {
    return this.call('POST', '/api/people/{id}/suspension', args, 'json')
  }

  /** Let a suspended person in again */
  createPersonReadmission(args: { id: string }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null }> {
    return this.call('POST', '/api/people/{id}/readmission', args, 'json')
  }

  /** Send an invitation again */
  createPersonInvitation(args: { id: string; body: { sureBy: string; sureNote: string } }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null; link: string | null }> {
    return this.call('POST', '/api/people/{id}/invitations', args, 'json')
  }

  /** Begin a change of a person’s password */
  createPersonReset(args: { id: string; body: { sureBy: string; sureNote: string } }): Promise<{ id: string; name: string; email: string; role: string; state: string; createdAt: string; lastSignInAt: string | null; link: string | null }> {
    return this.call('POST', '/api/people/{id}/resets', args, 'json')
  }

  /** What each role may do */
  getRoles(): Promise<{ roles: Array<{ role: string; label: string; may: string; permissions: Array<string> }>; permissions: Array<{ permission: string; label: string; coming: boolean }> }> {
    return this.call('GET', '/api/roles', {}, 'json')
  }

  /** When and from where people are let in */
  getAccessRules(): Promise<{ days: string; from: string | null; until: string | null; addresses: Array<string> }> {
    return this.call('GET', '/api/access/rules', {}, 'json')
  }

  /** Say when and from where people are let in */
  setAccessRules(args: { body: { days: string; from: string | null; until: string | null; addresses: Array<string> } }): Promise<{ days: string; from: string | null; until: string | null; addresses: Array<string> }> {
    return this.call('PUT', '/api/access/rules', args, 'json')
  }

  /** Why a person may do something now, or may not */
  getAccessExplanations(args: { person: string; permission: string }): Promise<{ permission: string; role: string | null; at: string; allowed: boolean; ownOnly: boolean; because: Array<{ rule: string; allows: boolean; message: string }> }> {
    return this.call('GET', '/api/access/explanations', args, 'json')
  }

  /** Decide an act of the trail again, as the rules and the role were then */
  getAccessReplay(args: { seq: number }): Promise<{ permission: string; role: string | null; at: string; allowed: boolean; ownOnly: boolean; because: Array<{ rule: string; allows: boolean; message: string }>; seq: number; action: string; actorId: string }> {
    return this.call('GET', '/api/access/replays/{seq}', args, 'json')
  }

  /** Whether owners and admins need an approved device */
  getAccessDeviceRule(): Promise<{ onlyApproved: boolean }> {
    return this.call('GET', '/api/access/device-rule', {}, 'json')
  }

  /** Let owners and admins in from approved devices only, or from all */
  setAccessDeviceRule(args: { body: { onlyApproved: boolean } }): Promise<{ onlyApproved: boolean }> {
    return this.call('PUT', '/api/access/device-rule', args, 'json')
  }

  /** Devices that are approved or wait for it */
  listAccessDevices(): Promise<{ data: Array<{ id: string; name: string; address: string; askedBy: string; askedAt: string; approvedBy: string | null; approvedAt: string | null; lastSignInAt: string | null; isOwn: boolean }> }> {
    return this.call('GET', '/api/access/devices', {}, 'json')
  }

  /** Approve a device */
  createAccessDeviceApproval(args: { id: string }): Promise<{ id: string; name: string; address: string; askedBy: string; askedAt: string; approvedBy: string | null; approvedAt: string | null; lastSignInAt: string | null; isOwn: boolean }> {
    return this.call('POST', '/api/access/devices/{id}/approval', args, 'json')
  }

  /** Rename a device */
  changeAccessDevice(args: { id: string; body: { name: string } }): Promise<{ id: string; name: string; address: string; askedBy: string; askedAt: string; approvedBy: string | null; approvedAt: string | null; lastSignInAt: string | null; isOwn: boolean }> {
    return this.call('PATCH', '/api/access/devices/{id}', args, 'json')
  }

  /** Remove a device, or refuse one that waits */
  removeAccessDevice(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/access/devices/{id}', args, 'nothing')
  }

  /** Whether this device is approved */
  getMeDevice(): Promise<{ state: string; name: string | null; mayRecover: boolean }> {
    return this.call('GET', '/api/me/device', {}, 'json')
  }

  /** Ask for approval of this device */
  createMeDevice(): Promise<{ state: string; name: string | null; mayRecover: boolean }> {
    return this.call('POST', '/api/me/device', {}, 'json')
  }

  /** Approve this device by a recovery code */
  createMeDeviceRecovery(args: { body: { code: string } }): Promise<{ state: string; name: string | null; mayRecover: boolean }> {
    return this.call('POST', '/api/me/device/recovery', args, 'json')
  }

  /** What you opened in emergencies */
  listMeEmergencies(): Promise<{ data: Array<{ id: string; userId: string; permission: string; reason: string; openedAt: string; endsAt: string; endedBy: string | null; reviewedAt: string | null; reviewedBy: string | null; verdict: string | null; note: string }> }> {
    return this.call('GET', '/api/me/emergencies', {}, 'json')
  }

  /** Open what your role does not show you, for a while */
  createMeEmergency(args: { body: { permission: "faxes:read"; reason: string; minutes?: 15 | 30 | 60 } }): Promise<{ id: string; userId: string; permission: string; reason: string; openedAt: string; endsAt: string; endedBy: string | null; reviewedAt: string | null; reviewedBy: string | null; verdict: string | null; note: string }> {
    return this.call('POST', '/api/me/emergencies', args, 'json')
  }

  /** End what you opened */
  removeMeEmergency(args: { id: string }): Promise<{ id: string; userId: string; permission: string; reason: string; openedAt: string; endsAt: string; endedBy: string | null; reviewedAt: string | null; reviewedBy: string | null; verdict: string | null; note: string }> {
    return this.call('DELETE', '/api/me/emergencies/{id}', args, 'json')
  }

  /** What was opened in emergencies */
  listEmergencies(): Promise<{ data: Array<{ id: string; userId: string; permission: string; reason: string; openedAt: string; endsAt: string; endedBy: string | null; reviewedAt: string | null; reviewedBy: string | null; verdict: string | null; note: string }> }> {
    return this.call('GET', '/api/emergencies', {}, 'json')
  }

  /** End it at once */
  removeEmergency(args: { id: string }): Promise<{ id: string; userId: string; permission: string; reason: string; openedAt: string; endsAt: string; endedBy: string | null; reviewedAt: string | null; reviewedBy: string | null; verdict: string | null; note: string }> {
    return this.call('DELETE', '/api/emergencies/{id}', args, 'json')
  }

  /** Review it */
  setEmergencyReview(args: { id: string; body: { verdict: "justified" | "unjustified"; note?: string } }): Promise<{ id: string; userId: string; permission: string; reason: string; openedAt: string; endsAt: string; endedBy: string | null; reviewedAt: string | null; reviewedBy: string | null; verdict: string | null; note: string }> {
    return this.call('PUT', '/api/emergencies/{id}/review', args, 'json')
  }

  /** When support was let in, who came, and what they looked at */
  listSupportGrants(): Promise<{ data: Array<{ id: string; reason: string; grantedBy: string; grantedAt: string; endsAt: string; running: boolean; visits: Array<{ operator: string; since: string; lastAt: string; inside: boolean }>; looks: Array<{ at: string; operator: string; what: string }> }> }> {
    return this.call('GET', '/api/support-grants', {}, 'json')
  }

  /** Let support in for some hours */
  createSupportGrant(args: { body: { reason: string; hours: number } }): Promise<{ id: string; reason: string; grantedBy: string; grantedAt: string; endsAt: string; running: boolean; visits: Array<{ operator: string; since: string; lastAt: string; inside: boolean }>; looks: Array<{ at: string; operator: string; what: string }> }> {
    return this.call('POST', '/api/support-grants', args, 'json')
  }

  /** End it now */
  removeSupportGrant(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/support-grants/{id}', args, 'nothing')
  }

  /** Reset a person’s lost second factor */
  createFactorReset(args: { id: string; body: { sureBy: string; sureNote: string } }): Promise<void> {
    return this.call('POST', '/api/factors/{id}/resets', args, 'nothing')
  }

  /** Ask for a passkey */
  createAuthPasskeysOption(): Promise<{ rpId: string; challenge: string; timeout: number; allowCredentials: Array<{ type: "public-key"; id: string; transports: Array<string> }>; userVerification: string }> {
    return this.call('POST', '/api/auth/passkeys/options', {}, 'json')
  }

  /** Sign in by a passkey and get a pair of tokens */
  createAuthPasskey(args: { body: { id: string; rawId: string; type: "public-key"; response: Record<string, unknown> } }): Promise<{ accessToken: string; refreshToken: string; expiresIn: number; tokenType: "Bearer" }> {
    return this.call('POST', '/api/auth/passkeys', args, 'json')
  }

  /** By what a session can be unlocked */
  getAuthUnlock(): Promise<{ password: boolean; code: boolean; passkey: boolean; providers: Array<{ id: string; name: string }> }> {
    return this.call('GET', '/api/auth/unlock', {}, 'json')
  }

  /** Unlock a session */
  createAuthUnlock(args: { body: { password?: string; code?: string; passkey?: { id: string; rawId: string; type: "public-key"; response: Record<string, unknown> } } }): Promise<void> {
    return this.call('POST', '/api/auth/unlock', args, 'nothing')
  }

  /** Ask for a passkey to unlock a session */
  createAuthUnlockOption(): Promise<{ rpId: string; challenge: string; timeout: number; allowCredentials: Array<{ type: "public-key"; id: string; transports: Array<string> }>; userVerification: string }> {
    return this.call('POST', '/api/auth/unlock/options', {}, 'json')
  }

  /** Lock this session */
  createMeSessionLock(): Promise<void> {
    return this.call('POST', '/api/me/session/lock', {}, 'nothing')
  }

  /** How long this session lasts */
  getMeSession(): Promise<{ userId: string; idleSeconds: number; longestSeconds: number }> {
    return this.call('GET', '/api/me/session', {}, 'json')
  }

  /** Where one is signed in */
  listMeSessions(): Promise<{ data: Array<{ id: string; kind: string; name: string; address: string; since: string; lastAt: string; isOwn: boolean; isLocked: boolean }> }> {
    return this.call('GET', '/api/me/sessions', {}, 'json')
  }

  /** End all others */
  removeMeSessions(): Promise<void> {
    return this.call('DELETE', '/api/me/sessions', {}, 'nothing')
  }

  /** End one */
  removeMeSession(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/me/sessions/{id}', args, 'nothing')
  }

  /** Where a person is signed in */
  listPersonSessions(args: { id: string }): Promise<{ data: Array<{ id: string; kind: string; name: string; address: string; since: string; lastAt: string; isOwn: boolean; isLocked: boolean }> }> {
    return this.call('GET', '/api/people/{id}/sessions', args, 'json')
  }

  /** End all of a person */
  removePersonSessions(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/people/{id}/sessions', args, 'nothing')
  }

  /** End one of a person */
  removePersonSession(args: { id: string; session: string }): Promise<void> {
    return this.call('DELETE', '/api/people/{id}/sessions/{session}', args, 'nothing')
  }

  /** How long sessions last */
  getSessionLimits(): Promise<{ idleMinutes: number; longestHours: number }> {
    return this.call('GET', '/api/session-limits', {}, 'json')
  }

  /** Change it, from the next request on */
  setSessionLimits(args: { body: { idleMinutes: number; longestHours: number } }): Promise<{ idleMinutes: number; longestHours: number }> {
    return this.call('PUT', '/api/session-limits', args, 'json')
  }

  /** List one’s own passkeys */
  listMePasskeys(): Promise<{ data: Array<{ id: string; name: string; synced: boolean; since: string; lastUsedAt: string | null }> }> {
    return this.call('GET', '/api/me/passkeys', {}, 'json')
  }

  /** Add a passkey */
  createMePasskey(args: { body: { id: string; rawId: string; type: "public-key"; response: Record<string, unknown>; name: string } }): Promise<{ id: string; recoveryCodes: Array<string> | null }> {
    return this.call('POST', '/api/me/passkeys', args, 'json')
  }

  /** Begin a passkey */
  createMePasskeysOption(): Promise<{ rp: { id: string; name: string }; user: { id: string; name: string; displayName: string }; challenge: string; pubKeyCredParams: Array<{ type: "public-key"; alg: number }>; timeout: number; excludeCredentials: Array<{ type: "public-key"; id: string; transports: Array<string> }>; authenticatorSelection: { residentKey: string; requireResidentKey: boolean; userVerification: string }; attestation: string }> {
    return this.call('POST', '/api/me/passkeys/options', {}, 'json')
  }

  /** Rename a passkey */
  changeMePasskey(args: { id: string; body: { name: string } }): Promise<{ id: string; name: string; synced: boolean; since: string; lastUsedAt: string | null }> {
    return this.call('PATCH', '/api/me/passkeys/{id}', args, 'json')
  }

  /** Remove a passkey */
  removeMePasskey(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/me/passkeys/{id}', args, 'nothing')
  }

  /** Ask for a passkey to prove once more who one is */
  createMeProofsOption(): Promise<{ rpId: string; challenge: string; timeout: number; allowCredentials: Array<{ type: "public-key"; id: string; transports: Array<string> }>; userVerification: string }> {
    return this.call('POST', '/api/me/proofs/options', {}, 'json')
  }

  /** One’s own second factor */
  getMeFactor(): Promise<{ since: string | null; passkeys: number; recoveryCodesLeft: number; required: boolean }> {
    return this.call('GET', '/api/me/factor', {}, 'json')
  }

  /** Confirm a second factor */
  setMeFactor(args: { body: { code: string; password?: string } }): Promise<{ recoveryCodes: Array<string> }> {
    return this.call('PUT', '/api/me/factor', args, 'json')
  }

  /** Begin a second factor */
  createMeFactorSetup(): Promise<{ secret: string; uri: string }> {
    return this.call('POST', '/api/me/factor/setups', {}, 'json')
  }

  /** Switch one’s second factor off */
  createMeFactorRemoval(args: { body: { password?: string; code: string } }): Promise<void> {
    return this.call('POST', '/api/me/factor/removal', args, 'nothing')
  }

  /** Make recovery codes anew */
  createMeRecoveryCode(): Promise<{ recoveryCodes: Array<string> }> {
    return this.call('POST', '/api/me/recovery-codes', {}, 'json')
  }

  /** Prove once more who one is */
  createMeProof(args: { body: { proof?: string; password?: string; passkey?: { id: string; rawId: string; type: "public-key"; response: Record<string, unknown> } } }): Promise<{ accessToken: string | null }> {
    return this.call('POST', '/api/me/proofs', args, 'json')
  }

  /** What this office asks of everybody who signs in */
  getSignInRules(): Promise<{ factorForAll: boolean }> {
    return this.call('GET', '/api/sign-in-rules', {}, 'json')
  }

  /** Change it */
  changeSignInRules(args: { body: { factorForAll: boolean; understood?: boolean } }): Promise<{ factorForAll: boolean }> {
    return this.call('PATCH', '/api/sign-in-rules', args, 'json')
  }

  /** Who has a second factor */
  listFactors(): Promise<{ data: Array<{ id: string; name: string; email: string; role: string; hasFactor: boolean; isRequired: boolean }> }> {
    return this.call('GET', '/api/factors', {}, 'json')
  }

  /** What sending a fax would come to */
  quoteFax(args: { body: { to: string | Array<string>; files?: Array<{ name: string; contentType?: string; base64: string }>; received?: string; pages?: Array<{ file: number; page: number; turn?: 0 | 90 | 180 | 270 }>; cover?: boolean | string; subject?: string; note?: string; from?: string; sendAt?: string } }): Promise<{ pages: number; pagesInAll: number; expectedSeconds: number; recipients: Array<{ to: string; name: string; lastDeliveredAt: string | null; concerns: Array<{ kind: "duplicate" | "new_number" | "look_alike" | "named_otherwise" | "restricted" | "part2" | "second_person" | "not_working"; message: string; asks: boolean }> }> }> {
    return this.call('POST', '/api/faxes/quotes', args, 'json')
  }

  /** What is asked before a fax goes */
  getSendRules(): Promise<{ duplicateHours: number; askNewNumbers: boolean; holdPrograms: boolean; secondOver: number }> {
    return this.call('GET', '/api/send-rules', {}, 'json')
  }

  /** Change what is asked before a fax goes */
  setSendRules(args: { body: { duplicateHours: number; askNewNumbers: boolean; holdPrograms: boolean; secondOver: number } }): Promise<{ duplicateHours: number; askNewNumbers: boolean; holdPrograms: boolean; secondOver: number }> {
    return this.call('PUT', '/api/send-rules', args, 'json')
  }

  /** When the content of faxes is destroyed */
  getZeroRetention(): Promise<{ sent: { hours: number } | null; received: { after: "read" | "fetched" | "forwarded"; hours: number } | null }> {
    return this.call('GET', '/api/zero-retention', {}, 'json')
  }

  /** Have the content of faxes destroyed */
  setZeroRetention(args: { body: { sent: { hours: number } | null; received: { after: "read" | "fetched" | "forwarded"; hours: number } | null } }): Promise<{ sent: { hours: number } | null; received: { after: "read" | "fetched" | "forwarded"; hours: number } | null }> {
    return this.call('PUT', '/api/zero-retention', args, 'json')
  }

  /** Whether the words of received pages are read for the search */
  getReceivedPageText(): Promise<{ on: boolean; past: { since: string; reached: string } | null; lacking: string | null }> {
    return this.call('GET', '/api/received/page-text', {}, 'json')
  }

  /** Have the words of received pages read for the search */
  setReceivedPageText(args: { body: { on: boolean; pastDays: number } }): Promise<{ on: boolean; past: { since: string; reached: string } | null; lacking: string | null }> {
    return this.call('PUT', '/api/received/page-text', args, 'json')
  }

  /** Who gets received faxes by e-mail */
  listMailings(): Promise<{ data: Array<{ id: string; number: string | null; personId: string | null; address: string; form: "link" | "document"; setAt: string }> }> {
    return this.call('GET', '/api/mailings', {}, 'json')
  }

  /** Have received faxes go out by e-mail */
  createMailing(args: { body: { number: string | null; personId: string | null; address: string; form: "link" | "document"; password?: string; accepted?: boolean } }): Promise<{ id: string; number: string | null; personId: string | null; address: string; form: "link" | "document"; setAt: string }> {
    return this.call('POST', '/api/mailings', args, 'json')
  }

  /** Stop sending received faxes there */
  removeMailing(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/mailings/{id}', args, 'nothing')
  }

  /** List drafts, then those that were discarded */
  listDrafts(): Promise<{ data: Array<{ id: string; to: Array<string>; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string; files: Array<{ number: number; name: string; type: string; pages: number; bytes: number; sha256: string }>; pages: Array<{ file: number; page: number; turn: number }>; faxId: string | null; createdAt: string; updatedAt: string; discardedAt: string | null; endsAt: string }> }> {
    return this.call('GET', '/api/drafts', {}, 'json')
  }

  /** Begin a draft */
  createDraft(args: { body: { to?: Array<string>; cover?: boolean | string; subject?: string; note?: string; from?: string; sendAt?: string; files?: Array<{ name: string; contentType?: string; base64: string }>; pages?: Array<{ file: number; page: number; turn?: 0 | 90 | 180 | 270 }>; received?: string } }): Promise<{ id: string; to: Array<string>; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string; files: Array<{ number: number; name: string; type: string; pages: number; bytes: number; sha256: string }>; pages: Array<{ file: number; page: number; turn: number }>; faxId: string | null; createdAt: string; updatedAt: string; discardedAt: string | null; endsAt: string }> {
    return this.call('POST', '/api/drafts', args, 'json')
  }

  /** One draft with its files */
  getDraft(args: { id: string }): Promise<{ id: string; to: Array<string>; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string; files: Array<{ number: number; name: string; type: string; pages: number; bytes: number; sha256: string }>; pages: Array<{ file: number; page: number; turn: number }>; faxId: string | null; createdAt: string; updatedAt: string; discardedAt: string | null; endsAt: string }> {
    return this.call('GET', '/api/drafts/{id}', args, 'json')
  }

  /** Go on with a draft */
  changeDraft(args: { id: string; body: { to?: Array<string>; cover?: boolean | string; subject?: string; note?: string; from?: string; sendAt?: string; files?: Array<{ name: string; contentType?: string; base64: string }>; pages?: Array<{ file: number; page: number; turn?: 0 | 90 | 180 | 270 }> } }): Promise<{ id: string; to: Array<string>; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string; files: Array<{ number: number; name: string; type: string; pages: number; bytes: number; sha256: string }>; pages: Array<{ file: number; page: number; turn: number }>; faxId: string | null; createdAt: string; updatedAt: string; discardedAt: string | null; endsAt: string }> {
    return this.call('PATCH', '/api/drafts/{id}', args, 'json')
  }

  /** Discard a draft */
  removeDraft(args: { id: string }): Promise<{ id: string; to: Array<string>; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string; files: Array<{ number: number; name: string; type: string; pages: number; bytes: number; sha256: string }>; pages: Array<{ file: number; page: number; turn: number }>; faxId: string | null; createdAt: string; updatedAt: string; discardedAt: string | null; endsAt: string }> {
    return this.call('DELETE', '/api/drafts/{id}', args, 'json')
  }

  /** Bring a discarded draft back */
  createDraftRestoration(args: { id: string }): Promise<{ id: string; to: Array<string>; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string; files: Array<{ number: number; name: string; type: string; pages: number; bytes: number; sha256: string }>; pages: Array<{ file: number; page: number; turn: number }>; faxId: string | null; createdAt: string; updatedAt: string; discardedAt: string | null; endsAt: string }> {
    return this.call('POST', '/api/drafts/{id}/restorations', args, 'json')
  }

  /** Send a draft */
  createDraftSubmission(args: { id: string }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; pages: number; recipients: Array<{ id: string; to: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled" }>; test?: boolean }> {
    return this.call('POST', '/api/drafts/{id}/submissions', args, 'json')
  }

  /** Its cover page as a PNG, as it would be sent */
  getDraftCoverPng(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/drafts/{id}/cover.png', args, 'file')
  }

  /** One page of a file of it as a PNG */
  getDraftFilePage(args: { id: string; file: string; page: string }): Promise<Response> {
    return this.call('GET', '/api/drafts/{id}/files/{file}/pages/{page}', args, 'file')
  }

  /** List bulks, newest first */
  listBulks(args: { page?: number; limit?: number; cursor?: string } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> }> {
    return this.call('GET', '/api/bulks', args, 'json')
  }

  /** Try out a bulk, or start one */
  createBulk(args: { body: { name?: string; tag?: string; list?: string; faxColumn?: string; files: Array<{ name: string; contentType?: string; base64: string }>; cover?: boolean | string; subject?: string; note?: string; from?: string; perMinute?: number; officeHours?: boolean; repeats?: boolean; start?: boolean; looked?: boolean }; idempotencyKey?: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks', args, 'json')
  }

  /** One bulk */
  getBulk(args: { id: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('GET', '/api/bulks/{id}', args, 'json')
  }

  /** Throw a dry run away */
  removeBulk(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/bulks/{id}', args, 'nothing')
  }

  /** Everybody in its list */
  listBulkRecipients(args: { id: string; page?: number; limit?: number; cursor?: string; outcome?: "waiting" | "sending" | "retrying" | "held" | "delivered" | "failed" | "canceled" | "left_out" | "removed"; doubtful?: "true" }): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ row: number; to: string; name: string; outcome: "waiting" | "sending" | "retrying" | "held" | "delivered" | "failed" | "canceled" | "left_out" | "removed"; cause: { code: string; message: string; advice: string } | null; doubt: { code: "new_number" | "look_alike" | "named_otherwise"; message: string } | null; tries: number; settledAt: string | null; faxId: string | null }> }> {
    return this.call('GET', '/api/bulks/{id}/recipients', args, 'json')
  }

  /** Who did not get it, and why */
  listBulkFailures(args: { id: string; page?: number; limit?: number; cursor?: string }): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ row: number; to: string; name: string; outcome: "waiting" | "sending" | "retrying" | "held" | "delivered" | "failed" | "canceled" | "left_out" | "removed"; cause: { code: string; message: string; advice: string } | null; doubt: { code: "new_number" | "look_alike" | "named_otherwise"; message: string } | null; tries: number; settledAt: string | null; faxId: string | null }> }> {
    return this.call('GET', '/api/bulks/{id}/failures', args, 'json')
  }

  /** Its report as CSV */
  getBulkReportCsv(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/bulks/{id}/report.csv', args, 'file')
  }

  /** Its report as PDF */
  getBulkReportPdf(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/bulks/{id}/report.pdf', args, 'file')
  }

  /** Start a bulk */
  createBulkStart(args: { id: string; looked?: "true" }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks/{id}/start', args, 'json')
  }

  /** Let a bulk go as the second person */
  createBulkConfirmation(args: { id: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks/{id}/confirmation', args, 'json')
  }

  /** Pause a bulk */
  createBulkPause(args: { id: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks/{id}/pause', args, 'json')
  }

  /** Resume a bulk */
  createBulkResumption(args: { id: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks/{id}/resumption', args, 'json')
  }

  /** Cancel a bulk */
  createBulkCancellation(args: { id: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks/{id}/cancellation', args, 'json')
  }

  /** Try again what failed */
  createBulkRetry(args: { id: string }): Promise<{ id: string; name: string; state: "draft" | "held" | "running" | "paused" | "stopping" | "ended"; cause: { code: string; message: string; advice: string } | null; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; subject: string; note: string; pages: number; perMinute: number | null; officeHours: boolean; repeats: boolean; createdAt: string; startedAt: string | null; endedAt: string | null; totals: { all: number; waiting: number; sending: number; retrying: number; held: number; delivered: number; failed: number; canceled: number; removed: number; leftOut: number }; leftOut: Array<{ code: string; message: string; count: number }>; doubts: Array<{ code: "new_number" | "look_alike" | "named_otherwise"; message: string; count: number }>; expected: { pages: number; seconds: number; endsAt: string } }> {
    return this.call('POST', '/api/bulks/{id}/retries', args, 'json')
  }

  /** List sent faxes, newest first */
  listFaxes(args: { page?: number; limit?: number; cursor?: string; status?: string; trashed?: "true"; q?: string; from?: string; until?: string } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; to: string; name: string; recipientCount: number; pages: number; subject: string; cause: string | null; sendAt: string | null; createdAt: string; updatedAt: string; trashedAt?: string | null; foundIn?: Array<string>; test?: boolean }> }> {
    return this.call('GET', '/api/faxes', args, 'json')
  }

  /** Send a fax */
  sendFax(args: { body: { to: string | Array<string>; files?: Array<{ name: string; contentType?: string; base64: string }>; received?: string; pages?: Array<{ file: number; page: number; turn?: 0 | 90 | 180 | 270 }>; cover?: boolean | string; subject?: string; note?: string; from?: string; sendAt?: string }; idempotencyKey?: string }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; pages: number; recipients: Array<{ id: string; to: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled" }>; test?: boolean }> {
    return this.call('POST', '/api/faxes', args, 'json')
  }

  /** One fax with its timeline */
  getFax(args: { id: string }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; coverTemplate: string | null; subject: string; note: string; pages: number; sha256: string | null; content: "kept" | "gone"; sendAt: string | null; createdAt: string; trashedAt?: string | null; emptiedAt?: string | null; recipients: Array<{ id: string; to: string; name: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled"; tries: number; nextTryAt: string | null; settledAt: string | null; cause: { code: string; message: string; advice: string } | null }>; files: Array<{ name: string; type: string; pages: number; bytes: number; sha256: string }>; bulk: string | null; resends: string | null; resentAs: Array<string>; timeline: Array<{ at: string; action: string; message: string; recipientId: string | null; attempt: number | null; who?: { kind: string; id: string | null; name: string | null } }>; links: { self: string; document: string | null; page: string | null }; test?: boolean }> {
    return this.call('GET', '/api/faxes/{id}', args, 'json')
  }

  /** The PDF that is sent */
  getFaxDocumentPdf(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/faxes/{id}/document.pdf', args, 'file')
  }

  /** One page of it as a PNG */
  getFaxPage(args: { id: string; page: string }): Promise<Response> {
    return this.call('GET', '/api/faxes/{id}/pages/{page}', args, 'file')
  }

  /** Send a fax again */
  createFaxResend(args: { id: string; body: { to?: Array<string>; only?: "failed" | "all" } }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; pages: number; recipients: Array<{ id: string; to: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled" }>; test?: boolean }> {
    return this.call('POST', '/api/faxes/{id}/resends', args, 'json')
  }

  /** Cancel what has not gone */
  cancelFax(args: { id: string }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; coverTemplate: string | null; subject: string; note: string; pages: number; sha256: string | null; content: "kept" | "gone"; sendAt: string | null; createdAt: string; trashedAt?: string | null; emptiedAt?: string | null; recipients: Array<{ id: string; to: string; name: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled"; tries: number; nextTryAt: string | null; settledAt: string | null; cause: { code: string; message: string; advice: string } | null }>; files: Array<{ name: string; type: string; pages: number; bytes: number; sha256: string }>; bulk: string | null; resends: string | null; resentAs: Array<string>; timeline: Array<{ at: string; action: string; message: string; recipientId: string | null; attempt: number | null; who?: { kind: string; id: string | null; name: string | null } }>; links: { self: string; document: string | null; page: string | null }; test?: boolean }> {
    return this.call('POST', '/api/faxes/{id}/cancellation', args, 'json')
  }

  /** Ask the carrier now */
  refreshFax(args: { id: string }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; coverTemplate: string | null; subject: string; note: string; pages: number; sha256: string | null; content: "kept" | "gone"; sendAt: string | null; createdAt: string; trashedAt?: string | null; emptiedAt?: string | null; recipients: Array<{ id: string; to: string; name: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled"; tries: number; nextTryAt: string | null; settledAt: string | null; cause: { code: string; message: string; advice: string } | null }>; files: Array<{ name: string; type: string; pages: number; bytes: number; sha256: string }>; bulk: string | null; resends: string | null; resentAs: Array<string>; timeline: Array<{ at: string; action: string; message: string; recipientId: string | null; attempt: number | null; who?: { kind: string; id: string | null; name: string | null } }>; links: { self: string; document: string | null; page: string | null }; test?: boolean }> {
    return this.call('POST', '/api/faxes/{id}/refresh', args, 'json')
  }

  /** Decide about a held recipient */
  decideAboutRecipient(args: { id: string; recipient: string; body: { decision: "send_again" | "mark_sent" | "drop" } }): Promise<{ id: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "partial" | "failed" | "canceled"; from: string; cover: boolean; coverTemplate: string | null; subject: string; note: string; pages: number; sha256: string | null; content: "kept" | "gone"; sendAt: string | null; createdAt: string; trashedAt?: string | null; emptiedAt?: string | null; recipients: Array<{ id: string; to: string; name: string; status: "held" | "scheduled" | "queued" | "sending" | "delivered" | "failed" | "canceled"; tries: number; nextTryAt: string | null; settledAt: string | null; cause: { code: string; message: string; advice: string } | null }>; files: Array<{ name: string; type: string; pages: number; bytes: number; sha256: string }>; bulk: string | null; resends: string | null; resentAs: Array<string>; timeline: Array<{ at: string; action: string; message: string; recipientId: string | null; attempt: number | null; who?: { kind: string; id: string | null; name: string | null } }>; links: { self: string; document: string | null; page: string | null }; test?: boolean }> {
    return this.call('POST', '/api/faxes/{id}/recipients/{recipient}/decision', args, 'json')
  }

  /** The signed receipt of a fax */
  getFaxReceipt(args: { id: string }): Promise<{ receipt: { title: string; version: 1; office: { id: string; name: string }; fax: { id: string; status: string; from: string; pages: number; cover: boolean; sha256: string | null; submittedAt: string; entry: { seq: number; at: string; actorKind: string; actorId: string; action: string; subjectId: string; detail: string; before: string; hash: string } }; recipients: Array<{ to: string; name: string; status: string; cause: string | null; settledAt: string | null; confirmedBy: "carrier" | "person" | null; calls: Array<{ number: number; askedAt: string; endedAt: string | null; outcome: string; cause: string | null; pages: number | null; seconds: number | null; carrierId: string | null }>; entry: { seq: number; at: string; actorKind: string; actorId: string; action: string; subjectId: string; detail: string; before: string; hash: string } | null }>; issuedAt: string; statement: string; verifying: string; publicKey: string }; signature: string }> {
    return this.call('GET', '/api/faxes/{id}/receipt', args, 'json')
  }

  /** The same receipt on paper */
  getFaxReceiptPdf(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/faxes/{id}/receipt.pdf', args, 'file')
  }

  /** Check a receipt */
  createReceiptsVerification(args: { body: unknown }): Promise<{ verdict: "intact" | "changed" | "not_a_receipt"; standing: "ours" | "another_office" | "trail_differs"; fingerprint: string | null }> {
    return this.call('POST', '/api/receipts/verifications', args, 'json')
  }

  /** List received faxes, newest first */
  listReceived(args: { page?: number; limit?: number; cursor?: string; shelf?: "inbox" | "blocked" | "replaced"; status?: "downloading" | "received" | "failed"; unread?: "true"; urgent?: "true"; trashed?: "true"; assignedTo?: string; tag?: string; number?: string; q?: string } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ id: string; status: "downloading" | "received" | "failed"; from: string; to: string; pages: number | null; partial: boolean; sha256: string | null; content: "kept" | "gone"; receivedAt: string; readAt: string | null; readBy: string | null; shelf: "inbox" | "blocked" | "replaced"; assignedTo: string | null; urgent: boolean; tags: Array<string>; cause: string | null; trashedAt?: string | null; foundIn?: Array<string>; links: { self: string; document: string | null } }> }> {
    return this.call('GET', '/api/received', args, 'json')
  }

  /** One received fax with its timeline */
  getReceived(args: { id: string }): Promise<{ id: string; status: "downloading" | "received" | "failed"; from: string; to: string; pages: number | null; partial: boolean; sha256: string | null; content: "kept" | "gone"; receivedAt: string; readAt: string | null; readBy: string | null; shelf: "inbox" | "blocked" | "replaced"; assignedTo: string | null; urgent: boolean; tags: Array<string>; cause: string | null; trashedAt?: string | null; foundIn?: Array<string>; links: { self: string; document: string | null }; timeline: Array<{ at: string; action: string; message: string; who: { kind: string; id: string | null; name: string | null } }> }> {
    return this.call('GET', '/api/received/{id}', args, 'json')
  }

  /** Mark, assign or tag a received fax */
  changeReceived(args: { id: string; body: { read?: boolean; assignedTo?: string | null; urgent?: boolean; addTags?: Array<string>; removeTags?: Array<string> } }): Promise<{ id: string; status: "downloading" | "received" | "failed"; from: string; to: string; pages: number | null; partial: boolean; sha256: string | null; content: "kept" | "gone"; receivedAt: string; readAt: string | null; readBy: string | null; shelf: "inbox" | "blocked" | "replaced"; assignedTo: string | null; urgent: boolean; tags: Array<string>; cause: string | null; trashedAt?: string | null; foundIn?: Array<string>; links: { self: string; document: string | null } }> {
    return this.call('PATCH', '/api/received/{id}', args, 'json')
  }

  /** Its document */
  getReceivedDocument(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/received/{id}/document', args, 'file')
  }

  /** One page of it as a PNG, turned as it is to be read */
  getReceivedPage(args: { id: string; page: string; width?: string }): Promise<Response> {
    return this.call('GET', '/api/received/{id}/pages/{page}', args, 'file')
  }

  /** Fetch its document again */
  createReceivedFetch(args: { id: string }): Promise<{ id: string; status: "downloading" | "received" | "failed"; from: string; to: string; pages: number | null; partial: boolean; sha256: string | null; content: "kept" | "gone"; receivedAt: string; readAt: string | null; readBy: string | null; shelf: "inbox" | "blocked" | "replaced"; assignedTo: string | null; urgent: boolean; tags: Array<string>; cause: string | null; trashedAt?: string | null; foundIn?: Array<string>; links: { self: string; document: string | null } }> {
    return this.call('POST', '/api/received/{id}/fetches', args, 'json')
  }

  /** Mark, assign or tag several received faxes */
  createReceivedChange(args: { body: { ids: Array<string>; read?: boolean; assignedTo?: string | null; urgent?: boolean; addTags?: Array<string>; removeTags?: Array<string> } }): Promise<{ changed: number }> {
    return this.call('POST', '/api/received/changes', args, 'json')
  }

  /** The tags in use */
  listReceivedTags(): Promise<{ data: Array<{ tag: string; faxes: number }> }> {
    return this.call('GET', '/api/received/tags', {}, 'json')
  }

  /** The notes about a received fax, oldest first */
  listReceivedNotes(args: { id: string }): Promise<{ data: Array<{ id: string; text: string; writtenBy: string; writtenAt: string }> }> {
    return this.call('GET', '/api/received/{id}/notes', args, 'json')
  }

  /** Write a note about a received fax */
  createReceivedNote(args: { id: string; body: { text: string } }): Promise<{ id: string; text: string; writtenBy: string; writtenAt: string }> {
    return this.call('POST', '/api/received/{id}/notes', args, 'json')
  }

  /** Remove a note */
  removeReceivedNote(args: { id: string; note: string }): Promise<void> {
    return this.call('DELETE', '/api/received/{id}/notes/{note}', args, 'nothing')
  }

  /** Split a received fax, or put several together */
  createReceivedArrangement(args: { body: { kind: "split"; fax: string; starts: Array<number> } | { kind: "merge"; faxes: Array<string> } }): Promise<{ id: string; faxes: Array<string> }> {
    return this.call('POST', '/api/received/arrangements', args, 'json')
  }

  /** Undo a split or a merge */
  removeReceivedArrangement(args: { id: string }): Promise<{ faxes: Array<string> }> {
    return this.call('DELETE', '/api/received/arrangements/{id}', args, 'json')
  }

  /** How its pages are turned, and where they come from or went */
  getReceivedPages(args: { id: string }): Promise<{ turns: Array<{ page: number; degrees: number }>; arrangements: Array<{ id: string; kind: "split" | "merge"; undone: boolean; pages: Array<{ fax: string; page: number; source: string; sourcePage: number }> }> }> {
    return this.call('GET', '/api/received/{id}/pages', args, 'json')
  }

  /** Say how a page is turned to be read */
  setReceivedPageTurn(args: { id: string; page: string; body: { degrees: 0 | 90 | 180 | 270 } }): Promise<{ degrees: number }> {
    return this.call('PUT', '/api/received/{id}/pages/{page}/turn', args, 'json')
  }

  /** The blocked numbers */
  listReceivedSenders(): Promise<{ data: Array<{ number: string; blockedBy: string; blockedAt: string }> }> {
    return this.call('GET', '/api/received/senders', {}, 'json')
  }

  /** Block a number */
  createReceivedSender(args: { body: { number: string } }): Promise<{ faxes: number }> {
    return this.call('POST', '/api/received/senders', args, 'json')
  }

  /** Unblock a number */
  createReceivedSendersRemoval(args: { body: { number: string } }): Promise<{ faxes: number }> {
    return this.call('POST', '/api/received/senders/removals', args, 'json')
  }

  /** What is done with a fax by the number it comes in at */
  listReceivedRouting(): Promise<{ data: Array<{ number: string; assignedTo: string | null; tags: Array<string> }> }> {
    return this.call('GET', '/api/received/routing', {}, 'json')
  }

  /** Say what is done with a fax that comes in at a number */
  setReceivedRouting(args: { body: { number: string; assignedTo: string | null; tags: Array<string> } }): Promise<{ number: string; assignedTo: string | null; tags: Array<string> }> {
    return this.call('PUT', '/api/received/routing', args, 'json')
  }

  /** Whether one is written to when a fax comes in */
  getReceivedNotices(): Promise<{ byMail: "none" | "every" | "mine" }> {
    return this.call('GET', '/api/received/notices', {}, 'json')
  }

  /** Be written to when a fax comes in */
  setReceivedNotices(args: { body: { byMail: "none" | "every" | "mine" } }): Promise<{ byMail: "none" | "every" | "mine" }> {
    return this.call('PUT', '/api/received/notices', args, 'json')
  }

  /** Who is written to when nobody opens a fax */
  getReceivedBackup(): Promise<{ address: string; afterMinutes: number }> {
    return this.call('GET', '/api/received/backup', {}, 'json')
  }

  /** Name who is written to when nobody opens a fax */
  setReceivedBackup(args: { body: { address: string; afterMinutes: number } }): Promise<{ address: string; afterMinutes: number }> {
    return this.call('PUT', '/api/received/backup', args, 'json')
  }

  /** The rules by which faxes are sorted */
  listReceivedRules(): Promise<{ data: Array<{ id: string; name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string }; acts: boolean; testedAt: string | null; matched: number; decided: number; agreed: number }> }> {
    return this.call('GET', '/api/received/rules', {}, 'json')
  }

  /** Add a rule */
  createReceivedRule(args: { body: { name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string } } }): Promise<{ id: string; name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string }; acts: boolean; testedAt: string | null; matched: number; decided: number; agreed: number }> {
    return this.call('POST', '/api/received/rules', args, 'json')
  }

  /** One rule */
  getReceivedRule(args: { id: string }): Promise<{ id: string; name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string }; acts: boolean; testedAt: string | null; matched: number; decided: number; agreed: number }> {
    return this.call('GET', '/api/received/rules/{id}', args, 'json')
  }

  /** Change a rule */
  changeReceivedRule(args: { id: string; body: { name?: string; conditions?: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions?: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string } } }): Promise<{ id: string; name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string }; acts: boolean; testedAt: string | null; matched: number; decided: number; agreed: number }> {
    return this.call('PATCH', '/api/received/rules/{id}', args, 'json')
  }

  /** Remove a rule */
  removeReceivedRule(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/received/rules/{id}', args, 'nothing')
  }

  /** Let a rule suggest only */
  removeReceivedRuleActing(args: { id: string }): Promise<{ id: string; name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string }; acts: boolean; testedAt: string | null; matched: number; decided: number; agreed: number }> {
    return this.call('DELETE', '/api/received/rules/{id}/acting', args, 'json')
  }

  /** Let a rule act alone */
  createReceivedRuleActing(args: { id: string }): Promise<{ id: string; name: string; conditions: { from?: string; to?: string; fewestPages?: number; mostPages?: number; after?: string; before?: string; contactTag?: string }; actions: { assignedTo?: string; tags?: Array<string>; urgent?: boolean; notify?: string }; acts: boolean; testedAt: string | null; matched: number; decided: number; agreed: number }> {
    return this.call('POST', '/api/received/rules/{id}/acting', args, 'json')
  }

  /** Test a rule against the newest 200 faxes */
  createReceivedRuleTest(args: { id: string }): Promise<{ testedAt: string | null; matched: number; decided: number; agreed: number; faxes: Array<{ id: string; verdict: "agreed" | "differed" | "open" }> }> {
    return this.call('POST', '/api/received/rules/{id}/tests', args, 'json')
  }

  /** Put faxes in the trash */
  createTrash(args: { body: { ids: Array<string> } }): Promise<{ changed: number }> {
    return this.call('POST', '/api/trash', args, 'json')
  }

  /** Take faxes out of the trash */
  createTrashRestoration(args: { body: { ids: Array<string> } }): Promise<{ changed: number }> {
    return this.call('POST', '/api/trash/restorations', args, 'json')
  }

  /** How long the trash keeps what is in it */
  getTrashRule(): Promise<{ days: number }> {
    return this.call('GET', '/api/trash/rule', {}, 'json')
  }

  /** Set how long the trash keeps what is in it */
  setTrashRule(args: { body: { days: number } }): Promise<{ days: number }> {
    return this.call('PUT', '/api/trash/rule', args, 'json')
  }

  /** List saved views: one’s own and the office’s */
  listSavedViews(args: { list?: "sent" | "received" } = {}): Promise<{ data: Array<{ id: string; list: "sent" | "received"; name: string; query: string; shared: boolean; savedBy: string }> }> {
    return this.call('GET', '/api/saved-views', args, 'json')
  }

  /** Save a view of a list */
  createSavedView(args: { body: { list: "sent" | "received"; name: string; query: string; shared?: boolean } }): Promise<{ id: string; list: "sent" | "received"; name: string; query: string; shared: boolean; savedBy: string }> {
    return this.call('POST', '/api/saved-views', args, 'json')
  }

  /** Remove a saved view */
  removeSavedView(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/saved-views/{id}', args, 'nothing')
  }

  /** List contacts by name */
  listContacts(args: { page?: number; limit?: number; cursor?: string; q?: string; tag?: string; flag?: "sensitive" | "part2" | "restricted"; favourite?: "true" } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ id: string; name: string; organization: string; fax: string; faxLabel: string; otherNumbers: Array<{ fax: string; label: string }>; tags: Array<{ id: string; name: string }>; flags: Array<"sensitive" | "part2" | "restricted">; favourite: boolean; note: string; uses: number; createdAt: string; updatedAt: string }> }> {
    return this.call('GET', '/api/contacts', args, 'json')
  }

  /** Add a contact */
  createContact(args: { body: { name: string; organization?: string; fax: string; faxLabel?: string; otherNumbers?: Array<{ fax: string; label?: string }>; tags?: Array<string>; flags?: Array<"sensitive" | "part2" | "restricted">; favourite?: boolean; note?: string } }): Promise<{ id: string; name: string; organization: string; fax: string; faxLabel: string; otherNumbers: Array<{ fax: string; label: string }>; tags: Array<{ id: string; name: string }>; flags: Array<"sensitive" | "part2" | "restricted">; favourite: boolean; note: string; uses: number; createdAt: string; updatedAt: string }> {
    return this.call('POST', '/api/contacts', args, 'json')
  }

  /** Export contacts as CSV */
  getContactsCsv(): Promise<Response> {
    return this.call('GET', '/api/contacts.csv', {}, 'file')
  }

  /** Export contacts as vCard */
  getContactsVcf(args: { version?: "3.0" | "4.0" } = {}): Promise<Response> {
    return this.call('GET', '/api/contacts.vcf', args, 'file')
  }

  /** One contact */
  getContact(args: { id: string }): Promise<{ id: string; name: string; organization: string; fax: string; faxLabel: string; otherNumbers: Array<{ fax: string; label: string }>; tags: Array<{ id: string; name: string }>; flags: Array<"sensitive" | "part2" | "restricted">; favourite: boolean; note: string; uses: number; createdAt: string; updatedAt: string }> {
    return this.call('GET', '/api/contacts/{id}', args, 'json')
  }

  /** Change a contact */
  changeContact(args: { id: string; body: { name?: string; organization?: string; fax?: string; faxLabel?: string; otherNumbers?: Array<{ fax: string; label?: string }>; tags?: Array<string>; flags?: Array<"sensitive" | "part2" | "restricted">; favourite?: boolean; note?: string } }): Promise<{ id: string; name: string; organization: string; fax: string; faxLabel: string; otherNumbers: Array<{ fax: string; label: string }>; tags: Array<{ id: string; name: string }>; flags: Array<"sensitive" | "part2" | "restricted">; favourite: boolean; note: string; uses: number; createdAt: string; updatedAt: string }> {
    return this.call('PATCH', '/api/contacts/{id}', args, 'json')
  }

  /** Delete a contact */
  removeContact(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/contacts/{id}', args, 'nothing')
  }

  /** Faxes with a contact */
  getContactHistory(args: { id: string }): Promise<{ sent: Array<{ id: string; number: string; status: string; at: string; pages: number | null }>; received: Array<{ id: string; number: string; status: string; at: string; pages: number | null }>; lastDeliveredAt: string | null }> {
    return this.call('GET', '/api/contacts/{id}/history', args, 'json')
  }

  /** Read a file of contacts */
  createContactImport(): Promise<{ id: string; name: string; state: "reading" | "mapping" | "importing" | "stopped" | "done"; heads: Array<string>; mapping: { name?: number; firstName?: number; lastName?: number; organization?: number; fax?: number; faxLabel?: number; otherNumbers?: number; tags?: number; marks?: number; favourite?: number; note?: number }; rows: number; counts: { added: number; changed: number; skipped: number; refused: number; left: number }; problems: Array<{ row: number; problem: string }>; changeId: string | null }> {
    return this.call('POST', '/api/contact-imports', {}, 'json')
  }

  /** One import */
  getContactImport(args: { id: string }): Promise<{ id: string; name: string; state: "reading" | "mapping" | "importing" | "stopped" | "done"; heads: Array<string>; mapping: { name?: number; firstName?: number; lastName?: number; organization?: number; fax?: number; faxLabel?: number; otherNumbers?: number; tags?: number; marks?: number; favourite?: number; note?: number }; rows: number; counts: { added: number; changed: number; skipped: number; refused: number; left: number }; problems: Array<{ row: number; problem: string }>; changeId: string | null }> {
    return this.call('GET', '/api/contact-imports/{id}', args, 'json')
  }

  /** Forget an import */
  removeContactImport(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/contact-imports/{id}', args, 'nothing')
  }

  /** Try an import */
  createContactImportPreview(args: { id: string; body: { mapping?: { name?: number; firstName?: number; lastName?: number; organization?: number; fax?: number; faxLabel?: number; otherNumbers?: number; tags?: number; marks?: number; favourite?: number; note?: number }; updates?: boolean } }): Promise<{ counts: { added: number; changed: number; skipped: number; refused: number }; problems: Array<{ row: number; problem: string }> }> {
    return this.call('POST', '/api/contact-imports/{id}/previews', args, 'json')
  }

  /** Start an import */
  createContactImportStart(args: { id: string; body: { mapping?: { name?: number; firstName?: number; lastName?: number; organization?: number; fax?: number; faxLabel?: number; otherNumbers?: number; tags?: number; marks?: number; favourite?: number; note?: number }; updates?: boolean } }): Promise<{ id: string; name: string; state: "reading" | "mapping" | "importing" | "stopped" | "done"; heads: Array<string>; mapping: { name?: number; firstName?: number; lastName?: number; organization?: number; fax?: number; faxLabel?: number; otherNumbers?: number; tags?: number; marks?: number; favourite?: number; note?: number }; rows: number; counts: { added: number; changed: number; skipped: number; refused: number; left: number }; problems: Array<{ row: number; problem: string }>; changeId: string | null }> {
    return this.call('POST', '/api/contact-imports/{id}/start', args, 'json')
  }

  /** List the tags of contacts */
  listContactTags(): Promise<{ data: Array<{ id: string; name: string; contacts: number }> }> {
    return this.call('GET', '/api/contact-tags', {}, 'json')
  }

  /** Rename a tag */
  changeContactTag(args: { id: string; body: { name: string } }): Promise<{ data: Array<{ id: string; name: string; contacts: number }> }> {
    return this.call('PATCH', '/api/contact-tags/{id}', args, 'json')
  }

  /** Delete a tag, or merge it into another */
  removeContactTag(args: { id: string; into?: string }): Promise<void> {
    return this.call('DELETE', '/api/contact-tags/{id}', args, 'nothing')
  }

  /** List what can be undone */
  listContactChanges(): Promise<{ data: Array<{ id: string; kind: "removed" | "merged" | "tagged" | "untagged" | "imported"; about: string; at: string; by: string; contacts: number; undone: number; stayed: number; undoneAt: string | null }> }> {
    return this.call('GET', '/api/contact-changes', {}, 'json')
  }

  /** Tag, untag, delete or merge several contacts */
  createContactChange(args: { body: { do: "tag" | "untag" | "remove" | "merge"; contacts: Array<string>; tag?: string } }): Promise<{ id: string; kind: "removed" | "merged" | "tagged" | "untagged" | "imported"; about: string; at: string; by: string; contacts: number; undone: number; stayed: number; undoneAt: string | null }> {
    return this.call('POST', '/api/contact-changes', args, 'json')
  }

  /** Undo a change */
  removeContactChange(args: { id: string }): Promise<{ id: string; kind: "removed" | "merged" | "tagged" | "untagged" | "imported"; about: string; at: string; by: string; contacts: number; undone: number; stayed: number; undoneAt: string | null }> {
    return this.call('DELETE', '/api/contact-changes/{id}', args, 'json')
  }

  /** Find contacts that may be there twice */
  listContactDuplicates(): Promise<{ data: Array<{ why: "name" | "number"; contacts: Array<{ id: string; name: string; fax: string }> }> }> {
    return this.call('GET', '/api/contact-duplicates', {}, 'json')
  }

  /** The office’s fax numbers */
  listNumbers(): Promise<{ data: Array<{ number: string; label: string; sent: number; lastSentAt: string | null; received: number; lastReceivedAt: string | null }> }> {
    return this.call('GET', '/api/numbers', {}, 'json')
  }

  /** Order a number */
  createNumber(args: { body: { number: string; monthlyCents: number; onceCents: number; label?: string } }): Promise<{ number: string; label: string; sent: number; lastSentAt: string | null; received: number; lastReceivedAt: string | null }> {
    return this.call('POST', '/api/numbers', args, 'json')
  }

  /** Numbers that can be had */
  listNumbersOffers(args: { areaCode?: string; city?: string } = {}): Promise<{ data: Array<{ number: string; place: string; monthlyCents: number; onceCents: number }> }> {
    return this.call('GET', '/api/numbers/offers', args, 'json')
  }

  /** Label a number */
  changeNumber(args: { number: string; body: { label: string } }): Promise<{ number: string; label: string; sent: number; lastSentAt: string | null; received: number; lastReceivedAt: string | null }> {
    return this.call('PATCH', '/api/numbers/{number}', args, 'json')
  }

  /** Release a number */
  removeNumber(args: { number: string }): Promise<void> {
    return this.call('DELETE', '/api/numbers/{number}', args, 'nothing')
  }

  /** Numbers that are being ported in */
  listNumberPorts(): Promise<{ data: Array<{ number: string; state: "requested" | "confirmed" | "done"; day: string | null; note: string; setAt: string }> }> {
    return this.call('GET', '/api/number-ports', {}, 'json')
  }

  /** Write down how porting a number stands */
  setNumberPorts(args: { body: { number: string; state: "requested" | "confirmed" | "done"; day: string | null; note: string } }): Promise<{ number: string; state: "requested" | "confirmed" | "done"; day: string | null; note: string; setAt: string }> {
    return this.call('PUT', '/api/number-ports', args, 'json')
  }

  /** Forget a note on porting */
  removeNumberPort(args: { number: string }): Promise<void> {
    return this.call('DELETE', '/api/number-ports/{number}', args, 'nothing')
  }

  /** The office’s own carrier account */
  getCarrierAccount(): Promise<{ account: { connectionId: string; publicKey: string; lastFour: string; setAt: string; heardAt: string | null } | null; webhookUrl: string }> {
    return this.call('GET', '/api/carrier-account', {}, 'json')
  }

  /** Set the office’s own carrier account */
  setCarrierAccount(args: { body: { apiKey: string; publicKey: string; connectionId: string } }): Promise<{ account: { connectionId: string; publicKey: string; lastFour: string; setAt: string; heardAt: string | null } | null; webhookUrl: string; findings: Array<"webhook" | "outbound" | "numbers"> }> {
    return this.call('PUT', '/api/carrier-account', args, 'json')
  }

  /** Remove the office’s own carrier account */
  removeCarrierAccount(): Promise<void> {
    return this.call('DELETE', '/api/carrier-account', {}, 'nothing')
  }

  /** Ask the carrier whether the account still works */
  createCarrierAccountCheck(): Promise<{ findings: Array<"webhook" | "outbound" | "numbers"> }> {
    return this.call('POST', '/api/carrier-account/checks', {}, 'json')
  }

  /** The office */
  getOffice(): Promise<{ name: string; phone: string; address: string; timeZone: string; coverNotice: string; headerLine: "never" | "uncovered" | "always"; updatedAt: string }> {
    return this.call('GET', '/api/office', {}, 'json')
  }

  /** Change the office */
  changeOffice(args: { body: { name?: string; phone?: string; address?: string; timeZone?: string; coverNotice?: string; headerLine?: "never" | "uncovered" | "always" } }): Promise<{ name: string; phone: string; address: string; timeZone: string; coverNotice: string; headerLine: "never" | "uncovered" | "always"; updatedAt: string }> {
    return this.call('PATCH', '/api/office', args, 'json')
  }

  /** List cover pages, the default first, then those that were removed */
  listCoverTemplates(): Promise<{ data: Array<{ id: string; name: string; isDefault: boolean; showsAddress: boolean; notice: string; hasLogo: boolean; removedAt: string | null; updatedAt: string }> }> {
    return this.call('GET', '/api/cover-templates', {}, 'json')
  }

  /** Add a cover page */
  createCoverTemplate(args: { body: { name: string; showsAddress?: boolean; notice?: string; logo?: string | null } }): Promise<{ id: string; name: string; isDefault: boolean; showsAddress: boolean; notice: string; hasLogo: boolean; removedAt: string | null; updatedAt: string }> {
    return this.call('POST', '/api/cover-templates', args, 'json')
  }

  /** One cover page */
  getCoverTemplate(args: { id: string }): Promise<{ id: string; name: string; isDefault: boolean; showsAddress: boolean; notice: string; hasLogo: boolean; removedAt: string | null; updatedAt: string }> {
    return this.call('GET', '/api/cover-templates/{id}', args, 'json')
  }

  /** Change a cover page */
  changeCoverTemplate(args: { id: string; body: { name?: string; showsAddress?: boolean; notice?: string; logo?: string | null; isDefault?: true } }): Promise<{ id: string; name: string; isDefault: boolean; showsAddress: boolean; notice: string; hasLogo: boolean; removedAt: string | null; updatedAt: string }> {
    return this.call('PATCH', '/api/cover-templates/{id}', args, 'json')
  }

  /** Remove a cover page */
  removeCoverTemplate(args: { id: string }): Promise<{ id: string; name: string; isDefault: boolean; showsAddress: boolean; notice: string; hasLogo: boolean; removedAt: string | null; updatedAt: string }> {
    return this.call('DELETE', '/api/cover-templates/{id}', args, 'json')
  }

  /** Bring a removed cover page back */
  createCoverTemplateRestoration(args: { id: string }): Promise<{ id: string; name: string; isDefault: boolean; showsAddress: boolean; notice: string; hasLogo: boolean; removedAt: string | null; updatedAt: string }> {
    return this.call('POST', '/api/cover-templates/{id}/restorations', args, 'json')
  }

  /** A cover page as a PNG, drawn for an invented fax */
  getCoverTemplateSamplePng(args: { id: string }): Promise<Response> {
    return this.call('GET', '/api/cover-templates/{id}/sample.png', args, 'file')
  }

  /** Who is written to about what became of a fax */
  getOfficeOutboundCopy(): Promise<{ copy: { about: "failed" | "every"; toSender: boolean; addresses: Array<string> } | null }> {
    return this.call('GET', '/api/office/outbound-copy', {}, 'json')
  }

  /** Have somebody written to about what became of a fax */
  setOfficeOutboundCopy(args: { body: { copy: { about: "failed" | "every"; toSender: boolean; addresses: Array<string> } | null } }): Promise<{ copy: { about: "failed" | "every"; toSender: boolean; addresses: Array<string> } | null }> {
    return this.call('PUT', '/api/office/outbound-copy', args, 'json')
  }

  /** Business hours */
  getOfficeHours(): Promise<{ hours: { days: { monday?: { opens: string; closes: string }; tuesday?: { opens: string; closes: string }; wednesday?: { opens: string; closes: string }; thursday?: { opens: string; closes: string }; friday?: { opens: string; closes: string }; saturday?: { opens: string; closes: string }; sunday?: { opens: string; closes: string } }; holidays: Array<string> } | null; isOpen: boolean; nextOpeningAt: string }> {
    return this.call('GET', '/api/office/hours', {}, 'json')
  }

  /** Set the business hours */
  setOfficeHours(args: { body: { hours: { days: { monday?: { opens: string; closes: string }; tuesday?: { opens: string; closes: string }; wednesday?: { opens: string; closes: string }; thursday?: { opens: string; closes: string }; friday?: { opens: string; closes: string }; saturday?: { opens: string; closes: string }; sunday?: { opens: string; closes: string } }; holidays: Array<string> } | null } }): Promise<{ hours: { days: { monday?: { opens: string; closes: string }; tuesday?: { opens: string; closes: string }; wednesday?: { opens: string; closes: string }; thursday?: { opens: string; closes: string }; friday?: { opens: string; closes: string }; saturday?: { opens: string; closes: string }; sunday?: { opens: string; closes: string } }; holidays: Array<string> } | null; isOpen: boolean; nextOpeningAt: string }> {
    return this.call('PUT', '/api/office/hours', args, 'json')
  }

  /** How long each kind of record is kept */
  listRetentionRules(): Promise<{ data: Array<{ class: string; label: string; days: number | null; setAt: string | null }> }> {
    return this.call('GET', '/api/retention/rules', {}, 'json')
  }

  /** Set how long a kind of record is kept */
  setRetentionRules(args: { body: { class: string; days: number | null } }): Promise<{ class: string; label: string; days: number | null; setAt: string | null }> {
    return this.call('PUT', '/api/retention/rules', args, 'json')
  }

  /** What such a rule would remove */
  getRetentionPreview(args: { class: string; days: number }): Promise<{ class: string; label: string; days: number; before: string; count: number }> {
    return this.call('GET', '/api/retention/preview', args, 'json')
  }

  /** Legal holds that stand */
  listRetentionHolds(): Promise<{ data: Array<{ id: string; subjectId: string | null; reason: string; placedBy: string; placedAt: string; releasedAt: string | null }> }> {
    return this.call('GET', '/api/retention/holds', {}, 'json')
  }

  /** Put one fax, or everything, on legal hold */
  createRetentionHold(args: { body: { subjectId?: string | null; reason: string } }): Promise<{ id: string; subjectId: string | null; reason: string; placedBy: string; placedAt: string; releasedAt: string | null }> {
    return this.call('POST', '/api/retention/holds', args, 'json')
  }

  /** Release a legal hold */
  removeRetentionHold(args: { id: string }): Promise<{ id: string; subjectId: string | null; reason: string; placedBy: string; placedAt: string; releasedAt: string | null }> {
    return this.call('DELETE', '/api/retention/holds/{id}', args, 'json')
  }

  /** What was removed, when and under which rule */
  listRetentionRemovals(args: { page?: number; limit?: number; cursor?: string } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ seq: number; at: string; class: string; days: number; before: string; count: number; documents: number; digest: string }> }> {
    return this.call('GET', '/api/retention/removals', args, 'json')
  }

  /** List archives, newest first */
  listTakeaways(): Promise<{ data: Array<{ id: string; form: "encrypted" | "open"; state: "waiting" | "making" | "ready" | "expired" | "removed" | "canceled" | "failed"; percent: number; message: string; askedBy: { kind: string; id: string }; askedAt: string; madeAt: string | null; expiresAt: string | null; fetchedAt: string | null; bytes: number | null; sha256: string | null; documents: number | null; cause: string | null; link: string | null }> }> {
    return this.call('GET', '/api/takeaways', {}, 'json')
  }

  /** Make an archive of all records */
  createTakeaway(args: { body: { form: "encrypted" | "open"; passphrase?: string } }): Promise<{ id: string; form: "encrypted" | "open"; state: "waiting" | "making" | "ready" | "expired" | "removed" | "canceled" | "failed"; percent: number; message: string; askedBy: { kind: string; id: string }; askedAt: string; madeAt: string | null; expiresAt: string | null; fetchedAt: string | null; bytes: number | null; sha256: string | null; documents: number | null; cause: string | null; link: string | null }> {
    return this.call('POST', '/api/takeaways', args, 'json')
  }

  /** One archive */
  getTakeaway(args: { id: string }): Promise<{ id: string; form: "encrypted" | "open"; state: "waiting" | "making" | "ready" | "expired" | "removed" | "canceled" | "failed"; percent: number; message: string; askedBy: { kind: string; id: string }; askedAt: string; madeAt: string | null; expiresAt: string | null; fetchedAt: string | null; bytes: number | null; sha256: string | null; documents: number | null; cause: string | null; link: string | null }> {
    return this.call('GET', '/api/takeaways/{id}', args, 'json')
  }

  /** Cancel or remove an archive */
  removeTakeaway(args: { id: string }): Promise<{ id: string; form: "encrypted" | "open"; state: "waiting" | "making" | "ready" | "expired" | "removed" | "canceled" | "failed"; percent: number; message: string; askedBy: { kind: string; id: string }; askedAt: string; madeAt: string | null; expiresAt: string | null; fetchedAt: string | null; bytes: number | null; sha256: string | null; documents: number | null; cause: string | null; link: string | null }> {
    return this.call('DELETE', '/api/takeaways/{id}', args, 'json')
  }

  /** Fetch an archive */
  getTakeawayArchive(args: { id: string; expires: string; signature: string }): Promise<Response> {
    return this.call('GET', '/api/takeaways/{id}/archive/{expires}/{signature}', args, 'file')
  }

  /** Whose e-mail becomes a fax */
  listMailSenders(): Promise<{ data: Array<{ id: string; address: string; personId: string; coverSubject: boolean; tellEnd: boolean; addedAt: string }> }> {
    return this.call('GET', '/api/mail-senders', {}, 'json')
  }

  /** Let an address send faxes by e-mail */
  createMailSender(args: { body: { address: string; personId: string; coverSubject: boolean; tellEnd: boolean } }): Promise<{ id: string; address: string; personId: string; coverSubject: boolean; tellEnd: boolean; addedAt: string }> {
    return this.call('POST', '/api/mail-senders', args, 'json')
  }

  /** Take no more e-mail from an address */
  removeMailSender(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/mail-senders/{id}', args, 'nothing')
  }

  /** Where programs are told what happens */
  listWebhooks(): Promise<{ data: Array<{ id: string; url: string; description: string; events: Array<string>; enabled: boolean; disabledBecause: string | null; previousSecretUntil: string | null; createdAt: string }> }> {
    return this.call('GET', '/api/webhooks', {}, 'json')
  }

  /** Have a program told */
  createWebhook(args: { body: { url: string; description?: string; events: Array<string> } }): Promise<{ endpoint: { id: string; url: string; description: string; events: Array<string>; enabled: boolean; disabledBecause: string | null; previousSecretUntil: string | null; createdAt: string }; secret: string; publicKey: string }> {
    return this.call('POST', '/api/webhooks', args, 'json')
  }

  /** One endpoint */
  getWebhook(args: { id: string }): Promise<{ id: string; url: string; description: string; events: Array<string>; enabled: boolean; disabledBecause: string | null; previousSecretUntil: string | null; createdAt: string }> {
    return this.call('GET', '/api/webhooks/{id}', args, 'json')
  }

  /** Change it, or switch it off and on */
  changeWebhook(args: { id: string; body: { url?: string; description?: string; events?: Array<string>; enabled?: boolean } }): Promise<{ id: string; url: string; description: string; events: Array<string>; enabled: boolean; disabledBecause: string | null; previousSecretUntil: string | null; createdAt: string }> {
    return this.call('PATCH', '/api/webhooks/{id}', args, 'json')
  }

  /** Have it told no more */
  removeWebhook(args: { id: string }): Promise<void> {
    return this.call('DELETE', '/api/webhooks/{id}', args, 'nothing')
  }

  /** Send it a test */
  createWebhookTest(args: { id: string }): Promise<{ id: string; type: string; test: boolean; subjectId: string; occurredAt: string; state: "pending" | "delivered" | "failed"; tries: number; nextTryAt: string | null; status: number | null; trouble: string | null; settledAt: string | null }> {
    return this.call('POST', '/api/webhooks/{id}/tests', args, 'json')
  }

  /** Renew its secret */
  createWebhookSecret(args: { id: string }): Promise<{ endpoint: { id: string; url: string; description: string; events: Array<string>; enabled: boolean; disabledBecause: string | null; previousSecretUntil: string | null; createdAt: string }; secret: string; publicKey: string }> {
    return this.call('POST', '/api/webhooks/{id}/secrets', args, 'json')
  }

  /** What was sent to it, newest first */
  listWebhookDeliveries(args: { id: string; after?: string }): Promise<{ data: Array<{ id: string; type: string; test: boolean; subjectId: string; occurredAt: string; state: "pending" | "delivered" | "failed"; tries: number; nextTryAt: string | null; status: number | null; trouble: string | null; settledAt: string | null }> }> {
    return this.call('GET', '/api/webhooks/{id}/deliveries', args, 'json')
  }

  /** Send one again */
  createWebhookDeliveryReplay(args: { id: string; delivery: string }): Promise<{ id: string; type: string; test: boolean; subjectId: string; occurredAt: string; state: "pending" | "delivered" | "failed"; tries: number; nextTryAt: string | null; status: number | null; trouble: string | null; settledAt: string | null }> {
    return this.call('POST', '/api/webhooks/{id}/deliveries/{delivery}/replays', args, 'json')
  }

  /** List what happened, newest first */
  listEvents(args: { type?: "fax.submitted" | "fax.delivered" | "fax.failed" | "fax.canceled" | "fax.held" | "fax.received"; limit?: number; cursor?: string } = {}): Promise<{ data: Array<{ id: string; type: string; timestamp: string; test?: boolean; data: { id: string; recipientId?: string; url?: string } }>; nextCursor: string | null }> {
    return this.call('GET', '/api/events', args, 'json')
  }

  /** List the kinds of events, each with a sample */
  listEventTypes(): Promise<{ data: Array<{ type: "fax.submitted" | "fax.delivered" | "fax.failed" | "fax.canceled" | "fax.held" | "fax.received"; description: string; sample: { id: string; type: string; timestamp: string; test?: boolean; data: { id: string; recipientId?: string; url?: string } } }> }> {
    return this.call('GET', '/api/event-types', {}, 'json')
  }

  /** List jobs, newest first */
  listJobs(args: { page?: number; limit?: number; cursor?: string; state?: "available" | "executing" | "retryable" | "completed" | "canceled" | "dead" } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ id: number; kind: string; state: "available" | "executing" | "retryable" | "completed" | "canceled" | "dead"; attempt: number; maxAttempts: number; priority: number; progress: number | null; cause: string | null; args: Record<string, unknown>; runAt: string; createdAt: string; finishedAt: string | null }> }> {
    return this.call('GET', '/api/jobs', args, 'json')
  }

  /** One job */
  getJob(args: { id: number }): Promise<{ id: number; kind: string; state: "available" | "executing" | "retryable" | "completed" | "canceled" | "dead"; attempt: number; maxAttempts: number; priority: number; progress: number | null; cause: string | null; args: Record<string, unknown>; runAt: string; createdAt: string; finishedAt: string | null }> {
    return this.call('GET', '/api/jobs/{id}', args, 'json')
  }

  /** Replay a dead job */
  createJobReplay(args: { id: number }): Promise<{ id: number; kind: string; state: "available" | "executing" | "retryable" | "completed" | "canceled" | "dead"; attempt: number; maxAttempts: number; priority: number; progress: number | null; cause: string | null; args: Record<string, unknown>; runAt: string; createdAt: string; finishedAt: string | null }> {
    return this.call('POST', '/api/jobs/{id}/replays', args, 'json')
  }

  /** Replay every dead job */
  createJobsReplay(): Promise<{ replayed: number }> {
    return this.call('POST', '/api/jobs/replays', {}, 'json')
  }

  /** List audit entries, newest first */
  listAudit(args: { page?: number; limit?: number; cursor?: string; from?: string; until?: string; action?: string; subject?: string; actor?: string; before?: number } = {}): Promise<{ page: number; limit: number; totalPages: number; totalItems: number; hasNext: boolean; hasPrev: boolean; nextCursor: string | null; data: Array<{ seq: number; at: string; actor: { kind: "user" | "key" | "operator" | "system"; id: string }; action: string; message: string; subjectId: string; detail: Record<string, unknown>; hash: string }> }> {
    return this.call('GET', '/api/audit', args, 'json')
  }

  /** Verify the whole trail */
  getAuditVerification(): Promise<{ valid: boolean; entries: number; head?: string; brokenAt?: number; because?: "missing" | "changed" | "truncated" }> {
    return this.call('GET', '/api/audit/verification', {}, 'json')
  }
}

async function refusalIn(answer: Response): Promise<FrontdeskError> {
  const problem = (await answer.json().catch(() => ({}))) as {
    code?: string
    detail?: string
    errors?: Array<{ field: string; message: string }>
    requestId?: string
  }
  const wait = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const { code = 'unknown', detail = 'Refused.', errors = [], requestId = '' } = problem
  return new FrontdeskError(answer.status, code, detail, errors, requestId, Number.isNaN(wait) ? undefined : wait)
}
