import type { Destination } from '../kit/destination.js';
import { classifySupabase } from './classify.js';
import { previewSupabase } from './preview.js';
import { SupabaseSession } from './session.js';
import { supabaseCapabilities, supabaseSpec } from './spec.js';
import type { SupabaseConfig } from './spec.js';

/** Terra's destination on Supabase. */
export const supabase: Destination<SupabaseConfig> = {
  spec: supabaseSpec,
  capabilities: supabaseCapabilities,
  classify: classifySupabase,
  open: (config, io) => new SupabaseSession(config, io),
  preview: previewSupabase,
};
