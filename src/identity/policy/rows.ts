import type { OperatorRight } from '../operators/rights.ts'
import type { Permission } from '../permissions.ts'

/**
 * What a route asks for: a permission; `signed_in`, any credential of the office, keys too; a right of operators, on their own host;
 * `public`, which answers for itself.
 */
export type Access = Permission | 'signed_in' | OperatorRight | 'public'
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`
export type Policy = Readonly<Partial<Record<Route, Access>>>
