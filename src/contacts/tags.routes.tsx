import { type AnyElysia, Elysia, t } from 'elysia'
import { TagPage, TagsPage } from '../../views/contacts/tags.tsx'
import { notFound } from '../kit/errors.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import type { TagId } from './contact.ts'
import { refusedAs } from './refusing.ts'
import { mergeTag, removeTag, renameTag } from './tagging.ts'
import { listTags } from './tags.ts'

export type TagRouteDeps = { readonly admit: Admit; readonly shell: Shell }

const hidden = { detail: { hide: true } } as const
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const Named = t.Object({ name: t.String({ maxLength: 1_000 }) })

/** The tags of contacts: renamed, merged, deleted. */
export function contactTagRoutes({ admit, shell }: TagRouteDeps): AnyElysia {
  const tagPage = (actor: Signed, request: Request, id: string, typed?: string, problem?: Parameters<typeof TagPage>[0]['problem']) => {
    const tags = actor.tenant.read(listTags)
    const tag = tags.find((each) => each.id === id)
    if (!tag) throw notFound('Tag')
    const others = tags.filter((each) => each !== tag)
    return <TagPage shell={shell(actor, request, 'contacts')} tag={tag} others={others} name={typed ?? tag.name} problem={problem} />
  }

  return new Elysia()
    .use(signedIn(admit))
    .get(
      '/contacts/tags',
      ({ tenant, actor, request }) =>
        page(
          <TagsPage
            shell={shell(actor, request, 'contacts')}
            tags={tenant.read(listTags)}
            mayWrite={actor.permissions.has('contacts:write')}
          />,
        ),
      hidden,
    )
    .get('/contacts/tags/:id', ({ actor, request, params }) => page(tagPage(actor, request, params.id)), { params: One, ...hidden })
    .post(
      '/contacts/tags/:id',
      ({ tenant, actor, request, params, body }) => {
        const refusal = refusedAs(() => tenant.write((tx) => renameTag(tx, params.id as TagId, body.name)))
        if (!refusal) return seeOther('/contacts/tags')
        return page(tagPage(actor, request, params.id, body.name, refusal.problem), refusal.status)
      },
      { params: One, body: Named, ...hidden },
    )
    .post(
      '/contacts/tags/:id/merger',
      ({ tenant, params, body }) => {
        tenant.write((tx) => mergeTag(tx, params.id as TagId, body.name))
        return seeOther('/contacts/tags')
      },
      { params: One, body: Named, ...hidden },
    )
    .post(
      '/contacts/tags/:id/removal',
      ({ tenant, params }) => {
        tenant.write((tx) => removeTag(tx, params.id as TagId))
        return seeOther('/contacts/tags')
      },
      { params: One, ...hidden },
    )
}
