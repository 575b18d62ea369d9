import { defineConfig } from "vitest/config"

/** Their libraries keep things per process: tfjs its kernels, the stand-in for IndexedDB its databases. */
const ALONE = ["apps/web/**", "apps/cli/**", "packages/learning/**"]
const FILES = ["packages", "apps", "scripts", "bench", "examples"].map((top) => `${top}/**/*.test.{ts,tsx}`)

export default defineConfig({
  test: {
    setupFiles: ["scripts/setup/property-seed.ts"],
    // Property tests explore; a slow machine must not turn exploration into a failure.
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      // What one file has imported, the next one finds: half of what importing took.
      {
        extends: true,
        test: { name: "shared", include: FILES, exclude: ["**/node_modules/**", ...ALONE], isolate: false },
      },
      { extends: true, test: { name: "alone", include: ALONE.map((place) => `${place}/*.test.{ts,tsx}`) } },
    ],
  },
})
