/** The page for people: who rides, what is broken on purpose, and a button for a new ride. Plain HTML, no script. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { ApiError, read } from '../http/errors.js';
import { html, page, type Html } from '../http/html.js';
import type { Sandbox } from '../sandbox.js';
import type { StoredRide } from '../store/rides.js';
import type { StoredRider } from '../store/riders.js';
import { markdown } from './markdown.js';
import { idSchema, overviewSchema } from './schemas.js';

const SHOWN_RIDERS = 50;
const SHOWN_RIDES = 3;

export function installPage(app: FastifyInstance, sandbox: Sandbox): void {
  app.get('/', (request, reply) => {
    const { made } = read(overviewSchema, request.query, 'query');
    return reply.type('text/html').send(overview(sandbox, made === undefined ? null : (sandbox.rides.find(made) ?? null)));
  });

  app.post('/riders/:id/rides', (request, reply) => {
    const rider = sandbox.riders.find(idSchema.parse(request.params).id);
    if (!rider) throw new ApiError(404, 'not_found', 'there is no such rider');
    const { id } = sandbox.world.ride(rider, { shape: 'mixed' });
    return reply.redirect(`/?made=${id}`, 303);
  });

  app.get('/sandbox/readme', (_request, reply) =>
    reply.type('text/html').send(page('Insiders sandbox: README', markdown(readme()))),
  );
}

/** Beside the source, or where the compiled code is three folders deeper under dist/. */
function readme(): string {
  for (const place of ['../README.md', '../../../../apps/sandbox/README.md']) {
    try {
      return readFileSync(new URL(place, import.meta.url), 'utf8');
    } catch {
      // The next place.
    }
  }
  throw new ApiError(404, 'not_found', 'the README is not installed here: see apps/sandbox/README.md in the source');
}

function overview(sandbox: Sandbox, made: StoredRide | null): string {
  const riders = sandbox.riders.all();
  const faults = sandbox.faults.active();
  const subscription = sandbox.subscriptions.current();
  return page(
    'Insiders sandbox',
    html`<h1>Insiders sandbox</h1>
      ${made === null ? html`` : told(sandbox, made)}
      <p>
        ${riders.length} riders, ${sandbox.rides.count()} rides. Webhooks:
        ${subscription ? html`sent to <strong>${new URL(subscription.url).host}</strong>, ${sandbox.sender.pending()} waiting` : 'nobody has subscribed'}.
        <a href="/sandbox/readme#control-api">Control API</a>
      </p>
      <p class="small">
        Live API: ${sandbox.devices.all().length} recorders, read by the account <strong>${sandbox.options.liveUsername}</strong>.
        <a href="/sandbox/readme#the-live-api">How to use it</a>, <a href="/sandbox/devices">recorders as JSON</a>.
      </p>
      <section aria-labelledby="faults">
        <h2 id="faults">Active faults</h2>
        ${
          faults.length === 0
            ? html`<p>None.</p>`
            : html`<ul>
                ${faults.map(({ id, fault, hits }) => html`<li>${fault.name} (${id}), ${hits} hits</li>`)}
              </ul>`
        }
      </section>
      ${riders.slice(0, SHOWN_RIDERS).map((rider) => card(sandbox, rider))}
      ${riders.length > SHOWN_RIDERS ? html`<p>And ${riders.length - SHOWN_RIDERS} more: <a href="/sandbox/riders">all riders as JSON</a>.</p>` : html``}`,
  );
}

/** What the button made, and where it goes now. */
function told({ riders, grants }: Sandbox, ride: StoredRide): Html {
  const rider = riders.find(ride.riderId)?.rider;
  const name = rider ? `${rider.firstName} ${rider.lastName}` : ride.riderId;
  return html`<p role="status">
    <strong>${name} has uploaded a ride:</strong> ${describe(ride)}.
    ${grants.ofRider(ride.riderId).length > 0 ? 'Who is connected hears of it.' : 'Nobody hears of it: this rider is not connected.'}
    <a href="#${ride.riderId}">Show</a>
  </p>`;
}

function card({ rides, grants }: Sandbox, { id, rider }: StoredRider): Html {
  const name = `${rider.firstName} ${rider.lastName}`;
  const latest = rides.latest(id, SHOWN_RIDES);
  return html`<section id="${id}" aria-labelledby="name-${id}">
    <div class="row">
      <h2 id="name-${id}">${name}</h2>
      <form method="post" action="/riders/${id}/rides"><button aria-label="Ride now: ${name}">Ride now</button></form>
    </div>
    <p class="small">${id} · ${rider.timezone} · ${grants.ofRider(id).length > 0 ? 'connected' : 'not connected'}</p>
    ${
      latest.length === 0
        ? html`<p>No rides yet.</p>`
        : html`<ul>
            ${latest.map((ride) => html`<li>${describe(ride)}</li>`)}
          </ul>`
    }
  </section>`;
}

function describe(ride: StoredRide): string {
  const { totals, utc_offset_seconds: offset } = ride.facts;
  const local = new Date(ride.startedAt + (offset ?? 0) * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const parts = [
    `${Math.round(totals.elapsed_seconds / 60)} min`,
    ...(totals.distance_m === null ? [] : [`${(totals.distance_m / 1000).toFixed(1)} km`]),
    ...(totals.avg_power_w === null ? [] : [`${Math.round(totals.avg_power_w)} W`]),
  ];
  return `${local} ${ride.name}: ${parts.join(', ')}`;
}
