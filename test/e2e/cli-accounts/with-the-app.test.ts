import { testAccountCommands } from './account-commands.ts'

testAccountCommands('app')
