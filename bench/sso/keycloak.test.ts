import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTest, findUserByEmail } from '../../src/identity/index.ts'
import { createReach } from '../../src/kit/reaching.ts'
import { connectTo, isIn, openSsoDesk, outcome, SECRET, type SsoDesk } from '../../test/identity/sso/signing-in.ts'
import { type Keycloak, lacking, startKeycloak } from './keycloak.ts'
import { signInAt } from './visitor.ts'

const PASSWORD = 'a password at the provider'
const person = (username: string, email: string, emailVerified: boolean, groups: string[]) => ({
  username,
  email,
  emailVerified,
  firstName: username,
  lastName: 'Ng',
  enabled: true,
  groups,
  credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
})
const REALM = {
  realm: 'office',
  enabled: true,
  groups: [{ name: 'desk' }, { name: 'leads' }],
  users: [
    person('uma', 'uma@maple.test', true, ['desk']),
    person('zoe', 'zoe@maple.test', true, ['desk', 'leads']),
    person('abe', 'abe@maple.test', false, ['desk']),
  ],
  clients: [
    {
      clientId: 'frontdesk',
      secret: SECRET,
      redirectUris: ['http://maple.localhost/*', 'http://harbor.localhost/*'],
      standardFlowEnabled: true,
      attributes: { 'pkce.code.challenge.method': 'S256' },
      protocolMappers: [
        {
          name: 'groups',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-group-membership-mapper',
          config: { 'claim.name': 'groups', 'full.path': 'false', 'id.token.claim': 'true', 'userinfo.token.claim': 'true' },
        },
      ],
    },
  ],
}
let keycloak: Keycloak
beforeAll(async () => {
  expect(lacking()).toBeUndefined()
  keycloak = await startKeycloak()
  await keycloak.makeRealm(REALM)
}, 600_000)
afterAll(() => keycloak?.[Symbol.asyncDispose]())

const issuer = () => ({ issuer: `${keycloak.url}/realms/office` })
async function through(desk: SsoDesk, connection: ReturnType<typeof connectTo>, username: string) {
  const { to, cookie } = await desk.go(connection)
  return desk.back(await signInAt(keycloak.url, to, username, PASSWORD), cookie)
}

test('people of the office come in, new ones with the role of their group, and nobody by an address Keycloak does not vouch for', async () => {
  using desk = openSsoDesk()
  const rules = { letsNewPeopleIn: true, defaultRole: 'user', groupRoles: [{ group: 'leads', role: 'auditor' }] } as const
  const connection = connectTo(desk.maple, issuer(), rules)
  expect(isIn(await through(desk, connection, 'uma'))).toBe(true)
  expect(isIn(await through(desk, connection, 'zoe'))).toBe(true)
  expect(desk.maple.read((tx) => findUserByEmail(tx, 'zoe@maple.test'))).toMatchObject({ role: 'auditor', name: 'zoe Ng' })
  expect(outcome(await through(desk, connection, 'abe'))).toBe('address')
})

test('an answer is taken once, in its browser, and at its office', async () => {
  using desk = openSsoDesk()
  const [maples, harbors] = [connectTo(desk.maple, issuer()), connectTo(desk.harbor, issuer())]
  const { to, cookie } = await desk.go(maples)
  const url = await signInAt(keycloak.url, to, 'uma', PASSWORD)
  expect(outcome(await desk.back(url, (await desk.go(maples)).cookie))).toBe('stray')
  expect(outcome(await desk.back(url.replace(maples.id, harbors.id), cookie, 'harbor'))).toBe('stray')
  expect(isIn(await desk.back(url, cookie))).toBe(true)
  expect(outcome(await desk.back(url, cookie))).toBe('stray')
})

test('the test of a connection tells a right secret from a wrong one', async () => {
  using desk = openSsoDesk()
  const connection = connectTo(desk.maple, issuer())
  const examine = createTest({ reach: createReach({ mayReachInside: true }), now: Date.now })
  const standings = async (clientSecret: string) =>
    (await examine({ connection, clientSecret }, `http://maple.localhost/sign-in/sso/${connection.id}/callback`)).map(
      ({ standing }) => standing,
    )
  expect(await standings(SECRET)).toEqual(['ok', 'ok', 'ok'])
  expect(await standings('another')).toEqual(['ok', 'ok', 'wrong'])
})
