import { describe, expect, test } from 'vitest'
import { mayLoad, mayPopUp, popupSize } from '../../../../src/main/sign-in-window/page-kind.ts'

const screen = { width: 1920, height: 1040 }
const usual = { width: 520, height: 720 }

describe('the size of a popup', () => {
  test.each([
    ['', usual],
    ['popup', usual],
    ['width=600,height=500', { width: 600, height: 500 }],
    ['left=1, innerWidth = 600, innerheight=500', { width: 600, height: 500 }],
    ['width=1920,height=1040', screen],
    ['width=1921,height=1041', usual],
    ['width=1,height=1', usual],
    ['width=-600,height=NaN', usual],
    ['width=600', { width: 600, height: 720 }],
    ['minwidth=600,xheight=500', usual],
  ])('%j becomes %j', (features, size) => {
    expect(popupSize(features, screen)).toEqual(size)
  })
})

test.each([
  'mailto:a@b.example',
  'vscode://x',
  'file:///etc/passwd',
  'chrome://gpu',
  'app://tray/index.html',
  'view-source:https://x.example',
  'javascript:alert(1)',
  'http://192.0.2.1/',
  'ftp://127.0.0.1/',
])('a sign-in page neither loads nor opens %s', (url) => {
  expect([mayLoad(url), mayPopUp(url)]).toEqual([false, false])
})
