export type Colleague = { id: string; name: string }

export const assigneeOptions = (colleagues: readonly Colleague[]) => [
  { value: 'nobody', label: 'Nobody' },
  ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
]
