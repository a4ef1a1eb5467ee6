import { percent, short, span, whole } from '../ui/format';
import { Rows } from '../ui/rows';
import { bySize, byDrift, measure, segmentName, stateOf, type Leading } from './model';
import type { FeatureRow, Monitor, SegmentRow } from './types';

function share(value: number | null): string {
  return value === null ? '–' : percent(value, 1);
}

/** How good predictions are for rows that have a value in common. */
export function segmentRows(by: Leading): { readonly element: HTMLElement; update(monitor: Monitor): void } {
  const numbers = by.label === 'RMSE';
  const rows = new Rows<SegmentRow>({
    label: 'By segment',
    testId: 'segments',
    key: (one) => `${one.feature} ${one.kind} ${one.segment}`,
    columns: [
      { name: 'feature', mono: true, cell: (one) => ({ text: one.feature }) },
      { name: 'value', mono: true, cell: (one) => (one.kind === 'value' ? { text: segmentName(one) } : { text: segmentName(one), tone: 'faint' }) },
      { name: 'predicted', number: true, cell: (one) => ({ text: short(one.predicted) }) },
      { name: 'coverage', number: true, cell: (one) => ({ text: share(one.coverage) }) },
      { name: 'lag', number: true, cell: (one) => ({ text: one.label_lag_seconds === null ? '–' : span(one.label_lag_seconds * 1000) }) },
      { name: by.label.toLowerCase(), number: true, cell: (one) => better(by, one) },
      { name: 'last again', number: true, cell: (one) => ({ text: measure(by.baseline(one)) }) },
      ...(numbers
        ? []
        : [
            { name: 'log-loss', number: true, cell: (one: SegmentRow) => ({ text: measure(one.log_loss) }) },
            { name: 'AUC', number: true, cell: (one: SegmentRow) => ({ text: measure(one.auc) }) },
            { name: 'mean score', number: true, cell: (one: SegmentRow) => ({ text: measure(one.mean_score) }) },
            { name: 'came true', number: true, cell: (one: SegmentRow) => ({ text: measure(one.observed_rate) }) },
          ]),
    ],
  });
  return { element: rows.element, update: (monitor) => rows.update(bySize(monitor.segments)) };
}

/** A segment that is worse than no model at all is amber, and says so on hovering. */
function better(by: Leading, one: SegmentRow): { readonly text: string; readonly tone?: 'amber'; readonly title?: string } {
  const value = by.value(one);
  const baseline = by.baseline(one);
  const worse = value !== null && baseline !== null && (by.upwards ? value < baseline : value > baseline);
  return worse ? { text: `${measure(value)} ▾`, tone: 'amber', title: 'Worse than saying the last label again' } : { text: measure(value) };
}

/** What comes in, beside the first rows that did. */
export function featureRows(): { readonly element: HTMLElement; update(monitor: Monitor): void } {
  const rows = new Rows<FeatureRow>({
    label: 'Features',
    testId: 'features',
    key: (one) => one.feature,
    columns: [
      { name: 'feature', mono: true, cell: (one) => ({ text: one.feature }) },
      { name: 'type', cell: (one) => ({ text: one.type, tone: 'faint' }) },
      { name: 'state', cell: (one) => words(one) },
      { name: 'seen', number: true, cell: (one) => ({ text: short(one.seen) }) },
      { name: 'missing', number: true, cell: (one) => ({ text: share(one.missing_rate), ...(one.missing_before === null ? {} : { title: `${share(one.missing_before)} in the first rows` }) }) },
      { name: 'unseen', number: true, cell: (one) => ({ text: share(one.unseen_rate), title: 'Values that no label was learnt of yet' }) },
      { name: 'PSI', number: true, cell: (one) => ({ text: measure(one.psi) }) },
      { name: 'KS', number: true, cell: (one) => ({ text: measure(one.ks) }) },
      { name: 'Wasserstein', number: true, cell: (one) => ({ text: measure(one.wasserstein_deviations), ...(one.wasserstein_deviations === null ? {} : { unit: 'σ' }), ...(one.wasserstein === null ? {} : { title: `${measure(one.wasserstein)} in the feature’s unit` }) }) },
    ],
  });
  return { element: rows.element, update: (monitor) => rows.update(byDrift(monitor.features)) };
}

function words(feature: FeatureRow): { readonly text: string; readonly state: string; readonly tone?: 'amber' } {
  const state = stateOf(feature);
  switch (state) {
    case 'drifting':
      return { text: `drifting since tick ${whole(feature.drifting_since_tick ?? 0)}`, state, tone: 'amber' };
    case 'steady':
      return { text: 'steady', state };
    case 'gathering':
      return { text: 'too few rows yet', state };
  }
}
