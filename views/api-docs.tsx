import { Layout, type ShellProps } from './layout.tsx'
import { PageHead } from './ui/page-head.tsx'

export type ApiOperation = {
  method: string
  path: string
  summary: string
  description: string
  parameters: readonly { name: string; where: string; required: boolean; description: string }[]
  /** The body's schema for each content type, as JSON text. */
  bodies: readonly { type: string; schema: string }[]
  answers: readonly { status: string; description: string; schema: string }[]
}
export type ApiDocsPageProps = {
  shell: ShellProps
  title: string
  description: string
  groups: readonly { name: string; operations: readonly ApiOperation[] }[]
}

/** The OpenAPI document, written out for people: no script, nothing from elsewhere. */
export const ApiDocsPage = ({ shell, title, description, groups }: ApiDocsPageProps) => (
  <Layout title="API" shell={shell}>
    <PageHead title={`${title} API`} />
    <div class="stack">
      <section class="card prose">
        <p safe>{description}</p>
        <p>
          Send an API key as <code>Authorization: Bearer fd_…</code>. Errors are problem details (RFC 9457). The whole description for
          programs is at <a href="/api/openapi.json">/api/openapi.json</a>.
        </p>
      </section>
      {groups.map((group) => (
        <section class="card stack" aria-label={group.name}>
          <h2 safe>{group.name}</h2>
          {group.operations.map((operation) => (
            <Operation operation={operation} />
          ))}
        </section>
      ))}
    </div>
  </Layout>
)

const Operation = ({ operation }: { operation: ApiOperation }) => (
  <details class="operation">
    <summary>
      <code safe>{`${operation.method} ${operation.path}`}</code> <span safe>{operation.summary}</span>
    </summary>
    {operation.description ? <p safe>{operation.description}</p> : ''}
    <Parameters parameters={operation.parameters} />
    {operation.bodies.map(({ type, schema }) => (
      <Schema title={`Body: ${type}`} schema={schema} />
    ))}
    {operation.answers.map(({ status, description, schema }) => (
      <Schema title={`${status} ${description}`} schema={schema} />
    ))}
  </details>
)

const Parameters = ({ parameters }: { parameters: ApiOperation['parameters'] }) =>
  parameters.length === 0 ? (
    ''
  ) : (
    <ul>
      {parameters.map(({ name, where, required, description }) => (
        <li>
          <code safe>{name}</code> <span class="quiet" safe>{`${where}${required ? ', required' : ''}`}</span>{' '}
          <span safe>{description}</span>
        </li>
      ))}
    </ul>
  )

const Schema = ({ title, schema }: { title: string; schema: string }) => (
  <>
    <h3 safe>{title}</h3>
    {schema ? (
      <pre tabindex="0">
        <code safe>{schema}</code>
      </pre>
    ) : (
      ''
    )}
  </>
)
