/** Panels of a Grafana dashboard. */

/** The data source that the dashboard's variable chooses. */
export const PROMETHEUS = { type: 'prometheus', uid: '${datasource}' };

/** The width of a dashboard, in Grafana's units. */
const WIDTH = 24;

/** A query, and what its series are called. */
interface Query {
  expr: string;
  /** With labels in double braces. */
  legend?: string;
}

/** How values are shown. */
interface Shown {
  /** One of Grafana's. */
  unit?: string;
  /** The colour of the lowest values, then of those from each number on. */
  steps?: [string, ...[color: string, from: number][]];
  mappings?: object[];
}

/** A panel before it has a place and a number. */
type Unplaced = Record<string, unknown> & { type: string; title: string; targets: object[] };

/** A panel. */
export type Panel = Unplaced & { gridPos: { x: number; y: number; w: number; h: number } };

/** Panels beside each other, and how high they are in Grafana's units. */
type Row = [height: number, ...panels: Unplaced[]];

/** Places rows of panels below each other. */
export function placed(rows: readonly Row[]): Panel[] {
  let y = 0;
  return rows.flatMap(([h, ...panels]) => {
    const top = y;
    const w = Math.floor(WIDTH / panels.length);
    y += h;
    return panels.map((panel, index) => ({ ...panel, gridPos: { x: index * w, y: top, w, h } }));
  });
}

/** One figure. */
export function stat(title: string, queries: Query[], shown: Shown): Unplaced {
  return {
    ...panel('stat', title, queries, { instant: true }),
    fieldConfig: fieldConfig(shown),
    options: { colorMode: shown.steps === undefined ? 'none' : 'value', reduceOptions: { calcs: ['lastNotNull'] } },
  };
}

/** A chart over time. */
export function timeSeries(title: string, queries: Query[], shown: Shown & { isStacked?: boolean }): Unplaced {
  const custom = shown.isStacked === true ? { fillOpacity: 30, stacking: { mode: 'normal', group: 'A' } } : {};
  return {
    ...panel('timeseries', title, queries, { range: true }),
    fieldConfig: fieldConfig(shown, custom),
    options: { legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'multi' } },
  };
}

/**
 * A table with a column for each query.
 * @param joined the labels that tell its lines apart, where there is more than one query
 */
export function table(
  title: string,
  columns: { name: string; expr: string; unit?: string }[],
  joined: string[] = [],
): Unplaced {
  const valueName = (index: number): string => (columns.length === 1 ? 'Value' : `Value #${refId(index)}`);
  const renamed = Object.fromEntries(columns.map(({ name }, index) => [valueName(index), name]));
  return {
    ...panel('table', title, columns, { instant: true, format: 'table' }),
    fieldConfig: {
      ...fieldConfig({}),
      overrides: columns.flatMap(({ name, unit }) =>
        unit === undefined
          ? []
          : [{ matcher: { id: 'byName', options: name }, properties: [{ id: 'unit', value: unit }] }],
      ),
    },
    options: { showHeader: true },
    transformations: [
      ...(joined.length === 0 ? [] : [{ id: 'merge', options: {} }]),
      { id: 'organize', options: { excludeByName: { Time: true }, indexByName: {}, renameByName: renamed } },
    ],
  };
}

function panel(type: string, title: string, queries: Query[], how: object): Unplaced {
  return {
    ...{ type, title, datasource: PROMETHEUS },
    targets: queries.map(({ expr, legend }, index) => ({
      ...{ refId: refId(index), datasource: PROMETHEUS, expr },
      ...(legend !== undefined && { legendFormat: legend }),
      ...how,
    })),
  };
}

function fieldConfig({ unit, steps: [lowest, ...rest] = ['green'], mappings = [] }: Shown, custom?: object): object {
  const steps = [{ color: lowest, value: null }, ...rest.map(([color, value]) => ({ color, value }))];
  return {
    defaults: {
      ...(unit !== undefined && { unit }),
      ...(custom !== undefined && { custom }),
      mappings,
      thresholds: { mode: 'absolute', steps },
    },
    overrides: [],
  };
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
