import type { Children } from '@kitajs/html'
import { Document } from './document.tsx'
import { Icon } from './ui/icon.tsx'

export type PublicLayoutProps = { title: string; theme?: 'light' | 'dark' | undefined; children: Children }

/** One card in the middle: pages before anyone is signed in, and pages that say no. */
export const PublicLayout = ({ title, theme, children }: PublicLayoutProps) => (
  <Document title={title} theme={theme}>
    <body class="public">
      <main class="card public__card" id="main">
        <p class="brand">
          <Icon name="sent" />
          <span>Frontdesk</span>
        </p>
        {children}
      </main>
    </body>
  </Document>
)
