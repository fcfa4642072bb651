import { expect, test } from 'bun:test'
import { credentialOf, hostOf, ownPath, signInPath } from '../../src/web/index.ts'

const at = (host: string, baseDomain = 'localhost') => hostOf(new Request('http://maple.localhost/', { headers: { host } }), baseDomain)

test.each(['maple.localhost', 'maple.localhost:3000', 'MAPLE.localhost', 'maple.LOCALHOST.', 'maple.localhost.:80'])(
  '%s is Maple',
  (host) => {
    expect(at(host)).toEqual({ kind: 'tenant', slug: 'maple' })
  },
)

test('the base host and the operators’ host are told apart from offices', () => {
  expect([at('localhost:3000'), at('LocalHost.')]).toEqual([{ kind: 'base' }, { kind: 'base' }])
  expect(at('admin.localhost')).toEqual({ kind: 'admin' })
  expect(at('maple.fax.example', 'fax.example')).toEqual({ kind: 'tenant', slug: 'maple' })
  expect(hostOf(new Request('http://maple.localhost:3000/'), 'localhost')).toEqual({ kind: 'tenant', slug: 'maple' })
})

test.each([
  '',
  '127.0.0.1:3000',
  '[::1]:3000',
  'maple',
  'maplelocalhost',
  'evil.example',
  'maple.localhost.evil.example',
  'evil.maple.localhost',
  'maple.localhost@evil.example',
  'evil.example/maple.localhost',
  'maple.localhost, harbor.localhost',
  'maple.localhost:3000:1',
  'maple.localhost:99999999',
  'maple..localhost',
  '.localhost',
  'a.localhost',
  'ma_ple.localhost',
  '-maple.localhost',
  'maple.localhost..',
  `${'m'.repeat(41)}.localhost`,
])('%p is nobody', (host) => {
  expect(at(host)).toEqual({ kind: 'unknown' })
})

test.each([
  ['/received', '/received'],
  ['/faxes/1?q=name#x', '/faxes/1'],
  ['/', '/'],
  ['', '/'],
  [undefined, '/'],
  ['received', '/'],
  ['//evil.example', '/'],
  ['///evil.example', '/'],
  ['/\\evil.example', '/'],
  ['\\/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/\n/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in', '/'],
  ['/sign-out', '/'],
  ['/welcome/secret', '/'],
] as const)('%p leads to %p', (text, path) => {
  expect(ownPath(text)).toBe(path)
})

test('the way to sign in has a way back only where there is one', () => {
  expect([signInPath('/received'), signInPath('/'), signInPath('//evil.example')]).toEqual([
    '/sign-in?next=%2Freceived',
    '/sign-in',
    '/sign-in',
  ])
})

test('an Authorization header hides the cookie, whatever it says', () => {
  const offered = (headers: Record<string, string>) =>
    credentialOf(new Request('http://maple.localhost/', { headers: { cookie: 'session=c', ...headers } }))
  expect(offered({})).toEqual({ kind: 'cookie', secret: 'c' })
  expect(offered({ authorization: 'bearer  x' })).toEqual({ kind: 'bearer', secret: 'x' })
  for (const authorization of ['', 'Bearer', 'Basic x', 'Bearer x y']) expect(offered({ authorization })).toBeUndefined()
})
