import { LinkButton } from '../ui/button.tsx'

/** Ways to everything that is done with more than one contact. */
export const ContactTools = () => (
  <nav class="actions" aria-label="More about contacts">
    <LinkButton kind="quiet" small href="/contacts/imports/new" icon="upload" label="Import" />
    <LinkButton kind="quiet" small href="/contacts.vcf" icon="download" label="Export vCard" download />
    <LinkButton kind="quiet" small href="/contacts/tags" icon="tag" label="Tags" />
    <LinkButton kind="quiet" small href="/contacts/duplicates" icon="contacts" label="Find duplicates" />
    <LinkButton kind="quiet" small href="/contacts/changes" icon="trash" label="Deleted, and undo" />
  </nav>
)
