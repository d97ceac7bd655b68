import { xfce } from './desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(xfce)
