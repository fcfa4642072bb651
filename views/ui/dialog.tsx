import type { Children } from '@kitajs/html'
import { Icon } from './icon.tsx'

export type DialogProps = { id: string; title: string; children: Children }

export const Dialog = ({ id, title, children }: DialogProps) => (
  <dialog id={id} class="dialog" aria-labelledby={`${id}-title`}>
    <form method="dialog" class="dialog__head">
      <h2 id={`${id}-title`} safe>
        {title}
      </h2>
      <button type="submit" class="button button--quiet">
        <Icon name="close" />
        <span>Close</span>
      </button>
    </form>
    <div class="dialog__body">{children}</div>
  </dialog>
)
