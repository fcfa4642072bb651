/** One line of the doctor's report. `warn` works but should be looked at; `fail` does not work. */
export type Finding = { readonly state: 'ok' | 'warn' | 'fail'; readonly name: string; readonly detail: string }

export const ok = (name: string, detail: string): Finding => ({ state: 'ok', name, detail })
export const warn = (name: string, detail: string): Finding => ({ state: 'warn', name, detail })
export const fail = (name: string, detail: string): Finding => ({ state: 'fail', name, detail })
