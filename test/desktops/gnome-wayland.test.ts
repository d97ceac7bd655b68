import { copiesOnWayland } from './copy-on-wayland.ts'
import { gnomeWayland } from './gnome-desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(gnomeWayland, copiesOnWayland)
