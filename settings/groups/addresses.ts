/** Where the processes listen, and how the world reaches them. */
import { z } from 'zod';
import { port, urlOf } from '../parsers.js';
import { setting } from '../setting.js';

export const addresses = {
  apiHost: setting(
    {
      variable: 'FREEHUB_API_HOST',
      group: 'Addresses',
      default: '127.0.0.1',
      unit: null,
      meaning: 'Address that the api listens on.',
    },
    z.string().min(1),
  ),
  apiPort: setting(
    { variable: 'FREEHUB_API_PORT', group: 'Addresses', default: '8080', unit: null, meaning: 'Port that the api listens on.' },
    port(),
  ),
  publicUrl: setting(
    {
      variable: 'FREEHUB_PUBLIC_URL',
      group: 'Addresses',
      default: null,
      unit: null,
      defaultMeaning: 'http://127.0.0.1:<FREEHUB_API_PORT>',
      meaning: 'Where athletes and providers reach the api: base of OAuth redirects, webhook addresses and connect pages.',
    },
    urlOf('http:', 'https:').optional(),
  ),
  workerHost: setting(
    {
      variable: 'FREEHUB_WORKER_HOST',
      group: 'Addresses',
      default: '127.0.0.1',
      unit: null,
      meaning: 'Address of the worker’s health and metrics server.',
    },
    z.string().min(1),
  ),
  workerPort: setting(
    {
      variable: 'FREEHUB_WORKER_PORT',
      group: 'Addresses',
      default: '8081',
      unit: null,
      meaning: 'Port of the worker’s health and metrics server.',
    },
    port(),
  ),
};
