import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { chromium, type Locator, type Page } from "@playwright/test"
import * as z from "zod"
import { CHROMIUM_ARGUMENTS, chromiumPath } from "./chromium.ts"
import { PATIENCE } from "./tabs.ts"

/*
 * A Chromium that nobody watches while it is measured. Whoever drives a tab by Playwright has the browser report every frame
 * of its sockets, payload and all: where tabs say much to each other, that costs as much CPU as what they do.
 */

export type Unwatched = {
  /** Does something with tabs of one profile, each in a window of its own, and lets go of them; they stay open, all in sight. */
  attended<T>(work: (open: (address: string) => Promise<Page>) => Promise<T>): Promise<T>
  /** What `pressLater` has seen since. */
  seen(): Promise<Seen>
  close(): Promise<void>
}

/** @property text that came, and ms from the click to it. */
type Seen = { readonly text: string; readonly milliseconds: number }

/** By then nobody is attached any more. */
const LET_GO_MS = 1_000
const LOOK_MS = 250
const PATIENCE_MS = 600_000
const SEEN = "Seen after "

/** @throws {Error} when Chromium does not start. */
export async function startUnwatched(): Promise<Unwatched> {
  const profile = await mkdtemp(join(tmpdir(), "tutti-bench-"))
  const own = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--no-first-run"]
  // Without a page to begin with it asks the network for one, and nobody can attach before that has failed.
  const args = [...own, ...CHROMIUM_ARGUMENTS, "about:blank"]
  const browser = spawn(chromiumPath(), args, { stdio: "ignore" })
  const gone = once(browser, "exit")
  const port = await until(async () => {
    if (browser.exitCode !== null) throw new Error(`Chromium ended with ${browser.exitCode}`)
    return debuggingPort(profile)
  })
  const address = `http://127.0.0.1:${port}`
  return {
    async attended(work) {
      const driven = await chromium.connectOverCDP(address, PATIENCE)
      const [context] = driven.contexts()
      if (context === undefined) throw new Error("Chromium has no profile")
      const session = await driven.newBrowserCDPSession()
      const done = await work(async (url) => {
        const opened = context.waitForEvent("page")
        await session.send("Target.createTarget", { url, newWindow: true })
        return opened
      })
      await driven.close()
      return done
    },
    seen: () => seenAt(address),
    async close() {
      browser.kill()
      await gone
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * Has a page press its button when nobody is attached any more, and keep in its title what it then shows.
 * @param awaited the text that ends the wait, a regular expression
 */
export function pressLater(button: Locator, awaited: string): Promise<void> {
  return button.evaluate(
    (element, { awaited, afterMs, seen }) => {
      setTimeout(() => {
        const began = performance.now()
        const look = new MutationObserver(() => {
          const [text] = document.body.textContent?.match(awaited) ?? []
          if (text === undefined) return
          look.disconnect()
          document.title = `${seen}${performance.now() - began} ms: ${text}`
        })
        look.observe(document.body, { childList: true, characterData: true, subtree: true })
        if (element instanceof HTMLElement) element.click()
      }, afterMs)
    },
    { awaited, afterMs: LET_GO_MS, seen: SEEN },
  )
}

const Targets = z.array(z.object({ type: z.string(), title: z.string() }))

/** Of all tabs; for the asking, without attaching to any. */
async function titlesAt(address: string): Promise<string[]> {
  const answer = await fetch(`${address}/json/list`)
  const targets = Targets.parse(await answer.json())
  return targets.filter(({ type }) => type === "page").map(({ title }) => title)
}

async function seenAt(address: string): Promise<Seen> {
  const told = await until(async () => (await titlesAt(address)).find((title) => title.startsWith(SEEN)))
  const [milliseconds, text = ""] = told.slice(SEEN.length).split(" ms: ")
  return { text, milliseconds: Number(milliseconds) }
}

/** Chromium writes it down when it listens. */
async function debuggingPort(profile: string): Promise<number | undefined> {
  const text = await readFile(join(profile, "DevToolsActivePort"), "utf8").catch(() => "")
  const port = Number.parseInt(text, 10)
  return port > 0 ? port : undefined
}

/** Looks now and then, until there is something. @throws {Error} after ten minutes. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const found = await look()
    if (found !== undefined) return found
    await pause(LOOK_MS)
  }
  throw new Error("waited for ten minutes")
}
