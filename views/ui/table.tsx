import type { Children } from '@kitajs/html'
export type Column = { label: string; kind?: 'number' | 'check' | 'action' | undefined }
export type TableProps = { caption: string; columns: readonly Column[]; rowsId?: string | undefined; children: Children }

const Heading = ({ label, kind }: Column) => (
  <th scope="col" class={kind && `cell--${kind}`}>
    <span class={kind === 'check' || kind === 'action' ? 'hide-visually' : undefined} safe>
      {label}
    </span>
  </th>
)

export const Table = ({ caption, columns, rowsId, children }: TableProps) => (
  <table class="table">
    <caption class="hide-visually" safe>
      {caption}
    </caption>
    <thead>
      <tr>
        {columns.map((column) => (
          <Heading {...column} />
        ))}
      </tr>
    </thead>
    <tbody id={rowsId}>{children}</tbody>
  </table>
)
