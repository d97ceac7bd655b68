import { gnome } from './gnome-desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(gnome)
