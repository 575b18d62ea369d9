import { optionsFromEnvironment } from "./config.ts"
import { letHeapGrow } from "./heap.ts"
import { startRelay } from "./relay.ts"
import { DatabaseTakenError } from "./store/engine.ts"

/* The relay as a process of its own: environment → options → start, until a signal asks it to leave. */

const configured = optionsFromEnvironment(process.env)
if (!configured.ok) {
  console.error(`This relay cannot start:\n  ${configured.problems.join("\n  ")}`)
  process.exit(1)
}

letHeapGrow()
try {
  const relay = await startRelay(configured.options)
  process.stdout.write(greeting(relay))
  const leave = () => {
    relay.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once("SIGTERM", leave)
  process.once("SIGINT", leave)
} catch (error) {
  console.error(`This relay cannot start: ${reasonOf(error, configured.options)}`)
  process.exit(1)
}

function greeting({ url, adminToken }: { url: string; adminToken: string }): string {
  return `
Tutti is running at ${url}

  Admin link   ${url}/admin#${adminToken}

Open it in a browser: create a study from a template, then send its invite link to the data owners.
Whoever has the admin link runs this relay: keep it to yourself. Ctrl+C stops the relay; studies go on where they stood.
`
}

function reasonOf(error: unknown, { host, port }: { host: string; port: number }): string {
  if (error instanceof DatabaseTakenError) return error.message
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") return `something else listens on ${host}, port ${port}; set PORT to another one`
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `this machine has no address ${host}; set HOST`
  if (code === "EACCES") return `this user may not listen on port ${port} or write to DATA_DIR`
  return error instanceof Error ? error.message : String(error)
}
