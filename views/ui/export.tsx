import { LinkButton } from './button.tsx'

/** In the head of a list; when a filter changes, the one of its answer takes this one's place. */
export const ExportCsv = ({ href }: { href: string }) => <LinkButton id="export" href={href} icon="download" label="Export CSV" download />
