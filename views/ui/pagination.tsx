export type LoadMoreProps = { href: string | undefined; rowsId: string; label?: string | undefined }

/** A plain link to the next page; with htmx its rows join the ones already there. */
export const LoadMore = ({ href, rowsId, label = 'Load more' }: LoadMoreProps) => (
  <p class="more" id={`${rowsId}-more`}>
    {href ? <MoreLink href={href} rowsId={rowsId} label={label} /> : ''}
  </p>
)

const MoreLink = ({ href, rowsId, label }: { href: string; rowsId: string; label: string }) => (
  <a
    class="button button--plain"
    href={href}
    data-more={rowsId}
    hx-get={href}
    hx-select={`#${rowsId} > tr`}
    hx-target={`#${rowsId}`}
    hx-swap="beforeend ignoreTitle:true"
    hx-select-oob={`#${rowsId}-more`}
    safe
  >
    {label}
  </a>
)
