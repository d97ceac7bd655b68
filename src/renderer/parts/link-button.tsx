import type { LinkName } from '../../shared/ipc-contract.ts'
import { call } from '../state/call.ts'
import { Icon } from './icon.tsx'

/** A link that opens one of the known pages in the user's browser. */
export function LinkButton({ link, children }: { readonly link: LinkName; readonly children: string }) {
  return (
    <button type="button" class="link" role="link" onClick={() => void call('app:openLink', { link })}>
      {children}
      <Icon name="link" size={13} />
    </button>
  )
}
