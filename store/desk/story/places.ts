/** After everything that has happened: above every place that has a time. */
export const NOW = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
