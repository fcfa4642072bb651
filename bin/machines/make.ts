import { ACTIONS, type Action, EVENT_FIELDS, type Field, SAMPLE_EVENT, TRIGGERS } from './adapters.ts'

type Files = Readonly<Record<string, string>>
const written = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const KEY = { Authorization: 'Bearer {{connection.apiKey}}' }
const BASE = {
  baseUrl: '{{connection.url}}/api',
  headers: KEY,
  response: { error: { message: '[{{statusCode}}] {{body.detail}}' } },
  log: { sanitize: ['request.headers.authorization'] },
}
const CONNECTION = {
  url: '{{parameters.url}}/api/me',
  headers: { Authorization: 'Bearer {{parameters.apiKey}}' },
  response: { metadata: { type: 'text', value: '{{body.tenant.name}}' }, error: { message: '[{{statusCode}}] {{body.detail}}' } },
  log: { sanitize: ['request.headers.authorization'] },
}
const CONNECTION_PARAMETERS = [
  { name: 'url', type: 'url', label: 'Address of the office', help: 'Such as https://maple.frontdesk.example.', required: true },
  { name: 'apiKey', type: 'password', label: 'API key', help: 'Settings → API keys.', required: true, editable: true },
]
const KINDS = {
  name: 'event',
  type: 'select',
  label: 'Event',
  required: true,
  options: TRIGGERS.map(({ type, label }) => ({ label, value: type })),
}
const ATTACH = {
  url: '/webhooks',
  method: 'POST',
  body: { url: '{{webhook.url}}', description: 'Make', events: ['{{parameters.event}}'] },
  response: { data: { externalHookId: '{{body.endpoint.id}}' } },
}
const DETACH = { url: '/webhooks/{{webhook.externalHookId}}', method: 'DELETE' }
const POLL = {
  url: '/events',
  qs: { type: '{{parameters.event}}', limit: '{{parameters.limit}}' },
  response: {
    iterate: '{{body.data}}',
    output: '{{item}}',
    limit: '{{parameters.limit}}',
    trigger: { id: '{{item.id}}', date: '{{item.timestamp}}', type: 'date', order: 'desc' },
  },
}
const LIMIT = { name: 'limit', type: 'uinteger', label: 'At most', required: true, default: 10 }
const ANY_CALL = {
  url: '/{{parameters.path}}',
  method: '{{parameters.method}}',
  body: '{{parameters.body}}',
  response: { output: { status: '{{statusCode}}', body: '{{body}}' } },
}
const ANY_CALL_FIELDS = [
  { name: 'path', type: 'text', label: 'Path after /api/', required: true },
  { name: 'method', type: 'select', label: 'Method', required: true, options: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
  { name: 'body', type: 'any', label: 'Body' },
]

const INTERFACE = EVENT_FIELDS.filter(([path]) => !path.includes('.')).map(([name, label]) => ({ name, label, type: 'text' }))
const DATA = EVENT_FIELDS.flatMap(([path, label]) =>
  path.startsWith('data.') ? [{ name: path.slice('data.'.length), label, type: 'text' }] : [],
)
const EVENT_INTERFACE = [...INTERFACE, { name: 'data', label: 'Fax', type: 'collection', spec: DATA }]

const TYPES: Readonly<Record<Exclude<Field['type'], 'file'>, object>> = {
  text: { type: 'text' },
  long: { type: 'text', multiline: true },
  yes_no: { type: 'boolean', default: true },
}
/** A file is two of Make's fields: its name and its bytes. */
const parametersOf = ({ key, label, help, type, isNeeded = false }: Field): object[] =>
  type === 'file'
    ? [
        {
          name: 'fileName',
          label: 'File name',
          type: 'filename',
          required: isNeeded,
          semantic: 'file:name',
          extension: ['pdf', 'tif', 'tiff'],
        },
        { name: 'fileData', label, type: 'buffer', required: isNeeded, semantic: 'file:data', ...(help && { help }) },
      ]
    : [{ name: key, label, required: isNeeded, ...(help && { help }), ...TYPES[type] }]

function communicationOf({ method, path, fields }: Action): object {
  const url = path.replace('{id}', '{{parameters.id}}')
  const answered = { url, method, response: { output: '{{body}}' } }
  if (method === 'GET') return answered
  const values = fields.filter(({ key, type }) => type !== 'file' && key !== 'reference').map(({ key }) => [key, `{{parameters.${key}}}`])
  const body = Object.fromEntries(values)
  if (!fields.some(({ type }) => type === 'file')) return { ...answered, body }
  const file = { value: '{{parameters.fileData}}', options: { filename: '{{parameters.fileName}}' } }
  return {
    ...answered,
    type: 'multipart/form-data',
    headers: { 'Idempotency-Key': '{{ifempty(parameters.reference, uuid)}}' },
    body: { ...body, files: file },
  }
}

type Module = { readonly name: string; readonly facts: object; readonly codes: Readonly<Record<string, unknown>> }
const MODULES: readonly Module[] = [
  {
    name: 'watchEvents',
    facts: {
      label: 'Watch faxes',
      description: 'Triggers at once when a fax is sent, arrives, fails or comes in.',
      moduleType: 'instant_trigger',
      webhook: 'events',
    },
    codes: { communication: { output: '{{body}}' }, staticParams: [], interface: EVENT_INTERFACE, samples: SAMPLE_EVENT('fax.delivered') },
  },
  {
    name: 'pollEvents',
    facts: {
      label: 'Watch faxes now and then',
      description: 'Asks for what happened, where nothing can be told at once.',
      moduleType: 'trigger',
      connection: 'frontdesk',
    },
    codes: { communication: POLL, staticParams: [KINDS, LIMIT], interface: EVENT_INTERFACE, samples: SAMPLE_EVENT('fax.delivered') },
  },
  ...ACTIONS.map((action) => ({
    name: action.key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    facts: {
      label: action.label,
      description: action.description,
      moduleType: 'action',
      actionCrud: action.method === 'GET' ? 'read' : 'create',
      connection: 'frontdesk',
    },
    codes: {
      communication: communicationOf(action),
      mappableParams: action.fields.flatMap(parametersOf),
      interface: Object.keys(action.sample).map((name) => ({ name, label: name, type: 'any' })),
      samples: action.sample,
    },
  })),
  {
    name: 'makeApiCall',
    facts: {
      label: 'Make an API call',
      description: 'Anything that the API does and the key may.',
      moduleType: 'universal',
      connection: 'frontdesk',
    },
    codes: { communication: ANY_CALL, mappableParams: ANY_CALL_FIELDS, interface: [], samples: {} },
  },
]

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const pathsOf = (folder: string, name: string, codes: object): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(codes).map((code) => [code, `${folder}/${kebab(name)}.${kebab(code)}.iml.json`]))
const filesOf = (folder: string, name: string, codes: Readonly<Record<string, unknown>>): Files =>
  Object.fromEntries(Object.entries(pathsOf(folder, name, codes)).map(([code, path]) => [path, written(codes[code])]))

