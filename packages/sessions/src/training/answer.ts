import type { RefusalCode } from "@tutti/protocol"

/** What came of a question to the relay. "closed": this side ended the session before an answer came. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; refusal: RefusalCode | "closed" }
