/** The part of the package that the tests use; it has no types of its own. */
declare module 'plist' {
  const plist: { parse(xml: string): unknown }
  export default plist
}
