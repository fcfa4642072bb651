import { type AnyElysia, Elysia, t } from 'elysia'
import { invalid } from '../../kit/errors.ts'
import { type Admit, seeOther, signedIn } from '../../web/index.ts'
import { askedIn, wordsOf } from './asking.ts'
import type { Colleagues } from './colleagues.ts'
import { addNote, type NoteId, removeNote } from './notes.ts'
import type { ReceivedId } from './received.ts'
import { type Sorting, sortFaxes } from './sorting.ts'

const ACTS = ['read', 'unread', 'urgent', 'calm', 'assign', 'tag', 'untag', 'merge'] as const
const Form = t.Object({
  fax: t.Optional(t.Union([t.String({ maxLength: 64 }), t.Array(t.String({ maxLength: 64 }), { maxItems: 200 })])),
  act: t.Union(ACTS.map((act) => t.Literal(act))),
  assignee: t.String({ maxLength: 64, default: '' }),
  tag: t.String({ maxLength: 200, default: '' }),
  /** Set by the page of one fax, to come back to it. */
  one: t.Optional(t.String({ maxLength: 5 })),
})
type Form = typeof Form.static

/** The forms by which people deal with received faxes: of the list, under the filter in its address, and of one fax. */
export function sortingRoutes({ admit, colleagues }: { readonly admit: Admit; readonly colleagues: Colleagues }): AnyElysia {
  return new Elysia({ prefix: '/received', detail: { hide: true } })
    .use(signedIn(admit))
    .post(
      '/sorting',
      ({ tenant, body, query }) => {
        const ids = [body.fax ?? []].flat() as ReceivedId[]
        if (body.act === 'merge') return seeOther(`/received/merge?${new URLSearchParams(ids.map((id): [string, string] => ['fax', id]))}`)
        const changed = tenant.write((tx) => sortFaxes(tx, ids, sortingOf(body), colleagues))
        const back = wordsOf(askedIn(query))
        if (body.one && body.act !== 'unread') return seeOther(`/received/${ids[0]}?notice=saved`)
        back.set('done', String(changed))
        return seeOther(`/received?${back}`)
      },
      { body: Form },
    )
    .post(
      '/suggestions',
      ({ tenant, body: { fax, assignee, tags, urgent } }) => {
        const sorting = {
          ...(assignee && { assignedTo: assignee }),
          addTags: tags.split(',').filter((tag) => tag !== ''),
          ...(urgent && { urgent: true }),
        }
        tenant.write((tx) => sortFaxes(tx, [fax as ReceivedId], sorting, colleagues))
        return seeOther(`/received/${fax}?notice=saved`)
      },
      {
        body: t.Object({
          fax: t.String({ maxLength: 64 }),
          assignee: t.String({ maxLength: 64, default: '' }),
          tags: t.String({ maxLength: 1_000, default: '' }),
          urgent: t.Optional(t.String({ maxLength: 5 })),
        }),
      },
    )
    .post(
      '/:id/notes',
      ({ tenant, params, body }) => {
        tenant.write((tx) => addNote(tx, params.id as ReceivedId, body.text))
        return seeOther(`/received/${params.id}?notice=noted#notes`)
      },
      { body: t.Object({ text: t.String({ maxLength: 10_000 }) }) },
    )
    .post('/:id/notes/:note/removal', ({ tenant, params }) => {
      tenant.write((tx) => removeNote(tx, params.id as ReceivedId, params.note as NoteId))
      return seeOther(`/received/${params.id}?notice=unnoted#notes`)
    })
}

function sortingOf({ act, assignee, tag }: Form): Sorting {
  switch (act) {
    case 'read':
      return { read: true }
    case 'unread':
      return { read: false }
    case 'urgent':
      return { urgent: true }
    case 'calm':
      return { urgent: false }
    case 'assign':
      if (assignee === '') throw invalid({ assignee: 'Choose whom to assign it to.' }, 'Choose whom to assign it to.')
      return { assignedTo: assignee === 'nobody' ? null : assignee }
    case 'tag':
      return { addTags: [tag] }
    case 'untag':
      return { removeTags: [tag] }
    case 'merge':
      return {}
  }
}
