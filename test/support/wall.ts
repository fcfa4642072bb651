import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { AnyElysia } from 'elysia'
import { record } from '../../src/audit/index.ts'
import { addContact, removeContact } from '../../src/contacts/index.ts'
import { checkSubmission, receiveFax, submitFax } from '../../src/fax/index.ts'
import { addUser, listSessions, ROUTES, type Route, startSession, type UserId } from '../../src/identity/index.ts'
import { newId } from '../../src/kit/ids.ts'
import type { Parts } from '../../src/parts.ts'
import type { Office } from './server.ts'

export type Ids = Readonly<Record<string, Readonly<Record<string, string>>>>
export type Call = { readonly route: Route; readonly method: string; readonly path: string }

/** Words that stand in every record of the furnished office and nowhere else. */
export const SECRET = 'Nettleship'
/** Of an identity provider, and worth nothing. */
const CERTIFICATE = await Bun.file(join(import.meta.dir, '../fixtures/certificate.pem')).text()
export const NOBODY = '01a1fdde-b695-7727-93c9-a503c8ee1d5a'
/** Good enough for every form and body, so that a hole would really change something. */
export const FIELDS = {
  name: 'Trespasser',
  organization: '',
  fax: '+15550139999',
  note: '',
  text: 'Trespass',
  ruleTags: 'trespass',
  fewestPages: '1',
  number: '+15550120077',
  assignee: 'nobody',
  act: 'urgent',
  decision: 'mark_sent',
  outcome: 'sent',
  timeZone: 'America/New_York',
  role: 'user',
  verdict: 'justified',
  clientId: 'trespasser',
  url: 'https://trespasser.example/',
  description: 'Trespass',
  event: 'fax.failed',
  label: 'Trespass',
  /** A number that only Harbor has, to be released. */
  typed: '+15550100277',
  issuer: 'http://localhost:9',
  list: 'sent',
  query: 'status=failed',
  sureBy: 'in_person',
  sureNote: 'Trespass',
  notice: 'Trespass',
  days: '7',
}

/** The same as JSON, where a number is one. */
export const BODY = { ...FIELDS, degrees: 90, days: 7, ids: [NOBODY] }

/** The same for an identity provider, which speaks another language. */
export const SCIM_FIELDS = {
  userName: 'trespasser@elsewhere.test',
  displayName: 'Trespasser',
  Operations: [{ op: 'replace', path: 'displayName', value: 'Trespasser' }],
}

