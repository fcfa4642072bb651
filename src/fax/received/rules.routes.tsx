import { type AnyElysia, Elysia, t } from 'elysia'
import { RulePage, RulesPage } from '../../../views/received/rules.tsx'
import { rethrowUnlessInvalid } from '../../kit/errors.ts'
import { officeClock } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { listNumbers } from '../numbers.ts'
import type { Colleagues } from './colleagues.ts'
import { noticeIn } from './notices.ts'
import { testRule, tryRule } from './rule-testing.ts'
import { tellRule } from './rule-words.ts'
import {
  addRule,
  changeRule,
  FEWEST_DECIDED,
  getRule,
  letAct,
  listRules,
  type RuleId,
  type RuleInput,
  removeRule,
  stopActing,
} from './rules.ts'

export type RulesDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly names: (tx: Tx) => ReadonlyMap<string, string>
  readonly colleagues: Colleagues
}

const Word = t.String({ maxLength: 1_000, default: '' })
const Form = t.Object({
  name: Word,
  from: Word,
  to: Word,
  fewestPages: Word,
  mostPages: Word,
  after: Word,
  before: Word,
  contactTag: Word,
  assignee: Word,
  ruleTags: Word,
  urgent: t.Optional(t.String()),
  notify: Word,
})
type Form = typeof Form.static
type Problem = Parameters<typeof RulePage>[0]['problem']

/** The pages of the rules by which faxes are sorted. */
export function ruleRoutes(deps: RulesDeps): AnyElysia {
  const rulesPage = (actor: Signed, tenant: Tenant, request: Request, query: Readonly<Record<string, string | undefined>>) => {
    const { rules, names } = tenant.read((tx) => ({ rules: listRules(tx), names: deps.names(tx) }))
    return (
      <RulesPage
        shell={deps.shell(actor, request, 'received', noticeIn(query))}
        rules={rules.map((rule) => ({ ...rule, ...tellRule(rule, names) }))}
      />
    )
  }
  const rulePage = (actor: Signed, tenant: Tenant, request: Request, id: RuleId | undefined, typed?: RuleInput, problem?: Problem) => {
    const found = tenant.read((tx) => {
      const rule = id === undefined ? undefined : getRule(tx, id)
      return {
        rule,
        tried: rule?.testedAt ? tryRule(tx, rule) : [],
        colleagues: deps.colleagues(tx),
        numbers: listNumbers(tx).map(({ number }) => number),
        clock: officeClock(tx),
      }
    })
    const values = typed ?? found.rule ?? { name: '', conditions: {}, actions: {} }
    return (
      <RulePage
        shell={deps.shell(actor, request, 'received', noticeIn({ notice: new URL(request.url).searchParams.get('notice') ?? undefined }))}
        {...found}
        values={values}
        tried={found.tried.map(({ fax, verdict }) => ({
          id: fax.id,
          from: fax.from,
          fromName: fax.fromName ?? '',
          receivedAt: fax.receivedAt,
          verdict,
        }))}
        fewest={FEWEST_DECIDED}
        mayLetAct={actor.permissions.has('security')}
        problem={problem}
      />
    )
  }
  const kept = (actor: Signed, tenant: Tenant, request: Request, id: RuleId | undefined, body: Form) => {
    const input = inputOf(body)
    try {
      const rule = tenant.write((tx) =>
        id === undefined ? addRule(tx, input, deps.colleagues) : changeRule(tx, id, input, deps.colleagues),
      )
      return seeOther(`/received/rules/${rule.id}?notice=saved`)
    } catch (error) {
      rethrowUnlessInvalid(error)
      return page(rulePage(actor, tenant, request, id, input, { message: error.message, errors: error.fields }), 422)
    }
  }
  return new Elysia({ prefix: '/received/rules', detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/', ({ actor, tenant, request, query }) => page(rulesPage(actor, tenant, request, query)))
    .get('/new', ({ actor, tenant, request }) => page(rulePage(actor, tenant, request, undefined)))
    .post('/', ({ actor, tenant, request, body }) => kept(actor, tenant, request, undefined, body), { body: Form })
    .get('/:id', ({ actor, tenant, request, params }) => page(rulePage(actor, tenant, request, params.id as RuleId)))
    .post('/:id', ({ actor, tenant, request, params, body }) => kept(actor, tenant, request, params.id as RuleId, body), { body: Form })
    .post('/:id/acting/removal', ({ tenant, params }) => {
      tenant.write((tx) => stopActing(tx, params.id as RuleId))
      return seeOther(`/received/rules/${params.id}?notice=saved`)
    })
    .post('/:id/removal', ({ tenant, params }) => {
      tenant.write((tx) => removeRule(tx, params.id as RuleId))
      return seeOther('/received/rules?notice=rule_removed')
    })
    .post('/:id/tests', ({ tenant, params }) => {
      tenant.write((tx) => testRule(tx, params.id as RuleId))
      return seeOther(`/received/rules/${params.id}#test`)
    })
    .post('/:id/acting', ({ tenant, params }) => {
      tenant.write((tx) => letAct(tx, params.id as RuleId))
      return seeOther(`/received/rules/${params.id}?notice=saved`)
    })
}

const count = (text: string) => (text.trim() === '' ? undefined : Number(text))

function inputOf(body: Form): RuleInput {
  const { name, from, to, after, before, contactTag } = body
  const words = Object.fromEntries(
    Object.entries({ from, to, after, before, contactTag })
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  )
  return {
    name,
    conditions: { ...words, fewestPages: count(body.fewestPages), mostPages: count(body.mostPages) },
    actions: {
      assignedTo: body.assignee === 'nobody' ? undefined : body.assignee || undefined,
      tags: body.ruleTags.split(',').filter((tag) => tag.trim() !== ''),
      urgent: body.urgent !== undefined,
      notify: body.notify === 'nobody' ? undefined : body.notify || undefined,
    },
  }
}
