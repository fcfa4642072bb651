export type QrProps = { size: number; path: string; label: string }

/** Black on white in either theme: scanners expect it. */
export const QrCode = ({ size, path, label }: QrProps) => (
  <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
    <rect width={String(size)} height={String(size)} fill="#fff" />
    <path d={path} fill="#000" />
  </svg>
)
