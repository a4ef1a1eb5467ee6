import { get } from '../api/client';
import type { Context, Page } from '../shell/page';
import { link } from '../shell/router';
import { h, replace, text } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { percent, short, span, whole } from '../ui/format';
import { icon } from '../ui/icons';
import { poll } from '../ui/poll';
import { problemBox, refusalOf } from '../ui/problem';
import { CalibrationPlot } from './calibration';
import { modelRows } from './contest';
import { modelList } from './list';
import { leading, measure, verdict } from './model';
import { featureRows, segmentRows } from './parts';
import { QualityCharts } from './quality';
import { RecentPredictions } from './recent';
import type { ModelVersion, Monitor } from './types';

const PERIOD_MS = 2_000;

/** All predictors, or one of them in all its parts. */
export function modelsPage(context: Context, argument: string | null): Page {
  if (argument === null) return modelList(context);
  const view = new ModelView(context, argument);
  return { element: view.element, close: () => view.close() };
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly note: string;
}

class ModelView {
  readonly element: HTMLElement;
  private readonly about = h('span', { class: 'unit' });
  private readonly state = h('span', { class: 'badge', 'data-testid': 'model-state' });
  private readonly tiles = h('div', { class: 'tiles', 'data-testid': 'model-tiles' });
  private readonly charts = new QualityCharts();
  private readonly plot = new CalibrationPlot();
  private readonly features = featureRows();
  private readonly segments = h('section', { class: 'card' });
  private readonly contest = h('section', { class: 'card' });
  private readonly newest = h('div', {});
  private readonly problem = h('div', {});
  private readonly content: HTMLElement;
  private readonly stop: () => void;
  private recent: RecentPredictions | null = null;
  private segmentTable: ReturnType<typeof segmentRows> | null = null;
  private segmented: string | null = null;
  private contestTable: { readonly by: string; readonly rows: ReturnType<typeof modelRows> } | null = null;

  constructor(
    private readonly context: Context,
    private readonly name: string,
  ) {
    this.content = h(
      'div',
      { class: 'operations-part' },
      this.tiles,
      this.charts.element,
      h(
        'div',
        { class: 'model-parts' },
        this.plot.element,
        h('section', { class: 'card' }, h('h2', {}, 'Features'), this.features.element, h('p', { class: 'card-note' }, 'The newest rows beside the first ones. Drifting: the stability index is above the bound, or Wasserstein’s distance is and chance does not explain it.')),
      ),
      this.contest,
      this.segments,
      this.newest,
    );
    this.content.hidden = true;
    this.element = h(
      'div',
      { class: 'page models-page', 'data-testid': 'page-model' },
      h(
        'header',
        { class: 'page-head' },
        h('a', { class: 'model-back', href: link('models'), 'aria-label': 'All models' }, '‹'),
        h('h1', { class: 'mono', 'data-testid': 'model-name' }, name),
        this.about,
        this.state,
      ),
      this.problem,
      this.content,
    );
    this.stop = poll(
      PERIOD_MS,
      async () => {
        const at = `/v1/predictors/${encodeURIComponent(name)}`;
        const [monitor, { models }] = await Promise.all([get<Monitor>(`${at}/monitor`), get<{ readonly models: readonly ModelVersion[] }>(`${at}/models`)]);
        this.show(monitor);
        this.showContest(monitor, models);
      },
      (error) => {
        const refusal = refusalOf(error);
        if (refusal === null) return;
        this.content.hidden = true;
        replace(this.problem, problemBox(refusal));
      },
    );
  }

  close(): void {
    this.stop();
    this.charts.close();
    this.recent?.close();
  }

  private show(monitor: Monitor): void {
    const { predictor } = monitor;
    replace(this.problem);
    this.content.hidden = false;
    text(this.about, `${predictor.learner} on ${predictor.on}, version ${predictor.model_version}, as of tick ${whole(monitor.tick)}`);
    const { words, tone } = verdict(monitor);
    this.state.className = `badge ${tone}`;
    replace(this.state, icon(tone === 'green' ? 'check' : 'warning', 12), words);
    replace(this.tiles, tilesOf(monitor).map(tile));
    this.charts.update(monitor);
    this.plot.element.hidden = predictor.measures['rmse'] !== undefined;
    this.plot.update(monitor.calibration, predictor.measures['calibration_error']);
    this.features.update(monitor);
    this.showSegments(monitor);
    if (this.recent === null) {
      this.recent = new RecentPredictions(this.name, this.context);
      replace(this.newest, this.recent.element);
    }
  }

  private showContest(monitor: Monitor, models: readonly ModelVersion[]): void {
    const by = leading(monitor.predictor);
    if (this.contestTable?.by !== by.label) {
      const rows = modelRows(by);
      this.contestTable = { by: by.label, rows };
      replace(this.contest, h('h2', {}, 'Models'), rows.element, h('p', { class: 'card-note' }, 'All are told the same rows and labels. Ahead by: how much less a challenger loses than the champion, in the mean of the newest labels.'));
    }
    this.contestTable.rows.update(models);
  }

  private showSegments(monitor: Monitor): void {
    const by = leading(monitor.predictor);
    const shape = `${by.label} ${monitor.evaluation.segments.join()}`;
    if (shape !== this.segmented) {
      this.segmented = shape;
      this.segmentTable = segmentRows(by);
      replace(
        this.segments,
        h('h2', {}, 'Segments'),
        monitor.evaluation.segments.length === 0
          ? emptyState('Rows can be measured apart by the values of a category. The predictor’s file names it:', 'evaluation: {segments: [a_category]}')
          : this.segmentTable.element,
      );
    }
    this.segmentTable?.update(monitor);
  }
}

function tilesOf(monitor: Monitor): readonly Tile[] {
  const { measures, counts } = monitor.predictor;
  const numbers = measures['rmse'] !== undefined;
  const quality: readonly Tile[] = numbers
    ? [
        { name: 'RMSE', value: measure(measures['rmse']), note: `${measure(measures['baseline_rmse'])} of the last label again` },
      ]
    : [
        { name: 'Accuracy', value: measure(measures['accuracy']), note: `${measure(measures['baseline_accuracy'])} of the last label again` },
        { name: 'Kappa-temporal', value: measure(measures['kappa_temporal']), note: '0: no better, 1: always right' },
        { name: 'AUC', value: measure(measures['auc']), note: `log-loss ${measure(measures['log_loss'])}` },
      ];
  const settled = (counts['measured'] ?? 0) + (counts['early'] ?? 0);
  const predicted = counts['predicted'] ?? 0;
  const lag = measures['label_lag_seconds'];
  const { rows, asked } = monitor.latency;
  const serving = rows.count > 0 ? rows : asked;
  return [
    ...quality,
    { name: 'Learnt', value: short(monitor.predictor.labels_learnt), note: `${short(monitor.predictor.pending)} wait for their label` },
    { name: 'Coverage', value: predicted === 0 ? '–' : percent(settled / predicted, 1), note: lag === undefined ? 'no label yet' : `labels come after ${span(lag * 1000)}` },
    { name: 'Serving', value: serving.count === 0 ? '–' : span(serving.p50_ms), note: serving.count === 0 ? 'nothing since the start' : `p99 ${span(serving.p99_ms)}, to disk` },
  ];
}

function tile(one: Tile): HTMLElement {
  return h('div', { class: 'tile' }, h('span', { class: 'tile-name' }, one.name), h('b', {}, one.value), h('span', { class: 'tile-note', title: one.note }, one.note));
}
