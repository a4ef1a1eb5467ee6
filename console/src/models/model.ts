// What the page says of a predictor, computed apart from its elements.
import type { FeatureRow, Monitor, Outcomes, PredictorStatus, SegmentRow, WindowRow } from './types';

/** Of what a predictor is measured by, the one that stands first. */
export interface Leading {
  readonly label: string;
  readonly value: (of: Outcomes) => number | null;
  readonly baseline: (of: Outcomes) => number | null;
  /** Whether more of it is better. */
  readonly upwards: boolean;
}

const ACCURACY: Leading = { label: 'Accuracy', value: (of) => of.accuracy, baseline: (of) => of.baseline_accuracy, upwards: true };
const ERROR: Leading = { label: 'RMSE', value: (of) => of.rmse, baseline: (of) => of.baseline_rmse, upwards: false };

/** Numbers are told by their error, the rest by how often they are right. */
export function leading(status: PredictorStatus): Leading {
  return status.measures['rmse'] === undefined ? ACCURACY : ERROR;
}

/** Oldest first. */
export function byTime(windows: readonly WindowRow[]): readonly WindowRow[] {
  return [...windows].sort((a, b) => (a.window_start < b.window_start ? -1 : a.window_start > b.window_start ? 1 : 0));
}

/** What waits for labels stands apart from what is measured: those of most rows first. */
export function bySize(segments: readonly SegmentRow[]): readonly SegmentRow[] {
  return [...segments].sort((a, b) => (a.feature < b.feature ? -1 : a.feature > b.feature ? 1 : b.predicted - a.predicted));
}

/** What drifts stands first. */
export function byDrift(features: readonly FeatureRow[]): readonly FeatureRow[] {
  return [...features].sort((a, b) => Number(b.drifting) - Number(a.drifting) || (b.psi ?? 0) - (a.psi ?? 0) || (a.feature < b.feature ? -1 : 1));
}

export function segmentName(segment: SegmentRow): string {
  if (segment.kind === 'missing') return 'missing';
  return segment.kind === 'rest' ? 'all others' : segment.segment;
}

export type FeatureState = 'gathering' | 'steady' | 'drifting';

export function stateOf(feature: FeatureRow): FeatureState {
  if (feature.drifting) return 'drifting';
  return feature.psi === null ? 'gathering' : 'steady';
}

/** Whether a person should look, and at what. */
export function verdict(monitor: Monitor): { readonly words: string; readonly tone: 'green' | 'amber' } {
  const drifting = monitor.features.filter((one) => one.drifting).map((one) => one.feature);
  if (monitor.error_drift_tick !== null) return { words: `errors rose in tick ${monitor.error_drift_tick.toLocaleString('en-US')}`, tone: 'amber' };
  if (drifting.length > 0) return { words: drifting.length === 1 ? `${drifting[0] ?? ''} has drifted` : `${drifting.length} features have drifted`, tone: 'amber' };
  return { words: 'steady', tone: 'green' };
}

/** A measure of 0 to 1 in three digits, an error in four that matter. */
export function measure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) < 10 ? value.toFixed(3) : value.toPrecision(4);
}

/** The time that a window covers, in one unit. */
export function windowSpan(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** A line's values with its own height: what changes little is still seen to change. */
export function raised(values: readonly number[]): readonly number[] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const floor = least - Math.max((most - least) * 0.35, 1e-9);
  return values.map((value) => value - floor);
}
