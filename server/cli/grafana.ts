/** `align-monitor grafana`: a dashboard for Grafana. */

import { Command } from 'commander';
import { dashboard } from '../export/grafana/dashboard.js';

/** The command. */
export function grafanaCommand(): Command {
  return new Command('grafana')
    .description('print a dashboard for Grafana with a Prometheus data source, to be imported there')
    .action(() => console.log(JSON.stringify(dashboard(), null, 2)));
}
