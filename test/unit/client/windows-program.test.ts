import { expect, it, test } from 'vitest'
import { windowsInterpreter, windowsProgram } from '../../../src/client/windows-program.ts'

const environment = {
  Path: 'C:\\Tools;"C:\\Program Files\\nodejs";relative;C:\\Python',
  PathExt: '.COM;.EXE;.BAT;.CMD;.PY',
  SystemRoot: 'C:\\Windows',
}

function system(...files: string[]) {
  const known = new Set(files.map((file) => file.toLowerCase()))
  return { environment, exists: (path: string) => known.has(path.toLowerCase()) }
}

const npm = 'C:\\Program Files\\nodejs\\npm.cmd'

/** What `cmd.exe` is told to run. */
function commandOf(args: readonly string[], file = 'C:\\Tools\\az.bat'): string {
  const start = windowsProgram([file, ...args], system(file))
  expect(start).toMatchObject({ file: 'C:\\Windows\\System32\\cmd.exe', isVerbatim: true })
  expect(start.args.slice(0, -1)).toEqual(['/d', '/e:on', '/v:off', '/s', '/c'])
  return start.args.at(-1)!.slice(1, -1)
}

test('starts batch files such as npm with cmd.exe, found by PATHEXT', () => {
  const { args } = windowsProgram(['npm', 'install'], system(npm, 'C:\\Program Files\\nodejs\\npm'))
  expect(args.at(-1)).toBe(`""${npm}" install"`.replace('npm.cmd', 'npm.CMD'))
})

test('starts programs directly, and prefers the order of PATHEXT in the first folder that has one', () => {
  const both = system('C:\\Tools\\uvx.exe', 'C:\\Tools\\uvx.cmd', 'C:\\Python\\uvx.com')
  expect(windowsProgram(['uvx', 'a b'], both)).toEqual({
    file: 'C:\\Tools\\uvx.EXE',
    args: ['a b'],
    isVerbatim: false,
  })
  expect(windowsProgram(['UVX.EXE'], both).file).toBe('C:\\Tools\\UVX.EXE')
  expect(windowsProgram(['node.js'], system('C:\\Tools\\node.js.exe')).file).toBe('C:\\Tools\\node.js.EXE')
})

test('a script is started with its interpreter', () => {
  const script = 'C:\\work\\report.py'
  const withPython = system(script, 'C:\\Python\\python.exe')
  expect(windowsProgram([script, 'x'], withPython)).toEqual({
    file: 'C:\\Python\\python.EXE',
    args: [script, 'x'],
    isVerbatim: false,
  })
  expect(windowsInterpreter(script, withPython)).toBe('python')
  expect(windowsInterpreter(script, system('C:\\Tools\\py.exe', 'C:\\Python\\python.exe'))).toBe('py')
  // the error then names it
  expect(windowsInterpreter(script, system())).toBe('py')
  expect(windowsInterpreter('C:\\work\\server.MJS', system())).toBe(process.execPath)
  expect(windowsInterpreter('C:\\work\\server.exe', system())).toBeNull()
})

it.each([
  ['nothing', 'ENOENT'],
  ['C:\\Tools\\nothing', 'ENOENT'],
  ['', 'ENOENT'],
  // it has no extension that Windows could start
  ['C:\\Tools\\notes.txt', 'ENOEXEC'],
  // only in the current folder
  ['here', 'ENOENT'],
])('%s can’t be started: %s', (program, code) => {
  const files = system('C:\\Tools\\notes.txt', 'relative\\here.exe')
  expect(() => windowsProgram([program], files)).toThrow(expect.objectContaining({ code }))
})

it.each([
  ['plain', 'plain'],
  ['--a=b', '"--a=b"'],
  ['', '""'],
  ['two words', '"two words"'],
  ['C:\\folder\\', '"C:\\folder\\\\"'],
  ['C:\\a folder\\', '"C:\\a folder\\\\"'],
  ['a&calc', '"a&calc"'],
  // these quotes would otherwise end ours, and the rest would be a command (CVE-2024-24576)
  ['"&calc', '"""&calc"'],
  ['say "hi"', '"say ""hi"""'],
  ['back\\"slash', '"back\\\\""slash"'],
  ['100%', '"100%%cd:~,%"'],
  ['%PATH%', '"%%cd:~,%PATH%%cd:~,%"'],
  ['a^b', '"a^b"'],
  ['(a|b)<c>', '"(a|b)<c>"'],
  ['hey!', '"hey!"'],
  ['a,b;c', '"a,b;c"'],
  ['Grüße', '"Grüße"'],
])('an argument for a batch file: %s is written %s', (arg, written) => {
  expect(commandOf([arg])).toBe(`"C:\\Tools\\az.bat" ${written}`)
})

test('a batch file’s own path is quoted', () => {
  expect(commandOf([], 'C:\\100% mine & yours\\x.cmd')).toBe('"C:\\100%%cd:~,% mine & yours\\x.cmd"')
})

it.each(['a\nb', 'a\r\nb', 'a\0b'])('batch files get no argument that would end the command', (arg) => {
  expect(() => windowsProgram([npm, arg], system(npm))).toThrow('batch files take no line breaks')
  expect(windowsProgram(['C:\\Tools\\x.exe', arg], system('C:\\Tools\\x.exe')).args).toEqual([arg])
})
