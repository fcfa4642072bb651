import { type AnyElysia, Elysia, t } from 'elysia'
import { type OfficeValues, SettingsPage, type SettingsPageProps } from '../../views/settings/index.tsx'
import { rethrowUnlessInvalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { listCovers } from './covers/covers.ts'
import { getOffice, officeClock, updateOffice } from './office.ts'
import { zonesWith } from './zones.ts'

const Profile = t.Object({
  name: t.String({ maxLength: 1_000 }),
  phone: t.String({ maxLength: 1_000, default: '' }),
  address: t.String({ maxLength: 1_000, default: '' }),
  timeZone: t.String({ maxLength: 100 }),
  coverNotice: t.String({ maxLength: 20_000 }),
  headerLine: t.Union([t.Literal('never'), t.Literal('uncovered'), t.Literal('always')], { default: 'never' }),
})
const hidden = { detail: { hide: true } } as const

/** What the page prints of other modules' rows. */
export type SettingsDeps = {
  readonly shell: Shell
  readonly people: (tx: Tx) => SettingsPageProps['people']
  readonly numbers: (tx: Tx) => SettingsPageProps['numbers']
  readonly keys: (tx: Tx) => Pick<SettingsPageProps['keys'], 'list' | 'scopes'>
  readonly standing: (tx: Tx) => Omit<SettingsPageProps['standing'], 'openDays' | 'covers' | 'copies'>
  readonly backup: (tx: Tx) => SettingsPageProps['backup']
}
export type OfficePageDeps = SettingsDeps & { readonly admit: Admit }

/** What differs from the page as it stands: a form that was refused, a key just made. */
export type Shown = {
  readonly office?: OfficeValues
  readonly problem?: SettingsPageProps['problem']
  readonly keys?: Pick<SettingsPageProps['keys'], 'made' | 'form'>
  readonly notice?: string | undefined
}
const NOTICES: Readonly<Record<string, string>> = {
  saved: 'The settings were saved.',
  checking: 'The backup is being checked. The result will be here in a minute or two.',
}
const noticeOf = (name: string | undefined) => {
  const text = name !== undefined && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined
  return text === undefined ? undefined : ({ kind: 'ok', text } as const)
}

const openDaysOf = (tx: Tx): number | undefined => {
  const { hours } = getOffice(tx)
  return hours ? Object.keys(hours.days).length : undefined
}

export type ShowSettings = (actor: Signed, request: Request, shown?: Shown) => JSX.Element

/** The settings page, also for the module that routes its other forms. */
export const settingsPage =
  ({ shell, people, numbers, keys, standing, backup }: SettingsDeps): ShowSettings =>
  (actor, request, shown = {}) => {
    const stored = actor.tenant.read((tx) => ({
      office: getOffice(tx),
      clock: officeClock(tx),
      people: people(tx),
      numbers: numbers(tx),
      keys: keys(tx),
      standing: { ...standing(tx), openDays: openDaysOf(tx), covers: listCovers(tx).length, copies: getOffice(tx).outboundCopy?.about },
      backup: backup(tx),
    }))
    return (
      <SettingsPage
        {...stored}
        shell={shell(actor, request, 'settings', noticeOf(shown.notice))}
        mayWrite={actor.permissions.has('settings:write')}
        mayManagePeople={actor.permissions.has('people')}
        mayHear={actor.permissions.has('webhooks')}
        mayTakeAway={actor.permissions.has('custody')}
        mayLetIn={actor.permissions.has('security')}
        office={shown.office ?? stored.office}
        timeZones={zonesWith(stored.office.timeZone)}
        keys={{ ...stored.keys, ...shown.keys }}
        problem={shown.problem}
      />
    )
  }

/** Pages of the office's settings. */
export function officeRoutes({ admit, ...deps }: OfficePageDeps): AnyElysia {
  const show = settingsPage(deps)
  return new Elysia()
    .use(signedIn(admit))

    .get('/settings', ({ actor, request, query }) => page(show(actor, request, { notice: query.notice })), {
      query: t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) }),
      ...hidden,
    })
    .post(
      '/settings/profile',
      ({ tenant, actor, request, body }) => {
        try {
          tenant.write((tx) => updateOffice(tx, body))
          return seeOther('/settings?notice=saved')
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, { office: body, problem: { message: error.message, errors: error.fields } }), 422)
        }
      },
      { body: Profile, ...hidden },
    )
}
