import { Checkbox } from '../ui/checkbox.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'

export type CoverChoice = { id: string; name: string }
export type CoverProps = {
  covers: readonly CoverChoice[]
  /** The id of one of them; empty for the first. */
  template: string
  cover: boolean
  subject: string
  note: string
  errors: Readonly<Record<string, string>>
}

export const Cover = ({ covers, template, cover, subject, note, errors }: CoverProps) => (
  <fieldset class="card stack">
    <legend>Cover page</legend>
    <Checkbox name="cover" label="Send a cover page first" hint="It carries your office’s privacy notice." checked={cover} />
    <div class="stack when-cover">
      <CoverSelect covers={covers} value={template} error={errors['cover']} />
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

/** Nothing to choose where there is one. */
export const CoverSelect = ({ covers, value, error }: { covers: readonly CoverChoice[]; value: string; error: string | undefined }) =>
  covers.length < 2 && !error ? (
    ''
  ) : (
    <Select
      name="template"
      label="Which"
      value={value}
      error={error}
      options={covers.map(({ id, name }) => ({ value: id, label: name }))}
    />
  )

/** The first page as it is sent, drawn anew whenever the draft was saved. */
export const CoverPreview = ({ draft }: { draft: string | undefined }) => (
  <section class="paper when-cover" aria-label="Cover page preview">
    <img
      src={draft ? `/faxes/drafts/${draft}/cover.png` : '/faxes/cover.png'}
      width="850"
      height="1100"
      alt="The cover page, with what is typed here and your office’s notice"
      loading="lazy"
      data-cover
    />
  </section>
)
