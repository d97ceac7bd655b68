import { gnome } from './desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(gnome)
