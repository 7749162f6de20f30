/** Serves the built dashboard. Every address below it that is no file is a page of the dashboard: its own router goes on from there. */
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { firstPage } from './page.js';

const AT = '/dashboard/';
/** What lies beside the first page: the icon, the script that chooses the colours before anything is drawn. */
const BESIDE = /^[\w-]+\.(?:svg|png|ico|txt|js|webmanifest)$/;

export async function serveDashboard(fastify: FastifyInstance, folder: string): Promise<void> {
  await fastify.register(files, {
    root: join(folder, 'assets'),
    prefix: `${AT}assets/`,
    index: false,
    dotfiles: 'ignore',
    // Made by the build beside each file.
    preCompressed: true,
    // Each build gives its files other names.
    immutable: true,
    maxAge: '365d',
    // The build may come later.
    suppressWarning: true,
  });
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split('?')[0] ?? AT;
    if (!path.startsWith(AT)) return reply.redirect(AT, 308);
    const name = path.slice(AT.length);
    if (BESIDE.test(name)) return reply.sendFile(name, folder, { maxAge: '1d', immutable: false });
    const { status, body, policy } = await firstPage(folder);
    return reply
      .status(status)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'cache-control': 'no-store',
      })
      .send(body);
  };
  fastify.get('/dashboard', answer);
  fastify.get(`${AT}*`, answer);
}
