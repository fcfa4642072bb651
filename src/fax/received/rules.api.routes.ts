import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../kit/listing.ts'
import { type Admit, gone, JSON_BODY, json, made, Problem, problems, signedIn } from '../../web/index.ts'
import { Instant } from '../api.schema.ts'
import { Id } from '../described.routes.ts'
import type { Colleagues } from './colleagues.ts'
import { testRule, tryRule } from './rule-testing.ts'
import { addRule, changeRule, getRule, letAct, listRules, type Rule, type RuleId, removeRule, stopActing } from './rules.ts'

const tags = ['Received']
const Text = Type.Optional(Type.String({ maxLength: 100 }))
const Count = Type.Optional(Type.Integer())
const Conditions = Type.Object({ from: Text, to: Text, fewestPages: Count, mostPages: Count, after: Text, before: Text, contactTag: Text })
const Actions = Type.Object({
  assignedTo: Text,
  tags: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 })),
  urgent: Type.Optional(Type.Boolean()),
  notify: Text,
})
const Figures = {
  testedAt: Nullable(Instant),
  matched: Type.Integer(),
  decided: Type.Integer({ description: 'Of those matched, how many people dealt with by hand.' }),
  agreed: Type.Integer({ description: 'Of those decided, how many as the rule says.' }),
}
const RuleJson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  conditions: Conditions,
  actions: Actions,
  acts: Type.Boolean({ description: 'Whether it acts alone; else it suggests.' }),
  ...Figures,
})
const NewRule = Type.Object({ name: Type.String({ maxLength: 200 }), conditions: Conditions, actions: Actions })
const TestJson = Type.Object({
  ...Figures,
  faxes: Type.Array(Type.Object({ id: Type.String(), verdict: oneOf(['agreed', 'differed', 'open']) })),
})
const refusals = { 400: Problem, ...problems(401, 403, 404, 409, 422) }

/** JSON of the rules by which faxes are sorted. */
export function rulesApi({ admit, colleagues }: { readonly admit: Admit; readonly colleagues: Colleagues }): AnyElysia {
  return new Elysia({ prefix: '/api/received/rules' })
    .use(signedIn(admit))
    .get('', ({ tenant }) => json({ data: tenant.read(listRules).map(ruleJson) }), {
      response: { 200: Type.Object({ data: Type.Array(RuleJson) }), ...problems(401, 403, 404) },
      detail: { summary: 'The rules by which faxes are sorted', tags },
    })
    .post('', ({ tenant, body }) => made('/api/received/rules', ruleJson(tenant.write((tx) => addRule(tx, body, colleagues)))), {
      parse: JSON_BODY,
      body: NewRule,
      response: { 201: RuleJson, ...refusals },
      detail: { summary: 'Add a rule', description: 'It suggests, until it was tested and an owner lets it act.', tags },
    })
    .get('/:id', ({ tenant, params }) => json(ruleJson(tenant.read((tx) => getRule(tx, params.id as RuleId)))), {
      params: Id,
      response: { 200: RuleJson, ...problems(401, 403, 404) },
      detail: { summary: 'One rule', tags },
    })
    .patch(
      '/:id',
      ({ tenant, params, body }) => {
        const id = params.id as RuleId
        return json(ruleJson(tenant.write((tx) => changeRule(tx, id, { ...getRule(tx, id), ...body }, colleagues))))
      },
      {
        parse: JSON_BODY,
        params: Id,
        body: Type.Partial(NewRule),
        response: { 200: RuleJson, ...refusals },
        detail: { summary: 'Change a rule', description: 'What is not sent stays. It has to be tested again before it may act.', tags },
      },
    )
    .delete('/:id/acting', ({ tenant, params }) => json(ruleJson(tenant.write((tx) => stopActing(tx, params.id as RuleId)))), {
      params: Id,
      response: { 200: RuleJson, ...problems(401, 403, 404) },
      detail: { summary: 'Let a rule suggest only', tags },
    })
    .delete(
      '/:id',
      ({ tenant, params }) => {
        tenant.write((tx) => removeRule(tx, params.id as RuleId))
        return new Response(null, { status: 204 })
      },
      { params: Id, detail: { summary: 'Remove a rule', tags, responses: gone(401, 403, 404) } },
    )
    .post(
      '/:id/tests',
      ({ tenant, params }) =>
        json(
          tenant.write((tx) => {
            const rule = testRule(tx, params.id as RuleId)
            return { ...figuresOf(rule), faxes: tryRule(tx, rule).map(({ fax, verdict }) => ({ id: fax.id, verdict })) }
          }),
        ),
      {
        params: Id,
        response: { 200: TestJson, ...problems(401, 403, 404) },
        detail: { summary: 'Test a rule against the newest 200 faxes', tags },
      },
    )
    .post('/:id/acting', ({ tenant, params }) => json(ruleJson(tenant.write((tx) => letAct(tx, params.id as RuleId)))), {
      params: Id,
      response: { 200: RuleJson, ...problems(401, 403, 404, 409) },
      detail: {
        summary: 'Let a rule act alone',
        description: 'Only an owner, and only once it was seen how often it would have been right.',
        tags,
      },
    })
}

const figuresOf = ({ testedAt, matched, decided, agreed }: Rule) => ({ testedAt, matched, decided, agreed })
const ruleJson = (rule: Rule) => ({
  id: rule.id,
  name: rule.name,
  conditions: rule.conditions,
  actions: { ...rule.actions, ...(rule.actions.tags && { tags: [...rule.actions.tags] }) },
  acts: rule.acts,
  ...figuresOf(rule),
})
