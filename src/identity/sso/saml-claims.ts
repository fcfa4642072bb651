import type { Claims } from './people.ts'
import type { Assertion } from './saml-assertion.ts'
import type { SamlSettings } from './saml-settings.ts'

/** Where the office named no attribute, the usual ones are looked for. */
type AttributeNames = Pick<SamlSettings, 'emailAttribute' | 'nameAttribute' | 'groupsAttribute'>

const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
const MACE = 'urn:mace:dir:attribute-def'
const MICROSOFT = 'http://schemas.microsoft.com'
/** As Entra ID, ADFS, Okta, Google, Keycloak, Shibboleth and SimpleSAMLphp send them. */
const USUAL = {
  email: [
    'email',
    'mail',
    'emailAddress',
    'Email',
    `${MACE}:mail`,
    'urn:oid:0.9.2342.19200300.100.1.3',
    'urn:oid:1.2.840.113549.1.9.1',
    `${CLAIMS}/emailaddress`,
  ],
  name: [
    'displayName',
    'name',
    'cn',
    `${MACE}:displayName`,
    `${MACE}:cn`,
    'urn:oid:2.16.840.1.113730.3.1.241',
    'urn:oid:2.5.4.3',
    `${MICROSOFT}/identity/claims/displayname`,
  ],
  given: ['givenName', `${MACE}:givenName`, 'firstName', 'given_name', 'urn:oid:2.5.4.42', `${CLAIMS}/givenname`],
  family: ['sn', `${MACE}:sn`, 'surname', 'lastName', 'family_name', 'urn:oid:2.5.4.4', `${CLAIMS}/surname`],
  groups: [
    'groups',
    'memberOf',
    'Role',
    'isMemberOf',
    'eduPersonAffiliation',
    'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
    `${MACE}:isMemberOf`,
    `${MACE}:eduPersonAffiliation`,
    `${MICROSOFT}/ws/2008/06/identity/claims/groups`,
    'http://schemas.xmlsoap.org/claims/Group',
  ],
} as const

/** Whoever may sign for an office’s people may say what their addresses are: it is that office’s own provider. */
export function claimsOf({ subject, subjectFormat, attributes }: Assertion, names: AttributeNames): Claims {
  const all = (usual: readonly string[], own = '') =>
    (own === '' ? usual : [own]).map((name) => attributes.get(name)).find((values) => values !== undefined)
  const first = (usual: readonly string[], own?: string) => all(usual, own)?.[0]
  const email = first(USUAL.email, names.emailAttribute) ?? (subjectFormat === EMAIL_FORMAT ? subject : undefined)
  const parts = [first(USUAL.given), first(USUAL.family)].filter((part) => part !== undefined)
  const name = first(USUAL.name, names.nameAttribute) ?? (parts.length > 0 ? parts.join(' ') : undefined)
  return { subject, email, emailVerified: email !== undefined, name, groups: all(USUAL.groups, names.groupsAttribute) }
}