/** One record of everything that has an id, and those ids by the part of the address they stand in. */
export async function furnish(parts: Parts, { file, id, number }: Office): Promise<Ids> {
  const bytes = await Bun.file(join(import.meta.dir, '../fixtures/one-page.pdf')).bytes()
  const [sent, came] = [await parts.files.put(id, bytes), await parts.files.put(id, bytes)]
  const input = { to: [`${SECRET} <+15550120001>`], cover: false, subject: SECRET, note: SECRET, from: undefined, sendAt: undefined }
  const fax = file.write((tx) =>
    submitFax(tx, checkSubmission(tx, input), [{ name: `${SECRET}.pdf`, type: 'pdf', pages: 1, stored: sent }]),
  )
  const idOf = (text: string) => file.read((tx) => String(tx.db.get<{ id: string | number }>(sql.raw(text)).id))
  const contactNamed = (name: string, number: string) =>
    file.write((tx) => {
      const contactId = crypto.randomUUID()
      tx.db.run(
        sql`INSERT INTO contacts (id, name, organization, fax, note, uses, created_at, updated_at) VALUES (${contactId}, ${name}, '', ${number}, '', 1, 1, 1)`,
      )
      tx.db.run(sql`INSERT INTO contact_numbers VALUES (${number}, ${contactId}, 0, '')`)
    })
  contactNamed(SECRET, '+15550120055')
  const deletedContact = (n: number) =>
    file.write((tx) => {
      const input = { name: `${SECRET} ${n}`, organization: '', note: '', fax: `+1555012006${n}`, tags: [`${SECRET} ${n}`] }
      const contact = addContact(tx, input)
      return { change: removeContact(tx, contact.id), tag: tx.db.get<{ id: string }>(sql`SELECT id FROM contact_tags ORDER BY id DESC`).id }
    })
  const imported = () =>
    file.write((tx) => {
      const importId = crypto.randomUUID()
      tx.db.run(
        sql`INSERT INTO contact_imports VALUES (${importId}, ${SECRET}, 'done', ${JSON.stringify([SECRET])}, '{}', 0, 1, NULL, ${Date.now()}, '')`,
      )
      tx.db.run(sql`INSERT INTO contact_import_rows VALUES (${importId}, 1, ${JSON.stringify([SECRET])}, 'refused', '')`)
      return importId
    })
  const [deleted, deletedToo] = [deletedContact(1), deletedContact(2)]
  file.write((tx) => {
    tx.db.run(sql`UPDATE fax_recipients SET status = 'held'`)
    tx.db.run(sql`UPDATE jobs SET state = 'dead'`)
    receiveFax(tx, {
      carrierId: 'carrier-1',
      clientState: undefined,
      direction: 'inbound',
      status: 'received',
      from: '+15550120055',
      to: number,
      cause: undefined,
      pages: 1,
      seconds: 1,
      mediaUrl: undefined,
      partial: false,
      createdAt: new Date(),
    })
    tx.db.run(sql`UPDATE received_faxes SET status = 'received', assigned_to = ${SECRET}, file_id = ${came.id}, sha256 = ${came.sha256}`)
  })
  const receivedId = idOf('SELECT id FROM received_faxes')
  const note = (text: string) => {
    const noteId = newId()
    file.write((tx) => tx.db.run(sql`INSERT INTO received_notes VALUES (${noteId}, ${receivedId}, ${text}, ${SECRET}, 0)`))
    return noteId
  }
  const arranged = () =>
    file.write((tx) => {
      const [arrangement, made] = [newId(), newId()]
      tx.db.run(sql`INSERT INTO received_arrangements VALUES (${arrangement}, 'split', ${SECRET}, 0, NULL)`)
      tx.db.run(
        sql`INSERT INTO received_faxes (id, carrier_id, from_number, to_number, status, pages, received_at) SELECT ${made}, ${made}, from_number, to_number, 'failed', 1, 0 FROM received_faxes WHERE id = ${receivedId}`,
      )
      tx.db.run(sql`INSERT INTO received_pages VALUES (${made}, 1, ${arrangement}, ${receivedId}, 1)`)
      return { id: arrangement }
    })
  const rule = () =>
    file.write((tx) => {
      const ruleId = newId()
      tx.db.run(
        sql`INSERT INTO received_rules (id, name, conditions, actions, created_at) VALUES (${ruleId}, ${SECRET}, '{"fewestPages":1}', '{"urgent":true}', 0)`,
      )
      return { id: ruleId }
    })
  const port = (digits: string) =>
    file.write((tx) => {
      const number = `+155501001${digits}`
      tx.db.run(sql`INSERT INTO number_ports VALUES (${number}, 'requested', NULL, ${SECRET}, ${SECRET}, 0)`)
      return number
    })
  const mailSender = (n: number) =>
    file.write((tx) => {
      const senderId = newId()
      tx.db.run(sql`INSERT INTO mailroom_senders VALUES (${senderId}, ${`${SECRET}-${n}`}, ${SECRET}, 0, 0, ${SECRET}, 0)`)
      return { id: senderId }
    })
  const mailing = () =>
    file.write((tx) => {
      const mailingId = newId()
      tx.db.run(sql`INSERT INTO fax_mailings VALUES (${mailingId}, NULL, NULL, ${SECRET}, 'link', NULL, ${SECRET}, 0)`)
      return { id: mailingId }
    })
  const colleague = (n: number) =>
    file.write((tx) => addUser(tx, { name: `${SECRET} ${n}`, email: `colleague-${n}@${id}.test`, role: 'user', passwordHash: 'none' })).id
  const owner = idOf("SELECT id FROM users WHERE role = 'owner_admin' AND state = 'active'")
  /** The id under which a session of that person is listed. */
  const sessionOf = (person: string) => {
    const from = { userAgent: SECRET, address: SECRET }
    file.write((tx) => void startSession(tx, person as UserId, from))
    return file.read((tx) => listSessions(tx, person as UserId, '').at(0)?.id) ?? ''
  }
  const [first, second] = [colleague(1), colleague(2)]
  const emergency = () =>
    file.write((tx) => {
      const emergencyId = newId()
      tx.db.run(
        sql`INSERT INTO emergencies (id, user_id, permission, reason, opened_at, ends_at) VALUES (${emergencyId}, ${owner}, 'faxes:read', ${SECRET}, 0, 9e12)`,
      )
      return emergencyId
    })
  const grant = () =>
    file.write((tx) => {
      const grantId = newId()
      tx.db.run(
        sql`INSERT INTO support_grants (id, reason, granted_by, granted_at, ends_at) VALUES (${grantId}, ${SECRET}, ${owner}, 0, 9e12)`,
      )
      return grantId
    })
  // A longer trail than the other office's, so that the last number of it is this office's alone.
  file.write((tx) => {
    for (let n = 0; n < 300; n++) record(tx, 'fax.exported', tx.tenantId)
  })
  const equipped = idOf('SELECT user_id AS id FROM factors ORDER BY user_id DESC')
  const passkey = (n: number) =>
    file.write((tx) => {
      const passkeyId = crypto.randomUUID()
      tx.db.run(sql`INSERT INTO passkeys VALUES (${passkeyId}, ${owner}, ${`${id}-${n}`}, 'none', 0, '[]', 0, 0, ${SECRET}, 0, NULL)`)
      return passkeyId
    })
  const device = (n: number) =>
    file.write((tx) => {
      const deviceId = newId()
      tx.db.run(sql`INSERT INTO devices VALUES (${deviceId}, ${`${id}-${n}`}, ${SECRET}, ${SECRET}, ${owner}, 0, ${owner}, 0)`)
      return deviceId
    })
  const provider = (n: number) =>
    file.write((tx) => {
      const [connection, person] = [crypto.randomUUID(), colleague(n)]
      const settings = {
        preset: 'other',
        issuer: 'http://localhost:9',
        clientId: SECRET,
        allowed: [],
        groupsClaim: 'groups',
        factorWords: [],
      }
      const rules = sql`1, 0, NULL, '[]', 0, 0, 0, 0`
      tx.db.run(sql`INSERT INTO sso_connections VALUES (${connection}, 'oidc', ${SECRET}, ${JSON.stringify(settings)}, ${rules})`)
      const trial = crypto.randomUUID()
      tx.db.run(sql`INSERT INTO sso_subjects VALUES (${connection}, ${SECRET}, ${person}, 0)`)
      tx.db.run(sql`INSERT INTO saml_trials VALUES (${trial}, ${connection}, ${trial}, NULL, ${Date.now()})`)
      return { id: connection, person, trial }
    })
  const saml = () =>
    file.write((tx) => {
      const [connection, trial] = [crypto.randomUUID(), crypto.randomUUID()]
      const names = { emailAttribute: '', nameAttribute: '', groupsAttribute: '', factorContexts: [] }
      const there = { entityId: SECRET, signInUrl: 'https://localhost', metadataUrl: '', certificates: [CERTIFICATE] }
      const settings = JSON.stringify({ ...there, ...names, mustBeEncrypted: true })
      tx.db.run(sql`INSERT INTO sso_connections VALUES (${connection}, 'saml', ${SECRET}, ${settings}, 0, 0, NULL, '[]', 0, 0, 0, 0)`)
      tx.db.run(sql`INSERT INTO saml_trials VALUES (${trial}, ${connection}, ${trial}, NULL, ${Date.now()})`)
      return { id: connection, trial }
    })
  const webhook = () =>
    file.write((tx) => {
      const [endpoint, delivery] = [crypto.randomUUID(), crypto.randomUUID()]
      const values = sql`${endpoint}, ${`https://hooks.example/${SECRET}`}, ${SECRET}, '["fax.failed"]', 1, NULL, 1, NULL, 'test', 0`
      tx.db.run(sql`INSERT INTO webhook_endpoints VALUES (${values})`)
      tx.db.run(
        sql`INSERT INTO webhook_deliveries VALUES (${delivery}, ${endpoint}, NULL, 'webhook.test', ${SECRET}, NULL, 0, 'failed', 1, NULL, 500, 'answered', 1)`,
      )
      return { id: endpoint, delivery }
    })
  const view = () =>
    file.write((tx) => {
      const viewId = newId()
      tx.db.run(sql`INSERT INTO saved_views VALUES (${viewId}, 'sent', ${SECRET}, 'status=failed', 1, ${SECRET}, 0)`)
      return { id: viewId }
    })
  const cover = (n: number) =>
    file.write((tx) => {
      const coverId = newId()
      tx.db.run(sql`INSERT INTO cover_templates VALUES (${coverId}, ${`${SECRET} ${n}`}, 0, 1, ${SECRET}, NULL, NULL, NULL, 0, 0)`)
      return { id: coverId }
    })
  const draft = async () => {
    const draftId = newId()
    const { id: fileId, sha256 } = await parts.files.put(id, bytes)
    file.write((tx) => {
      const words = sql`${`${SECRET} <+15550120001>`}, 0, ${SECRET}, ${SECRET}, '', ''`
      tx.db.run(
        sql`INSERT INTO fax_drafts VALUES (${draftId}, ${words}, '[{"file":1,"page":1,"turn":0}]', NULL, NULL, NULL, 'user', ${owner}, ${Date.now()}, ${Date.now()}, '')`,
      )
      tx.db.run(sql`INSERT INTO fax_draft_files VALUES (${fileId}, ${draftId}, 1, ${SECRET}, 'pdf', 1, ${bytes.length}, ${sha256}, NULL)`)
    })
    return { id: draftId, file: '1', page: '1.png' }
  }
  const bulk = () =>
    file.write((tx) => {
      const bulkId = newId()
      const values = sql`${bulkId}, 'held', '+15550120001', 0, ${SECRET}, ${SECRET}, 1, 1, '+15550120001', ${SECRET}, 'user', ${owner}, 0, 0, ${bulkId}`
      tx.db.run(
        sql`INSERT INTO faxes (id, status, from_number, cover, subject, note, pages, recipient_count, first_to, first_name, created_by_kind, created_by, created_at, updated_at, bulk_id) VALUES (${values})`,
      )
      tx.db.run(sql`INSERT INTO bulks (id, name, state, office_hours, repeats) VALUES (${bulkId}, ${SECRET}, 'draft', 0, 0)`)
      tx.db.run(
        sql`INSERT INTO bulk_recipients (bulk_id, "row", to_number, name, fields, state) VALUES (${bulkId}, 1, '+15550120001', ${SECRET}, '{}', 'waiting')`,
      )
      return { id: bulkId }
    })
  const line = (ending: string) => {
    const another = number.slice(0, -2) + ending
    file.write((tx) => tx.db.run(sql`INSERT INTO fax_numbers VALUES (${another}, ${SECRET}, 0)`))
    return another
  }
  const [contact, other] = file.read((tx) => tx.db.all<{ id: string }>(sql`SELECT id FROM contacts`))
  return {
    'faxes/drafts': await draft(),
    'api/drafts': await draft(),
    faxes: { id: fax.id, recipient: fax.recipients[0]?.id ?? '', page: '1.png' },
    bulks: bulk(),
    'api/bulks': bulk(),
    'settings/number-ports': { number: port('81') },
    'api/number-ports': { number: port('82') },
    'settings/mailroom': mailSender(1),
    'api/mail-senders': mailSender(2),
    'settings/mailings': mailing(),
    'api/mailings': mailing(),
    'received/rules': rule(),
    'api/received/rules': rule(),
    'received/arrangements': arranged(),
    'api/received/arrangements': arranged(),
    'api/received': { id: receivedId, page: '1.png', note: note(SECRET) },
    received: { id: receivedId, page: '1.png', note: note(SECRET) },
    'saved-views': view(),
    'api/saved-views': view(),
    'contacts/imports': { id: imported() },
    'api/contact-imports': { id: imported() },
    'contacts/tags': { id: deleted.tag },
    'api/contact-tags': { id: deletedToo.tag },
    'contacts/changes': { id: deleted.change },
    'api/contact-changes': { id: deletedToo.change },
    contacts: { id: contact?.id ?? '' },
    'api/contacts': { id: other?.id ?? '' },
    'settings/covers': cover(1),
    'api/cover-templates': cover(2),
    'settings/people': { id: first, session: sessionOf(first) },
    'api/people': { id: second, session: sessionOf(second) },
    keys: { id: idOf('SELECT id FROM api_keys') },
    // Jobs are counted, and the other office has as many as it has keys: the last one is this office's alone.
    jobs: { id: idOf(`SELECT id FROM jobs WHERE state = 'dead' ORDER BY id DESC`) },
    admin: { id },
    'settings/security/sessions': { id: sessionOf(owner) },
    'api/me/sessions': { id: sessionOf(owner) },
    'settings/security/passkeys': { id: passkey(1) },
    'api/me/passkeys': { id: passkey(2) },
    emergency: { id: emergency() },
    'settings/emergencies': { id: emergency() },
    'api/me/emergencies': { id: emergency() },
    'settings/support': { id: grant() },
    'api/support-grants': { id: grant() },
    'api/emergencies': { id: emergency() },
    'settings/access/devices': { id: device(1) },
    'api/access/devices': { id: device(2) },
    'api/access': { seq: idOf('SELECT max(seq) AS id FROM audit_events') },
    scim: { id: colleague(9) },
    'settings/numbers': { number: line('77').slice(1) },
    'api/numbers': { number: line('78') },
    'settings/webhooks': webhook(),
    'api/webhooks': webhook(),
    'settings/security': { id: equipped },
    'api/factors': { id: equipped },
    'settings/single-sign-on/saml': saml(),
    'api/sso/saml': saml(),
    'settings/single-sign-on': provider(3),
    'api/sso': provider(4),
  }
}

/** Every route behind a door, with these ids in its place-holders; what unmakes something comes last. */
export function callsOf({ routes }: AnyElysia, ids: Ids, wanted: (route: Route) => boolean = () => true): Call[] {
  const removes = ({ method, path }: Call) =>
    /\/sessions\b/.test(path) ? -1 : Number(method === 'DELETE' || /removal|revocation/.test(path))
  const sections = Object.keys(ids)
  return routes
    .map(({ method, path }) => `${method} ${path.length > 1 ? path.replace(/\/$/, '') : path}` as Route)
    .filter((route) => ROUTES[route] !== 'public' && wanted(route))
    .map((route) => {
      const [method = '', path = ''] = route.split(' ')
      const section = sections.find((name) => path.startsWith(`/${name}`)) ?? sections.find((name) => path.includes(`/${name}/`)) ?? ''
      return { route, method, path: path.replace(/:(\w+)/g, (_, name: string) => ids[section]?.[name] ?? NOBODY) }
    })
    .sort((one, other) => removes(one) - removes(other))
}
