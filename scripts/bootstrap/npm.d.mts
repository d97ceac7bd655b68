export function runNpm(args: string[], options: { cwd: string }): Promise<string>
export function npmCommand(env: NodeJS.ProcessEnv): { command: string; leading: string[]; shell: boolean }
