/** The part of the package that the tests use; it has no types of its own. */
declare module 'plist' {
  export function parse(xml: string): unknown
}
