/**
 * Only the flags that Chromium needs here: `--no-sandbox` as root (Chromium refuses to start with its sandbox then),
 * and `--disable-gpu` on a virtual display.
 */
export function electronFlags({
  virtualDisplay = false,
  root = process.getuid?.() === 0,
}: { virtualDisplay?: boolean; root?: boolean } = {}): string[] {
  return [...(root ? ['--no-sandbox'] : []), ...(virtualDisplay ? ['--disable-gpu'] : [])]
}
