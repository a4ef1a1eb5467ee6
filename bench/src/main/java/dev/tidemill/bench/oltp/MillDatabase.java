package dev.tidemill.bench.oltp;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.transaction.StatementResult;
import dev.tidemill.node.transaction.Transaction;
import dev.tidemill.node.transaction.TransactionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A mill in this process, without a wire; with a live table over the accounts, or without. */
final class MillDatabase implements OltpClient.Database {
    private static final int LOAD_ROWS = 10_000;

    private final Tidemill mill;

    MillDatabase(Path project, boolean isLive) throws IOException, InterruptedException {
        Files.createDirectories(project);
        Files.writeString(project.resolve("tidemill.yaml"), "name: oltp\n");
        mill = Tidemill.open(project, TidemillOptions.defaults());
        mill.execute(
                "CREATE TABLE accounts (id BIGINT PRIMARY KEY, owner INTEGER, balance BIGINT NOT"
                        + " NULL)");
        mill.execute("CREATE TABLE moves (id BIGINT PRIMARY KEY, amount BIGINT)");
        if (isLive) {
            mill.execute(
                    "CREATE LIVE TABLE owners AS SELECT owner, sum(balance) AS balance FROM accounts"
                            + " GROUP BY owner");
        }
    }

    @Override
    public void load(int accounts) throws InterruptedException {
        for (int from = 0; from < accounts; from += LOAD_ROWS) {
            BatchBuilder rows = new BatchBuilder(mill.input("accounts").schema(), LOAD_ROWS);
            for (int id = from; id < Math.min(accounts, from + LOAD_ROWS); id++) {
                rows.add(1, (long) id, id % 100, 0L);
            }
            mill.append("accounts", ParsedRows.of(rows.build()), AppendOptions.embedded());
        }
        mill.execute("UPDATE accounts SET balance = 0 WHERE id = 0");
    }

    @Override
    public long total() {
        Object sum =
                Objects.requireNonNull(
                        mill.query("SELECT sum(balance)::BIGINT FROM accounts")
                                .rows()
                                .row(0)
                                .getFirst());
        return ((Number) sum).longValue();
    }

    @Override
    public OltpClient connect() {
        return new Client(mill);
    }

    @Override
    public void close() {
        mill.close();
    }

    private record Client(Tidemill mill) implements OltpClient {
        @Override
        public long read(long id) throws InterruptedException {
            StatementResult row =
                    mill.execute("SELECT balance FROM accounts WHERE id = $1", List.of(id));
            Object balance =
                    Objects.requireNonNull(row.rows()).batches().getFirst().row(0).getFirst();
            return (Long) Objects.requireNonNull(balance);
        }

        @Override
        public void add(long id, long amount) throws InterruptedException {
            StatementResult _ =
                    mill.execute(
                            "UPDATE accounts SET balance = balance + $1 WHERE id = $2",
                            List.of(amount, id));
        }

        @Override
        public boolean move(long from, long to, long amount, long note)
                throws InterruptedException {
            try (Transaction in = mill.begin(TransactionOptions.DEFAULT)) {
                String add = "UPDATE accounts SET balance = balance + $1 WHERE id = $2";
                in.execute(add, List.of(-amount, from));
                in.execute(add, List.of(amount, to));
                in.execute("INSERT INTO moves VALUES ($1, $2)", List.of(note, amount));
                in.commit();
                return true;
            } catch (TidemillException e) {
                if (e.errorCode() != ErrorCode.SERIALIZATION_FAILURE) {
                    throw e;
                }
                return false;
            }
        }

        @Override
        public void close() {}
    }
}
