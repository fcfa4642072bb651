export const OPERATOR_ROLES = ['super_admin', 'support'] as const
export type OperatorRole = (typeof OPERATOR_ROLES)[number]

/** What a route of the admin host asks for. */
export const OPERATOR_RIGHTS = [
  /** How offices, machines, keys and replicas stand, and what operators did. */
  'operator:look',
  /** Offices made, moved, closed and destroyed; keys exchanged. */
  'operator:change',
  /** An office's records carried away. */
  'operator:archive',
  /** Who operates, by which keys. */
  'operator:people',
  /** One's own passkeys, phone and sessions. */
  'operator:self',
  /** Into an office that let support in. */
  'operator:enter',
] as const
export type OperatorRight = (typeof OPERATOR_RIGHTS)[number]

const may = (...rights: readonly OperatorRight[]): ReadonlySet<OperatorRight> => new Set(rights)

/**
 * The one table of what operators may. A key is a program's: it has nobody who could prove who they are, so it neither makes operators nor
 * enters an office. No person carries an office's records away.
 */
export const OPERATORS_MAY: Readonly<Record<OperatorRole | 'key', ReadonlySet<OperatorRight>>> = {
  super_admin: may('operator:look', 'operator:change', 'operator:people', 'operator:self', 'operator:enter'),
  support: may('operator:look', 'operator:self', 'operator:enter'),
  key: may('operator:look', 'operator:change', 'operator:archive'),
}

export const isOperatorRole = (text: string): text is OperatorRole => (OPERATOR_ROLES as readonly string[]).includes(text)
export const isForOperators = (access: string | undefined): access is OperatorRight =>
  (OPERATOR_RIGHTS as readonly (string | undefined)[]).includes(access)
