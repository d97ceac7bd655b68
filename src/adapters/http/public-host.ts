import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** A function that finds a host's addresses, as `dns.lookup` does. */
export type LookUp = (hostname: string) => Promise<readonly string[]>

const lookUp: LookUp = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address)

/** A list for each family: in one, an IPv4 address would also match the IPv6 subnets that contain its mapped form. */
function subnets(ipv4: readonly string[], ipv6: readonly string[]): (address: string) => boolean {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const [family, all] of [['ipv4', ipv4] as const, ['ipv6', ipv6] as const])
    for (const subnet of all) {
      const [net = '', prefix] = subnet.split('/')
      lists[family].addSubnet(net, Number(prefix), family)
    }
  return (address) => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    return lists[family].check(address, family)
  }
}

const isLoopback = subnets(['127.0.0.0/8'], ['::1/128'])

/** Whether an address is not on the internet. Source: IANA, special-purpose address registries. */
const isSpecial = subnets(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
  ],
  // all but 2000::/3, and in there what stands for IPv4 addresses or examples
  ['::/3', '2001::/32', '2001:db8::/32', '2002::/16', '4000::/2', '8000::/1'],
)

/** An IPv4 address in IPv6 notation, as IPv4. */
const unmapped = (address: string) => address.replace(/^::ffff:(?=[\d.]+$)/i, '')

/**
 * Where a URL's host is: on the internet, on this computer, or on a network that others can't reach. A proxy may look it
 * up differently, and so may the request itself when the answers change: this only keeps out what is plainly elsewhere.
 */
export async function placeOf(url: URL, look: LookUp = lookUp): Promise<'internet' | 'loopback' | 'private'> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  // without an answer, only a proxy can reach it
  const found = isIP(host) === 0 ? await look(host).catch(() => []) : [host]
  const addresses = found.map(unmapped)
  if (addresses.length > 0 && addresses.every(isLoopback)) return 'loopback'
  return addresses.some(isSpecial) ? 'private' : 'internet'
}
