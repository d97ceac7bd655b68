import { lxqt } from './desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(lxqt)
