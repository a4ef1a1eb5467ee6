/** Just enough SQL to look at: SELECT … FROM one table, a filter by flight_id, a limit; else the real server's kind of error. */
export function answerSql(mill, sql) {
  if (/tidemill\.errors/.test(sql)) {
    const columns = ['code', 'message', 'expression', 'row'].map((name) => ({ name, type: 'TEXT' }));
    const rows = [1, 2].map((i) => ['TM2101', 'division by zero', 'late / flights', `{"origin":"ATL","flight":${i}}`]);
    return { tick: mill.tick, columns, rows, row_count: 2, truncated: false, elapsed_ms: 1.2 };
  }
  const name = /\bfrom\s+([a-z_]+)/i.exec(sql)?.[1];
  const table = name === undefined ? undefined : mill.table(name);
  if (!/^\s*(select|with|--)/i.test(sql)) {
    return { error: { code: 'TM1001', name: 'SYNTAX', message: 'Only a SELECT can be asked here.', hint: 'Tables are changed by posting rows.', sqlstate: '42601', line: 1, column: 1 } };
  }
  if (table === undefined) {
    const before = sql.slice(0, sql.search(/\bfrom\b/i) + 5).split('\n');
    return { error: { code: 'TM2004', name: 'UNKNOWN_TABLE', message: `There is no table ${name}.`, hint: 'Did you mean worst_airports?', sqlstate: '42P01', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 } };
  }
  let objects = mill.objects(name);
  if (/join \(select origin/i.test(sql)) objects = mill.hubs.map((hub) => mill.byCode.get(hub));
  const flight = /flight_id\s*=\s*(\d+)/.exec(sql)?.[1];
  if (flight !== undefined) objects = objects.filter((one) => one.flight_id === Number(flight));
  const limit = Number(/limit\s+(\d+)/i.exec(sql)?.[1] ?? 10_000);
  const rows = objects.slice(0, limit).map((one) => table.columns.map((column) => one[column.name] ?? null));
  return { tick: mill.tick, columns: table.columns, rows, row_count: rows.length, truncated: false, elapsed_ms: 1.2 + Math.random() * 2 };
}
