import { get, query, records } from '../api/client';
import type { Context, Page } from '../shell/page';
import { link } from '../shell/router';
import { figure } from '../tables/figures';
import { h, replace } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { short } from '../ui/format';
import { icon } from '../ui/icons';
import { poll } from '../ui/poll';
import { problemBox, refusalOf } from '../ui/problem';
import { Sparkline } from '../ui/spark';
import { leading, measure, raised } from './model';
import type { PredictorStatus } from './types';

const PERIOD_MS = 2_000;

type Lately = { readonly predictor: string; readonly accuracy: number | null; readonly rmse: number | null };
type Drifting = { readonly predictor: string; readonly drifting: number };

/** All predictors, each with how good it was lately. */
export function modelList(_context: Context): Page {
  const cards = h('div', { class: 'model-cards', 'data-testid': 'models' });
  const problem = h('div', {});
  const stop = poll(
    PERIOD_MS,
    async () => {
      const { predictors } = await get<{ readonly predictors: readonly PredictorStatus[] }>('/v1/predictors');
      if (predictors.length === 0) {
        replace(problem);
        replace(cards, h('section', { class: 'card' }, emptyState('A predictor says of each row that enters a table what will become of it, and learns when it becomes known. One file in predictors/ defines it.', 'tidemill model list')));
        return;
      }
      const [lately, drifting] = await Promise.all([
        query('SELECT predictor, accuracy, rmse FROM tidemill.predictor_windows ORDER BY window_start').then((answer) => records<Lately>(answer)),
        query('SELECT predictor, count(*) AS drifting FROM tidemill.predictor_features WHERE drifting GROUP BY predictor').then((answer) => records<Drifting>(answer)),
      ]);
      replace(problem);
      replace(
        cards,
        predictors.map((one) =>
          card(
            one,
            lately.filter((row) => row.predictor === one.name),
            drifting.find((row) => row.predictor === one.name)?.drifting ?? 0,
          ),
        ),
      );
    },
    (error) => {
      const refusal = refusalOf(error);
      if (refusal === null) return;
      replace(cards);
      replace(problem, problemBox(refusal));
    },
  );
  return {
    element: h(
      'div',
      { class: 'page models-page', 'data-testid': 'page-models' },
      h('header', { class: 'page-head' }, h('h1', {}, 'Models'), h('span', { class: 'unit' }, 'each prediction is measured when its label comes, and then learnt from')),
      problem,
      cards,
    ),
    close: stop,
  };
}

function card(status: PredictorStatus, lately: readonly Lately[], drifting: number): HTMLElement {
  const by = leading(status);
  const numbers = by.label === 'RMSE';
  const values = lately.map((row) => (numbers ? row.rmse : row.accuracy)).filter((one) => one !== null);
  const spark = new Sparkline(220, 36);
  spark.draw(raised(values), Math.max(2, values.length));
  return h(
    'a',
    { class: 'card model-card', href: link('models', status.name), 'data-testid': `model-${status.name}` },
    h(
      'div',
      { class: 'action-head' },
      icon('models'),
      h('h2', { class: 'mono' }, status.name),
      h('span', { class: `badge ${drifting > 0 ? 'amber' : 'green'}` }, icon(drifting > 0 ? 'warning' : 'check', 12), drifting > 0 ? `${drifting} drifting` : 'steady'),
    ),
    h('p', { class: 'card-note' }, `${status.learner} on `, h('span', { class: 'mono' }, status.on)),
    spark.element,
    h(
      'dl',
      { class: 'figures' },
      figure(by.label, measure(status.measures[numbers ? 'rmse' : 'accuracy'])),
      figure('Last again', measure(status.measures[numbers ? 'baseline_rmse' : 'baseline_accuracy'])),
      ...(numbers ? [] : [figure('AUC', measure(status.measures['auc']))]),
      figure('Learnt', short(status.labels_learnt)),
      figure('Pending', short(status.pending)),
    ),
  );
}
