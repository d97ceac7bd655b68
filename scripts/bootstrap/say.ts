/** One line for the person at the terminal, on standard error: standard output belongs to the programs. */
export const say = (line: string) => console.error(line)
