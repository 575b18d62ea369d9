import { createReadStream } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import react from "@vitejs/plugin-react"
import { defineConfig, type Plugin } from "vite"

/** Where `npm run dev` finds the relay; the built page is served by the relay itself. */
const relay = process.env.TUTTI_RELAY ?? "http://127.0.0.1:4747"

export default defineConfig({
  root: "apps/web",
  publicDir: "../../public",
  plugins: [react(), tfjsWasm()],
  worker: { format: "es" },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // Every browser of that target knows module preloading.
    modulePreload: { polyfill: false },
    // A font or an icon inlined as a data: address would need a weaker content security policy.
    assetsInlineLimit: 0,
    // Every route names its chunks itself; the warning's threshold knows nothing of the worker's size.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      // A schema that nobody on the page uses must not pull zod into it.
      treeshake: { manualPureFunctions: ["z"] },
    },
  },
  server: {
    proxy: {
      "/api": relay,
      "/socket.io": { target: relay, ws: true },
    },
  },
})

/**
 * Serves and emits the WASM files of tfjs under /wasm/, in the version that npm installed: they are fetched by
 * name at run time, so no import would bring them along.
 */
function tfjsWasm(): Plugin {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"))
  return {
    name: "tutti:tfjs-wasm",
    configureServer(server) {
      server.middlewares.use("/wasm/", (request, response, next) => {
        const name = basename(request.url ?? "")
        if (!/^[a-z-]+\.wasm$/.test(name)) return next()
        response.setHeader("Content-Type", "application/wasm")
        createReadStream(join(folder, name)).on("error", next).pipe(response)
      })
    },
    async generateBundle() {
      for (const name of (await readdir(folder)).filter((file) => file.endsWith(".wasm")))
        this.emitFile({ type: "asset", fileName: `wasm/${name}`, source: await readFile(join(folder, name)) })
    },
  }
}
