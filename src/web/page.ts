export type Headers = Readonly<Record<string, string>>

const HTML = 'text/html; charset=utf-8'

/** A whole document. */
export async function page(element: JSX.Element, status = 200, headers: Headers = {}): Promise<Response> {
  return new Response(`<!doctype html>${await element}`, { status, headers: { 'content-type': HTML, ...headers } })
}

/** The piece of a page that changed. */
export async function fragment(element: JSX.Element, status = 200, headers: Headers = {}): Promise<Response> {
  return new Response(await element, { status, headers: { 'content-type': HTML, vary: 'HX-Request', ...headers } })
}

export const seeOther = (location: string, headers: Headers = {}): Response =>
  new Response(null, { status: 303, headers: { location, ...headers } })

/** What was made, and where it is found from now on. */
export const made = <Body extends { readonly id: string }>(collection: string, body: Body, status: 201 | 202 = 201): Response =>
  json(body, status, { location: `${collection}/${body.id}` })

export const json = (body: unknown, status = 200, headers: Headers = {}): Response => Response.json(body, { status, headers })

/** JSON that is already text. */
export const jsonText = (text: string): Response => new Response(text, { headers: { 'content-type': 'application/json;charset=utf-8' } })

/** True when htmx asks for a piece to put into the page that is open. */
export const wantsFragment = (request: Request): boolean => request.headers.get('hx-request') === 'true'
