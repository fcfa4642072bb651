import { Button } from '../ui/button.tsx'

export const ZOOMS = ['100', '150', '200'] as const
export type Zoom = (typeof ZOOMS)[number]
const WIDTHS: Readonly<Record<Zoom, number>> = { 100: 850, 150: 1275, 200: 1700 }

export type ViewerProps = { id: string; pages: number; turns: ReadonlyMap<number, number>; zoom: Zoom; mayTurn: boolean }

/** Thumbnails, how large, and the pages. All of it links and forms, so that it works without a script. */
export const Viewer = (props: ViewerProps) => (
  <div class={['reader', props.pages > 1 && 'reader--many']}>
    {props.pages > 1 ? <Thumbnails {...props} /> : ''}
    <div class="card viewer">
      <ZoomBar id={props.id} zoom={props.zoom} />
      <section class="viewer__paper" tabindex="0" aria-label="Pages of the fax">
        <ol class={`pages pages--large zoom--${props.zoom}`}>
          {numbers(props.pages).map((page) => (
            <PageView {...props} page={page} />
          ))}
        </ol>
      </section>
    </div>
  </div>
)

const numbers = (pages: number) => Array.from({ length: pages }, (_, at) => at + 1)

/** Sized before it loads, so that nothing jumps; its address changes when it is turned, so that no old picture is shown. */
export function pageSource({ base, page, turn, width }: { base: string; page: number; turn: number; width: number }) {
  const sideways = turn % 180 !== 0
  return { src: `${base}/pages/${page}.png?width=${width}&turn=${turn}`, width: sideways ? 1100 : 850, height: sideways ? 850 : 1100 }
}

const Thumbnails = ({ id, pages, turns }: ViewerProps) => (
  <nav class="thumbs" aria-label="Pages">
    <ol>
      {numbers(pages).map((page) => (
        <li>
          <a href={`#page-${page}`}>
            <img
              {...pageSource({ base: `/received/${id}`, page, turn: turns.get(page) ?? 0, width: 170 })}
              alt=""
              loading="lazy"
              decoding="async"
            />
            <span safe>{`Page ${page}`}</span>
          </a>
        </li>
      ))}
    </ol>
  </nav>
)

const ZoomBar = ({ id, zoom }: { id: string; zoom: Zoom }) => (
  <nav class="zoom" aria-label="Size of the pages">
    {ZOOMS.map((each) => (
      <a
        class="button button--plain button--small"
        href={`/received/${id}?zoom=${each}#pages`}
        aria-current={each === zoom ? 'true' : undefined}
        safe
      >
        {`${each} %`}
      </a>
    ))}
  </nav>
)

const PageView = ({ id, pages, turns, zoom, mayTurn, page }: ViewerProps & { page: number }) => (
  <li id={`page-${page}`}>
    <a href={`/received/${id}/document.pdf#page=${page}`}>
      <img
        {...pageSource({ base: `/received/${id}`, page, turn: turns.get(page) ?? 0, width: WIDTHS[zoom] })}
        alt={`Page ${page} of ${pages}`}
        loading="lazy"
        decoding="async"
      />
    </a>
    {mayTurn ? <TurnPage id={id} page={page} zoom={zoom} /> : <span aria-hidden="true">{page}</span>}
  </li>
)

const TurnPage = ({ id, page, zoom }: { id: string; page: number; zoom: Zoom }) => (
  <form class="page-tools" method="post" action={`/received/${id}/pages/${page}/turn`}>
    <input type="hidden" name="zoom" value={zoom} />
    <span>{page}</span>
    <Button small kind="quiet" icon="refresh" label="Rotate" describe={`page ${page}`} />
  </form>
)
