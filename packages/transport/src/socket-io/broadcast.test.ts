import { expect, test } from "vitest"
import { averaged, pattern, receive } from "../channel.contract.ts"
import { openRelay } from "./relay.fixture.ts"

test("[W18] the same payload goes out on many lines without a copy; who has gone is no error of the others", async () => {
  const relay = await openRelay()
  const alice = await relay.join()
  const bob = await relay.join()
  const carol = await relay.join()
  bob.line.close()
  const heard = [alice, carol].map(({ owner }) => receive(owner, 1))
  const payload = pattern(700_000, 4)
  const lines = [alice.line, bob.line, carol.line]
  const sent = await Promise.allSettled(lines.map((line) => line.sendShared(averaged(1), payload)))
  expect(sent.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
  for (const [received] of await Promise.all(heard)) {
    expect(received?.message).toEqual(averaged(1))
    expect(Buffer.compare(received?.payload ?? Buffer.from("none"), payload)).toBe(0)
  }
  for (const { owner } of [alice, bob, carol]) owner.close()
  await relay.close()
})
