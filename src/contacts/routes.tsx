import { type AnyElysia, Elysia, t } from 'elysia'
import { ContactDeletePage } from '../../views/contacts/delete.tsx'
import { ContactEditPage } from '../../views/contacts/edit.tsx'
import { ContactList, ContactsPage } from '../../views/contacts/index.tsx'
import { ContactSuggestions } from '../../views/contacts/suggestions.tsx'
import { csvHeaders } from '../kit/csv.ts'
import { AppError } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, seeOther, signedIn, wantsFragment } from '../web/index.ts'
import { addContact, type ContactId, getContact, listContacts, removeContact, suggestContacts, updateContact } from './contacts.ts'
import { exportContacts } from './csv.ts'
import { parsePlace, placeText } from './place.ts'

const PAGE = 50
const Form = t.Object({
  name: t.String({ maxLength: 1_000 }),
  organization: t.String({ maxLength: 1_000, default: '' }),
  fax: t.String({ maxLength: 1_000 }),
  note: t.String({ maxLength: 10_000, default: '' }),
})
const List = t.Object({
  q: t.String({ maxLength: 200, default: '' }),
  after: t.String({ maxLength: 1_000, default: '' }),
  notice: t.Optional(t.String({ maxLength: 20 })),
})
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const hidden = { detail: { hide: true } } as const

const NOTICES = new Map([
  ['added', { kind: 'ok', text: 'The contact was added.' } as const],
  ['changed', { kind: 'ok', text: 'The contact was saved.' } as const],
  ['removed', { kind: 'ok', text: 'The contact was deleted.' } as const],
])

export type ContactPageDeps = { readonly admit: Admit; readonly shell: Shell }

/** Pages of the address book. */
export function contactRoutes({ admit, shell }: ContactPageDeps): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/contacts',
      ({ tenant, actor, request, query }) => {
        const list = tenant.read((tx) => onePage(tx, query.q.trim(), query.after))
        if (wantsFragment(request)) return fragment(<ContactList {...list} />)
        const around = shell(actor, request, 'contacts', NOTICES.get(query.notice ?? ''))
        return page(<ContactsPage shell={around} {...list} mayWrite={actor.permissions.has('contacts:write')} />)
      },
      { query: List, ...hidden },
    )
    .get('/contacts.csv', ({ tenant }) => new Response(tenant.write(exportContacts), { headers: csvHeaders('contacts') }), hidden)
    .get(
      '/contacts/suggestions',
      ({ tenant, query }) => fragment(<ContactSuggestions contacts={tenant.read((tx) => suggestContacts(tx, query.q.trim()))} />),
      { query: t.Pick(List, ['q']), ...hidden },
    )

    .get(
      '/contacts/new',
      ({ actor, request, query }) =>
        page(
          <ContactEditPage shell={shell(actor, request, 'contacts')} values={{ name: '', organization: '', fax: query.fax, note: '' }} />,
        ),
      { query: t.Object({ fax: t.String({ maxLength: 40, default: '' }) }), ...hidden },
    )
    .post(
      '/contacts',
      ({ tenant, actor, request, body }) => {
        const refusal = refused(() => tenant.write((tx) => addContact(tx, body)))
        if (!refusal) return seeOther('/contacts?notice=added')
        const { status, problem } = refusal
        return page(<ContactEditPage shell={shell(actor, request, 'contacts')} values={body} problem={problem} />, status)
      },
      { body: Form, ...hidden },
    )

    .get(
      '/contacts/:id',
      ({ tenant, actor, request, params }) => {
        const contact = tenant.read((tx) => getContact(tx, params.id as ContactId))
        return page(<ContactEditPage shell={shell(actor, request, 'contacts')} id={contact.id} values={contact} />)
      },
      { params: One, ...hidden },
    )
    .post(
      '/contacts/:id',
      ({ tenant, actor, request, params, body }) => {
        const refusal = refused(() => tenant.write((tx) => updateContact(tx, params.id as ContactId, body)))
        if (!refusal) return seeOther('/contacts?notice=changed')
        const { status, problem } = refusal
        return page(<ContactEditPage shell={shell(actor, request, 'contacts')} id={params.id} values={body} problem={problem} />, status)
      },
      { params: One, body: Form, ...hidden },
    )

    .get(
      '/contacts/:id/removal',
      ({ tenant, actor, request, params }) =>
        page(
          <ContactDeletePage
            shell={shell(actor, request, 'contacts')}
            contact={tenant.read((tx) => getContact(tx, params.id as ContactId))}
          />,
        ),
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

function onePage(tx: Tx, q: string, after: string) {
  const found = listContacts(tx, { text: q, after: parsePlace(after), limit: PAGE + 1 })
  const contacts = found.slice(0, PAGE)
  const last = contacts.at(-1)
  const nextHref = found.length > PAGE && last ? `/contacts?${new URLSearchParams({ q, after: placeText(last) })}` : undefined
  return { contacts, q, nextHref }
}

/** What a person can put right comes back with what was typed; everything else is the edge's to answer. */
function refused(change: () => unknown) {
  try {
    change()
    return undefined
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
    return { status: error.code === 'conflict' ? 409 : 422, problem: { message: error.message, errors: error.fields } }
  }
}
