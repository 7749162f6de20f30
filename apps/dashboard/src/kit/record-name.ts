interface Told {
  readonly name?: string | null;
  readonly sport?: string | null;
}

/** What people call a record: as its rider did, else what it was. */
export const recordName = (type: string, told: Told | null | undefined): string =>
  told?.name ?? told?.sport ?? (type === 'activity' ? 'Ride' : type);
