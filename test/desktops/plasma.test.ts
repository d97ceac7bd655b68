import { plasma } from './desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(plasma)
