import { app } from 'electron'
import { AppError } from '../../shared/error-codes.ts'
import type { DemoProvider } from './demo-provider.ts'

/** Packages don't even contain the code that starts the local stand-in for Atlassian. */
export async function findDemoProvider(): Promise<DemoProvider> {
  if (app.isPackaged) {
    const start = () => Promise.reject(new AppError('demoUnavailable'))
    return { available: false, start, stop: () => undefined }
  }
  const { createDemoProvider } = await import('./demo-provider.ts')
  return createDemoProvider(app.getAppPath())
}
