export type Fact = { term: string; text: string } | { term: string; element: JSX.Element }

export const DefinitionList = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map((fact) => (
      <div>
        <dt safe>{fact.term}</dt>
        {'text' in fact ? <dd safe>{fact.text}</dd> : <Shown element={fact.element} />}
      </div>
    ))}
  </dl>
)

const Shown = ({ element }: { element: JSX.Element }) => <dd>{element}</dd>
