/** What is written behind an answer is there then. */
export const written = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
