import { expect, test } from 'bun:test'
import { disagreements, isForOperators } from '../../src/identity/index.ts'
import { openHouse } from '../support/house.ts'

test('every route has its row in the table of permissions, and every row its route', () => {
  using house = openHouse()
  expect(disagreements(house.app.routes)).toEqual({ routesWithoutPolicy: [], policyWithoutRoute: [] })
})

test('a route without a row is found', () => {
  using house = openHouse()
  const { routesWithoutPolicy } = disagreements([...house.app.routes, { method: 'POST', path: '/charts/:id/shredding' }])
  expect(routesWithoutPolicy).toEqual(['POST /charts/:id/shredding'])
})

test('a stranger gets nothing behind the door but a way to sign in', async () => {
  using house = openHouse()
  const { ROUTES } = await import('../../src/identity/index.ts')
  for (const [route, access] of Object.entries(ROUTES)) {
    if (access === 'public') continue
    const [method = 'GET', path = '/'] = route.split(' ')
    const url = `http://${isForOperators(access) ? 'admin' : 'maple'}.localhost${path.replace(/:\w+/g, '01a1fdde-b695-7727-93c9-a503c8ee1d5a')}`
    const response = await house.app.handle(new Request(url, { method, headers: { accept: 'application/json' } }))
    expect(`${route} ${response.status}`).toBe(`${route} 401`)
  }
})
