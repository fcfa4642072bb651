import type { Children } from '@kitajs/html'
import { Button } from '../ui/button.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { assigneeOptions, type Colleague } from './words.ts'

export type NoteLine = { id: string; text: string; who: string; writtenAt: Date }
export type SortingProps = {
  fax: { id: string; from: string; shelf: string; urgent: boolean; assignedTo: string | null; assignee: string; tags: readonly string[] }
  colleagues: readonly Colleague[]
  /** Tags in use elsewhere. */
  known: readonly string[]
}

/** Whose it is, how it is tagged, and whether it can wait. Each form does one thing. */
export const SortingCard = ({ fax, colleagues, known }: SortingProps) => (
  <section class="card stack" aria-labelledby="sorting-title">
    <h2 id="sorting-title">Who deals with it</h2>
    <SortingForm id={fax.id}>
      <div class="together">
        <Select name="assignee" label="Assigned to" value={fax.assignedTo ?? 'nobody'} options={assigneeOptions(colleagues)} />
        <Button name="act" value="assign" label="Assign" busy="Assigning…" />
      </div>
    </SortingForm>
    {fax.tags.length > 0 ? <Tags fax={fax} /> : ''}
    <SortingForm id={fax.id}>
      <div class="together">
        <Field name="tag" label="Tag" maxlength={40} autocomplete="off" list="known-tags" />
        <Button name="act" value="tag" label="Add tag" busy="Adding…" />
      </div>
      <datalist id="known-tags">
        {known.map((tag) => (
          <option value={tag} />
        ))}
      </datalist>
    </SortingForm>
    <div class="actions">
      <SortingForm id={fax.id}>
        <Button name="act" value={fax.urgent ? 'calm' : 'urgent'} icon="alert" label={fax.urgent ? 'Not urgent' : 'Mark as urgent'} />
      </SortingForm>
      <SortingForm id={fax.id}>
        <Button name="act" value="unread" label="Mark as new" />
      </SortingForm>
      {fax.shelf === 'inbox' ? <Block number={fax.from} /> : ''}
    </div>
  </section>
)

const Block = ({ number }: { number: string }) => (
  <form
    method="post"
    action="/received/senders"
    data-confirm="Block this number? All its faxes are kept under “Blocked”, out of the inbox."
  >
    <input type="hidden" name="number" value={number} />
    <Button icon="stop" label="Block this number" busy="Blocking…" />
  </form>
)

const SortingForm = ({ id, children }: { id: string; children: Children }) => (
  <form method="post" action="/received/sorting">
    <input type="hidden" name="fax" value={id} />
    <input type="hidden" name="one" value="yes" />
    {children}
  </form>
)

const Tags = ({ fax }: Pick<SortingProps, 'fax'>) => (
  <ul class="chips" aria-label="Tags">
    {fax.tags.map((tag) => (
      <li>
        <SortingForm id={fax.id}>
          <input type="hidden" name="tag" value={tag} />
          <Button small name="act" value="untag" icon="close" label={tag} describe="(remove this tag)" />
        </SortingForm>
      </li>
    ))}
  </ul>
)

export type NotesProps = { faxId: string; notes: readonly NoteLine[]; clock: Clock; mayWrite: boolean }

export const Notes = ({ faxId, notes, clock, mayWrite }: NotesProps) => (
  <section class="card stack" id="notes" aria-labelledby="notes-title">
    <h2 id="notes-title">Notes</h2>
    {notes.length === 0 ? (
      <p class="quiet">Nobody has written a note about this fax.</p>
    ) : (
      <NoteList faxId={faxId} notes={notes} clock={clock} mayWrite={mayWrite} />
    )}
    {mayWrite ? <NewNote faxId={faxId} /> : ''}
  </section>
)

const NoteList = ({ faxId, notes, clock, mayWrite }: NotesProps) => (
  <ol class="notes">
    {notes.map((note) => (
      <li>
        <p class="notes__text" safe>
          {note.text}
        </p>
        <p class="quiet">
          <span safe>{`${note.who} · `}</span>
          <Exactly at={note.writtenAt} clock={clock} />
        </p>
        {mayWrite ? <RemoveNote faxId={faxId} note={note} /> : ''}
      </li>
    ))}
  </ol>
)

const RemoveNote = ({ faxId, note }: { faxId: string; note: NoteLine }) => (
  <form method="post" action={`/received/${faxId}/notes/${note.id}/removal`} data-confirm="Remove this note for good?">
    <Button small kind="quiet" icon="trash" label="Remove" describe={`the note of ${note.who}`} />
  </form>
)

const NewNote = ({ faxId }: { faxId: string }) => (
  <form class="stack" method="post" action={`/received/${faxId}/notes`} data-guard>
    <TextArea name="text" label="Write a note" hint="Colleagues see it; the sender does not." maxlength={2000} required />
    <p>
      <Button label="Add note" busy="Adding…" />
    </p>
  </form>
)
