import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { assigneeOptions, type Colleague } from './words.ts'

export type BulkBarProps = { words: string; colleagues: readonly Colleague[]; tags: readonly string[] }

/** What can be done with the selected faxes. Without a script it stands under the list and asks for a selection. */
export const BulkBar = ({ words, colleagues, tags }: BulkBarProps) => (
  <form class="bulk bulk--many" id="bulk" method="post" action={words ? `/received/sorting?${words}` : '/received/sorting'} data-bulk>
    <span data-picked role="status" />
    <div class="actions">
      <Button small name="act" value="read" label="Mark as read" />
      <Button small name="act" value="unread" label="Mark as new" />
      <Button small name="act" value="urgent" label="Urgent" icon="alert" />
      <Button small name="act" value="merge" label="Put together" icon="file" />
      <Button small label="Put in the trash" icon="trash" formaction="/trash" />
    </div>
    <div class="together">
      <Select name="assignee" label="Assign to" options={[{ value: '', label: 'Choose…' }, ...assigneeOptions(colleagues)]} />
      <Button small name="act" value="assign" label="Assign" />
    </div>
    <div class="together">
      <Field name="tag" id="bulk-tag" label="Tag" maxlength={40} autocomplete="off" list="tags" />
      <Button small name="act" value="tag" label="Add tag" />
      <Button small name="act" value="untag" label="Remove tag" />
    </div>
    <datalist id="tags">
      {tags.map((tag) => (
        <option value={tag} />
      ))}
    </datalist>
  </form>
)
