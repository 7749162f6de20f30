/** Flags that let a Java server start fast and stay small: no second compiler, one thread for garbage. */
export const LIGHT_JAVA: readonly string[] = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
