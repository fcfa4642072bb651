import { type Clock, Exactly } from '../ui/when.tsx'

/** In the place of pages that the office lets go of. */
export const Gone = ({ at, clock, isSent = false }: { at: Date; clock: Clock; isSent?: boolean | undefined }) => (
  <section class="card stack" aria-labelledby="gone-title">
    <h2 id="gone-title">The pages are gone</h2>
    <p>
      They were destroyed on <Exactly at={at} clock={clock} />, because your office keeps no content longer than it is needed. Nobody can
      bring them back.
    </p>
    <p class="quiet">
      {isSent
        ? 'Who got the fax, when and how stays, and so does its receipt: it can still be checked against a copy of the document.'
        : 'Who sent the fax, what was done with it and its notes stay, and so does the SHA-256 of the document.'}
    </p>
  </section>
)
