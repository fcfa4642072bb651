import { type AnyElysia, Elysia, t } from 'elysia'
import { ChangesPage } from '../../views/contacts/changes.tsx'
import { DuplicatesPage } from '../../views/contacts/duplicates.tsx'
import { MergerPage } from '../../views/contacts/merger.tsx'
import { SelectionPage } from '../../views/contacts/selection.tsx'
import { officeClock } from '../office/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { type ActId, listActs } from './acts.ts'
import { picked, removeContacts, tagContacts, untagContacts } from './bulk.ts'
import type { ContactId, TagId } from './contact.ts'
import { getContact } from './contacts.ts'
import { findDuplicates } from './duplicates.ts'
import { FLAG_WORDS, flagsOf } from './flags.ts'
import { mergeContacts, mergedOf } from './merging.ts'
import { Picked, pickedIn } from './picking.routes.ts'
import { refusedAs } from './refusing.ts'
import { tagsOf } from './tags.ts'
import { undoAct } from './undoing.ts'

export type ChangingDeps = {
  readonly admit: Admit
  readonly shell: Shell
  /** Names of people and keys by id, as the module that owns them knows them. */
  readonly names: (tx: Tx) => ReadonlyMap<string, string>
}

const hidden = { detail: { hide: true } } as const
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const Selected = t.Object({ contact: Picked, tag: t.String({ maxLength: 200, default: '' }) })
const Merging = t.Object({ contact: Picked, keep: t.String({ maxLength: 64, default: '' }) })

/** What is done with several contacts at once, and undone. */
export function contactChangingRoutes({ admit, shell, names }: ChangingDeps): AnyElysia {
  const selectionPage = (actor: Signed, request: Request, ids: ContactId[], tag = '', problem?: Problem) => {
    const shown = actor.tenant.read((tx) => {
      const contacts = picked(tx, ids)
      const tags = [...tagsOf(tx, ids).values()].flat()
      return { contacts, tags: [...new Map(tags.map((each) => [each.id, each])).values()] }
    })
    return <SelectionPage shell={shell(actor, request, 'contacts')} {...shown} tag={tag} problem={problem} />
  }
  const mergerPage = (actor: Signed, request: Request, ids: ContactId[], wanted: string, problem?: Problem) => {
    const shown = actor.tenant.read((tx) => {
      const contacts = picked(tx, ids)
      const keep = (contacts.find(({ id }) => id === wanted) ?? contacts[0])?.id as ContactId
      const { merged } = mergedOf(tx, keep, ids)
      return { contacts, keep, merged: { ...merged, marks: flagsOf(merged).map((flag) => FLAG_WORDS[flag].label) } }
    })
    return <MergerPage shell={shell(actor, request, 'contacts')} {...shown} problem={problem} />
  }

  return new Elysia()
    .use(signedIn(admit))

    .get('/contacts/selection', ({ actor, request, query }) => page(selectionPage(actor, request, pickedIn(query.contact))), {
      query: Selected,
      ...hidden,
    })
    .post(
      '/contacts/selection/tags',
      ({ tenant, actor, request, body }) => {
        const ids = pickedIn(body.contact)
        const refusal = refusedAs(() => tenant.write((tx) => tagContacts(tx, ids, body.tag)))
        if (!refusal) return seeOther('/contacts/changes')
        return page(selectionPage(actor, request, ids, body.tag, refusal.problem), refusal.status)
      },
      { body: Selected, ...hidden },
    )
    .post(
      '/contacts/selection/untagging',
      ({ tenant, body }) => {
        tenant.write((tx) => untagContacts(tx, pickedIn(body.contact), body.tag as TagId))
        return seeOther('/contacts/changes')
      },
      { body: Selected, ...hidden },
    )
    .post(
      '/contacts/selection/removal',
      ({ tenant, body }) => {
        tenant.write((tx) => removeContacts(tx, pickedIn(body.contact)))
        return seeOther('/contacts/changes')
      },
      { body: Selected, ...hidden },
    )

    .get(
      '/contacts/duplicates',
      ({ tenant, actor, request }) => {
        const pairs = tenant.read((tx) =>
          findDuplicates(tx).map(({ ids, why }) => ({ why, contacts: ids.map((id) => getContact(tx, id)) })),
        )
        return page(<DuplicatesPage shell={shell(actor, request, 'contacts')} pairs={pairs} />)
      },
      hidden,
    )
    .get('/contacts/merger', ({ actor, request, query }) => page(mergerPage(actor, request, pickedIn(query.contact), query.keep)), {
      query: Merging,
      ...hidden,
    })
    .post(
      '/contacts/merger',
      ({ tenant, actor, request, body }) => {
        const ids = pickedIn(body.contact)
        const keep = (ids.find((id) => id === body.keep) ?? ids[0]) as ContactId
        const refusal = refusedAs(() => tenant.write((tx) => mergeContacts(tx, keep, ids)))
        if (!refusal) return seeOther('/contacts/changes')
        return page(mergerPage(actor, request, ids, keep, refusal.problem), refusal.status)
      },
      { body: Merging, ...hidden },
    )

    .get(
      '/contacts/changes',
      ({ tenant, actor, request }) => {
        const { acts, clock } = tenant.read((tx) => {
          const known = names(tx)
          return { acts: listActs(tx).map((act) => ({ ...act, who: known.get(act.by) ?? 'Frontdesk' })), clock: officeClock(tx) }
        })
        const mayWrite = actor.permissions.has('contacts:write')
        return page(<ChangesPage shell={shell(actor, request, 'contacts')} clock={clock} changes={acts} mayWrite={mayWrite} />)
      },
      hidden,
    )
    .post(
      '/contacts/changes/:id/undoing',
      ({ tenant, params }) => {
        tenant.write((tx) => undoAct(tx, params.id as ActId))
        return seeOther('/contacts/changes')
      },
      { params: One, ...hidden },
    )
}

type Problem = { readonly message: string; readonly errors: Readonly<Record<string, string>> }
