import { channelContract, receive } from "../channel.contract.ts"
import { connectOwner } from "./client.ts"
import { openRelay } from "./relay.fixture.ts"

channelContract("socket.io", async (limits) => {
  const relay = await openRelay({ limits })
  const owner = connectOwner(relay.url, { limits, backOff: { firstMs: 1, maxMs: 10 } })
  let line = await relay.arrival()
  // The relay speaks first, so that the owner's end is open when it has heard something.
  await Promise.all([receive(owner, 1), line.send({ kind: "study-paused" })])
  const strangers: { disconnect(): unknown }[] = []
  const stranger = async () => {
    const socket = await relay.strangeOwner()
    await relay.arrival()
    strangers.push(socket)
    return socket
  }
  let strange: ReturnType<typeof stranger> | undefined
  const reconnected = () => new Promise<void>((resolve) => owner.onReconnect(resolve))
  let back = reconnected()
  return {
    owner,
    relay: () => line,
    async lose() {
      const told = new Promise<string>((resolve) => owner.onDisconnect(resolve))
      back = reconnected()
      relay.cut()
      await told
    },
    async restore() {
      relay.letIn()
      await back
      line = await relay.arrival()
    },
    async frame(event, ...args) {
      strange ??= stranger()
      const socket = await strange
      return new Promise((resolve) => socket.emit(event, ...args, resolve))
    },
    async dispose() {
      owner.close()
      for (const socket of strangers) socket.disconnect()
      await relay.close()
    },
  }
})
