import { EVENT_TYPES, EVENT_WORDS } from '../../src/webhooks/index.ts'

/*
 * What other people's automation offers of Frontdesk: one table, from which the definitions for Zapier and for Make are made. Thin on purpose:
 * an event is an id, and who wants more asks for it with a key that may.
 */

export type Field = {
  readonly key: string
  readonly label: string
  readonly help?: string
  readonly type: 'text' | 'long' | 'yes_no' | 'file'
  readonly isNeeded?: boolean
}
export type Action = {
  readonly key: string
  readonly label: string
  readonly noun: string
  readonly description: string
  readonly method: 'GET' | 'POST'
  /** Under /api; `{id}` is a field. */
  readonly path: string
  readonly fields: readonly Field[]
  readonly sample: Readonly<Record<string, unknown>>
}

/** An event by its key: fax.delivered is fax_delivered. */
export const TRIGGERS = EVENT_TYPES.map((type) => ({ type, key: type.replace('.', '_'), label: EVENT_WORDS[type] }))

const ID = '019a1fdd-b695-7727-93c9-a503c8ee1d5a'
const RECIPIENTS = [{ id: ID, to: '+15550100001', status: 'queued' }]

export const ACTIONS: readonly Action[] = [
  {
    key: 'send_fax',
    label: 'Send a fax',
    noun: 'Fax',
    description: 'Sends one PDF or TIFF file to one fax number.',
    method: 'POST',
    path: '/faxes',
    fields: [
      { key: 'to', label: 'To', type: 'text', isNeeded: true, help: 'A fax number; a name may come first: Oak Pharmacy <+15552010100>.' },
      { key: 'file', label: 'Document', type: 'file', isNeeded: true, help: 'PDF or TIFF, at most 50 MB.' },
      { key: 'cover', label: 'Cover page', type: 'yes_no', help: 'Yes unless said otherwise.' },
      { key: 'subject', label: 'Subject', type: 'text' },
      { key: 'note', label: 'Note on the cover page', type: 'long' },
      {
        key: 'reference',
        label: 'Reference',
        type: 'text',
        help: 'What is sent twice under one reference goes once: map the id of what began this.',
      },
    ],
    sample: { id: ID, status: 'queued', pages: 2, recipients: RECIPIENTS },
  },
  {
    key: 'add_contact',
    label: 'Add a contact',
    noun: 'Contact',
    description: 'Adds somebody to the address book.',
    method: 'POST',
    path: '/contacts',
    fields: [
      { key: 'name', label: 'Name', type: 'text', isNeeded: true },
      { key: 'fax', label: 'Fax number', type: 'text', isNeeded: true },
      { key: 'organization', label: 'Organization', type: 'text' },
      { key: 'note', label: 'Note', type: 'long' },
    ],
    sample: { id: ID, name: 'Elm Clinic', organization: 'Elm Health', fax: '+15550100011', note: '' },
  },
  {
    key: 'get_fax',
    label: 'Get a fax',
    noun: 'Fax',
    description: 'What became of a fax that was sent, by its id.',
    method: 'GET',
    path: '/faxes/{id}',
    fields: [{ key: 'id', label: 'Fax id', type: 'text', isNeeded: true, help: 'The data.id of an event.' }],
    sample: { id: ID, status: 'delivered', pages: 2, recipients: RECIPIENTS },
  },
]

export const SAMPLE_EVENT = (type: string) => ({
  id: 'evt_1',
  type,
  timestamp: '2026-11-23T14:30:00.000Z',
  data: { id: ID, url: `https://maple.frontdesk.example/api/${type === 'fax.received' ? 'received' : 'faxes'}/${ID}` },
})
/** What an event holds, by its path in it. */
export const EVENT_FIELDS = [
  ['id', 'Event id'],
  ['type', 'Kind'],
  ['timestamp', 'When'],
  ['data.id', 'Fax id'],
  ['data.url', 'Where to ask for more'],
] as const
