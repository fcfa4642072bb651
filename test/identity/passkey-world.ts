import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { findUserByEmail, type Role } from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { type Authenticator, type Creation, type Mischief, openAuthenticator, type Request_, type Said } from '../support/authenticator.ts'
import { type Post, signInWith } from '../support/second-factor.ts'
import { openWorld, PASSWORD, type Slug, type World } from '../support/server.ts'

export const ORIGIN = 'http://maple.localhost:3000'
export type Asking = {
  readonly method?: string
  readonly form?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly cookie?: string
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}
export type PasskeyWorld = World & {
  readonly app: AnyElysia
  later(ms: number): void
  ask(path: string, asking?: Asking, slug?: Slug): Promise<Response>
  /** The session's cookie of who signed in with the password and, where one is asked for, a code. */
  signedIn(role: Role, slug?: Slug): Promise<string>
  idOf(role: Role): string
  /** A passkey of whoever that cookie is of, which must be able to show a fresh proof. */
  passkeyFor(cookie: string, kind?: Parameters<typeof openAuthenticator>[1]): Promise<Made>
  /** A challenge for signing in, and the cookie of the browser that has it. */
  challenge(slug?: Slug, cookie?: string): Promise<{ readonly options: Request_; readonly cookie: string }>
  /** The whole sign-in, with one thing done otherwise. */
  signInBy(device: Authenticator, mischief?: Mischief): Promise<Response>
}
export type Made = { readonly device: Authenticator; readonly said: Said; readonly answer: Response; readonly cookie: string }

/** Two offices and the whole application, with a clock to set. */
export function openPasskeys(): PasskeyWorld {
  const now = { value: new Date('2026-03-02T15:00:00Z') }
  const world = openWorld({}, () => now.value)
  const app = createApp(world.parts, createLive())
  const ask: PasskeyWorld['ask'] = (path, { method, form, json, cookie, bearer, headers } = {}, slug = 'maple') =>
    app.handle(
      new Request(`http://${slug}.localhost${path}`, {
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
  const challenge: PasskeyWorld['challenge'] = async (slug = 'maple', cookie = '') => {
    const answer = await ask('/api/auth/passkeys/options', { method: 'POST', cookie }, slug)
    return { options: (await answer.json()) as Request_, cookie: cookieOf(answer, 'browser') }
  }
  return {
    ...world,
    app,
    ask,
    challenge,
    later: (ms) => {
      now.value = new Date(now.value.getTime() + ms)
    },
    async signedIn(role, slug = 'maple') {
      const post: Post = (path, form, cookie = '') => ask(path, { form, cookie }, slug)
      const { file, emails } = world.offices[slug]
      return cookieOf(await signInWith(post, file, { email: emails[role], password: PASSWORD }), 'session')
    },
    idOf: (role) => world.offices.maple.file.read((tx) => findUserByEmail(tx, world.offices.maple.emails[role])?.id) ?? '',
    async passkeyFor(cookie, kind) {
      const device = openAuthenticator(ORIGIN, kind)
      const options = (await (await ask('/api/me/passkeys/options', { method: 'POST', cookie })).json()) as Creation
      const said = device.make(options)
      const form = { name: 'Front desk', passkey: JSON.stringify(said) }
      const answer = await ask('/settings/security/passkeys', { cookie, form })
      return { device, said, answer, cookie: cookieOf(answer, 'session') || cookie }
    },
    async signInBy(device, mischief) {
      const { options, cookie } = await challenge()
      return ask('/sign-in/passkey', { cookie, form: { passkey: JSON.stringify(device.use(options, mischief)), next: '/received' } })
    },
  }
}

/** `name=value` of a cookie that the answer sets. */
export const cookieOf = (answer: Response, name: string): string =>
  answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .find((each) => each.startsWith(`${name}=`)) ?? ''
