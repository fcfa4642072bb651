import { ACTIONS, type Action, EVENT_FIELDS, type Field, SAMPLE_EVENT, TRIGGERS } from './adapters.ts'

const NEWEST_CORE = '19.1.0'

/** What Zapier's command line wants beside the app. */
export const zapierPackage = (): string =>
  `${JSON.stringify({ name: 'frontdesk-zapier', version: '1.0.0', private: true, main: 'index.js', dependencies: { 'zapier-platform-core': NEWEST_CORE } }, null, 2)}\n`

/** The app for Zapier's command line: one file, as Zapier wants it. */
export const zapierApp = (): string =>
  [
    HEAD,
    ...TRIGGERS.map(({ type, key, label }) => `const ${key} = trigger(${json({ type, key, label })})`),
    ...ACTIONS.map((each) => `const ${each.key} = ${actionOf(each)}`),
    `module.exports = {
  version: require('./package.json').version,
  platformVersion: require('zapier-platform-core').version,
  authentication,
  beforeRequest: [withKey],
  triggers: { ${TRIGGERS.map(({ key }) => key).join(', ')} },
  creates: { ${keysOf('POST')} },
  searches: { ${keysOf('GET')} },
}
`,
  ].join('\n\n')

const keysOf = (method: Action['method']): string =>
  ACTIONS.filter((each) => each.method === method)
    .map(({ key }) => key)
    .join(', ')

const json = (value: unknown): string => JSON.stringify(value)

const TYPES: Readonly<Record<Field['type'], string>> = { text: 'string', long: 'text', yes_no: 'boolean', file: 'file' }
const fieldOf = ({ key, label, help, type, isNeeded = false }: Field) => ({
  key,
  label,
  type: TYPES[type],
  required: isNeeded,
  ...(help && { helpText: help }),
})

const actionOf = ({ key, label, noun, description, method, path, fields, sample }: Action): string => `{
  key: '${key}',
  noun: '${noun}',
  display: { label: ${json(label)}, description: ${json(description)} },
  operation: {
    inputFields: ${json(fields.map(fieldOf))},
    perform: ${method === 'GET' ? `find('${path}')` : key === 'send_fax' ? 'sendFax' : `create('${path}')`},
    sample: ${json(sample)},
  },
}`

const HEAD = `// Made by bin/machines.ts: not written by hand. A Zapier app: npm install, zapier register, zapier push.
const crypto = require('crypto')

const authentication = {
  type: 'custom',
  fields: [
    { key: 'url', label: 'Address of the office', type: 'string', required: true, helpText: 'Such as https://maple.frontdesk.example.' },
    { key: 'apiKey', label: 'API key', type: 'password', required: true, helpText: 'Settings → API keys, with the scopes webhooks, faxes:read, faxes:write and contacts:write.' },
  ],
  test: { url: '{{bundle.authData.url}}/api/me' },
  connectionLabel: '{{tenant.name}}',
}

const withKey = (request, z, bundle) => {
  // A file is fetched from where Zapier keeps it: the key is for the office alone.
  if (bundle.authData.apiKey && request.url.startsWith(officeOf(bundle) + '/'))
    request.headers = { ...request.headers, Authorization: 'Bearer ' + bundle.authData.apiKey }
  return request
}

const officeOf = (bundle) => bundle.authData.url.replace(/\\/+$/, '')
const apiOf = (bundle) => officeOf(bundle) + '/api'

const trigger = ({ type, key, label }) => ({
  key,
  noun: 'Fax',
  display: { label, description: 'Triggers when this happens: ' + label.toLowerCase() + '.' },
  operation: {
    type: 'hook',
    performSubscribe: async (z, bundle) => {
      const body = { url: bundle.targetUrl, description: 'Zapier', events: [type] }
      return (await z.request({ method: 'POST', url: apiOf(bundle) + '/webhooks', body })).data.endpoint
    },
    performUnsubscribe: async (z, bundle) => {
      await z.request({ method: 'DELETE', url: apiOf(bundle) + '/webhooks/' + bundle.subscribeData.id })
      return {}
    },
    perform: (z, bundle) => [bundle.cleanedRequest],
    performList: async (z, bundle) =>
      (await z.request({ url: apiOf(bundle) + '/events', params: { type, limit: 3 } })).data.data,
    sample: { ...SAMPLE, type },
    outputFields: ${json(EVENT_FIELDS.map(([key, label]) => ({ key: key.replace('.', '__'), label })))},
  },
})
const SAMPLE = ${json(SAMPLE_EVENT('fax.delivered'))}

const create = (path) => async (z, bundle) =>
  (await z.request({ method: 'POST', url: apiOf(bundle) + path, body: { ...bundle.inputData } })).data

const find = (path) => async (z, bundle) => {
  const url = apiOf(bundle) + path.replace('{id}', encodeURIComponent(bundle.inputData.id))
  const response = await z.request({ url, skipThrowForStatus: true })
  if (response.status === 404) return []
  response.throwForStatus()
  return [response.data]
}

const sendFax = async (z, bundle) => {
  const { file, reference, ...words } = bundle.inputData
  const fetched = await z.request({ url: file, raw: true })
  const base64 = Buffer.from(await fetched.arrayBuffer()).toString('base64')
  const headers = reference ? { 'Idempotency-Key': crypto.createHash('sha256').update(reference).digest('hex') } : {}
  const body = { ...words, files: [{ name: 'document', base64 }] }
  return (await z.request({ method: 'POST', url: apiOf(bundle) + '/faxes', headers, body })).data
}`
