type Going = (url: string, form?: Readonly<Record<string, string>>) => Promise<Response>

/** Somebody with a browser: keeps cookies, and follows where they are led as long as it is at the provider. */
function browserAt(provider: string): Going {
  const cookies = new Map<string, string>()
  const go: Going = async (url, form) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    return next?.startsWith(provider) ? go(next) : answer
  }
  return go
}

const plain = (html = '') => html.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
/** What a form of the page holds that nobody types. */
const hiddenIn = (html: string) =>
  Object.fromEntries(
    Array.from(html.matchAll(/<input type="hidden" name="([^"]+)"(?: id="[^"]*")? value="([^"]*)"/gi), ([, name = '', value]) => [
      name,
      plain(value),
    ]),
  )

async function fillIn(go: Going, address: string, typed: Readonly<Record<string, string>>): Promise<Response> {
  const page = await go(address)
  const html = await page.text()
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1]
  if (!action) throw new Error(`The provider showed no form: ${page.status} ${html.slice(0, 2_000)}`)
  return go(new URL(plain(action), page.url).href, { ...hiddenIn(html), ...typed })
}

/** They open an address, fill in the provider’s form, and this is where they are led away to. */
export async function signInAt(provider: string, address: string, username: string, password: string): Promise<string> {
  const left = (await fillIn(browserAt(provider), address, { username, password, credentialId: '' })).headers.get('location')
  if (!left) throw new Error('The provider led nowhere: is the password right?')
  return left
}

/** The same by SAML: what the provider’s last page posts to us. */
export async function samlAnswerAt(provider: string, address: string, username: string, password: string): Promise<string> {
  const html = await (await fillIn(browserAt(provider), address, { username, password })).text()
  const { SAMLResponse } = hiddenIn(html)
  if (!SAMLResponse) throw new Error(`The provider answered nothing: ${html.slice(0, 2_000)}`)
  return SAMLResponse
}
