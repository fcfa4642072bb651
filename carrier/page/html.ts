/** Markup that is already safe to print. */
export class Html {
  constructor(readonly text: string) {}
}

type Printable = string | number | Html | null | readonly Html[]

/** A tagged template that escapes whatever is put into it, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: readonly Printable[]): Html {
  return new Html(parts.reduce((text, part, place) => text + print(values[place - 1] ?? null) + part))
}

function print(value: Printable): string {
  if (value === null) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map((item) => item.text).join('')
  return Bun.escapeHTML(value)
}
