/** Keys, tokens, and what may be connected to. */
import { z } from 'zod';
import { hostsAndRanges, keyRing, trueOrFalse, wholeNumber } from '../parsers.js';
import { setting } from '../setting.js';

export const security = {
  secretKeys: setting(
    {
      variable: 'FREEHUB_SECRET_KEYS',
      group: 'Security',
      default: null,
      unit: null,
      secret: 'whole',
      defaultMeaning: 'made by `freehub up` and kept in the data folder',
      meaning: 'Key ring for secrets at rest, as id:base64-of-32-bytes,…; the first encrypts, all decrypt.',
    },
    keyRing().optional(),
  ),
  adminToken: setting(
    {
      variable: 'FREEHUB_ADMIN_TOKEN',
      group: 'Security',
      default: null,
      unit: null,
      secret: 'whole',
      defaultMeaning: 'made by `freehub up` and kept in the data folder',
      meaning: 'Token of the operator `admin`: bearer token of the admin API, log-in of the dashboard.',
    },
    z.string().min(16, 'must have at least 16 characters').optional(),
  ),
  egressAllow: setting(
    {
      variable: 'FREEHUB_EGRESS_ALLOW',
      group: 'Security',
      default: '',
      unit: null,
      meaning:
        'Comma list of hosts, addresses and CIDR ranges that destinations and providers may reach although they are private.',
    },
    hostsAndRanges(),
  ),
  ambientCredentials: setting(
    {
      variable: 'FREEHUB_AMBIENT_CREDENTIALS',
      group: 'Security',
      default: 'false',
      unit: null,
      meaning:
        'true: destinations may use the cloud credentials of this machine (instance role, workload identity, environment). Leave it off when others than you set destinations up.',
    },
    trueOrFalse(),
  ),
  maxBodyBytes: setting(
    {
      variable: 'FREEHUB_MAX_BODY_BYTES',
      group: 'Security',
      default: '1048576',
      unit: 'bytes',
      meaning: 'Largest request body that the api accepts; uploaded files have a limit of their own.',
    },
    wholeNumber(1_024, 104_857_600),
  ),
  maxFileBytes: setting(
    {
      variable: 'FREEHUB_MAX_FILE_BYTES',
      group: 'Security',
      default: '20971520',
      unit: 'bytes',
      meaning:
        'Largest activity file that can be uploaded, as it comes and unpacked. A ride of 6.6 hours has 0.7 MB as FIT and 3 MB as GPX.',
    },
    wholeNumber(1_024, 67_108_864),
  ),
};
