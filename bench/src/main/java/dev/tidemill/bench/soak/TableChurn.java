package dev.tidemill.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes, replaces and drops live tables, one every few seconds. All of them read tables of more
 * rows than may be built in a tick; some share the sub-plans of tables that run from the begin, or
 * of each other; some are dropped while they are still built.
 */
final class TableChurn implements AutoCloseable {
    private static final int NAMES = 6;
    private static final long DROP_EARLY_MILLIS_MAX = 300;
    private static final long BUILT_NANOS_MAX = 120_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private static final List<String> QUERIES =
            List.of(
                    "SELECT region, count(*) AS n, sum(credit) AS credit FROM accounts GROUP BY region",
                    "SELECT a.region, max(b.volume) AS most, count(*) AS n FROM balances b"
                            + " JOIN accounts a ON a.account = b.account GROUP BY a.region",
                    "SELECT a.region, b.account, b.volume FROM balances b"
                            + " JOIN accounts a ON a.account = b.account WHERE b.volume > 100000",
                    "SELECT account, credit FROM accounts WHERE credit > 500000",
                    "SELECT account, credit, region FROM accounts ORDER BY credit DESC, account"
                            + " LIMIT 100",
                    "SELECT page, count(*) AS visits, avg(millis) AS millis FROM visits GROUP BY page",
                    "SELECT credit / 10000 AS step, count(*) AS n FROM accounts GROUP BY credit / 10000",
                    "SELECT trades, count(*) AS n FROM balances GROUP BY trades");

    private final ServerClient client;
    private final Errors errors;
    private final SplittableRandom random;
    private final long pauseMillis;
    private final Set<String> there = new TreeSet<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final ReentrantLock working = new ReentrantLock(true);
    private final Thread thread;
    private volatile boolean stopped;

    TableChurn(ServerClient client, Errors errors, long seed, long pauseMillis) {
        this.client = client;
        this.errors = errors;
        this.random = new SplittableRandom(seed);
        this.pauseMillis = pauseMillis;
        this.thread = Thread.ofVirtual().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Statements that were carried out. */
    long changes() {
        return changes.get();
    }

    /** Tables that were dropped while they were built. */
    long givenUp() {
        return givenUp.get();
    }

    /** Drops all tables of this, and makes no new ones before {@link #resume}. */
    void pause() {
        working.lock();
        for (String name : List.copyOf(there)) {
            drop(name);
        }
    }

    /** By the thread that paused. */
    void resume() {
        working.unlock();
    }

    private void run() {
        try {
            while (!stopped) {
                Thread.sleep(pauseMillis);
                working.lock();
                try {
                    if (!stopped) {
                        change();
                    }
                } finally {
                    working.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change() throws InterruptedException {
        String name = "churned" + random.nextInt(NAMES);
        String sql = QUERIES.get(random.nextInt(QUERIES.size()));
        if (!there.contains(name)) {
            if (random.nextInt(5) == 0) {
                createAndDrop(name, sql);
            } else {
                define("CREATE LIVE TABLE " + name + " AS " + sql);
                there.add(name);
            }
        } else if (random.nextBoolean()) {
            define("CREATE OR REPLACE LIVE TABLE " + name + " AS " + sql);
        } else {
            drop(name);
        }
    }

    private void define(String statement) {
        try {
            JsonNode _ = client.queryJson(statement);
            changes.incrementAndGet();
        } catch (TidemillException e) {
            errors.add(statement, e);
        }
    }

    private void drop(String name) {
        define("DROP LIVE TABLE " + name);
        there.remove(name);
    }

    /** A statement returns when the table is defined; it is built afterwards. */
    private void createAndDrop(String name, String sql) throws InterruptedException {
        define("CREATE LIVE TABLE " + name + " AS " + sql);
        Thread.sleep(random.nextLong(DROP_EARLY_MILLIS_MAX));
        if (building().contains(name)) {
            givenUp.incrementAndGet();
        }
        drop(name);
    }

    private List<String> building() {
        List<String> names = new ArrayList<>();
        client.get("/v1/status")
                .path("building")
                .forEach(table -> names.add(table.path("name").asText()));
        return names;
    }

    /** Waits until all of its tables are there. Nothing may change them meanwhile. */
    void awaitBuilt() throws InterruptedException {
        long until = System.nanoTime() + BUILT_NANOS_MAX;
        while (!building().isEmpty()) {
            if (System.nanoTime() > until) {
                errors.add("never built: " + building());
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Waits for the change under way; makes no more. */
    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
