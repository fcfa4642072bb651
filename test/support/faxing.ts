import { documentDisposer } from '../../src/disposal/index.ts'
import type { Documents, PageReader } from '../../src/documents/index.ts'
import {
  type AttachedFile,
  accountForgetter,
  accountKeys,
  accountPoller,
  applyEvent,
  bulkFeeder,
  type CarrierFax,
  checkSubmission,
  contentLeaver,
  faxCanceler,
  faxFetcher,
  faxMailer,
  faxPreparer,
  faxSender,
  faxWatcher,
  pageReaders,
  parseClientState,
  type SubmittedFax,
  showFax,
  submitFax,
  unopenedNotifier,
  wordsTidier,
} from '../../src/fax/index.ts'
import { type Bucket, bucketFiles, diskFiles, fileAccounts, fileSweeper, fileUploader, type Stored } from '../../src/files/index.ts'
import { drain } from '../../src/jobs/index.ts'
import type { Delivery, Mail } from '../../src/mail/index.ts'
import { system, type Tenant, type TenantId } from '../../src/tenancy/index.ts'
import { testCarrier } from './carrier.ts'
import { type Offices, openOffices } from './offices.ts'

export const PDF = Buffer.from('%PDF-1.4 a document that only this test reads')

/** Documents without the reading: the process behind the port has its own tests. */
export const plainDocuments: Documents = {
  inspect: async () => ({ ok: true, type: 'pdf', pages: 2 }),
  logo: async (_, bytes) => ({ ok: true, png: bytes }),
  assemble: async (_, { files, cover, pages }) => ({
    pdf: new Uint8Array(PDF),
    pages: (pages?.length ?? files.length) + Number(cover !== undefined),
    sha256: '',
  }),
  arrange: async (_, __, plan) => plan.map((pages) => new Uint8Array(Buffer.from(`%PDF-1.4 ${JSON.stringify(pages)}`))),
  renderPage: async () => new Uint8Array(),
  print: async () => new Uint8Array(),
  attached: async () => undefined,
  lock: async (_, bytes, password) => Buffer.concat([Buffer.from(`locked with ${password}: `), bytes]),
  warm: async () => {},
  pids: () => [],
  [Symbol.dispose]: () => {},
}

/** Where no program reads pages. */
const noReader: PageReader = { lacking: () => 'Nothing reads pages here.', read: async () => '' }

/** Who works at Maple Street, as far as faxes know. */
export const COLLEAGUES = [
  { id: 'ana', name: 'Ana Ortiz', address: 'ana@maple.test' },
  { id: 'rita', name: 'Rita Bauer', address: 'rita@maple.test' },
]

export type Faxing = ReturnType<typeof openFaxing>

/** Two offices that can fax, with a carrier in memory and the clock in hand. */
export function openFaxing(bucket?: Bucket, documents: Documents = plainDocuments, pageReader: PageReader = noReader) {
  const offices: Offices = openOffices()
  const carrier = testCarrier(() => offices.now.value)
  const { dataDir, log, tenants } = offices
  const disk = {
    dataDir,
    key: (id: TenantId) => tenants.key(id, 'files'),
    earlierKeys: (id: TenantId) => tenants.earlierKeys(id, 'files'),
    accounts: fileAccounts((id) => tenants.as(id, system('files')), bucket !== undefined),
  }
  const files = bucket ? bucketFiles({ ...disk, bucket, log }) : diskFiles(disk)
  /** What went out by mail, and what the server says before it takes any. */
  const mailbox: { readonly mails: Mail[]; readonly answers: Delivery[] } = { mails: [], answers: [] }
  const handlers = [
    faxPreparer({ files, documents }),
    bulkFeeder({ files, documents }),
    faxSender({ carrier, tokenKey: (id) => offices.tenants.key(id, 'tokens'), publicOrigin: 'http://us.test', mayStill: () => true }),
    faxCanceler({ carrier }),
    faxWatcher({ carrier }),
    faxFetcher({ carrier, files, documents, colleagues: () => COLLEAGUES }),
    unopenedNotifier(),
    faxMailer({
      mailer: {
        async send(mail) {
          const answer = mailbox.answers.shift() ?? { is: 'sent' }
          if (answer.is === 'sent') mailbox.mails.push(mail)
          return answer
        },
      },
      files,
      documents,
      keys: accountKeys(tenants),
      colleagues: () => COLLEAGUES,
      originOf: () => 'http://maple.us.test',
    }),
    accountPoller({ carrier, keys: accountKeys(tenants) }),
    accountForgetter(),
    wordsTidier(),
    ...pageReaders({ files, documents, pageReader }),
    contentLeaver(),
    documentDisposer({ files, log, notNow: () => undefined }),
    fileSweeper({ dataDir, bucket, log, graceMs: 24 * 3_600_000, open: (id) => tenants.as(id, system('sweep')) }),
    ...(bucket ? [fileUploader({ dataDir, bucket, log })] : []),
  ]

  return {
    ...offices,
    carrier,
    accountKeys: accountKeys(tenants),
    files,
    documents,
    mailbox,
    work: (tenant: Tenant = offices.maple) => drain(tenant, handlers, offices.log),
    /** A fax in the queue of Maple Street. */
    async submit(
      to: readonly string[] = ['5552010100'],
      more: { sendAt?: Date; cover?: boolean; template?: string; stored?: Stored } = {},
    ): Promise<SubmittedFax> {
      const stored = more.stored ?? (await files.put(offices.maple.id, PDF))
      const attached: AttachedFile = { name: 'labs.pdf', type: 'pdf', pages: 2, stored }
      const input = { to, cover: more.cover ?? true, template: more.template, subject: '', note: '', from: undefined, sendAt: more.sendAt }
      return offices.maple.write((tx) => submitFax(tx, checkSubmission(tx, input), [attached]))
    },
    show: (id: SubmittedFax['id']) => offices.maple.write((tx) => showFax(tx, id)),
    /** The carrier's word arrives as a webhook would bring it. */
    webhook(fax: CarrierFax, id: string = crypto.randomUUID()) {
      const state = parseClientState(fax.clientState)
      if (!state) throw new Error('A call without our client state.')
      const event = { id, type: `fax.${fax.status}`, occurredAt: offices.now.value }
      return offices.maple.write((tx) => applyEvent(tx, event, state.attemptId, fax))
    },
    /** The carrier id of the latest call it took. */
    latest: () => [...carrier.taken.keys()].at(-1) ?? '',
    [Symbol.dispose]: () => offices[Symbol.dispose](),
  }
}
