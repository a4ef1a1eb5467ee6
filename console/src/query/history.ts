const KEY = 'tidemill.query.history';
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
