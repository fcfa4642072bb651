import { Button } from '../ui/button.tsx'

/** What was made of a fax, or what it was made of. */
export type OriginLine = {
  id: string
  kind: 'split' | 'merge'
  undone: boolean
  /** Whether this fax is one of those that were made. */
  made: boolean
  /** The faxes at the other end, and which of their pages. */
  others: readonly { id: string; pages: string }[]
}

export const Origins = ({ origins, mayUndo }: { origins: readonly OriginLine[]; mayUndo: boolean }) =>
  origins.length === 0 ? (
    ''
  ) : (
    <section class="card stack" aria-labelledby="origin-title">
      <h2 id="origin-title">Its pages</h2>
      {origins.map((origin) => (
        <Origin origin={origin} mayUndo={mayUndo} />
      ))}
    </section>
  )

const Origin = ({ origin, mayUndo }: { origin: OriginLine; mayUndo: boolean }) => (
  <div class="stack">
    <p safe>{sentenceOf(origin)}</p>
    <ul class="plain">
      {origin.others.map(({ id, pages }) => (
        <li>
          <a href={`/received/${id}`} safe>
            {pages}
          </a>
        </li>
      ))}
    </ul>
    {mayUndo && !origin.undone ? <Undo id={origin.id} /> : ''}
  </div>
)

function sentenceOf({ kind, made, undone }: OriginLine): string {
  const past = undone ? ' This was undone.' : ''
  if (made) return `${kind === 'split' ? 'This is a part of another fax.' : 'This was put together from other faxes.'}${past}`
  return `${kind === 'split' ? 'This fax was split.' : 'This fax was put together with others.'}${past}`
}

const Undo = ({ id }: { id: string }) => (
  <form method="post" action={`/received/arrangements/${id}/undoing`}>
    <Button icon="back" label="Undo" busy="Undoing…" />
  </form>
)
