import { type AnyElysia, Elysia, t } from 'elysia'
import { isHttps } from './host.ts'
import { ownPath } from './next.ts'
import { seeOther } from './page.ts'

const YEAR_S = 31_536_000

/** POST /theme: light, dark, or what the device prefers. A choice of this browser's; nothing of the office changes. */
export const themeRoutes = (): AnyElysia =>
  new Elysia({ detail: { hide: true } }).post(
    '/theme',
    ({ request, body }) => {
      const secure = isHttps(request) ? '; Secure' : ''
      const cookie = `theme=${body.theme}; Path=/; SameSite=Lax; HttpOnly; Max-Age=${body.theme === 'auto' ? 0 : YEAR_S}${secure}`
      const from = URL.parse(request.headers.get('referer') ?? '')
      return seeOther(ownPath(from?.pathname), { 'set-cookie': cookie })
    },
    { body: t.Object({ theme: t.Union([t.Literal('light'), t.Literal('dark'), t.Literal('auto')]) }) },
  )
