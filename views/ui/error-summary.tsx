import { Icon } from './icon.tsx'

export type ErrorSummaryProps = { message: string; errors?: Readonly<Record<string, string>> | undefined }

/** HTML lets any element take focus on load; the JSX types know only of inputs. */
export const FOCUSED = { autofocus: true }

/** Takes focus when the page comes back, and leads to each field that needs a hand. */
export const ErrorSummary = ({ message, errors = {} }: ErrorSummaryProps) => (
  <div class="summary" role="alert" tabindex="-1" {...FOCUSED} aria-labelledby="summary-title">
    <h2 class="summary__title" id="summary-title">
      <Icon name="alert" />
      <span safe>{message}</span>
    </h2>
    <Problems errors={errors} />
  </div>
)

const Problems = ({ errors }: { errors: Readonly<Record<string, string>> }) => {
  const problems = Object.entries(errors)
  if (problems.length === 0) return ''
  return (
    <ul>
      {problems.map(([field, problem]) => (
        <li>
          <a href={`#${field}`} safe>
            {problem}
          </a>
        </li>
      ))}
    </ul>
  )
}
