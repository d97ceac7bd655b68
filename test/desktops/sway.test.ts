import { copiesOnWayland } from './copy-on-wayland.ts'
import { sway } from './desktops.ts'
import { walkThrough } from './walk-through.ts'

walkThrough(sway, copiesOnWayland)
