import { Field, Select } from '../ui/field.tsx'

export type SureValues = { sureBy: string; sureNote: string }
export type MadeSureProps = { values?: SureValues | undefined; errors?: Readonly<Record<string, string>> | undefined }

const WAYS = [
  { value: '', label: 'Choose one' },
  { value: 'in_person', label: 'They stood before me, and I know them' },
  { value: 'called_back', label: 'I called them at a number we know, and know their voice' },
  { value: 'video_id', label: 'I saw them by video, with an ID' },
]

/** Wherever somebody is given a way in anew: how it is known that they ask, and nobody in their name. */
export const MadeSureFields = ({ values, errors = {} }: MadeSureProps) => (
  <>
    <Select
      name="sureBy"
      label="How did you make sure that it is they who ask?"
      hint="A mail or a call that came in is not enough: that is how people are deceived. It is kept in the audit trail."
      value={values?.sureBy}
      options={WAYS}
      error={errors['sureBy']}
      required
    />
    <Field
      name="sureNote"
      label="When and where, or which number"
      hint="A few words, such as “at the desk this morning”. Nothing about patients."
      value={values?.sureNote}
      error={errors['sureNote']}
      maxlength={120}
      required
    />
  </>
)
