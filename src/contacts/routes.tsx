import { type AnyElysia, Elysia, t } from 'elysia'
import { ContactDeletePage } from '../../views/contacts/delete.tsx'
import { ContactEditPage } from '../../views/contacts/edit.tsx'
import { ContactList, ContactsPage } from '../../views/contacts/index.tsx'
import { ContactSuggestions } from '../../views/contacts/suggestions.tsx'
import { csvHeaders } from '../kit/csv.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn, wantsFragment } from '../web/index.ts'
import { cardsFile } from './cards.routes.ts'
import type { ContactId } from './contact.ts'
import { addContact, getContact, removeContact, updateContact } from './contacts.ts'
import { exportContacts } from './csv.ts'
import { flagsOf } from './flags.ts'
import { Form, inputFrom, typedIn } from './form.routes.ts'
import { type HistoryDeps, historyOf } from './history.ts'
import { MARKS, pageOfContacts } from './listing.ts'
import { numbersOf } from './numbers.ts'
import { refusedAs } from './refusing.ts'
import { suggestionsFor } from './suggesting.ts'
import { listTags, tagsOf } from './tags.ts'

const List = t.Object({
  q: t.String({ maxLength: 200, default: '' }),
  tag: t.String({ maxLength: 64, default: '' }),
  show: t.String({ maxLength: 20, default: '' }),
  after: t.String({ maxLength: 1_000, default: '' }),
  notice: t.Optional(t.String({ maxLength: 20 })),
})
const Typed = t.Object({ q: t.String({ maxLength: 200, default: '' }), most: t.Integer({ minimum: 1, maximum: 200, default: 50 }) })
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const hidden = { detail: { hide: true } } as const

const NOTICES = new Map([
  ['added', { kind: 'ok', text: 'The contact was added.' } as const],
  ['changed', { kind: 'ok', text: 'The contact was saved.' } as const],
  ['removed', { kind: 'ok', text: 'The contact was deleted. It can be brought back for 30 days: see Deleted, and undo.' } as const],
])
const BLANK = { name: '', organization: '', note: '', tags: [], newTags: '', favourite: false, flags: [] }

const Cards = t.Object({ version: t.Optional(t.Union([t.Literal('3.0'), t.Literal('4.0')])) })

export type ContactPageDeps = HistoryDeps & { readonly admit: Admit; readonly shell: Shell }

/** Pages of the address book. */
export function contactRoutes({ admit, shell, exchanged }: ContactPageDeps): AnyElysia {
  type Editing = Pick<Parameters<typeof ContactEditPage>[0], 'id' | 'values' | 'problem' | 'history'>
  const editPage = (actor: Signed, request: Request, editing: Editing) => (
    <ContactEditPage
      shell={shell(actor, request, 'contacts')}
      tags={actor.tenant.read(listTags).map(({ name }) => name)}
      marks={MARKS}
      mayWrite={actor.permissions.has('contacts:write')}
      {...editing}
    />
  )
  const one = (tenant: Tenant, id: string) => tenant.read((tx) => getContact(tx, id as ContactId))

  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/contacts',
      ({ tenant, actor, request, query: { after, notice, ...shown } }) => {
        const list = tenant.read((tx) => pageOfContacts(tx, shown, after))
        const mayWrite = actor.permissions.has('contacts:write')
        if (wantsFragment(request)) return fragment(<ContactList {...list} mayWrite={mayWrite} />)
        const around = shell(actor, request, 'contacts', NOTICES.get(notice ?? ''))
        return page(<ContactsPage shell={around} {...list} marks={MARKS} mayWrite={mayWrite} />)
      },
      { query: List, ...hidden },
    )
    .get('/contacts.csv', ({ tenant }) => new Response(tenant.write(exportContacts), { headers: csvHeaders('contacts') }), hidden)
    .get('/contacts.vcf', ({ tenant, query }) => cardsFile(tenant, query.version), { query: Cards, ...hidden })
    .get(
      '/contacts/suggestions',
      ({ tenant, query: { q, most } }) => fragment(<ContactSuggestions {...tenant.read((tx) => suggestionsFor(tx, q.trim(), most))} />),
      { query: Typed, ...hidden },
    )

    .get(
      '/contacts/new',
      ({ actor, request, query }) => page(editPage(actor, request, { values: { ...BLANK, numbers: [{ fax: query.fax, label: '' }] } })),
      { query: t.Object({ fax: t.String({ maxLength: 40, default: '' }) }), ...hidden },
    )
    .post(
      '/contacts',
      ({ tenant, actor, request, body }) => {
        const refusal = refusedAs(() => tenant.write((tx) => addContact(tx, inputFrom(body))))
        if (!refusal) return seeOther('/contacts?notice=added')
        return page(editPage(actor, request, { values: typedIn(body), problem: refusal.problem }), refusal.status)
      },
      { body: Form, ...hidden },
    )

    .get(
      '/contacts/:id',
      ({ tenant, actor, request, params }) => {
        const id = params.id as ContactId
        const editing = tenant.read((tx) => ({
          ...asKept(tx, id),
          ...(actor.permissions.has('faxes:read') && { history: historyOf(tx, id, exchanged) }),
        }))
        return page(editPage(actor, request, editing))
      },
      { params: One, ...hidden },
    )
    .post(
      '/contacts/:id',
      ({ tenant, actor, request, params, body }) => {
        const refusal = refusedAs(() => tenant.write((tx) => updateContact(tx, params.id as ContactId, inputFrom(body))))
        if (!refusal) return seeOther('/contacts?notice=changed')
        return page(editPage(actor, request, { id: params.id, values: typedIn(body), problem: refusal.problem }), refusal.status)
      },
      { params: One, body: Form, ...hidden },
    )

    .get(
      '/contacts/:id/removal',
      ({ tenant, actor, request, params }) =>
        page(<ContactDeletePage shell={shell(actor, request, 'contacts')} contact={one(tenant, params.id)} />),
      { params: One, ...hidden },
    )
    .post(
      '/contacts/:id/removal',
      ({ tenant, params }) => {
        tenant.write((tx) => removeContact(tx, params.id as ContactId))
        return seeOther('/contacts?notice=removed')
      },
      { params: One, ...hidden },
    )
}

function asKept(tx: Tx, id: ContactId) {
  const contact = getContact(tx, id)
  const tags = (tagsOf(tx, [id]).get(id) ?? []).map(({ name }) => name)
  return { id, values: { ...contact, numbers: numbersOf(tx, [id]).get(id) ?? [], tags, newTags: '', flags: flagsOf(contact) } }
}
