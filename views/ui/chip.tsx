export type ChipProps = { label: string; detail?: string | undefined; problem?: string | undefined }

export const Chip = ({ label, detail, problem }: ChipProps) => (
  <span class={['chip', problem && 'chip--problem']}>
    <span safe>{label}</span>
    {detail ? (
      <span class="chip__detail" safe>
        {detail}
      </span>
    ) : (
      ''
    )}
    {problem ? (
      <span class="chip__problem" safe>
        {problem}
      </span>
    ) : (
      ''
    )}
  </span>
)
