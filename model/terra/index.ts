/** Terra's wire models, as far as we produce them. */
export * from './activity.js';
export * from './activity-type.js';
export * from './data-event.js';
export * from './enumerations.js';
export * from './event-types.js';
export * from './events.js';
export * from './timestamp.js';
export * from './user.js';
