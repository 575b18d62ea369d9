import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { serveStatic } from "@hono/node-server/serve-static"
import { Hono } from "hono"
import { compress } from "hono/compress"
import type { AppEnv } from "./app-env.ts"

/** The addresses of the web app; each gets the same page, which reads the address itself. */
const PAGES = ["/", "/admin", "/admin/*", "/join/*", "/watch/*", "/infer/*", "/dealer"]

const NO_PAGE =
  "This relay runs, and serves its interface only: build the page with `npm run build` and start it with WEB_DIST=dist.\n"

/** The built page out of `webDist`; without one, the sentence that says how to get it. */
export function pageRoutes(webDist: string | undefined): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const root = webDist === undefined ? undefined : resolve(webDist)
  const index = root === undefined ? undefined : join(root, "index.html")
  if (root === undefined || index === undefined || !existsSync(index)) {
    for (const path of PAGES) app.get(path, (context) => context.text(NO_PAGE, 404))
    return app
  }
  app.use(compress())
  for (const path of PAGES)
    app.get(path, async (context) => {
      // Names the hashed files of one build: an old copy would ask for files that are gone.
      context.header("Cache-Control", "no-store")
      return context.html(await readFile(index, "utf8"))
    })
  app.use(
    serveStatic({
      root,
      onFound: (path, context) => {
        // Vite puts a hash of the content into every name under assets/.
        const hashed = path.startsWith(join(root, "assets"))
        context.header("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache")
      },
    }),
  )
  return app
}
