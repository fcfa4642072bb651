import { Button } from '../ui/button.tsx'

/** What a rule would do, and who says so. */
export type Suggestion = {
  name: string
  does: string
  assignedTo?: string | undefined
  tags?: readonly string[] | undefined
  urgent?: boolean | undefined
}

/** A person decides: what they take is done in their name. */
export const Suggested = ({ id, suggestion }: { id: string; suggestion: Suggestion }) => (
  <form class="card stack" method="post" action="/received/suggestions">
    <p safe>{`The rule “${suggestion.name}” suggests: ${suggestion.does}.`}</p>
    <input type="hidden" name="fax" value={id} />
    {suggestion.assignedTo ? <input type="hidden" name="assignee" value={suggestion.assignedTo} /> : ''}
    <input type="hidden" name="tags" value={(suggestion.tags ?? []).join()} />
    {suggestion.urgent ? <input type="hidden" name="urgent" value="yes" /> : ''}
    <p>
      <Button label="Do that" describe={suggestion.name} busy="Doing…" />
    </p>
  </form>
)
