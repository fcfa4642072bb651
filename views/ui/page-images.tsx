export type PageImagesProps = {
  /** The fax's own address; pages are under it as /pages/1.png, the whole as /document.pdf. */
  base: string
  pages: number
  size: 'small' | 'large'
}

/** Sized before they load, so nothing jumps; loaded only when they come near the screen. */
export const PageImages = ({ base, pages, size }: PageImagesProps) => (
  <ol class={`pages pages--${size}`}>
    {Array.from({ length: pages }, (_, index) => (
      <PageImage base={base} page={index + 1} pages={pages} />
    ))}
  </ol>
)

const PageImage = ({ base, page, pages }: { base: string; page: number; pages: number }) => (
  <li>
    <a href={`${base}/document.pdf#page=${page}`}>
      <img src={`${base}/pages/${page}.png`} alt={`Page ${page} of ${pages}`} width="850" height="1100" loading="lazy" decoding="async" />
    </a>
    <span aria-hidden="true">{page}</span>
  </li>
)
