import { type AnyElysia, Elysia, t } from 'elysia'
import { NewSamlPage, SamlPage } from '../../../views/sso/saml.tsx'
import type { SamlValues } from '../../../views/sso/saml-form.tsx'
import { TrialPage } from '../../../views/sso/trial.tsx'
import { AppError, invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { OFFERED } from '../permissions.ts'
import type { Connection } from './connections.ts'
import { NO_RULES, RULE_FIELDS, rulesIn, rulesTyped } from './rules-form.routes.ts'
import { addSaml, changeSaml, type SamlInput, type SamlSettingUp, samlConnection } from './saml-connections.ts'
import { addNextKey, dropNextKey, makeKeyPair, useNextKey } from './saml-keys.ts'
import { type SamlShown, shownOf } from './saml-page.ts'
import { readProviderMetadata } from './saml-provider.ts'
import { trySaml } from './saml-trying.ts'
import type { ConnectionId } from './schema.tenant.ts'
import { connectionNamed as idOf } from './settings.routes.tsx'
import { claimsIn, wordsOfTrial } from './trial-wording.ts'
import { getTrial } from './trials.ts'

export type SamlSettingsDeps = SamlSettingUp & {
  readonly admit: Admit
  readonly shell: Shell
  readonly urlOf: (slug: string) => string
  readonly clockOf: (tx: Tx) => { readonly now: Date; readonly zone: string }
}

const PLACE = '/settings/single-sign-on/saml'
const NOTICES: Readonly<Record<string, string>> = {
  added: 'The provider was added. Enter the addresses there, test, then switch it on.',
  saved: 'Saved. Whoever came through this provider signs in again.',
  next: 'A new key was made. It is used once you say so.',
  exchanged: 'The new key is in use.',
  dropped: 'The new key was thrown away.',
  read: 'The file was read. Look it over below, and save.',
}
const Text = (maxLength: number) => t.String({ maxLength, default: '' })
const Form = t.Object({
  ...RULE_FIELDS,
  metadata: Text(262_144),
  metadataUrl: Text(2_000),
  mustBeEncrypted: t.Optional(t.String({ maxLength: 10 })),
  emailAttribute: Text(200),
  nameAttribute: Text(200),
  groupsAttribute: Text(200),
  factorContexts: Text(4_000),
})
const WithFile = t.Composite([Form, t.Object({ metadataFile: t.Optional(t.File({ maxSize: '256k' })) })])
const EMPTY: SamlValues = {
  ...NO_RULES,
  metadata: '',
  metadataUrl: '',
  mustBeEncrypted: true,
  emailAttribute: '',
  nameAttribute: '',
  groupsAttribute: '',
  factorContexts: '',
}
const Noticed = t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) })

