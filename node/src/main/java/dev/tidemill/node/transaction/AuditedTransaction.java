package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.audit.CallAudit;
import dev.tidemill.node.audit.CallAudit.Told;
import dev.tidemill.node.audit.CallAudit.What;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Cancellation;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A transaction whose statements and commit the audit log is told of.
 *
 * @param explained why a statement failed, as who asks may be told
 */
public record AuditedTransaction(
        Transaction transaction,
        CallAudit calls,
        BiFunction<String, TidemillException, TidemillException> explained)
        implements Transaction {
    public AuditedTransaction {
        requireNonNull(transaction, "transaction");
        requireNonNull(calls, "calls");
        requireNonNull(explained, "explained");
    }

    @Override
    public State state() {
        return transaction.state();
    }

    @Override
    public TransactionOptions options() {
        return transaction.options();
    }

    @Override
    public long tick() {
        return transaction.tick();
    }

    @Override
    public long nowMicros() {
        return transaction.nowMicros();
    }

    @Override
    public boolean hasWritten() {
        return transaction.hasWritten();
    }

    @Override
    public StatementResult execute(
            String sql, List<? extends @Nullable Object> parameters, Cancellation cancellation)
            throws InterruptedException {
        return calls.around(
                What.statement("execute", sql),
                () -> {
                    try {
                        return transaction.execute(sql, parameters, cancellation);
                    } catch (TidemillException e) {
                        throw explained.apply(sql, e);
                    }
                },
                StatementResult::told);
    }

    @Override
    public <T> T read(
            String sql,
            List<? extends @Nullable Object> parameters,
            Cancellation cancellation,
            RowsReader<T> reader)
            throws InterruptedException {
        Told[] told = {new Told(-1, transaction.tick())};
        return calls.around(
                What.statement("execute", sql),
                () -> {
                    try {
                        return transaction.read(
                                sql,
                                parameters,
                                cancellation,
                                rows -> {
                                    T read = reader.read(rows);
                                    told[0] = new Told(rows.given(), transaction.tick());
                                    return read;
                                });
                    } catch (TidemillException e) {
                        throw explained.apply(sql, e);
                    }
                },
                _ -> told[0]);
    }

    @Override
    public void savepoint(String name) {
        transaction.savepoint(name);
    }

    @Override
    public void rollbackTo(String name) {
        transaction.rollbackTo(name);
    }

    @Override
    public void release(String name) {
        transaction.release(name);
    }

    @Override
    public long commit() throws InterruptedException {
        return calls.around(What.of("commit", ""), transaction::commit, tick -> new Told(-1, tick));
    }

    @Override
    public void rollback() {
        transaction.rollback();
    }

    @Override
    public void close() {
        transaction.close();
    }
}
