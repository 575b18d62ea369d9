// `npm start`: everything from a clean clone to a running relay that serves the page, in one command.
import { spawn } from "node:child_process"
import { ensureBuilt } from "./setup/build.mjs"
import { ensureInstalled, requireNode, root } from "./setup/install.mjs"

requireNode()
ensureInstalled()
ensureBuilt()

const relay = spawn(process.execPath, ["--import", "tsx", "apps/relay/src/main.ts"], {
  cwd: root,
  stdio: "inherit",
  env: { WEB_DIST: `${root}dist/web`, ...process.env },
})
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => relay.kill(signal))
relay.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
