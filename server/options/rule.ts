/** What an alert rule is, as it is given and whole. */

import type { Severity } from '../contract/index.js';

/** The figures that a rule can watch. */
export const METRICS = [
  ...(['error_rate', 'count', 'p50', 'p95', 'p99'] as const),
  ...(['requests_per_second', 'active_sessions', 'event_loop_delay', 'check'] as const),
] as const;
/** One of them. */
export type Metric = (typeof METRICS)[number];

/** How a figure is compared with the threshold. */
export const COMPARISONS = ['>', '>=', '<', '<='] as const;
/** One of them. */
export type Comparison = (typeof COMPARISONS)[number];

/** A rule as it is given; what is left out has its default. */
export interface RuleOptions {
  /** What is watched; a named rule has its own. */
  metric?: Metric | undefined;
  /** For the metric `count`: the class whose errors are counted. */
  errorClass?: string | undefined;
  /** For the metric `check`: the check's name. The alert fires while the check is degraded. */
  check?: string | undefined;
  /** Unless given: counts `>=`, all others `>`. */
  comparison?: Comparison | undefined;
  /** Of the error rate a share (0.05 is 5 %); of percentiles and the event-loop delay milliseconds. */
  threshold?: number | undefined;
  /** Seconds, a multiple of 5 from 5 to 900; 60 unless given, of counts 300. */
  window?: number | undefined;
  /** `warning` unless given. */
  severity?: Severity | undefined;
  /** For how long it must hold before it fires; 0 unless given. */
  forSeconds?: number | undefined;
  /** For how long it must no longer hold before it is resolved; 0 unless given. */
  keepFiringSeconds?: number | undefined;
  /** Fires only with so many requests in the window; 0 unless given. */
  minRequests?: number | undefined;
  /**
   * How sure it must be that it is no chance, from 0 (the bare threshold) to below 1. Error rates and percentiles:
   * 0.999999 unless given, own counts: 0.
   */
  confidence?: number | undefined;
  /** One endpoint alone: a route template, or method and template such as `GET /items/:id`. */
  endpoint?: string | undefined;
}

/** Rules by name; `false` switches one off. */
export type AlertRules = Record<string, RuleOptions | false>;

/** What a healthy system keeps to, and how unlikely a figure must be in one before the rule fires. */
export interface Gate {
  /** The share of requests that a healthy system has at the most. */
  healthyShare: number;
  /** The rule fires when the binomial tail is below this. */
  tail: number;
}

/** A whole rule. */
export interface Rule {
  name: string;
  metric: Metric;
  /** Only of the metric `count`. */
  errorClass: string | null;
  /** Only of the metric `check`. */
  check: string | null;
  comparison: Comparison;
  /** In the metric's unit: the error rate's is percent. */
  threshold: number;
  /** Seconds; 0 for figures that are of the moment. */
  window: number;
  severity: Severity;
  forSeconds: number;
  keepFiringSeconds: number;
  minRequests: number;
  /** Null: the threshold alone decides. */
  gate: Gate | null;
  /** Null: the whole app. A null method means all methods. */
  endpoint: { template: string; method: string | null } | null;
}

/** The quantile that a metric is about. */
export const QUANTILES: Partial<Record<Metric, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** The type of the alert that tells of a restart loop: no rule may have its name. */
export const RESTART_LOOP = 'restart_loop';
