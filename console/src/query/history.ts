const KEY = 'tidemill.query.history';
const LAST = 'tidemill.query.last';
const ENTRIES_MAX = 30;

/** The last questions asked in this browser, newest first. */
export function questions(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(sql: string): void {
  const question = sql.trim();
  if (question === '') return;
  const next = [question, ...questions().filter((one) => one !== question)].slice(0, ENTRIES_MAX);
  localStorage.setItem(KEY, JSON.stringify(next));
}

/** The question that stands in the editor, kept for the next visit; null for none. */
export function lastQuestion(): string | null {
  return localStorage.getItem(LAST);
}

export function keepQuestion(sql: string): void {
  localStorage.setItem(LAST, sql);
}

/** Nothing of what was asked stays here for whoever comes next. */
export function forgetQuestions(): void {
  localStorage.removeItem(KEY);
  localStorage.removeItem(LAST);
}
