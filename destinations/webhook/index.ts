import type { Destination } from '../kit/destination.js';
import { classifyWebhook } from './classify.js';
import { previewWebhook } from './preview.js';
import { WebhookSession } from './session.js';
import { webhookCapabilities, webhookSpec } from './spec.js';
import type { WebhookConfig } from './spec.js';

/** Terra's webhook: one signed POST per event. */
export const webhook: Destination<WebhookConfig> = {
  spec: webhookSpec,
  capabilities: webhookCapabilities,
  classify: (error) => classifyWebhook(error),
  open: (config, io) => new WebhookSession(config, io),
  preview: previewWebhook,
};
