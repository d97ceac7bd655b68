import { i3 } from './desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(i3)
