import { FieldError, type FieldFrame, Hint, idOf, tied } from './field-frame.tsx'
import { Icon } from './icon.tsx'

export type FileDropProps = FieldFrame & { accept: string }

/** A plain multiple file input; the script adds dropping. */
export const FileDrop = (props: FileDropProps) => (
  <div class={['field', 'drop', props.error && 'field--error']} data-drop>
    <label for={idOf(props)} safe>
      {props.label}
    </label>
    <Hint frame={props} />
    <FieldError frame={props} />
    <div class="drop__zone">
      <Icon name="upload" />
      <span class="script-only" aria-hidden="true">
        Drop files here or choose them
      </span>
      <input type="file" multiple accept={props.accept} {...tied(props)} />
    </div>
  </div>
)
