import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Command } from "commander"
import { wholeNumber } from "../options.ts"

const BUILT_PAGE = fileURLToPath(new URL("../../../../dist/web", import.meta.url))

/** `tutti relay`: the relay in this process, with the options that its environment variables set as well. */
export function relayCommand(): Command {
  return new Command("relay")
    .description("start a relay and print its admin link")
    .option("--host <address>", "interface to listen on (HOST)")
    .option("--port <number>", "0 takes any free one (PORT)", wholeNumber(0, 65_535))
    .option("--data-dir <folder>", "holds the database and the admin token (DATA_DIR)")
    .option("--web <folder>", "the built page to serve (WEB_DIST; by default what npm run build has made)")
    .action(async ({ host, port, dataDir, web }: RelayCommandOptions) => {
      const built = process.env.WEB_DIST ?? (existsSync(BUILT_PAGE) ? BUILT_PAGE : undefined)
      const given = { HOST: host, PORT: port?.toString(), DATA_DIR: dataDir, WEB_DIST: web ?? built }
      for (const [name, value] of Object.entries(given)) if (value !== undefined) process.env[name] = value
      await import("@tutti/relay/main")
    })
}

type RelayCommandOptions = { host?: string; port?: number; dataDir?: string; web?: string }
