import { pageSource } from '../received/viewer.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'

export type AttachedFile = { number: number; name: string; pages: number; used: number; bytes: number }
export type AttachedPage = { file: number; page: number; turn: number; tick: string; isTicked: boolean }
export type AttachedProps = {
  /** Absent until something was saved. */
  draft?: string | undefined
  /** The last file that is shown here: one that is being added meanwhile is not taken away. */
  known?: number | undefined
  files?: readonly AttachedFile[] | undefined
  pages?: readonly AttachedPage[] | undefined
  error?: string | undefined
}

/** What is done with the form as it stands, without leaving the page; without a script the page comes again. */
export const BY_ITSELF = {
  'hx-post': '/faxes/drafts',
  'hx-target': '#attached',
  'hx-swap': 'outerMorph',
  'hx-sync': 'closest form:queue last',
  'hx-push-url': 'false',
  'hx-config': 'timeout:180000',
  'hx-status:422': 'select:#attached target:#attached swap:outerMorph push:false',
  'hx-status:409': 'swap:none',
  'data-saves': '',
} as const

/** Files and their pages, as they are kept with the draft: POST /faxes/drafts answers a script with this alone. */
export const Attached = ({ draft, known = 0, files = [], pages = [], error }: AttachedProps) => (
  <div class="card stack" id="attached">
    <FileDrop
      name="files"
      label={files.length > 0 ? 'More files' : 'Files'}
      hint="Up to 5 PDF or TIFF files. Their pages can be put in order below once they are here."
      error={error}
      accept=".pdf,.tif,.tiff,application/pdf,image/tiff"
    />
    <input type="hidden" name="known" value={String(known)} />
    {files.length > 0 ? <Files files={files} /> : ''}
    {draft && pages.length > 0 ? <Pages draft={draft} files={files} pages={pages} /> : ''}
  </div>
)

const Files = ({ files }: { files: readonly AttachedFile[] }) => (
  <ul class="drop__list" aria-label="Files">
    {files.map(({ number, name, pages, used, bytes }) => (
      <li id={`file-${number}`}>
        <Icon name="file" />
        <span class="drop__name" safe>
          {name}
        </span>
        <span class="quiet" safe>
          {`${used < pages ? `${used} of ` : ''}${pages === 1 ? '1 page' : `${pages} pages`}, ${Math.ceil(bytes / 1000).toLocaleString('en-US')} KB`}
        </span>
        {used < pages ? <Act act={`all:${number}`} icon="refresh" label="Put all its pages back" describe={name} /> : ''}
        <Act act={`drop:${number}`} icon="close" label="Take away" describe={name} />
      </li>
    ))}
  </ul>
)

type ActProps = { act: string; icon: IconName; label: string; describe?: string }

const Act = ({ act, ...look }: ActProps) => (
  <Button small kind="quiet" name="act" value={act} formaction="/faxes/drafts" {...look} hooks={{ 'data-act': act, ...BY_ITSELF }} />
)

const Pages = ({ draft, files, pages }: { draft: string; files: readonly AttachedFile[]; pages: readonly AttachedPage[] }) => (
  <fieldset class="stack" aria-describedby="pages-hint">
    <legend>Pages, in the order they are sent</legend>
    <p class="field__hint" id="pages-hint">
      Tick pages, then say what to do with them.
      <span class="script-only">
        {' '}
        Or drag a page to its place. On a ticked box: arrow keys move its page, R turns it, Delete removes it.
      </span>
    </p>
    <p class="actions page-acts">
      <Act act="earlier" icon="up" label="Earlier" />
      <Act act="later" icon="down" label="Later" />
      <Act act="turn" icon="refresh" label="Rotate" />
      <Act act="remove" icon="trash" label="Remove" />
    </p>
    <ol class="pages pages--draft" data-pages>
      {pages.map((page, at) => (
        <DraftPage draft={draft} name={files.find(({ number }) => number === page.file)?.name ?? ''} page={page} place={at + 1} />
      ))}
    </ol>
  </fieldset>
)

const DraftPage = ({ draft, name, page, place }: { draft: string; name: string; page: AttachedPage; place: number }) => {
  const id = page.tick.replace(':', '-')
  const source = pageSource({ base: `/faxes/drafts/${draft}/files/${page.file}`, page: page.page, turn: page.turn, width: 170 })
  return (
    <li id={`page-${id}`} draggable="true">
      <input type="hidden" name="pages" value={`${page.tick}:${page.turn}`} />
      <label for={`tick-${id}`}>
        <img {...source} alt="" loading="lazy" decoding="async" draggable="false" />
      </label>
      <div class="page-tools">
        <Checkbox
          bare
          name="tick"
          id={`tick-${id}`}
          label={`Page ${place}: page ${page.page} of ${name}${page.turn > 0 ? `, turned by ${page.turn} degrees` : ''}`}
          value={page.tick}
          checked={page.isTicked}
        />
        <span aria-hidden="true">{place}</span>
      </div>
    </li>
  )
}
