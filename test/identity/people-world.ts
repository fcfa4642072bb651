import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { handlersOf } from '../../src/handlers.ts'
import { listPeople, listUsers, type Role, type User } from '../../src/identity/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { createLive } from '../../src/web/index.ts'
import { type Mailbox, openMailbox } from '../support/mailbox.ts'
import { type Post, signInWith } from '../support/second-factor.ts'
import { credentialsOf, type Office, openWorld, PASSWORD, type Slug, type World } from '../support/server.ts'

export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers }
export type Asking = { readonly form?: Record<string, string>; readonly json?: unknown; readonly bearer?: string; readonly cookie?: string }
export type People = World & {
  readonly app: AnyElysia
  readonly mailbox: Mailbox
  /** Ana owns Maple Street, Bo administers it, Uma works there; Sam is Harbor's owner. */
  readonly maple: Office
  readonly harbor: Office
  ask(slug: Slug, method: string, path: string, asking?: Asking): Promise<Answer>
  signIn(slug: Slug, email: string, password?: string): Promise<string>
  /** Signed in as the person of this role. */
  as(slug: Slug, role: Role): Promise<string>
  tokens(slug: Slug, role: Role): Promise<{ readonly accessToken: string; readonly refreshToken: string }>
  person(slug: Slug, email: string): User
  /** Every mail that is due goes. */
  post(slug?: Slug): Promise<void>
  later(ms: number): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Two offices and the whole application, with a mail server of its own unless `mail` is off. */
export async function openPeople(options: { readonly mail?: boolean } = {}): Promise<People> {
  const mailbox = await openMailbox()
  const now = { offset: 0 }
  const clock = () => new Date(Date.now() + now.offset)
  const mail = { SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`, MAIL_FROM: 'Frontdesk <desk@frontdesk.test>' }
  const world = openWorld({ TELNYX_BASE_URL: 'http://127.0.0.1:9', ...(options.mail !== false && mail) }, clock)
  const app = createApp(world.parts, createLive())
  const ask: People['ask'] = async (slug, method, path, { form, json, bearer, cookie } = {}) => {
    const type = form ? 'application/x-www-form-urlencoded' : json === undefined ? undefined : 'application/json'
    const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json)
    const answer = await app.handle(
      new Request(`http://${slug}.localhost${path}`, {
        method,
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(type && { 'content-type': type }),
          ...(cookie && { cookie }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        ...(body !== undefined && { body }),
      }),
    )
    const isStream = answer.headers.get('content-type')?.includes('event-stream')
    return { status: answer.status, headers: answer.headers, text: isStream ? '' : await answer.text() }
  }
  const signIn: People['signIn'] = async (slug, email, password = PASSWORD) => {
    const post: Post = async (path, form, cookie = '') => {
      const { status, headers, text } = await ask(slug, 'POST', path, { form, cookie })
      return new Response(status === 303 ? null : text, { status, headers })
    }
    const { headers } = await signInWith(post, world.offices[slug].file, { email, password })
    return headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  return {
    ...world,
    app,
    mailbox,
    maple: world.offices.maple,
    harbor: world.offices.harbor,
    ask,
    signIn,
    as: (slug, role) => signIn(slug, world.offices[slug].emails[role]),
    tokens: async (slug, role) =>
      JSON.parse((await ask(slug, 'POST', '/api/auth/token', { json: credentialsOf(world.offices[slug], role) })).text),
    person(slug, email) {
      const found = world.offices[slug].file.read((tx) => listUsers(tx)).find((each) => each.email === email)
      if (!found) throw new Error(`Nobody has the address ${email}.`)
      return found
    },
    async post(slug = 'maple') {
      await drain(world.offices[slug].file, handlersOf(world.parts))
    },
    later: (ms) => {
      now.offset += ms
    },
    async [Symbol.asyncDispose]() {
      world[Symbol.dispose]()
      await mailbox[Symbol.asyncDispose]()
    },
  }
}

export const names = ({ maple }: People): string[] => maple.file.read(listPeople).map(({ name }) => name)
