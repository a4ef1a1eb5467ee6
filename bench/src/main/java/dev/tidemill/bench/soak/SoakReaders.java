package dev.tidemill.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.EventStream;
import dev.tidemill.cli.client.ServerClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Lookups, queries and subscriptions over HTTP, without an end. */
final class SoakReaders implements AutoCloseable {
    private static final long LOOKUP_MILLIS = 5;
    private static final long QUERY_MILLIS = 500;
    private static final long SUBSCRIBED_NANOS = 15_000_000_000L;
    private static final List<String> SUBSCRIBED =
            List.of("region_totals", "last_seconds", "largest");
    private static final List<String> QUERIES =
            List.of(
                    "SELECT * FROM largest",
                    "SELECT region, volume FROM region_totals ORDER BY volume DESC",
                    "SELECT a.region, max(b.volume) AS m FROM balances b"
                            + " JOIN accounts a ON a.account = b.account GROUP BY a.region",
                    "SELECT count(*) AS n, sum(amount) AS s FROM trades"
                            + " WHERE traded_at > now() - INTERVAL '3 seconds'",
                    "SELECT page, visits FROM pages WHERE visits > 10 ORDER BY visits DESC LIMIT 10");

    private final ServerClient client;
    private final Errors errors;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong lookups = new AtomicLong();
    private final AtomicLong queries = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private volatile boolean stopped;

    SoakReaders(ServerClient client, Errors errors) {
        this.client = client;
        this.errors = errors;
    }

    void start(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        threads.add(Thread.ofVirtual().start(() -> repeat(() -> lookUp(random), LOOKUP_MILLIS)));
        threads.add(Thread.ofVirtual().start(() -> repeat(this::query, QUERY_MILLIS)));
        for (String table : SUBSCRIBED) {
            threads.add(Thread.ofVirtual().start(() -> repeat(() -> subscribe(table), 0)));
        }
    }

    long lookups() {
        return lookups.get();
    }

    long queries() {
        return queries.get();
    }

    /** Events of subscriptions. */
    long events() {
        return events.get();
    }

    private void repeat(Runnable reading, long pauseMillis) {
        while (!stopped) {
            try {
                reading.run();
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopped) {
                    errors.add("reading", e);
                }
            }
        }
    }

    private void lookUp(SplittableRandom random) {
        int account = random.nextInt(SoakProject.ACCOUNTS);
        try {
            JsonNode row = client.get("/v1/tables/balances/lookup?key=" + account).path("row");
            if (row.path("account").asLong() != account) {
                errors.add("a lookup of another row than asked for");
            }
        } catch (TidemillException e) {
            // In the beginning not every account has traded.
            if (e.errorCode() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        lookups.incrementAndGet();
    }

    private void query() {
        String sql = QUERIES.get((int) (queries.getAndIncrement() % QUERIES.size()));
        JsonNode _ = client.queryJson(sql);
    }

    /** Subscribes for some seconds, so that streams come and go too. */
    private void subscribe(String table) {
        long until = System.nanoTime() + SUBSCRIBED_NANOS;
        try (EventStream stream = client.events("/v1/tables/" + table + "/changes", null)) {
            while (!stopped && System.nanoTime() < until) {
                if (stream.next() == null) {
                    return;
                }
                events.incrementAndGet();
            }
        } catch (IOException e) {
            if (!stopped) {
                errors.add("subscription", e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }
}
