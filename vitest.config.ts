import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: [
      "packages/**/*.test.ts",
      "apps/**/*.test.ts",
      "apps/**/*.test.tsx",
      "scripts/**/*.test.ts",
      "bench/**/*.test.ts",
      "examples/**/*.test.ts",
    ],
    setupFiles: ["scripts/setup/property-seed.ts"],
    // Property tests explore; a slow machine must not turn exploration into a failure.
    testTimeout: 60_000,
    maxWorkers: 2,
  },
})
