import { Icon } from '../ui/icon.tsx'

/** A link or a key made a moment ago: shown this once, kept nowhere. */
export const OnceShown = ({ text, secret }: { text: string; secret: string }) => (
  <div class="notice notice--ok" role="status">
    <Icon name="key" />
    <div>
      <p safe>{`${text} It is not shown again.`}</p>
      <p>
        <code class="secret" safe>
          {secret}
        </code>
      </p>
    </div>
  </div>
)
