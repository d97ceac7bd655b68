/** Redraws every icon file: `npm run icons`. Sources: assets/*.svg and src/main/tray-icon. */
import { writeAppIcons } from './icons/app-icons.ts'
import { writeTraySheet } from './icons/tray-sheet.ts'

for (const file of [...writeAppIcons('assets'), writeTraySheet('docs/images/tray-icons.png')]) {
  console.log(file)
}
