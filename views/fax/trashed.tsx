import { Button, LinkButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type TrashUndo = { at: string; count: number }

/** On the list that they were taken from: back with them at once. */
export const UndoTrashing = ({ undo, back }: { undo: TrashUndo | undefined; back: '/faxes' | '/received' }) =>
  undo ? (
    <div class="card actions" role="status">
      <span safe>{undo.count === 1 ? '1 fax was put in the trash.' : `${undo.count} faxes were put in the trash.`}</span>
      <form method="post" action="/trash/restorations">
        <input type="hidden" name="at" value={undo.at} />
        <input type="hidden" name="back" value={back} />
        <Button small label="Undo" busy="Undoing…" />
      </form>
    </div>
  ) : (
    ''
  )

/** Under a list: looked for seldom, so nobody on the way to the list passes it. */
export const ToTrash = () => (
  <p class="actions">
    <LinkButton href="/trash" icon="trash" label="Trash" />
  </p>
)

/** On the page of one fax. `field` is what its list calls it. */
export const PutInTrash = ({ id, field }: { id: string; field: 'id' | 'fax' }) => (
  <form method="post" action="/trash">
    <input type="hidden" name={field} value={id} />
    <Button icon="trash" label="Put in the trash" busy="Moving…" />
  </form>
)

export type InTrashProps = { fax: { id: string; trashedAt: Date | null; emptiedAt?: Date | null }; clock: Clock; mayRestore: boolean }

/** Above the fax: where it is, and the way back while there is one. */
export const InTrash = ({ fax: { id, trashedAt, emptiedAt }, clock, mayRestore }: InTrashProps) =>
  emptiedAt ? (
    <p class="card">
      <Icon name="trash" /> The trash was emptied <Exactly at={emptiedAt} clock={clock} />: pages and words of this fax are gone for good.
      The record of what became of it stays.
    </p>
  ) : trashedAt ? (
    <form class="card actions" method="post" action="/trash/restorations">
      <span>
        <Icon name="trash" /> In the trash since <Exactly at={trashedAt} clock={clock} />
      </span>
      <input type="hidden" name="id" value={id} />
      {mayRestore ? <Button small label="Take out of the trash" busy="Taking out…" /> : ''}
    </form>
  ) : (
    ''
  )
