import { expect, test } from 'bun:test'
import { shutOut, standingOf } from '../../../src/identity/index.ts'
import { changeConnection, listConnections } from '../../../src/identity/sso/connections.ts'
import { openDesk } from '../desk.ts'
import { connect } from './connected.ts'

test.each([
  ['before', false],
  ['after', true],
] as const)('in a file of the office from %s providers are trusted as they are today', (_, isLater) => {
  using desk = openDesk()
  const off = connect(desk.maple, { name: 'Off today' })
  desk.maple.write((tx) => void changeConnection(tx, off.id, { ...off, isEnabled: false, settings: { allowed: ['narrow'] } }))
  const today = desk.maple.read(standingOf)
  connect(desk.maple, { name: 'Not there today' })
  desk.maple.write((tx) => void changeConnection(tx, off.id, { ...off, settings: { allowed: ['narrow', 'wide'] } }))
  desk.maple.write((tx) => shutOut(tx, today, isLater))
  expect(desk.maple.read(listConnections)).toMatchObject([
    { name: 'Off today', isEnabled: false, settings: { allowed: ['narrow'] } },
    { name: 'Not there today', isEnabled: isLater },
  ])
})
