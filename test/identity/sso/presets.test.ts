import { expect, test } from 'bun:test'
import { type OidcSettings, oidcSettings } from '../../../src/identity/sso/oidc-settings.ts'
import { openIssuer } from './issuer.ts'
import { connectTo, isIn, openSsoDesk, outcome, SECRET, UMA } from './signing-in.ts'

const GOOGLE = 'https://accounts.google.com'
const MICROSOFT = 'https://login.microsoftonline.com'
const MAPLES = '11111111-1111-4111-8111-111111111111'
const OTHERS = '22222222-2222-4222-8222-222222222222'

/** Google or Microsoft, as they say of themselves, and what they say of Uma. */
async function signIn(preset: 'google' | 'microsoft', allowed: readonly string[], claims: Record<string, unknown>) {
  const name = preset === 'google' ? GOOGLE : `${MICROSOFT}/${allowed.length === 1 ? allowed[0] : '{tenantid}'}/v2.0`
  await using issuer = openIssuer({ name, clientSecret: SECRET })
  using desk = openSsoDesk({ [GOOGLE]: issuer.url, [MICROSOFT]: issuer.url })
  const { to, cookie } = await desk.go(connectTo(desk.maple, { preset, allowed: [...allowed] }))
  const iss = name.replace('{tenantid}', String(claims['tid']))
  const answer = await desk.back(issuer.answer(to, { ...UMA, ...claims }, { token: { iss }, iss: null }), cookie)
  return { answer, asked: issuer.asked[0], why: desk.why() }
}

test('at Google the domain is what Google says, not what stands behind the @', async () => {
  const right = await signIn('google', ['maple.test'], { hd: 'Maple.test' })
  expect([right.asked, isIn(right.answer)]).toEqual(['/.well-known/openid-configuration', true])
  for (const hd of [undefined, 'evil.test', 'maple.test.evil.test', ['maple.test']]) {
    const { answer, why } = await signIn('google', ['maple.test'], { hd })
    expect([hd, outcome(answer), why]).toEqual([hd, 'outside', 'domain_not_allowed'])
  }
})

test('at Microsoft the directory is among those that an owner named, and the issuer is that directory’s', async () => {
  const own = { tid: MAPLES, xms_edov: true }
  const one = await signIn('microsoft', [MAPLES], own)
  expect([one.asked, isIn(one.answer)]).toEqual([`/${MAPLES}/v2.0/.well-known/openid-configuration`, true])
  const several = await signIn('microsoft', [MAPLES, OTHERS], own)
  expect([several.asked, isIn(several.answer)]).toEqual(['/organizations/v2.0/.well-known/openid-configuration', true])
  const stranger = '33333333-3333-4333-8333-333333333333'
  const outside = await signIn('microsoft', [MAPLES, OTHERS], { tid: stranger, xms_edov: true })
  expect([outcome(outside.answer), outside.why]).toEqual(['outside', 'directory_not_allowed'])
})

test('an address at Microsoft is its holder’s only where Microsoft says that the domain is', async () => {
  for (const xms_edov of [undefined, false, 0, 'false']) {
    const { answer, why } = await signIn('microsoft', [MAPLES], { tid: MAPLES, xms_edov, email_verified: true })
    expect([xms_edov, outcome(answer), why]).toEqual([xms_edov, 'address', 'address_unverified'])
  }
})

const typed: OidcSettings = {
  preset: 'other',
  issuer: 'https://id.example',
  clientId: 'c',
  allowed: [],
  groupsClaim: '',
  factorWords: [' mfa ', ''],
}

test('settings are tidied, and those that would let anybody in are refused', () => {
  expect(oidcSettings({ ...typed, issuer: ' https://id.example ' }, false)).toMatchObject({
    issuer: 'https://id.example',
    groupsClaim: 'groups',
    factorWords: ['mfa'],
  })
  const refused = (settings: Partial<OidcSettings>, field: string, mayBeLocal = false) =>
    expect(() => oidcSettings({ ...typed, ...settings }, mayBeLocal)).toThrow(
      expect.objectContaining({ code: 'invalid', fields: expect.objectContaining({ [field]: expect.any(String) }) }),
    )
  for (const allowed of [[], ['*'], ['maple'], ['maple.test', '']])
    if (allowed.at(-1) !== '') refused({ preset: 'google', allowed }, 'allowed')
  for (const allowed of [[], ['common'], ['maple.test']]) refused({ preset: 'microsoft', allowed }, 'allowed')
  for (const issuer of ['', 'http://id.example', 'https://id.example/?x=1', 'https://u:p@id.example', 'file:///etc', 'http://localhost:1'])
    refused({ issuer }, 'issuer')
  refused({ clientId: ' ' }, 'clientId')
  expect(oidcSettings({ ...typed, issuer: 'http://localhost:1' }, true).issuer).toBe('http://localhost:1')
})
