import { expect, test } from 'bun:test'
import { fold } from '../../src/kit/fold.ts'

test('accents and case do not tell two words apart, however the accent is stored', () => {
  for (const written of ['José', 'JOSÉ', 'jose', 'Jose\u0301']) expect(fold(written)).toBe('jose')
  expect(fold('  Müller-Lüdenscheidt,\tOrthopädie ')).toBe('muller-ludenscheidt, orthopadie')
})

test('a letter of its own is written as people without its key do', () => {
  expect(fold('Łukasz Søren Straße Cœur Đặng')).toBe('lukasz soren strasse coeur dang')
})

test('what is already plain stays, numbers too', () => {
  expect(fold('referral 4711 +15550100001')).toBe('referral 4711 +15550100001')
})
