import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'

export type NeededProps = { factorForAll: boolean; error?: string | undefined }

const PLACE = '/settings/security/rule'

/** Whether a password alone opens the office for who is neither owner nor admin. */
export const Needed = ({ factorForAll, error }: NeededProps) => (
  <section class="stack inset" aria-labelledby="needed-title">
    <h3 id="needed-title">Who needs a second factor</h3>
    {factorForAll ? <Everybody error={error} /> : <OwnersAndAdmins />}
  </section>
)

const Everybody = ({ error }: { error: string | undefined }) => (
  <>
    <p>
      <Badge tone="ok" icon="check" word="Everybody" /> Who has none sets one up the next time they sign in.
    </p>
    <details open={error !== undefined}>
      <summary>Ask owners and admins only</summary>
      <form class="stack narrow" method="post" action={PLACE} aria-label="Ask owners and admins only">
        <p>
          Then a password alone lets everybody else in. NIST SP 800-63B calls that level 1 (AAL1) and asks for level 2, a second factor,
          wherever somebody’s personal records are opened, as a patient’s fax is. Whoever learns or guesses one colleague’s password reads
          what that colleague reads. Your risk analysis under HIPAA should say why that is acceptable.
        </p>
        <Checkbox
          name="understood"
          label="I understand that one stolen password is then enough"
          hint="The audit trail keeps who chose this and when."
          error={error}
          required
        />
        <p>
          <Button kind="danger" label="Ask owners and admins only" busy="Saving…" />
        </p>
      </form>
    </details>
  </>
)

const OwnersAndAdmins = () => (
  <form class="stack" method="post" action={PLACE} aria-label="Ask everybody">
    <p>
      <Badge tone="warn" icon="alert" word="Owners and admins only" /> Everybody else comes in by a password alone: one that was stolen or
      guessed is enough.
    </p>
    <input type="hidden" name="factorForAll" value="on" />
    <p>
      <Button kind="primary" icon="shield" label="Ask it of everybody" busy="Saving…" />
    </p>
    <p class="quiet">Who has none is signed out, and sets one up when they sign in again: a passkey, or their phone. It takes a minute.</p>
  </form>
)
