import { expect, test } from 'bun:test'
import { lacking, startKeycloak } from './keycloak.ts'

test('a Keycloak of our own comes up, takes a realm, and says where it answers', async () => {
  expect(lacking()).toBeUndefined()
  await using keycloak = await startKeycloak()
  await keycloak.makeRealm({ realm: 'office', enabled: true })
  const metadata = await fetch(`${keycloak.url}/realms/office/.well-known/openid-configuration`)
  expect(await metadata.json()).toMatchObject({ issuer: `${keycloak.url}/realms/office` })
  expect((await fetch(`${keycloak.url}/realms/office/protocol/saml/descriptor`)).status).toBe(200)
})
