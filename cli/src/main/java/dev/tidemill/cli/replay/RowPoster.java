package dev.tidemill.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Posts what a source gives to a server as NDJSON. While some requests are on their way the next is
 * written; a server that says it is busy is asked again with the same key, so no row is lost or
 * counted twice.
 *
 * <p>Used by one thread.
 */
public final class RowPoster implements AutoCloseable {
    private static final int REQUESTS_ON_THE_WAY_MAX = 3;
    private static final int BYTES_PER_ROW_GUESS = 160;

    private final PatientPoster poster;
    private final String run = UUID.randomUUID().toString();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits = new Semaphore(REQUESTS_ON_THE_WAY_MAX);
    private final List<Future<?>> onTheWay = new ArrayList<>();
    private Receipts receipts = Receipts.NONE;
    private long postings;

    public RowPoster(ServerClient client) {
        this.poster = new PatientPoster(client);
    }

    /**
     * Posts a source's rows until it has no more, or until so many were posted.
     *
     * @return whether the source may have more
     */
    public boolean post(Source source, long rowsMax) throws InterruptedException {
        long rows = 0;
        while (rows < rowsMax) {
            SourceBatch batch = source.poll();
            if (batch == null) {
                return source.state() != Source.State.FINISHED;
            }
            for (SourceBatch.TableRows table : batch.tables()) {
                send(written(table.table(), table.rows().rows()));
            }
            rows += batch.size();
        }
        return true;
    }

    /** Waits until everything that was posted is acknowledged. */
    public Receipts awaitAcknowledged() throws InterruptedException {
        for (Future<?> request : onTheWay) {
            try {
                request.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known
                        ? known
                        : new IllegalStateException(e.getCause());
            }
        }
        onTheWay.clear();
        return receipts();
    }

    private synchronized Receipts receipts() {
        return receipts;
    }

    private Posting written(String table, Batch rows) {
        ByteBuilder body = new ByteBuilder(Math.max(1024, rows.size() * BYTES_PER_ROW_GUESS));
        JsonRowWriter writer = new JsonRowWriter(rows.schema());
        for (int row = 0; row < rows.size(); row++) {
            writer.object(rows, row, body);
            body.append('\n');
        }
        return new Posting(postings++, table, rows.size(), body.toByteArray());
    }

    private void send(Posting posting) throws InterruptedException {
        permits.acquire();
        onTheWay.removeIf(request -> request.state() == Future.State.SUCCESS);
        onTheWay.add(
                threads.submit(
                        () -> {
                            try {
                                acknowledge(posting, deliver(posting));
                            } finally {
                                permits.release();
                            }
                            return null;
                        }));
    }

    private JsonNode deliver(Posting posting) throws InterruptedException {
        return poster.post(posting.table(), posting.ndjson(), run + "-" + posting.number());
    }

    private synchronized void acknowledge(Posting posting, JsonNode answer) {
        receipts =
                receipts.plus(
                        posting.table(),
                        answer.path("accepted").asLong(),
                        answer.path("quarantined").asLong(),
                        answer.path("tick").asLong());
    }

    /** Leaves what is on its way to its fate. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
