import { useState } from 'preact/hooks'
import type { McpClient } from '../../shared/mcp-setup.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { TextField } from '../form/text-field.tsx'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { ClientEntry } from './client-entry.tsx'
import { absentNames } from './client-texts.ts'
import { CopySnippet } from './copy-snippet.tsx'
import { useClientChanges, type ClientChanges } from './use-client-changes.ts'
import { useMcpSetUp } from './use-mcp-setup.ts'
import './mcp-view.css'
import '../files/files-view.css'

interface ProgramMissingProps {
  readonly busy: boolean
  readonly onCheck: () => void
}

/** Says what must be installed before a client can be set up. */
function ProgramMissing({ busy, onCheck }: ProgramMissingProps) {
  return (
    <Callout tone="info" title="MCP clients need jira-token">
      <p>
        They run <code>jira-token</code>, but it was not found, or only without the Node.js that it needs. Put
        the packaged one on your PATH, or run this in a checkout of the project:
      </p>
      <p>
        <code class="selectable">npm run build && npm link</code>
      </p>
      <div class="callout-actions">
        <Button busy={busy} onClick={onCheck}>
          Check again
        </Button>
      </div>
    </Callout>
  )
}

interface ClientListProps {
  readonly clients: readonly McpClient[]
  readonly ready: boolean
  readonly changes: ClientChanges
}

function ClientList({ clients, ready, changes: { busy, added, change } }: ClientListProps) {
  return (
    <ul class="panel file-list" aria-label="MCP clients">
      {clients.map((client) => (
        <ClientEntry
          key={client.id}
          client={client}
          isNew={added === client.id}
          ready={ready}
          busy={busy === client.id}
          onAdd={() => void change(client.id, true)}
          onRemove={() => void change(client.id, false)}
        />
      ))}
    </ul>
  )
}

/** Adds an account to MCP clients and removes it again. */
export function McpView({ account: { id, name } }: { readonly account: AccountSnapshot }) {
  const state = useMcpSetUp(id)
  const { setUp, loading, reload } = state
  const [typed, setTyped] = useState<string | null>(null)
  const url = typed ?? setUp?.url ?? ''
  const changes = useClientChanges(id, url, state)
  const { problem, setProblem } = changes
  const urlError = problem?.failure.field === 'url' ? problem.failure.message : undefined
  const shown = (setUp?.clients ?? []).filter((client) => client.state !== 'absent')
  const absent = absentNames(setUp?.clients ?? [])

  return (
    <div class="page">
      <PageHeader title="Use with MCP clients" subtitle={name} />
      <main class="scroll mcp">
        {setUp?.ready === false && <ProgramMissing busy={loading.busy} onCheck={() => void reload()} />}
        <TextField
          id="url"
          label="MCP server"
          code
          placeholder="https://mcp.example.com/mcp"
          hint="The server this account’s token is for."
          value={url}
          error={urlError}
          onInput={setTyped}
        />
        {loading.failure !== null && <FailureCallout title="Not loaded" failure={loading.failure} />}
        {shown.length > 0 && <ClientList clients={shown} ready={setUp?.ready === true} changes={changes} />}
        <p class="files-note">
          {absent !== '' && `Not found on this computer: ${absent}. `}
          {shown.length > 0 && 'Everything else in these files stays as it is, and a dated backup is kept. '}
          No token is stored in these files. The client runs <code>jira-token mcp</code>, which gets it from
          this app.
        </p>
      </main>
      <footer class="action-bar">
        {problem !== null && urlError === undefined && (
          <FailureCallout {...problem} onDismiss={() => setProblem(null)} />
        )}
        <div class="action-bar-row mcp-snippet">
          <p>For other MCP clients</p>
          <CopySnippet
            accountId={id}
            url={url}
            onFailure={(failure) => setProblem(failure && { title: 'Not copied', failure })}
          />
        </div>
      </footer>
    </div>
  )
}
