import type { ConsoleSection, ConsoleShell } from '../../views/console/shell.ts'
import { initials, themeOf } from './shell.ts'
import type { Operator } from './signed-in.ts'

/** Which sections the rail shows an operator, in its order. */
const OPENED_BY: readonly (readonly [ConsoleSection, string])[] = [
  ['offices', 'operator:look'],
  ['operators', 'operator:people'],
  ['keys', 'operator:people'],
  ['trail', 'operator:look'],
  ['security', 'operator:self'],
]

export const consoleShell = (
  { name, role, rights }: Operator,
  request: Request,
  current: ConsoleShell['current'],
  notice?: ConsoleShell['notice'],
): ConsoleShell => ({
  operator: { name, role: (role ?? 'key').replace('_', ' '), initials: initials(name) },
  nav: OPENED_BY.filter(([, right]) => rights.has(right)).map(([section]) => section),
  current,
  notice,
  theme: themeOf(request),
})
