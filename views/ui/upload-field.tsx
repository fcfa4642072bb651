import { type FieldFrame, Framed, tied } from './field-frame.tsx'

export type UploadFieldProps = Omit<FieldFrame, 'required'> & { accept: string; optional?: boolean | undefined }

/** One file, by the browser's own button: nothing to order and nothing to drop. */
export const UploadField = (props: UploadFieldProps) => (
  <Framed frame={props}>
    <input type="file" accept={props.accept} {...tied({ ...props, required: !props.optional })} />
  </Framed>
)
