import { LinkButton } from '../ui/button.tsx'
import { SSO_PLACE } from './index.tsx'

/** The way to ending a provider, whatever it speaks. */
export const Removal = ({ id }: { id: string }) => (
  <section class="card stack" aria-labelledby="removal-title">
    <h2 id="removal-title">Remove</h2>
    <p>Nobody can sign in through it any more. Those who came through it stay people of the office.</p>
    <p>
      <LinkButton href={`${SSO_PLACE}/${id}/removal`} label="Remove this provider" />
    </p>
  </section>
)
