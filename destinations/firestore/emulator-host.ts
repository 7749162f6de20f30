export interface EmulatorHost {
  /** Without brackets. */
  readonly name: string;
  readonly port: number;
}

/** @returns null for a text that is not host:port */
export function parseEmulatorHost(text: string): EmulatorHost | null {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text) ?? [];
  const name = bracketed ?? plain;
  const port = Number(digits);
  return name !== undefined && port > 0 && port < 65_536 ? { name, port } : null;
}
