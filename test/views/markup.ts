export type Tag = { readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly inside: readonly string[] }

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])
const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s"'=<>/]+(?:="[^"]*")?)*)\s*(\/?)>/g
const ATTRIBUTE = /([^\s"'=<>/]+)(?:="([^"]*)")?/g
/** What a paragraph cannot hold: a browser would close it early. */
const BLOCKS = new Set(['div', 'p', 'ul', 'ol', 'dl', 'table', 'form', 'section', 'h1', 'h2', 'header'])

/** Every tag of a piece of HTML, in order. Throws when tags do not nest, or when "<" is left that opens none. */
export function tagsOf(html: string): Tag[] {
  const open: string[] = []
  const tags: Tag[] = []
  const text = html.replaceAll(TAG, (_, closing: string, name: string, attributes: string, selfClosed: string) => {
    if (closing) close(open, name)
    else {
      if (BLOCKS.has(name) && open.includes('p')) throw new Error(`<${name}> inside <p>`)
      tags.push({ name, attributes: attributesOf(attributes), inside: [...open] })
      if (!VOID.has(name) && !selfClosed) open.push(name)
    }
    return ''
  })
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`)
  if (/[<>]/.test(text)) throw new Error(`not a tag: ${text.slice(text.search(/[<>]/), 40)}`)
  return tags
}

function close(open: string[], name: string) {
  const last = open.pop()
  if (last !== name) throw new Error(`</${name}> closes <${last}>`)
}

const attributesOf = (text: string) => new Map([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]))

export const idsIn = (tags: readonly Tag[]) => tags.flatMap(({ attributes }) => attributes.get('id') ?? [])
