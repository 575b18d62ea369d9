import fc from "fast-check"

// A red test must be red again on the next run: properties explore from one seed, unless a file sets its own.
// FC_SEED explores elsewhere: what it finds becomes a named test.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_260_101) })
