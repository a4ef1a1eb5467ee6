package dev.tidemill.cli.transfer;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import org.jspecify.annotations.Nullable;

/**
 * Sends files into a table, batch after batch. A batch's key is made of its file's bytes and its
 * number, so a server that has it already takes it no second time, whoever sends it again and when.
 * One batch is on its way at a time: rows of one key arrive in the file's order, and none is late
 * because of one behind it.
 *
 * <p>Used by one thread.
 */
public final class RowImport {
    private static final long PAUSE_MILLIS_FIRST = 25;
    private static final long PAUSE_MILLIS_MAX = 1_000;

    /** A server that is busy for longer ends the import, which can be run again. */
    private static final long BUSY_MILLIS_MAX = 10 * 60_000L;

    private final ServerClient client;
    private final TableColumns table;
    private final int batchRows;
    private final String name;
    private final ImportReport report = new ImportReport();

    /**
     * @param batchRows rows of a batch at most
     * @param name makes this import another one than others of the same files; mostly empty
     */
    public RowImport(ServerClient client, TableColumns table, int batchRows, String name) {
        this.client = requireNonNull(client, "client");
        this.table = requireNonNull(table, "table");
        this.batchRows = batchRows;
        this.name = requireNonNull(name, "name");
    }

    public ImportReport report() {
        return report;
    }

    /**
     * Sends all rows of a file; returns when they are on the server's disk.
     *
     * @throws TidemillException INVALID_FILE, UNKNOWN_FIELD …, with the file and the rows
     */
    public void send(ImportFile file) throws InterruptedException {
        try (RowBatches batches = file.batches(table, batchRows)) {
            RowBatch batch;
            while ((batch = batches.next()) != null) {
                take(file, batch, deliver(file, batch));
            }
        }
    }

    private String key(ImportFile file, RowBatch batch) {
        return "import-%s%s-%d-%d"
                .formatted(
                        name.isEmpty() ? "" : name + "-", file.digest(), batchRows, batch.number());
    }

    private JsonNode deliver(ImportFile file, RowBatch batch) throws InterruptedException {
        long pause = PAUSE_MILLIS_FIRST;
        long waited = 0;
        while (true) {
            try {
                return client.postRows(
                        table.table(), batch.format(), batch.body(), key(file, batch));
            } catch (TidemillException e) {
                boolean busy =
                        e.errorCode() == ErrorCode.BACKPRESSURE
                                || e.errorCode() == ErrorCode.STATE_FULL
                                || e.errorCode() == ErrorCode.NOT_READY;
                if (!busy || waited >= BUSY_MILLIS_MAX) {
                    throw placed(e, file, batch);
                }
                Thread.sleep(pause);
                waited += pause;
                pause = Math.min(PAUSE_MILLIS_MAX, pause * 2);
            }
        }
    }

    /** Says where in which file it is, and what is done already. */
    private TidemillException placed(TidemillException e, ImportFile file, RowBatch batch) {
        String where = file.name() + ", rows " + batch.firstRow() + " to " + batch.lastRow();
        TidemillException placed =
                new TidemillException(e.errorCode(), where + ": " + e.message(), e);
        Place place = e.place();
        if (place != null && batch.number() == 0) {
            placed = placed.at(new Place(file.name(), place.line(), place.column()));
        }
        placed = e.hint() == null ? placed : placed.withHint(e.hint());
        String detail = e.detail() == null ? "" : e.detail() + "; ";
        return report.rows() == 0 && detail.isEmpty()
                ? placed
                : placed.withDetail(
                        detail
                                + report.rows()
                                + " rows before are taken, and are not taken twice when the import"
                                + " is run again");
    }

    private void take(ImportFile file, RowBatch batch, JsonNode answer) {
        long tick = answer.path("tick").asLong();
        if (answer.path("duplicate").asBoolean()) {
            report.found(batch.rows(), tick);
            return;
        }
        report.took(
                batch.rows(),
                answer.path("accepted").asLong(),
                answer.path("quarantined").asLong(),
                answer.path("late").asLong(),
                tick);
        for (JsonNode problem : answer.path("problems")) {
            report.problem(
                    new ImportReport.Problem(
                            file.name(),
                            batch.firstRow() + problem.path("row").asLong() - 1,
                            text(problem.get("column")),
                            problem.path("rule").asText(),
                            problem.path("reason").asText()));
        }
    }

    private static String text(@Nullable JsonNode value) {
        return value == null || value.isNull() ? "" : value.asText();
    }
}
