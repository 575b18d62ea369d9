import { useState } from "react"
import { part } from "../../strings/en.owner-part.ts"
import { Choice } from "../../ui/Field.tsx"
import styles from "../stages/Stage.module.css"
import { useWakeLock } from "../useWakeLock.ts"

const words = part.machine

/** On what the learning runs, what a browser does to tabs in the background, and the one thing to do against it. */
export function Machine({ backend }: { backend: { name: string; reason: string } | null }) {
  const [wanted, setWanted] = useState(false)
  const refused = useWakeLock(wanted)
  return (
    <div className={styles.machine}>
      {backend !== null && (
        <p>
          {words.backend(words.backends[backend.name] ?? backend.name)}{" "}
          <span className={styles.aside}>{backend.reason}</span>
        </p>
      )}
      <p>{words.hidden}</p>
      {"wakeLock" in navigator && (
        <Choice
          type="checkbox"
          label={words.wakeLock}
          hint={refused ? words.wakeLockFailed : words.wakeLockHint}
          checked={wanted}
          onChange={({ target }) => setWanted(target.checked)}
        />
      )}
    </div>
  )
}
