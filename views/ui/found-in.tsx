/** Under a row that a search found: where. */
export const FoundIn = ({ parts }: { parts: readonly string[] | undefined }) =>
  parts && parts.length > 0 ? (
    <span class="cell__detail" safe>{`Found ${parts.every(isPage) ? 'on' : 'in'} ${parts.join(', ').toLowerCase()}`}</span>
  ) : (
    ''
  )

const isPage = (part: string) => part.startsWith('Page ')
