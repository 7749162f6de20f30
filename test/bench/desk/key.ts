/** The same each time, so that a kept database opens. */
import { KeyRing } from '../../../store/secrets/key-ring.js';

const KEY = Buffer.alloc(32, 'bench');
export const KEY_SETTING = `bench:${KEY.toString('base64')}`;
export const keyRing = (): KeyRing => KeyRing.of([{ id: 'bench', key: KEY }]);