const CONNECTION_CODES = { communication: CONNECTION, params: CONNECTION_PARAMETERS }
const WEBHOOK_CODES = { communication: { output: '{{body}}' }, params: [KINDS], attach: ATTACH, detach: DETACH }

const MANIFEST = {
  fileVersion: 1,
  generalCodeFiles: { base: 'general/base.iml.json', common: null, readme: null, groups: null },
  components: {
    connection: {
      frontdesk: { label: 'Frontdesk', connectionType: 'other', codeFiles: pathsOf('connections', 'frontdesk', CONNECTION_CODES) },
    },
    webhook: {
      events: { label: 'Fax events', webhookType: 'web', connection: 'frontdesk', codeFiles: pathsOf('webhooks', 'events', WEBHOOK_CODES) },
    },
    module: Object.fromEntries(MODULES.map(({ name, facts, codes }) => [name, { ...facts, codeFiles: pathsOf('modules', name, codes) }])),
    rpc: {},
    function: {},
  },
  origins: [],
}

/** The app for Make's editor in Visual Studio Code, by the names of its files. */
export const makeApp = (): Files => ({
  'makecomapp.json': written(MANIFEST),
  'general/base.iml.json': written(BASE),
  ...filesOf('connections', 'frontdesk', CONNECTION_CODES),
  ...filesOf('webhooks', 'events', WEBHOOK_CODES),
  ...Object.assign({}, ...MODULES.map(({ name, codes }) => filesOf('modules', name, codes))),
})
