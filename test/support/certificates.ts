import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server's certificate with its key, as PEM. */
export interface ServerCertificate {
  readonly key: string
  readonly cert: string
}

/** A certificate authority of a company, made with openssl. */
export interface CertificateAuthority {
  /** Its certificate, as a PEM file. */
  readonly file: string
  /** The same as a DER file. */
  readonly derFile: string
  /** A certificate for this host; with the authority's own behind it. */
  issue(host: string, validity?: 'now' | 'past'): Promise<ServerCertificate>
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** @param name its common name, which also names its files */
export async function createAuthority(folder: string, name: string): Promise<CertificateAuthority> {
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  const ca = name.replaceAll(' ', '-')
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    `${ca}.key`,
    '-out',
    `${ca}.pem`,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  )
  await openssl('x509', '-in', `${ca}.pem`, '-outform', 'DER', '-out', `${ca}.der`)
  await writeFile(join(folder, 'index.txt'), '')
  await writeFile(
    join(folder, 'ca.cnf'),
    '[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\ncopy_extensions=copy\n[p]\ncommonName=supplied\n',
  )
  const dates = {
    now: ['-days', '2'],
    past: ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'],
  }
  return {
    file: join(folder, `${ca}.pem`),
    derFile: join(folder, `${ca}.der`),
    issue: async (host, validity = 'now') => {
      const files = { key: `${host}.key`, request: `${host}.csr`, cert: `${host}.crt` }
      await openssl(
        'req',
        ...newKey,
        '-keyout',
        files.key,
        '-out',
        files.request,
        '-subj',
        `/CN=${host}`,
        '-addext',
        `subjectAltName=DNS:${host}`,
      )
      await openssl(
        'ca',
        '-batch',
        '-config',
        'ca.cnf',
        '-cert',
        `${ca}.pem`,
        '-keyfile',
        `${ca}.key`,
        '-notext',
        '-in',
        files.request,
        '-out',
        files.cert,
        ...dates[validity],
      )
      const read = (file: string) => readFile(join(folder, file), 'utf8')
      return { key: await read(files.key), cert: (await read(files.cert)) + (await read(`${ca}.pem`)) }
    },
  }
}
