import { PublicLayout } from '../public-layout.tsx'
import { Notice } from '../ui/notice.tsx'

/** To a provider that must ask who it is, and back to the page below. */
export const afreshPath = (id: string): string => `/sign-in/sso/${id}?${new URLSearchParams({ afresh: '1', next: '/afresh' })}`

/** GET /afresh: in the tab beside the page that waits for it. */
export const AfreshPage = ({ officeName }: { officeName: string }) => (
  <PublicLayout title={`Signed in again · ${officeName}`}>
    <h1>Signed in again</h1>
    <p class="quiet" safe>
      {officeName}
    </p>
    <Notice kind="ok" text="It is you. Close this tab, and go on in the one that you came from." />
    <p>
      <a href="/">Go on here instead</a>
    </p>
  </PublicLayout>
)
