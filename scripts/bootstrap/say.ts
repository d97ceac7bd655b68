/** Prints a line for the user on stderr, because stdout belongs to the programs. */
export const say = (line: string) => console.error(line)
