import type { Children } from '@kitajs/html'
export type DocumentProps = { title: string; theme?: 'light' | 'dark' | undefined; children: Children }

/** No eval, refusals are never swapped in, and going back asks the server again. */
const HTMX = JSON.stringify({
  noSwap: [204, 304, '4xx', '5xx'],
  history: 'reload',
  includeIndicatorCSS: false,
  defaultTimeout: 15000,
  prefix: '',
})

export const Document = ({ title, theme, children }: DocumentProps) => (
  <html lang="en" data-theme={theme}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="description" content="Frontdesk: fax for medical offices." />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={HTMX} />
      <title safe>{title}</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/assets/tokens.css" />
      <link rel="stylesheet" href="/assets/app.css" />
      <script src="/assets/htmx.js" defer />
      <script src="/assets/app.js" defer />
    </head>
    {children}
  </html>
)