/** Settings → Single sign-on: a provider that speaks SAML. */
export function samlSettingsRoutes({ admit, shell, urlOf, clockOf, ...deps }: SamlSettingsDeps): AnyElysia {
  function showNew(actor: Signed, request: Request, values = EMPTY, refused?: AppError, notice?: string) {
    const around = shell(actor, request, 'settings', noticed(notice))
    return page(<NewSamlPage shell={around} values={values} roles={OFFERED} problem={problemOf(refused)} />, statusOf(refused))
  }
  function show(
    actor: Signed,
    request: Request,
    id: ConnectionId,
    more: { values?: SamlValues; refused?: AppError; notice?: string } = {},
  ) {
    const seen = actor.tenant.read((tx) => {
      const kept = samlConnection(tx, id)
      return { clock: clockOf(tx), kept, connection: shownOf(tx, kept, urlOf(actor.slug)) }
    })
    const around = shell(actor, request, 'settings', noticed(more.notice))
    const values = more.values ?? valuesOf(seen.kept, seen.connection)
    const { clock, connection } = seen
    const view = (
      <SamlPage shell={around} clock={clock} connection={connection} values={values} roles={OFFERED} problem={problemOf(more.refused)} />
    )
    return page(view, statusOf(more.refused))
  }
  async function orShow(work: () => Response | Promise<Response>, again: (refused: AppError) => Promise<Response>): Promise<Response> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof AppError && (error.code === 'invalid' || error.code === 'conflict')) return again(error)
      throw error
    }
  }
  const onKeys = (actor: Signed, request: Request, id: string, notice: string, act: (tx: Tx) => void) =>
    orShow(
      () => {
        actor.tenant.write((tx) => {
          samlConnection(tx, idOf(id))
          act(tx)
        })
        return seeOther(`${PLACE}/${id}?notice=${notice}`)
      },
      (refused) => show(actor, request, idOf(id), { refused }),
    )

  return new Elysia({ prefix: PLACE, detail: { hide: true } })
    .use(signedIn(admit))
    .get('/new', ({ actor, request }) => showNew(actor, request))
    .post(
      '/',
      ({ actor, tenant, request, body }) =>
        orShow(
          async () => seeOther(`${PLACE}/${(await addSaml(tenant, inputOf(body), deps)).id}?notice=added`),
          (refused) => showNew(actor, request, typedIn(body), refused),
        ),
      { body: Form },
    )
    .post(
      '/reading',
      ({ actor, request, body }) =>
        readFile(body, deps.isLocal, (values, refused) => showNew(actor, request, values, refused, refused ? undefined : 'read')),
      { body: WithFile },
    )
    .post(
      '/:id/reading',
      ({ actor, request, params, body }) =>
        readFile(body, deps.isLocal, (values, refused) =>
          show(actor, request, idOf(params.id), { values, ...(refused ? { refused } : { notice: 'read' }) }),
        ),
      { body: WithFile },
    )
    .get('/:id', ({ actor, request, params, query: { notice } }) => show(actor, request, idOf(params.id), { ...(notice && { notice }) }), {
      query: Noticed,
    })
    .post(
      '/:id',
      ({ actor, tenant, request, params, body }) =>
        orShow(
          async () => seeOther(`${PLACE}/${(await changeSaml(tenant, idOf(params.id), inputOf(body), deps)).id}?notice=saved`),
          (refused) => show(actor, request, idOf(params.id), { values: typedIn(body), refused }),
        ),
      { body: Form },
    )
    .get('/:id/trial', async ({ actor, tenant, params }) =>
      seeOther((await trySaml(tenant, idOf(params.id), urlOf(actor.slug), deps.clock())).url),
    )
    .get('/:id/trials/:trial', ({ actor, tenant, request, params }) => {
      const { connection, trial } = tenant.read((tx) => ({
        connection: samlConnection(tx, idOf(params.id)),
        trial: getTrial(tx, idOf(params.id), params.trial),
      }))
      const { isGood, text } = wordsOfTrial(trial)
      const said = { kind: isGood ? 'ok' : 'error', text } as const
      const around = shell(actor, request, 'settings')
      return page(
        <TrialPage
          shell={around}
          name={connection.name}
          place={`${PLACE}/${connection.id}`}
          said={said}
          claims={claimsIn(trial.outcome)}
        />,
      )
    })
    .post('/:id/keys', async ({ actor, tenant, request, params }) => {
      tenant.read((tx) => samlConnection(tx, idOf(params.id)))
      const pair = await makeKeyPair(deps.clock())
      return onKeys(actor, request, params.id, 'next', (tx) => addNextKey(tx, pair))
    })
    .post('/:id/keys/exchange', ({ actor, request, params }) => onKeys(actor, request, params.id, 'exchanged', useNextKey))
    .post('/:id/keys/removal', ({ actor, request, params }) => onKeys(actor, request, params.id, 'dropped', dropNextKey))
}

/** What is in the file, in the field that it could have been pasted into. Nothing is kept. */
async function readFile(
  { metadataFile, ...typed }: typeof WithFile.static,
  insecure: boolean,
  show: (values: SamlValues, refused?: AppError) => Promise<Response>,
): Promise<Response> {
  const metadata = (await metadataFile?.text()) ?? ''
  const values = typedIn({ ...typed, metadata })
  try {
    if (metadata.trim() === '') throw invalid({ metadataFile: 'Choose the file with the metadata first.' })
    readProviderMetadata(metadata, { insecure })
    return await show(values)
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return show(values, error)
    throw error
  }
}

const noticed = (name: string | undefined) => {
  const text = name !== undefined && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined
  return text === undefined ? undefined : ({ kind: 'ok', text } as const)
}

type Typed = typeof Form.static
const linesIn = (text: string) => text.split('\n').filter((line) => line.trim() !== '')
const optionsIn = (typed: Typed) => ({
  metadata: typed.metadata,
  metadataUrl: typed.metadataUrl,
  mustBeEncrypted: typed.mustBeEncrypted !== undefined,
  emailAttribute: typed.emailAttribute,
  nameAttribute: typed.nameAttribute,
  groupsAttribute: typed.groupsAttribute,
})
const typedIn = (typed: Typed): SamlValues => ({ ...rulesTyped(typed), ...optionsIn(typed), factorContexts: typed.factorContexts })
const inputOf = (typed: Typed): SamlInput => ({ ...rulesIn(typed), ...optionsIn(typed), factorContexts: linesIn(typed.factorContexts) })
const valuesOf = (kept: Connection, { theirs, options }: SamlShown): SamlValues => ({
  ...kept,
  ...options,
  metadata: '',
  metadataUrl: theirs.metadataUrl,
  factorContexts: options.factorContexts.join('\n'),
})
const problemOf = (refused: AppError | undefined) => refused && { message: refused.message, errors: refused.fields }
const statusOf = (refused: AppError | undefined): number => (refused === undefined ? 200 : refused.code === 'conflict' ? 409 : 422)
