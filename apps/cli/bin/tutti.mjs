#!/usr/bin/env node
// The command line is TypeScript, as everything here; tsx reads it without a build step.
import { register } from "tsx/esm/api"

register()
await import("../src/main.ts")
