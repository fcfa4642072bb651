import { AppError } from '../../kit/errors.ts'
import { normalEmail } from '../people/users.ts'
import { isOffered, type Role } from '../permissions.ts'

/** What a provider wants of somebody; what it does not speak of stays. */
export type Wanted = {
  userName?: string
  externalId?: string | null
  displayName?: string
  givenName?: string
  familyName?: string
  active?: boolean
  role?: Role
}
export type Filter = { readonly attribute: 'userName' | 'externalId' | 'id'; readonly value: string }

/** A refusal with the word that SCIM has for it. */
export const malformedScim = (scimType: string, message: string): AppError => new AppError('invalid', message, { scimType })

const LONGEST = 254
const FILTER = /^\s*(userName|externalId|id|emails(?:\[type eq "work"\])?\.value)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$/i

/** The one form that providers use to find whom they know already. */
export function readFilter(text: string): Filter {
  const [, named = '', value = ''] = FILTER.exec(text) ?? []
  const attribute = ({ username: 'userName', externalid: 'externalId', id: 'id' } as const)[named.toLowerCase()] ?? (named && 'userName')
  if (!attribute) throw malformedScim('invalidFilter', 'Filter by userName, externalId or id, such as userName eq "ana@office.example".')
  return { attribute, value: value.replace(/\\(.)/g, '$1') }
}

/** A whole resource, or the object of an operation without a path. Attributes that mean nothing here are passed over. */
export function readAttributes(resource: unknown): Wanted {
  const wanted: Wanted = {}
  for (const [name, value] of Object.entries(recordOf(resource))) take(wanted, name, value)
  return wanted
}

/**
 * A whole resource in place of the one that is here (RFC 7644, 3.5.1): what it does not name is emptied. But for `active` and `roles`,
 * which stay: a provider that says nothing of them neither brings back whom the office suspended nor takes a role that it gave.
 */
export function readReplacement(resource: unknown): Wanted {
  const { userName, ...wanted } = readAttributes(resource)
  if (userName === undefined)
    throw malformedScim('invalidValue', 'userName is needed: it is the e-mail address that somebody signs in with.')
  const isNamed = Boolean(wanted.displayName || wanted.givenName || wanted.familyName)
  return { externalId: null, givenName: '', familyName: '', ...wanted, userName, ...(!isNamed && { displayName: normalEmail(userName) }) }
}

const MOST_OPERATIONS = 100

/** RFC 7644, 3.5.2, and as Entra ID writes it: "Replace", an object without a path, "False" for false. */
export function readPatch(body: unknown): Wanted {
  const operations = Object.entries(recordOf(body)).find(([name]) => name.toLowerCase() === 'operations')?.[1]
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > MOST_OPERATIONS)
    throw malformedScim('invalidSyntax', 'Send Operations, at most a hundred.')
  const wanted: Wanted = {}
  for (const each of operations.map(recordOf)) {
    const op = String(each['op']).toLowerCase()
    if (!['add', 'replace', 'remove'].includes(op)) throw malformedScim('invalidSyntax', 'An operation is add, replace or remove.')
    const path = each['path']
    if (typeof path === 'string') take(wanted, path, op === 'remove' ? undefined : each['value'])
    else if (op === 'remove') throw malformedScim('noTarget', 'Say with path what to remove.')
    else Object.assign(wanted, readAttributes(each['value']))
  }
  return wanted
}

function take(wanted: Wanted, name: string, value: unknown): void {
  const attribute = name.replace(/^urn:ietf:params:scim:schemas:core:2\.0:User:/i, '').toLowerCase()
  if (attribute === 'active') wanted.active = booleanOf(value)
  else if (attribute === 'username') wanted.userName = textOf(value, 'userName')
  else if (attribute === 'externalid') wanted.externalId = value === undefined || value === null ? null : textOf(value, 'externalId')
  else if (attribute === 'displayname' || attribute === 'name.formatted') set(wanted, 'displayName', value)
  else if (attribute === 'name.givenname') set(wanted, 'givenName', value)
  else if (attribute === 'name.familyname') set(wanted, 'familyName', value)
  else if (attribute === 'name') for (const [part, text] of Object.entries(recordOf(value))) take(wanted, `name.${part}`, text)
  else if (/^roles\b/.test(attribute)) takeRole(wanted, value)
}

function set(wanted: Wanted, name: 'displayName' | 'givenName' | 'familyName', value: unknown): void {
  if (value !== undefined && value !== null) wanted[name] = textOf(value, name)
  // Somebody always has a name to be shown by; the parts of it may be nothing.
  else if (name !== 'displayName') wanted[name] = ''
}

/** By the name the role has here; one that means nothing here gives nothing. */
function takeRole(wanted: Wanted, value: unknown): void {
  const first: unknown = Array.isArray(value) ? value[0] : value
  const named = typeof first === 'string' ? first : recordOf(first ?? {})['value']
  if (typeof named !== 'string') return
  const role = named.trim().toLowerCase().replaceAll(' ', '_')
  if (role === 'owner_admin' || role === 'owner') throw malformedScim('invalidValue', 'An owner is made by an owner, not by a provider.')
  if (isOffered(role)) wanted.role = role
}

function booleanOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = String(value).toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  throw malformedScim('invalidValue', 'active is true or false.')
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > LONGEST)
    throw malformedScim('invalidValue', `${name} is a text of at most ${LONGEST} characters.`)
  return value.trim()
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedScim('invalidSyntax', 'Send a JSON object.')
  return value as Readonly<Record<string, unknown>>
}
