package dev.tidemill.node.transaction;

import dev.tidemill.algebra.error.TidemillException;
import java.nio.file.Path;
import java.util.List;

/** A mill in a process of its own that commits transactions until it is killed. */
final class KilledTransactions {
    static final int THREADS = 3;
    static final int ROWS = 5;

    private KilledTransactions() {}

    /**
     * Prints {@code began id} before each commit and {@code done id} behind it.
     *
     * @param arguments the project's folder, and the number of the first transaction
     */
    public static void main(String[] arguments) throws Exception {
        try (OltpMill db = OltpMill.in(Path.of(arguments[0]))) {
            db.run("CREATE TABLE IF NOT EXISTS orders (id BIGINT PRIMARY KEY, items INTEGER)");
            db.run(
                    "CREATE TABLE IF NOT EXISTS items (orderid BIGINT, item INTEGER, PRIMARY KEY"
                            + " (orderid, item))");
            db.run(
                    "CREATE LIVE TABLE IF NOT EXISTS counted AS SELECT orderid, count(*) AS n FROM"
                            + " items GROUP BY orderid");
            Transaction never = db.begin();
            never.execute("INSERT INTO orders VALUES (-1, 0)");
            never.execute("INSERT INTO items VALUES (-1, 0)");
            System.out.println("running");
            System.out.flush();
            long first = Long.parseLong(arguments[1]);
            for (int thread = 0; thread < THREADS; thread++) {
                long from = first + thread * 1_000_000L;
                Thread.ofPlatform().start(() -> commits(db, from));
            }
            Thread.sleep(60_000);
        }
    }

    private static void commits(OltpMill db, long first) {
        for (long id = first; ; id++) {
            try (Transaction in = db.begin()) {
                in.execute("INSERT INTO orders VALUES ($1, $2)", List.of(id, ROWS));
                for (int item = 0; item < ROWS; item++) {
                    in.execute("INSERT INTO items VALUES ($1, $2)", List.of(id, item));
                }
                say("began " + id);
                in.commit();
                say("done " + id);
            } catch (TidemillException | InterruptedException e) {
                say("failed " + e);
                return;
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
