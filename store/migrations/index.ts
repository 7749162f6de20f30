import { Tenants1700000000001 } from './0001-tenants.js';
import { Connections1700000000002 } from './0002-connections.js';
import { Flow1700000000003 } from './0003-flow.js';
import { Terra1700000000004 } from './0004-terra.js';
import { Behind1700000000005 } from './0005-behind.js';
import { BudgetCapacity1700000000006 } from './0006-budget-capacity.js';
import { Batches1700000000007 } from './0007-batches.js';
import { Devices1700000000008 } from './0008-devices.js';
import { Formats1700000000009 } from './0009-formats.js';
import { Watches1700000000010 } from './0010-watches.js';
import { BatchItems1700000000011 } from './0011-batch-items.js';
import { Operators1700000000012 } from './0012-operators.js';
import { Desk1700000000013 } from './0013-desk.js';
import { DeskLists1700000000014 } from './0014-desk-lists.js';
import { Attempts1700000000015 } from './0015-attempts.js';
import { FirstTries1700000000016 } from './0016-first-tries.js';

/** In order. A migration that was released is never edited: write the next one. */
export const migrations = [
  Tenants1700000000001,
  Connections1700000000002,
  Flow1700000000003,
  Terra1700000000004,
  Behind1700000000005,
  BudgetCapacity1700000000006,
  Batches1700000000007,
  Devices1700000000008,
  Formats1700000000009,
  Watches1700000000010,
  BatchItems1700000000011,
  Operators1700000000012,
  Desk1700000000013,
  DeskLists1700000000014,
  Attempts1700000000015,
  FirstTries1700000000016,
];
