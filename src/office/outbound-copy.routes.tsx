import { type AnyElysia, Elysia, t } from 'elysia'
import { type CopyForm, OutboundCopyPage } from '../../views/settings/outbound-copy.tsx'
import { type AppError, rethrowUnlessInvalid } from '../kit/errors.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { getOffice } from './office.ts'
import { type OutboundCopy, setOutboundCopy } from './outbound-copy.ts'

const PLACE = '/settings/copies'
const Form = t.Object({
  about: t.Union([t.Literal('nothing'), t.Literal('failed'), t.Literal('every')], { default: 'nothing' }),
  toSender: t.Optional(t.String({ maxLength: 10 })),
  addresses: t.String({ maxLength: 10_000, default: '' }),
})

/** The page of who is written to about what became of a fax. */
export function outboundCopyRoutes({
  admit,
  shell,
  byMail,
}: {
  readonly admit: Admit
  readonly shell: Shell
  readonly byMail: boolean
}): AnyElysia {
  const show = (actor: Signed, request: Request, values: CopyForm, problem?: AppError, saved = false) => (
    <OutboundCopyPage
      shell={shell(actor, request, 'settings', saved ? { kind: 'ok', text: 'The settings were saved.' } : undefined)}
      values={values}
      byMail={byMail}
      mayWrite={actor.permissions.has('settings:write')}
      problem={problem && { message: problem.message, errors: problem.fields }}
    />
  )
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ tenant, actor, request, query }) =>
      page(show(actor, request, typed(tenant.read(getOffice).outboundCopy), undefined, query['notice'] === 'saved')),
    )
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        const values = { ...body, toSender: body.toSender !== undefined }
        try {
          tenant.write((tx) => setOutboundCopy(tx, readCopy(values)))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, values, error), 422)
        }
      },
      { body: Form },
    )
}

const readCopy = ({ about, toSender, addresses }: CopyForm): OutboundCopy | null =>
  about === 'nothing' ? null : { about, toSender, addresses: addresses.split(/[\s,;]+/) }

const typed = (copy: OutboundCopy | null): CopyForm =>
  copy ? { ...copy, addresses: copy.addresses.join('\n') } : { about: 'nothing', toSender: true, addresses: '' }
