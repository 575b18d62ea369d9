import { channelContract } from "../channel.contract.ts"
import { openRelay } from "./relay.fixture.ts"

channelContract("socket.io", async (limits) => {
  const relay = await openRelay({ limits })
  const { owner, line: first } = await relay.join()
  let line = first
  let strange: ReturnType<typeof relay.strangeOwner> | undefined
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
      strange ??= relay.strangeOwner()
      const { socket } = await strange
      return new Promise((resolve) => socket.emit(event, ...args, resolve))
    },
    async dispose() {
      owner.close()
      ;(await strange)?.socket.disconnect()
      await relay.close()
    },
  }
})
