package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The simple protocol: statements in a text. Owned by the session's thread. */
final class SimpleQueries {
    /** Words that statements begin with which are not done together with others. */
    private static final List<String> ALONE =
            List.of("begin", "start", "create", "drop", "copy", "discard");

    private final MessageWriter out;
    private final Block block;
    private final Waiting waiting;
    private final Runner runner;
    private final Delivery delivery;
    private final Failures failures;

    SimpleQueries(
            MessageWriter out,
            Runner.Tools tools,
            Runner runner,
            Delivery delivery,
            Failures failures) {
        this.out = requireNonNull(out, "out");
        this.block = tools.block();
        this.waiting = tools.waiting();
        this.runner = requireNonNull(runner, "runner");
        this.delivery = requireNonNull(delivery, "delivery");
        this.failures = requireNonNull(failures, "failures");
    }

    private void end(boolean failed) throws IOException, InterruptedException {
        try {
            block.endTogether(failed);
        } catch (TidemillException e) {
            failures.tell(e, 0);
        }
    }

    /**
     * Whether statements of one text are done together: some write rows, and none is of those that
     * are done for good at once, or says itself where a transaction begins.
     */
    private static boolean areTogether(List<StatementText> statements) {
        return statements.size() > 1
                && statements.stream().anyMatch(Prepared::writesRows)
                && statements.stream().noneMatch(SimpleQueries::standsAlone);
    }

    private static boolean standsAlone(StatementText statement) {
        Token first = statement.tokens().getFirst();
        return ALONE.stream().anyMatch(first::is);
    }

    /** Some statements in one text, each answered at once, up to the first that fails. */
    void answer(Message message) throws IOException, InterruptedException {
        try {
            String sql = message.text();
            message.requireEnd();
            List<StatementText> statements = StatementText.split(sql);
            if (statements.isEmpty()) {
                out.empty('I');
            }
            if (areTogether(statements) && block.state() == Block.State.IDLE) {
                block.beginTogether();
            }
            boolean done = true;
            for (int i = 0; i < statements.size() && done; i++) {
                done = one(sql, statements.get(i));
            }
            end(!done);
        } catch (TidemillException e) {
            failures.failed(e, 0);
        } finally {
            waiting.end();
        }
    }

    /** Whether it was done. */
    private boolean one(String whole, StatementText statement)
            throws IOException, InterruptedException {
        int before = whole.codePointCount(0, statement.offset());
        Bound bound = null;
        try {
            bound = Bound.of(Prepared.of(statement));
            try (Portal portal = new Portal(bound, List.of())) {
                Answer answer = portal.begun(runner);
                Rows rows = portal.rows();
                if (rows != null) {
                    delivery.columns(rows.layout(), portal);
                }
                delivery.give(portal, answer, Long.MAX_VALUE);
            }
            return true;
        } catch (TidemillException e) {
            int position = Failures.position(e, statement, bound);
            failures.failed(e, position == 0 ? 0 : before + position);
            return false;
        } catch (IOException | InterruptedException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            failures.faulted(e);
            return false;
        }
    }
}
