import { Icon } from './icon.tsx'

export type SearchBoxProps = {
  id: string
  label: string
  value?: string | undefined
  placeholder?: string | undefined
  /** The key "/" prefers the page's own search to the one in the bar. */
  scope: 'bar' | 'page'
}

export const SearchBox = ({ id, label, value, placeholder, scope }: SearchBoxProps) => (
  <div class={['search', `search--${scope}`]}>
    <label class={scope === 'bar' ? 'hide-visually' : undefined} for={id} safe>
      {label}
    </label>
    <div class="search__box">
      <Icon name="search" />
      <input
        id={id}
        name="q"
        type="search"
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        data-search={scope}
      />
    </div>
  </div>
)
