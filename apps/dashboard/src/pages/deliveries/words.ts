/** Deliveries in words. */
const PRIORITIES: Readonly<Record<number, string>> = { 0: 'live', 5: 'backfill', 7: 'replay' };
export const priorityWord = (priority: number): string => PRIORITIES[priority] ?? String(priority);
