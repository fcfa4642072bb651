import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { UploadField } from '../ui/upload-field.tsx'

export type CoverLine = { id: string; name: string; isDefault: boolean; picture: string }
export type CoversPageProps = {
  shell: ShellProps
  covers: readonly CoverLine[]
  removed: readonly { id: string; name: string }[]
  mayWrite: boolean
  /** As typed, of one to be added. */
  name: string
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/covers. */
export const CoversPage = ({ shell, covers, removed, mayWrite, name, problem }: CoversPageProps) => (
  <Layout title="Cover pages" shell={shell}>
    <PageHead title="Cover pages" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <p>
      A fax has a cover page first unless whoever sends it says otherwise. The default one is taken; others can be chosen on the send page.
    </p>
    <ul class="covers">
      {covers.map((cover) => (
        <CoverCard cover={cover} mayWrite={mayWrite} />
      ))}
    </ul>
    {mayWrite ? <AddForm name={name} error={problem?.errors?.['name']} /> : ''}
    {removed.length > 0 ? <Removed removed={removed} mayWrite={mayWrite} /> : ''}
  </Layout>
)

const CoverCard = ({ cover, mayWrite }: { cover: CoverLine; mayWrite: boolean }) => (
  <li class="card stack">
    <div class="paper">
      <img src={cover.picture} width="850" height="1100" alt="" loading="lazy" />
    </div>
    <h2>
      <a href={`/settings/covers/${cover.id}`} safe>
        {cover.name}
      </a>
    </h2>
    {cover.isDefault ? <p class="quiet">The default</p> : ''}
    {mayWrite && !cover.isDefault ? (
      <div class="actions">
        <Act cover={cover} act="precedence" label="Make it the default" />
        <Act cover={cover} act="removal" label="Remove" />
      </div>
    ) : (
      ''
    )}
  </li>
)

const Act = ({ cover, act, label }: { cover: { id: string; name: string }; act: string; label: string }) => (
  <form method="post" action={`/settings/covers/${cover.id}/${act}`}>
    <Button small label={label} describe={cover.name} />
  </form>
)

const AddForm = ({ name, error }: { name: string; error: string | undefined }) => (
  <form class="card stack narrow" method="post" action="/settings/covers">
    <h2>Add a cover page</h2>
    <Field
      name="name"
      label="Name"
      hint="What it is for, such as Referrals. Next you say how it looks."
      value={name}
      error={error}
      maxlength={60}
      autocomplete="off"
      required
    />
    <p>
      <Button icon="plus" label="Add" busy="Adding…" />
    </p>
  </form>
)

const Removed = ({ removed, mayWrite }: Pick<CoversPageProps, 'removed' | 'mayWrite'>) => (
  <section class="card stack narrow" aria-labelledby="removed-title">
    <h2 id="removed-title">Removed</h2>
    <ul class="plain stack">
      {removed.map((cover) => (
        <li class="actions">
          <span safe>{cover.name}</span>
          {mayWrite ? <Act cover={cover} act="restoration" label="Bring back" /> : ''}
        </li>
      ))}
    </ul>
  </section>
)

export type CoverValues = { name: string; notice: string; showsAddress: boolean }
export type CoverPageProps = {
  shell: ShellProps
  cover: CoverLine & { hasLogo: boolean }
  office: { address: string }
  /** As typed, or as it stands. */
  values: CoverValues
  /** Where the picture of it is. */
  sample: string
  mayWrite: boolean
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/covers/:id. */
export const CoverPage = (props: CoverPageProps) => (
  <Layout title={props.cover.name} shell={props.shell}>
    <PageHead title={props.cover.name} back={{ href: '/settings/covers', label: 'Cover pages' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="compose">
      <div class="compose__left">
        <LookForm {...props} />
        {props.mayWrite ? <LogoForm {...props} /> : ''}
      </div>
      <aside class="compose__side" aria-label="Preview">
        <div id="cover-paper">
          <CoverPaper src={props.sample} />
        </div>
      </aside>
    </div>
  </Layout>
)

/** The page is drawn anew while somebody types. */
const drawn = (id: string) => ({
  'hx-get': `/settings/covers/${id}/sample`,
  'hx-trigger': 'input delay:500ms',
  'hx-include': 'closest form',
  'hx-target': '#cover-paper',
  'hx-swap': 'innerHTML',
  'hx-sync': 'this:replace',
  'hx-push-url': 'false',
})

const LookForm = ({ cover, office, values, mayWrite, problem }: CoverPageProps) => (
  <form class="card" method="post" action={`/settings/covers/${cover.id}`} data-guard>
    <div class="stack" {...drawn(cover.id)}>
      <Field name="name" label="Name" value={values.name} error={problem?.errors?.['name']} maxlength={60} autocomplete="off" required />
      <Checkbox
        name="showsAddress"
        label="Show your office’s address"
        hint={office.address === '' ? 'None is entered yet: see Settings, Your office.' : office.address.replaceAll('\n', ', ')}
        checked={values.showsAddress}
      />
      <TextArea
        name="notice"
        label="Privacy notice of this cover page"
        hint="Leave it empty to print the one of your office, which is under Settings, Your office."
        value={values.notice}
        error={problem?.errors?.['notice']}
        rows={6}
        maxlength={1000}
      />
      <p class="quiet">A contact whose records fall under 42 CFR Part 2 gets that notice as well, whichever cover page is sent.</p>
      {mayWrite ? (
        <p>
          <Button kind="primary" label="Save" busy="Saving…" />
        </p>
      ) : (
        ''
      )}
    </div>
  </form>
)

const LogoForm = ({ cover, problem }: CoverPageProps) => (
  <section class="card stack" aria-labelledby="logo-title">
    <h2 id="logo-title">Logo</h2>
    <form class="stack" method="post" action={`/settings/covers/${cover.id}/logo`} enctype="multipart/form-data">
      <UploadField
        name="logo"
        label={cover.hasLogo ? 'Another picture' : 'Picture'}
        hint="PNG or JPEG, at most 2 MB. It is printed in black and white, two inches wide at most."
        error={problem?.errors?.['logo']}
        accept="image/png,image/jpeg"
      />
      <p>
        <Button icon="upload" label={cover.hasLogo ? 'Replace the logo' : 'Put it on'} busy="Reading…" />
      </p>
    </form>
    {cover.hasLogo ? (
      <form method="post" action={`/settings/covers/${cover.id}/logo/removal`}>
        <Button icon="trash" label="Take the logo off" busy="Removing…" />
      </form>
    ) : (
      ''
    )}
  </section>
)

/** The page as it is sent, of an invented fax. */
export const CoverPaper = ({ src }: { src: string }) => (
  <section class="paper" aria-label="Cover page preview">
    <img src={src} width="850" height="1100" alt="The cover page of an invented fax, with what is typed here" />
  </section>
)
