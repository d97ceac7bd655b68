/** What differs between runs, and its replacement in the documentation. The order matters. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\b(state|code|code_challenge)=[\w.~%+-]+/g, '$1=…'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '5d4c3b2a-1f0e-4d9c-8b7a-695847362514'],
  [/"tokenId": "[^"]+"/g, '"tokenId": "9f86d081884c7d65"'],
  [/\bATOA[\w-]{20,}/g, 'ATOAxY3…'],
  [/\b0:59:\d\d\b/g, '0:59:57'],
  [/[\w-]{100,}/g, 'eyJraWQiOiJhdXRoLmF0bGFzc2lhbi5jb20…'],
  [/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '2026-11-23T15:16:53.000Z'],
  [/\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\b/g, '2026-11-23 15:16:53'],
  [/\(was 20\d\d-[\d: -]+\)/g, '(was 2026-11-23 15:11:07)'],
  [/^\d\d:\d\d:\d\d /gm, '14:16:53 '],
  [/\bat \d\d:\d\d\b/g, 'at 15:11'],
  [/\b\d+ ms\b/g, '42 ms'],
  [/"milliseconds": \d+/g, '"milliseconds": 42'],
  [/"expiresInSec": \d+/g, '"expiresInSec": 3599'],
  [/"pid": \d+/g, '"pid": 4711'],
  [/\bpid \d+\b/g, 'pid 4711'],
  [/\b(jira-token-agent)-[\da-f]{8}\b/g, '$1'],
  [/\bowner\.\d+\b/g, 'owner.1'],
  [/\bNode v?\d+\.\d+\.\d+\b/g, 'Node 24.11.0'],
]

/** The output of a run, with everything that differs between runs replaced. */
export function steady(text: string, own: Readonly<Record<string, string>>): string {
  let result = text
  for (const [from, to] of Object.entries(own)) result = result.replaceAll(from, to)
  for (const [pattern, to] of rules) result = result.replaceAll(pattern, to)
  return result
}
