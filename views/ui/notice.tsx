import { Icon, type IconName } from './icon.tsx'

export type NoticeProps = { kind: 'ok' | 'warn' | 'error'; text: string }

const ICONS: Readonly<Record<NoticeProps['kind'], IconName>> = { ok: 'check', warn: 'pause', error: 'alert' }

export const Notice = ({ kind, text }: NoticeProps) => (
  <div class={`notice notice--${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    <Icon name={ICONS[kind]} />
    <p safe>{text}</p>
  </div>
)
