/** Somebody with a browser at Keycloak: opens an address, fills in its form, and says where they are led away to. */
export async function signInAt(keycloak: string, address: string, username: string, password: string): Promise<string> {
  const cookies = new Map<string, string>()
  async function go(url: string, form?: Record<string, string>): Promise<Response> {
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
    return next?.startsWith(keycloak) ? go(next) : answer
  }
  const page = await go(address)
  const action = /<form[^>]*action="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&')
  if (!action) throw new Error(`Keycloak showed no form: ${page.status}`)
  const left = (await go(action, { username, password, credentialId: '' })).headers.get('location')
  if (!left) throw new Error('Keycloak led nowhere: is the password right?')
  return left
}
