package dev.tidemill.node.ingest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.tick.PublishedTick;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows quarantined rows and sends them through their contract once more. */
public final class QuarantineDesk {
    /** Rows retried at once; the rest stays and can be retried after. */
    private static final int RETRIED_MAX = 10_000;

    private final Ingest ingest;
    private final DefinitionsInForce definitions;

    public QuarantineDesk(Ingest ingest, DefinitionsInForce definitions) {
        this.ingest = ingest;
        this.definitions = definitions;
    }

    /** Rows in quarantine, newest first. */
    public static List<QuarantinedRow> list(
            PublishedTick published, @Nullable String table, long limit) {
        return all(published).stream()
                .filter(row -> table == null || row.table().equals(table))
                .sorted(Comparator.comparingLong(QuarantinedRow::id).reversed())
                .limit(limit)
                .toList();
    }

    public static long count(PublishedTick published, @Nullable String table) {
        return table == null
                ? published.snapshot().table(SystemTables.QUARANTINE.name()).rows()
                : all(published).stream().filter(row -> row.table().equals(table)).count();
    }

    /** Ids of a table's quarantined rows, oldest first. */
    public static List<Long> ids(PublishedTick published, String table) {
        return all(published).stream()
                .filter(row -> row.table().equals(table))
                .map(QuarantinedRow::id)
                .sorted()
                .limit(RETRIED_MAX)
                .toList();
    }

    private static List<QuarantinedRow> all(PublishedTick published) {
        var table = published.snapshot().table(SystemTables.QUARANTINE.name());
        List<QuarantinedRow> rows = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : table.scan(0, 1, 2, 3, 4, 5, 6, 7)) {
            Batch chunk;
            while ((chunk = part.get()) != null) {
                for (int row = 0; row < chunk.size(); row++) {
                    rows.add(row(chunk.row(row)));
                }
            }
        }
        return rows;
    }

    private static QuarantinedRow row(List<@Nullable Object> values) {
        long micros = (Long) requireNonNull(values.get(7));
        return new QuarantinedRow(
                (Long) requireNonNull(values.get(0)),
                (String) requireNonNull(values.get(1)),
                (String) requireNonNull(values.get(2)),
                (String) values.get(3),
                (String) requireNonNull(values.get(4)),
                (String) requireNonNull(values.get(5)),
                (String) requireNonNull(values.get(6)),
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
    }

    /**
     * Takes rows out of the quarantine and through their contract: what is good now enters its
     * table, what is not comes back under a new number. Both happen in one tick.
     *
     * @param ids rows of one table; ids that are not there are passed over
     */
    public IngestResult retry(PublishedTick published, List<Long> ids) throws InterruptedException {
        List<QuarantinedRow> rows =
                all(published).stream()
                        .filter(row -> ids.contains(row.id()))
                        .sorted(Comparator.comparingLong(QuarantinedRow::id))
                        .limit(RETRIED_MAX)
                        .toList();
        if (rows.isEmpty()) {
            throw new TidemillException(
                    ErrorCode.NOT_FOUND, "none of these rows is in the quarantine");
        }
        String table = rows.getFirst().table();
        if (rows.stream().anyMatch(row -> !row.table().equals(table))) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "the rows belong to several tables")
                    .withHint("retry them table by table");
        }
        InputTable target = definitions.input(table);
        return ingest.retry(
                table, parse(target, rows), rows.stream().map(QuarantinedRow::id).toList());
    }

    private static ParsedRows parse(InputTable target, List<QuarantinedRow> rows) {
        ByteBuilder body = new ByteBuilder(1024);
        for (QuarantinedRow row : rows) {
            byte[] raw = Quarantine.raw(row.raw());
            body.append(raw, 0, raw.length).append('\n');
        }
        byte[] bytes = body.toByteArray();
        RowFormat format = RowFormat.NDJSON;
        return RowParser.of(format, target.schema(), ParseOptions.DEFAULT)
                .parse(bytes, 0, bytes.length);
    }
}
