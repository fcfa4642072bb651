import { Checkbox } from '../ui/checkbox.tsx'
import { Field, TextArea } from '../ui/field.tsx'

export type CoverProps = {
  cover: boolean
  subject: string
  note: string
  errors: Readonly<Record<string, string>>
}

export const Cover = ({ cover, subject, note, errors }: CoverProps) => (
  <fieldset class="card stack">
    <legend>Cover page</legend>
    <Checkbox name="cover" label="Send a cover page first" hint="It carries your office’s privacy notice." checked={cover} />
    <div class="stack when-cover">
      <Field
        name="subject"
        label="Subject"
        hint="Anyone at the machine can read the cover: no patient names."
        value={subject}
        error={errors['subject']}
        maxlength={120}
      />
      <TextArea name="note" label="Note" value={note} error={errors['note']} rows={4} maxlength={2000} />
    </div>
  </fieldset>
)

export type CoverPreviewProps = { officeName: string; from: string; subject: string; note: string; notice: string }

/** What the first page will say, filled in as it is typed. */
export const CoverPreview = ({ officeName, from, subject, note, notice }: CoverPreviewProps) => (
  <section class="paper when-cover script-only" aria-label="Cover page preview">
    <p class="paper__office" safe>
      {officeName}
    </p>
    <dl>
      <dt>To</dt>
      <dd data-sum="to">–</dd>
      <dt>From</dt>
      <dd data-mirror="from" safe>
        {from}
      </dd>
      <dt>Subject</dt>
      <dd data-mirror="subject" safe>
        {subject}
      </dd>
    </dl>
    <p class="paper__note" data-mirror="note" safe>
      {note}
    </p>
    <p class="paper__notice" safe>
      {notice}
    </p>
  </section>
)
