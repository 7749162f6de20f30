/** Accounts of the live API: one manager, who owns all devices, and one for each rider. */
import type { Sandbox } from '../sandbox.js';
import type { StoredRider } from '../store/riders.js';

export type Account =
  | { readonly id: number; readonly username: string; readonly role: 'MANAGER' }
  | { readonly id: number; readonly username: string; readonly role: 'ATHLETE'; readonly rider: StoredRider };

const MANAGER_ID = 1;

export function accountNamed({ options, riders }: Sandbox, username: string): Account | undefined {
  if (username === options.liveUsername) return { id: MANAGER_ID, username, role: 'MANAGER' };
  const number = /^athlete-([1-9]\d*)$/.exec(username)?.[1];
  const rider = riders.all().find((one) => String(one.number) === number);
  return rider && { id: MANAGER_ID + rider.number, username, role: 'ATHLETE', rider };
}

/** As the live API tells it: weight in kg, height in m. */
export function shownAccount(account: Account) {
  const { id, username, role } = account;
  const common = { id, username, external_id: null, email: `${username}@sandbox.example`, role };
  if (account.role === 'MANAGER') return { ...common, manager_profile: { id, first_name: 'Mara', last_name: 'Manager' } };
  const { firstName, lastName, sex, massKg, heightCm, birthDate } = account.rider.rider;
  return {
    ...common,
    athlete_profile: {
      first_name: firstName,
      last_name: lastName,
      gender: sex.toUpperCase(),
      weight: massKg,
      height: heightCm / 100,
      birth_date: birthDate,
      nationality: null,
    },
  };
}
