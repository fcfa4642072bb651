import type { AnyElysia } from 'elysia'
import { createApp } from '../../../src/app.ts'
import { controlFile, listEvents } from '../../../src/audit/index.ts'
import { type Account, inviteOperator, type OperatorRole, totpAt } from '../../../src/identity/index.ts'
import { AT_THE_SHELL } from '../../../src/tenancy/index.ts'
import { createLive } from '../../../src/web/index.ts'
import { type Authenticator, type Creation, type Mischief, openAuthenticator, type Request_ } from '../../support/authenticator.ts'
import { type Post, signInWith } from '../../support/second-factor.ts'
import { openWorld, PASSWORD, type Slug, type World } from '../../support/server.ts'
import { cookieOf } from '../passkey-world.ts'

export const CONSOLE = 'http://admin.localhost:3000'
export type Asking = {
  readonly method?: string
  readonly form?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly cookie?: string
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly host?: string
}
export type Someone = { readonly account: Account; readonly email: string; readonly secret: string; readonly cookie: string }
export type ConsoleWorld = World & {
  readonly app: AnyElysia
  later(ms: number): void
  ask(path: string, asking?: Asking): Promise<Response>
  invite(name: string, role?: OperatorRole): { readonly account: Account; readonly token: string; readonly email: string }
  /** The secret that the page of a link, or of a new phone, shows. */
  secretAt(path: string, cookie?: string): Promise<string>
  code(secret: string): string
  /** An operator with a phone, signed in. */
  operator(name: string, role?: OperatorRole): Promise<Someone>
  signIn(email: string, code: string, headers?: Record<string, string>): Promise<Response>
  /** The passkey that the link with this token is used up by. */
  enrolByPasskey(token: string, mischief?: Mischief): Promise<{ readonly answer: Response; readonly device: Authenticator }>
  signInBy(device: Authenticator, mischief?: Mischief): Promise<Response>
  /** The session of an owner, fresh. */
  owner(slug?: Slug): Promise<string>
  /** Lets support in for hours, as that owner. */
  letIn(owner: string, hours?: number, slug?: Slug): Promise<Response>
  /** From the operators' host into an office: the last answer, and the session there. */
  enter(cookie: string, slug?: Slug): Promise<{ readonly answer: Response; readonly cookie: string }>
  /** What the operators' trail has of this, newest first. */
  told(action: string): readonly Record<string, unknown>[]
}

export const MINUTE = 60_000

/** Two offices and the whole application, seen from the operators' host, with a clock to set. */
export function openConsole(env: Readonly<Record<string, string>> = {}): ConsoleWorld {
  const now = { value: new Date() }
  const world = openWorld(env, () => now.value)
  const app = createApp(world.parts, createLive())
  const shell = controlFile(world.parts.control, AT_THE_SHELL)
  const later = (ms: number) => {
    now.value = new Date(now.value.getTime() + ms)
  }
  const ask: ConsoleWorld['ask'] = (path, { method, form, json, cookie, bearer, headers, host = 'admin.localhost' } = {}) =>
    app.handle(
      new Request(`http://${host}${path}`, {
        method: method ?? (form || json !== undefined ? 'POST' : 'GET'),
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(cookie && { cookie }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
          ...(json !== undefined && { 'content-type': 'application/json', accept: 'application/json' }),
          ...headers,
        },
        ...(form && { body: new URLSearchParams(form) }),
        ...(json !== undefined && { body: JSON.stringify(json) }),
      }),
    )
  const invite: ConsoleWorld['invite'] = (name, role = 'super_admin') => {
    const email = `${name.toLowerCase()}@frontdesk.test`
    return { ...shell.write((tx) => inviteOperator(tx, { email, name, role })), email }
  }
  const secretAt: ConsoleWorld['secretAt'] = async (path, cookie) => {
    const html = await (await ask(path, { ...(cookie && { cookie }) })).text()
    return (/class="secret secret--long">([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '')
  }
  const code = (secret: string) => totpAt(secret, now.value)

  return {
    ...world,
    app,
    later,
    ask,
    invite,
    secretAt,
    code,
    async operator(name, role) {
      const { account, token, email } = invite(name, role)
      const secret = await secretAt(`/console/enrolment/${token}`)
      const answer = await ask('/console/enrolment', { form: { token, code: code(secret) } })
      return { account, email, secret, cookie: cookieOf(answer, 'session') }
    },
    signIn: (email, code, headers) => ask('/console/sign-in', { form: { email, code }, ...(headers && { headers }) }),
    async enrolByPasskey(token, mischief) {
      const device = openAuthenticator(CONSOLE)
      const asked = await ask(`/console/enrolment/passkey/options/${token}`, { method: 'POST' })
      const passkey = asked.ok ? JSON.stringify(device.make((await asked.json()) as Creation, mischief)) : ''
      return { device, answer: await ask('/console/enrolment/passkey', { form: { token, passkey } }) }
    },
    async signInBy(device, mischief) {
      const asked = await ask('/console/sign-in/passkey/options', { method: 'POST' })
      const passkey = JSON.stringify(device.use((await asked.json()) as Request_, mischief))
      return ask('/console/sign-in/passkey', { form: { passkey }, cookie: cookieOf(asked, 'browser') })
    },
    async owner(slug = 'maple') {
      const { file, emails } = world.offices[slug]
      const post: Post = (path, form, cookie = '') => ask(path, { form, cookie, host: `${slug}.localhost` })
      return cookieOf(await signInWith(post, file, { email: emails.owner_admin, password: PASSWORD }), 'session')
    },
    letIn: (owner, hours = 4, slug = 'maple') =>
      ask('/settings/support', { cookie: owner, form: { reason: 'Faxes wait', hours: String(hours) }, host: `${slug}.localhost` }),
    async enter(cookie, slug = 'maple') {
      const sent = await ask(`/console/offices/${world.offices[slug].id}/visits`, { cookie, form: {} })
      const location = sent.headers.get('location')
      if (!location) return { answer: sent, cookie: '' }
      const { pathname, hostname } = new URL(location)
      const answer = await ask(pathname, { host: hostname })
      return { answer, cookie: cookieOf(answer, 'session') }
    },
    told: (action) =>
      shell.read((tx) =>
        listEvents(tx, { action }).map(({ actorId, subjectId, detail }) => ({ actorId, subjectId, ...JSON.parse(detail) })),
      ),
  }
}
