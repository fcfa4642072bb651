import type { Reason } from '../document.ts'

/** What an inspection found out. `kind` is said to a person when the file is unsupported. */
export type Verdict =
  | { readonly pages: number }
  | { readonly reason: Exclude<Reason, 'empty' | 'too_large'>; readonly pages?: number; readonly kind?: string }
