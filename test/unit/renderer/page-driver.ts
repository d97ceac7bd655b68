import { act, configure, fireEvent, screen, waitFor, type ByRoleMatcher } from '@testing-library/preact'
import type { Page } from 'playwright-core'

/** Only stops a test that hangs. */
configure({ asyncUtilTimeout: 30_000 })

interface Target {
  click(): Promise<void>
  check(): Promise<void>
  fill(text: string): Promise<void>
  first(): Target
  scrollIntoViewIfNeeded(): Promise<void>
}

interface RoleOptions {
  readonly name?: string | RegExp
  readonly exact?: boolean
}

/** Until everything that was answered already is shown. */
export const settled = (): Promise<void> =>
  act(async () => {
    await new Promise((resolve) => setImmediate(resolve))
  })

/** One element of a page in a test, like playwright's locator: found when it is needed, and waited for. */
function target(what: string, find: () => readonly HTMLElement[]): Target {
  const one = (isMeant: (element: HTMLElement) => boolean = () => true) =>
    waitFor(() => {
      const element = find().find(isMeant)
      if (element === undefined) throw new Error(`${what} is not there`)
      return element
    })
  const click = async (element: HTMLElement) => {
    element.focus()
    fireEvent.click(element)
    await settled()
  }
  return {
    click: async () => click(await one()),
    check: async () => {
      const box = await one()
      if (!(box instanceof HTMLInputElement && box.checked)) await click(box)
    },
    fill: async (value) => {
      // the page before may still show, with a text of the same name
      fireEvent.input(await one((element) => 'value' in element), { target: { value } })
      await settled()
    },
    first: () => target(what, find),
    scrollIntoViewIfNeeded: async () => void (await one()),
  }
}

/** What the scenes use of playwright's page, for the document of a test. */
export const pageDriver = {
  getByRole: (role: ByRoleMatcher, { name = '', exact = false }: RoleOptions) => {
    const isNamed = (found: string) =>
      typeof name === 'string' ? (exact ? found === name : found.includes(name)) : name.test(found)
    return target(String(name), () => screen.queryAllByRole(role, { name: isNamed }))
  },
  getByText: (text: string) => target(text, () => screen.queryAllByText(text)),
  getByLabel: (text: string) => target(text, () => screen.queryAllByLabelText(text)),
  locator: (selector: string) =>
    target(selector, () => [...document.querySelectorAll<HTMLElement>(selector)]),
  keyboard: {
    press: async (key: string) => {
      fireEvent.keyDown(document.activeElement ?? document.body, { key })
      await settled()
    },
  },
  waitForTimeout: settled,
} as unknown as Page
