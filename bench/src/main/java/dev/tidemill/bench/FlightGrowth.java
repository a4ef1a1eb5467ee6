package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.trace.TickTrace;
import java.io.IOException;
import java.util.Optional;

/** The example's ten live tables in a mill, to which flights are sent in process. One thread. */
final class FlightGrowth implements GrowthBench.Subject {
    private static final int LOAD_ROWS = 50_000;

    private final FlightsBench bench;
    private final Source source;
    private final FlightPosts posts;
    private long rows;

    FlightGrowth() throws IOException {
        bench = FlightsBench.open();
        source = bench.flights();
        posts = new FlightPosts(source);
    }

    @Override
    public void grow(long until) throws InterruptedException {
        long tick = 0;
        while (rows < until) {
            tick = append((int) Math.min(LOAD_ROWS, until - rows));
        }
        bench.awaitTick(tick);
    }

    private long append(int count) throws InterruptedException {
        FlightPosts.Rows next = posts.rows(count);
        Batch batch = next.batch();
        rows += batch.size();
        return bench.mill()
                .append(next.table(), ParsedRows.of(batch), AppendOptions.embedded())
                .tick();
    }

    @Override
    public long rows() {
        return rows;
    }

    /** A row of the file may end a batch early, so a tick can be a little smaller. */
    @Override
    public long tickNanos(int tickRows) throws InterruptedException {
        long tick = append(tickRows);
        bench.awaitTick(tick);
        while (true) {
            Optional<TickTrace> trace = bench.mill().trace(tick);
            if (trace.isPresent()) {
                return trace.get().engineNanos();
            }
            Thread.sleep(1);
        }
    }

    @Override
    public long stateBytes() {
        return bench.mill().status().memory().stateBytes();
    }

    @Override
    public void close() throws IOException {
        source.close();
        bench.close();
    }
}
