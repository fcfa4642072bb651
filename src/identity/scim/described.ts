const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
export const USER_SCHEMA = `${CORE}:User`
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

const off = { supported: false }
export const SERVICE = {
  schemas: [`${CORE}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: off,
  sort: off,
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'API key',
      description: 'A key of the office with the scope scim, as a bearer token.',
      primary: true,
    },
  ],
}

export const USER_TYPE = { schemas: [`${CORE}:ResourceType`], id: 'User', name: 'User', endpoint: '/Users', schema: USER_SCHEMA }

const attribute = (name: string, type: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  type,
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
})

export const SCHEMA = {
  schemas: [`${CORE}:Schema`],
  id: USER_SCHEMA,
  name: 'User',
  attributes: [
    attribute('userName', 'string', { required: true, uniqueness: 'server' }),
    attribute('externalId', 'string', { caseExact: true }),
    attribute('displayName', 'string'),
    attribute('name', 'complex', { subAttributes: ['formatted', 'givenName', 'familyName'].map((name) => attribute(name, 'string')) }),
    attribute('active', 'boolean'),
    attribute('emails', 'complex', { multiValued: true, mutability: 'readOnly', subAttributes: [attribute('value', 'string')] }),
    attribute('roles', 'complex', { multiValued: true, subAttributes: [attribute('value', 'string')] }),
  ],
}
