import type { ComponentProps } from "react"
import styles from "./Button.module.css"
import { classes } from "./classes.ts"
import { Icon, type IconName } from "./Icon.tsx"

type Look = "primary" | "plain" | "quiet" | "danger"

/**
 * One primary per screen: what most people want next. `plain` for the rest, `quiet` inside text and tables,
 * `danger` where something ends. A disabled button says why in `reason`, which is read with its name.
 */
export function Button({
  look = "plain",
  icon,
  busy = false,
  reason,
  children,
  className,
  disabled,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { look?: Look; icon?: IconName; busy?: boolean; reason?: string | undefined }) {
  return (
    <button
      type={type}
      className={classes(styles.button, styles[look], className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      title={disabled ? reason : undefined}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A link that looks like a button, for steps that are addresses. */
export function ButtonLink({
  look = "plain",
  icon,
  children,
  className,
  ...rest
}: ComponentProps<"a"> & { look?: Look; icon?: IconName }) {
  return (
    <a className={classes(styles.button, styles[look], className)} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}
