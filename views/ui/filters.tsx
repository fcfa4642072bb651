import type { Children } from '@kitajs/html'
import { Button } from './button.tsx'

export type FiltersProps = {
  label: string
  /** The page itself: what is filtered stands in its address. */
  action: string
  /** The id of the list this filters, on that same page. */
  list: string
  children: Children
}

/** A plain GET form; with htmx the list follows as people type, and the address with it. */
export const Filters = ({ label, action, list, children }: FiltersProps) => (
  <search aria-label={label}>
    <form
      class="filters"
      method="get"
      action={action}
      hx-get={action}
      hx-trigger="input delay:250ms, submit"
      hx-target={`#${list}`}
      hx-select={`#${list}`}
      hx-select-oob="#export,#views"
      hx-swap="outerHTML"
      hx-replace-url="true"
      hx-sync="this:replace"
    >
      {children}
      <div class="filters__go">
        <Button label="Filter" />
      </div>
    </form>
  </search>
)
