export type ProgressProps = { label: string; percent: number }

export const Progress = ({ label, percent }: ProgressProps) => (
  <span class="progress">
    <progress value={percent} max="100" aria-label={label} />
    <span>{percent} %</span>
  </span>
)
