import { short, whole } from '../ui/format';
import { Rows } from '../ui/rows';
import { measure, type Leading } from './model';
import type { ModelVersion } from './types';

/** The models of a predictor, the champion first, and how far each challenger is ahead of it. */
export function modelRows(by: Leading): { readonly element: HTMLElement; update(models: readonly ModelVersion[]): void } {
  const numbers = by.label === 'RMSE';
  const rows = new Rows<ModelVersion>({
    label: 'Models',
    testId: 'contest',
    key: (one) => String(one.version),
    columns: [
      { name: 'model', mono: true, cell: (one) => ({ text: one.alias ?? one.name, title: `${one.name}, since tick ${whole(one.began_tick)}` }) },
      { name: 'version', number: true, cell: (one) => ({ text: String(one.version) }) },
      { name: 'learner', cell: (one) => ({ text: one.learner }) },
      { name: 'from', cell: (one) => ({ text: origins[one.origin], tone: 'faint' }) },
      { name: 'answers', number: true, cell: (one) => answers(one) },
      { name: 'learnt', number: true, cell: (one) => ({ text: short(one.labels_learnt) }) },
      { name: 'measured', number: true, cell: (one) => ({ text: short(one.measured) }) },
      { name: by.label.toLowerCase(), number: true, cell: (one) => ({ text: measure(one.measures[numbers ? 'rmse' : 'accuracy']) }) },
      ...(numbers ? [] : [{ name: 'AUC', number: true, cell: (one: ModelVersion) => ({ text: measure(one.measures['auc']) }) }]),
      { name: 'ahead by', number: true, cell: (one) => ahead(one) },
    ],
  });
  return { element: rows.element, update: (models) => rows.update(models) };
}

const origins = { definition: 'the file', import: 'a file of another mill', retrain: 'training anew' } as const;

function answers(one: ModelVersion): { readonly text: string; readonly unit?: string; readonly title?: string } {
  if (one.alias === 'champion') return { text: 'the rest', title: 'All keys that no challenger answers' };
  return one.share_percent === 0 ? { text: '–', title: 'It only watches' } : { text: String(one.share_percent), unit: '%' };
}

/** By how much less it loses than the champion does over the same labels. */
function ahead(one: ModelVersion): { readonly text: string; readonly tone?: 'amber' | 'faint'; readonly title?: string } {
  if (one.benched) return { text: 'rolled back', tone: 'amber', title: 'No rule promotes it' };
  if (one.ahead_by === undefined || one.ahead_by === null) return { text: '–', tone: 'faint' };
  const range = one.ahead_low === undefined || one.ahead_low === null ? '' : `, 95% within ${measure(one.ahead_low)} to ${measure(one.ahead_high)}`;
  return { text: measure(one.ahead_by), title: `The champion’s mean loss less its own, over ${whole(one.window_labels)} labels${range}` };
}
