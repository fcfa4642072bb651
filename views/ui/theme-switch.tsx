import { Icon } from './icon.tsx'

/** Without a script the server sets the cookie and comes back; with one the page changes in place. */
export const ThemeSwitch = ({ theme }: { theme: 'light' | 'dark' | undefined }) => (
  <form action="/theme" method="post" data-theme-switch>
    <button
      type="submit"
      class="button button--quiet button--icon"
      name="theme"
      value={theme === 'dark' ? 'light' : 'dark'}
      title="Light or dark"
    >
      <Icon name="theme" />
      <span class="hide-visually">Light or dark</span>
    </button>
  </form>
)
