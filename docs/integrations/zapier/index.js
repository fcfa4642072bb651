// Made by bin/machines.ts: not written by hand. A Zapier app: npm install, zapier register, zapier push.
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

const officeOf = (bundle) => bundle.authData.url.replace(/\/+$/, '')
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
    outputFields: [{"key":"id","label":"Event id"},{"key":"type","label":"Kind"},{"key":"timestamp","label":"When"},{"key":"data__id","label":"Fax id"},{"key":"data__url","label":"Where to ask for more"}],
  },
})
const SAMPLE = {"id":"evt_1","type":"fax.delivered","timestamp":"2026-11-23T14:30:00.000Z","data":{"id":"019a1fdd-b695-7727-93c9-a503c8ee1d5a","url":"https://maple.frontdesk.example/api/faxes/019a1fdd-b695-7727-93c9-a503c8ee1d5a"}}

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
}

const fax_submitted = trigger({"type":"fax.submitted","key":"fax_submitted","label":"A fax was submitted"})

const fax_delivered = trigger({"type":"fax.delivered","key":"fax_delivered","label":"A fax reached a recipient"})

const fax_failed = trigger({"type":"fax.failed","key":"fax_failed","label":"A fax was given up for a recipient"})

const fax_canceled = trigger({"type":"fax.canceled","key":"fax_canceled","label":"A fax was canceled for a recipient"})

const fax_held = trigger({"type":"fax.held","key":"fax_held","label":"A fax waits for somebody to decide"})

const fax_received = trigger({"type":"fax.received","key":"fax_received","label":"A fax came in"})

const send_fax = {
  key: 'send_fax',
  noun: 'Fax',
  display: { label: "Send a fax", description: "Sends one PDF or TIFF file to one fax number." },
  operation: {
    inputFields: [{"key":"to","label":"To","type":"string","required":true,"helpText":"A fax number; a name may come first: Oak Pharmacy <+15552010100>."},{"key":"file","label":"Document","type":"file","required":true,"helpText":"PDF or TIFF, at most 50 MB."},{"key":"cover","label":"Cover page","type":"boolean","required":false,"helpText":"Yes unless said otherwise."},{"key":"subject","label":"Subject","type":"string","required":false},{"key":"note","label":"Note on the cover page","type":"text","required":false},{"key":"reference","label":"Reference","type":"string","required":false,"helpText":"What is sent twice under one reference goes once: map the id of what began this."}],
    perform: sendFax,
    sample: {"id":"019a1fdd-b695-7727-93c9-a503c8ee1d5a","status":"queued","pages":2,"recipients":[{"id":"019a1fdd-b695-7727-93c9-a503c8ee1d5a","to":"+15550100001","status":"queued"}]},
  },
}

const add_contact = {
  key: 'add_contact',
  noun: 'Contact',
  display: { label: "Add a contact", description: "Adds somebody to the address book." },
  operation: {
    inputFields: [{"key":"name","label":"Name","type":"string","required":true},{"key":"fax","label":"Fax number","type":"string","required":true},{"key":"organization","label":"Organization","type":"string","required":false},{"key":"note","label":"Note","type":"text","required":false}],
    perform: create('/contacts'),
    sample: {"id":"019a1fdd-b695-7727-93c9-a503c8ee1d5a","name":"Elm Clinic","organization":"Elm Health","fax":"+15550100011","note":""},
  },
}

const get_fax = {
  key: 'get_fax',
  noun: 'Fax',
  display: { label: "Get a fax", description: "What became of a fax that was sent, by its id." },
  operation: {
    inputFields: [{"key":"id","label":"Fax id","type":"string","required":true,"helpText":"The data.id of an event."}],
    perform: find('/faxes/{id}'),
    sample: {"id":"019a1fdd-b695-7727-93c9-a503c8ee1d5a","status":"delivered","pages":2,"recipients":[{"id":"019a1fdd-b695-7727-93c9-a503c8ee1d5a","to":"+15550100001","status":"queued"}]},
  },
}

module.exports = {
  version: require('./package.json').version,
  platformVersion: require('zapier-platform-core').version,
  authentication,
  beforeRequest: [withKey],
  triggers: { fax_submitted, fax_delivered, fax_failed, fax_canceled, fax_held, fax_received },
  creates: { send_fax, add_contact },
  searches: { get_fax },
}
