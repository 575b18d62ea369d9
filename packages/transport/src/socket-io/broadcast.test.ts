import { expect, test } from "vitest"
import { averaged, pattern, receive } from "../channel.contract.ts"
import { openRelay } from "./relay.fixture.ts"
import { broadcast } from "./server.ts"

test("[W18] a broadcast takes its bytes at once and reaches everybody; who has gone is no error of the others", async () => {
  const relay = await openRelay()
  const alice = await relay.join()
  const bob = await relay.join()
  const carol = await relay.join()
  bob.line.close()
  const heard = [alice, carol].map(({ owner }) => receive(owner, 1))
  const bytes = pattern(700_000, 4)
  const sent = broadcast([alice.line, bob.line, carol.line], averaged(1), bytes)
  bytes.fill(0)
  expect((await sent).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
  for (const [received] of await Promise.all(heard)) {
    expect(received?.message).toEqual(averaged(1))
    expect(Buffer.compare(received?.payload ?? Buffer.from("none"), pattern(700_000, 4))).toBe(0)
  }
  for (const { owner } of [alice, bob, carol]) owner.close()
  await relay.close()
})
