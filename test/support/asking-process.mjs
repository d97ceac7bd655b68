// Asks for a token many times at once when it gets the signal on stdin, and prints the result of each request.
// Plain JavaScript, so that many of these start quickly.

const [api, times] = process.argv.slice(2)
const { TokenManager } = await import(api)
const managers = Array.from({ length: Number(times) }, () => new TokenManager())

async function ask(manager) {
  try {
    const { accessToken, expiresAt } = await manager.ensureValidToken()
    return `${accessToken} ${expiresAt.getTime() > Date.now() ? 'valid' : 'expired'}`
  } catch (error) {
    return `- ${error.code ?? error}`
  }
}

process.stdout.write('ready\n')
process.stdin.once('data', () => {
  void Promise.all(managers.map(ask)).then((lines) => {
    process.stdout.write(`${lines.join('\n')}\n`)
    for (const manager of managers) manager.close()
    process.stdin.destroy()
  })
})
