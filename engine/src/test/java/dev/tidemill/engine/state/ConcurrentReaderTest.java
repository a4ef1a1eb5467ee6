package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Transfers between accounts: every snapshot must hold every account once, with balances that sum
 * to 0.
 */
class ConcurrentReaderTest {
    private static final Schema SCHEMA =
            Schema.of(
                    Field.of("account", Type.INTEGER),
                    Field.of("balance", Type.BIGINT),
                    Field.of("owner", Type.TEXT));
    private static final int ACCOUNTS = 3000;
    private static final int TICKS = 400;

    private final StateSpace space = new StateSpace(PageAllocator.unbounded());
    private final PartitionedTable table =
            new PartitionedTable(space, "balances", ZSetShape.unique(SCHEMA, 0));
    private final long[] balances = new long[ACCOUNTS];

    @Test
    void everySnapshotIsOneTickWhileTwoThreadsWrite() throws Exception {
        BatchBuilder opening = new BatchBuilder(SCHEMA, ACCOUNTS);
        for (int account = 0; account < ACCOUNTS; account++) {
            opening.add(1, account, 0L, owner(account));
        }
        table.apply(opening.build());
        AtomicReference<Snapshot> published = new AtomicReference<>(space.pin(table.regions()));
        Random random = new Random(4);
        try (ExecutorService workers = Executors.newFixedThreadPool(2);
                ExecutorService readers = Executors.newFixedThreadPool(1)) {
            Future<?> reader = readers.submit(() -> readToTheEnd(published));
            for (int tick = 1; tick <= TICKS; tick++) {
                applyOnBoth(workers, transfers(random));
                requireNonNull(published.getAndSet(space.pin(table.regions()))).close();
            }
            applyOnBoth(workers, end());
            requireNonNull(published.getAndSet(space.pin(table.regions()))).close();
            reader.get();
        }
        requireNonNull(published.get()).close();
        assertEquals(table.bytes(), space.allocator().bytes(), "closed snapshots keep nothing");
    }

    private static String owner(int account) {
        return "owner number " + account;
    }

    private Batch transfers(Random random) {
        BatchBuilder batch = new BatchBuilder(SCHEMA, 100);
        for (int i = 0; i < 20; i++) {
            long amount = random.nextInt(1000);
            change(batch, random.nextInt(ACCOUNTS), amount);
            change(batch, random.nextInt(ACCOUNTS), -amount);
        }
        return batch.build();
    }

    private void change(BatchBuilder batch, int account, long amount) {
        batch.add(-1, account, balances[account], owner(account));
        balances[account] += amount;
        batch.add(1, account, balances[account], owner(account));
    }

    /** One more account tells the reader to stop. */
    private static Batch end() {
        return new BatchBuilder(SCHEMA, 1).add(1, ACCOUNTS, 0L, "end").build();
    }

    private void applyOnBoth(ExecutorService workers, Batch batch) throws Exception {
        long[] hashes = table.shape().keyHashes(batch);
        PartitionedRows rows = PartitionedRows.of(hashes, batch.size());
        Future<?> odd = workers.submit(() -> applyEverySecond(batch, hashes, rows, 1));
        Future<?> even = workers.submit(() -> applyEverySecond(batch, hashes, rows, 0));
        odd.get();
        even.get();
    }

    private void applyEverySecond(Batch batch, long[] hashes, PartitionedRows rows, int first) {
        for (int p = first; p < StateSpace.PARTITIONS; p += 2) {
            table.partition(p).apply(batch, hashes, rows.rows(p), rows.count(p));
        }
    }

    private void readToTheEnd(AtomicReference<Snapshot> published) {
        long accounts = 0;
        while (accounts <= ACCOUNTS) {
            Snapshot snapshot = requireNonNull(published.get());
            if (!snapshot.tryRetain()) {
                continue;
            }
            try (snapshot) {
                accounts = 0;
                long sum = 0;
                for (ZSetTableView view : table.at(snapshot)) {
                    ZSetScan scan = view.scan(1, 2);
                    for (Batch chunk = scan.next(); chunk != null; chunk = scan.next()) {
                        accounts += chunk.size();
                        long[] values = ((LongColumn) chunk.column(0)).values();
                        for (int i = 0; i < chunk.size(); i++) {
                            sum += values[i];
                        }
                    }
                }
                assertEquals(0, sum);
                assertEquals(ACCOUNTS, Math.min(accounts, ACCOUNTS));
            }
        }
    }
}
