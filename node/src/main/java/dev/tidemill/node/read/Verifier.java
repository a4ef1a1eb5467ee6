package dev.tidemill.node.read;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.sql.duckdb.DuckDbRenderer;
import dev.tidemill.store.QueryLimits;
import dev.tidemill.store.QueryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares live tables with their queries run as a batch by DuckDB, which shares no code with the
 * engine: the same tick, the same {@code now()}, the plan rendered as SQL. What DuckDB cannot run,
 * such as a query that calls a Java function, is compared with {@link EngineBatch}.
 */
public final class Verifier {
    private static final QueryLimits LIMITS =
            new QueryLimits(Duration.ofMinutes(10), Integer.MAX_VALUE, Long.MAX_VALUE);

    /** DuckDB may do less at once than the engine, which does it a change at a time. */
    private static final Set<ErrorCode> BEYOND_DUCKDB =
            Set.of(ErrorCode.MEMORY_LIMIT, ErrorCode.INVALID_ARGUMENT);

    private final QueryStore store;

    public Verifier(QueryStore store) {
        this.store = store;
    }

    /** Compares the tick's live tables. */
    public Verification verify(QueryableTick tick) {
        long started = System.nanoTime();
        List<Verification.TableResult> results = new ArrayList<>();
        for (PlannedTable table : tick.liveTables()) {
            results.add(verify(tick, table));
        }
        for (Suspension suspended : tick.suspended()) {
            results.add(
                    Verification.TableResult.notCompared(
                            suspended.table(), 0, suspended.asException().message()));
        }
        for (TableBuild building : tick.building()) {
            results.add(
                    Verification.TableResult.notCompared(
                            building.table().name(), 0, building.asException().message()));
        }
        return new Verification(
                tick.tick(),
                results,
                results.stream().mapToLong(Verification.TableResult::mismatches).sum(),
                (System.nanoTime() - started) / 1e6);
    }

    /** A table's name as the store knows it: a system table's schema stands before a dot. */
    private static String relation(String table) {
        return Arrays.stream(table.split("\\.", 2))
                .map(part -> '"' + part + '"')
                .collect(Collectors.joining("."));
    }

    /** What a table keeps of rows that were dropped, its query cannot find again. */
    private static @Nullable String dropped(QueryableTick tick, PlannedTable table) {
        for (String input : table.inputs()) {
            Long completeFrom = tick.table(input).completeFrom();
            if (completeFrom != null) {
                return "rows of %s before %s were dropped"
                        .formatted(input, Instant.EPOCH.plus(completeFrom, ChronoUnit.MICROS));
            }
        }
        return null;
    }

    private Verification.TableResult verify(QueryableTick tick, PlannedTable table) {
        String dropped = dropped(tick, table);
        if (dropped != null) {
            long rows = tick.table(table.name()).rows();
            return Verification.TableResult.notCompared(table.name(), rows, dropped);
        }
        String sql;
        try {
            sql =
                    new DuckDbRenderer(Verifier::relation, tick.nowMicros(), tick.frontier())
                            .render(table.plan());
        } catch (TidemillException e) {
            if (e.errorCode() != ErrorCode.UNSUPPORTED_SQL) {
                throw e;
            }
            return byEngine(tick, table, e.message());
        }
        RowBag rows = new RowBag();
        try {
            store.queryTrusted(tick, sql, LIMITS).batches().forEach(rows::addBatch);
        } catch (TidemillException e) {
            if (!BEYOND_DUCKDB.contains(e.errorCode())) {
                throw e;
            }
            return byEngine(tick, table, e.message());
        }
        return compared(rows, tick, table);
    }

    private static Verification.TableResult byEngine(
            QueryableTick tick, PlannedTable table, String why) {
        if (EngineBatch.rowsRead(tick, table) > EngineBatch.ROWS_MAX) {
            return Verification.TableResult.notCompared(
                    table.name(),
                    tick.table(table.name()).rows(),
                    why + ", and it reads more than " + EngineBatch.ROWS_MAX + " rows");
        }
        RowBag rows = new RowBag();
        EngineBatch.answer(tick, table, rows::addBatch);
        return compared(rows, tick, table);
    }

    private static Verification.TableResult compared(
            RowBag rows, QueryableTick tick, PlannedTable table) {
        EngineBatch.scan(tick.table(table.name()), rows::addLive);
        return rows.compare(table.name());
    }
}
