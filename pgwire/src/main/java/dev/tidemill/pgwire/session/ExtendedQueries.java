package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.ParameterText;
import dev.tidemill.pgwire.type.ParameterType;
import dev.tidemill.pgwire.type.PgType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The extended protocol: statements are parsed, given values, described and carried out by messages
 * of their own. After an error nothing is done before the client's Sync. Owned by the session's
 * thread.
 */
final class ExtendedQueries {
    private static final Pattern DATE_AND_ZONE =
            Pattern.compile("[0-9]{4,6}-[0-9]{2}-[0-9]{2} [+-][0-9]{2}(?::?[0-9]{2})?");

    private final Channel channel;
    private final MessageWriter out;
    private final Runner.Tools tools;
    private final Memory memory;
    private final Runner runner;
    private final Shapes shapes;
    private final Delivery delivery;
    private final Failures failures;

    /** An error was told, and the client has not come to its Sync. */
    private boolean skipping;

    ExtendedQueries(
            Channel channel,
            Runner.Tools tools,
            Runner runner,
            Delivery delivery,
            Failures failures) {
        this.channel = requireNonNull(channel, "channel");
        this.out = channel.out();
        this.tools = requireNonNull(tools, "tools");
        this.memory = tools.memory();
        this.runner = requireNonNull(runner, "runner");
        this.shapes = new Shapes(tools, runner);
        this.delivery = requireNonNull(delivery, "delivery");
        this.failures = requireNonNull(failures, "failures");
    }

    /**
     * The client waits for all that it has asked: whether an error was told since the last time.
     */
    boolean sync() {
        boolean failed = skipping;
        skipping = false;
        return failed;
    }

    /** Does what a message asks, unless an error was told before. */
    void answer(Message message) throws IOException, InterruptedException {
        if (skipping) {
            return;
        }
        Bound[] bound = {null};
        try {
            switch (message.type()) {
                case 'P' -> parse(message);
                case 'B' -> bind(message);
                case 'D' -> describe(message, bound);
                case 'E' -> execute(message, bound);
                default -> close(message);
            }
        } catch (TidemillException e) {
            Bound of = bound[0];
            skipping = true;
            failures.failed(e, of == null ? placed(e) : Failures.position(e, of.text(), of));
        } catch (IOException | InterruptedException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            skipping = true;
            failures.faulted(e);
        } finally {
            tools.waiting().end();
        }
    }

    /** Of a statement of one line that is being parsed, the column is the position. */
    private static int placed(TidemillException e) {
        Place place = e.place();
        return place != null && place.source() == null && place.line() == 1 ? place.column() : 0;
    }

    private void parse(Message message) throws IOException {
        String name = message.text();
        String sql = message.text();
        int count = message.count();
        List<ParameterType> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(ParameterType.ofOid(message.int32()));
        }
        message.requireEnd();
        List<StatementText> statements = StatementText.split(sql);
        if (statements.size() > 1) {
            throw new TidemillException(
                    ErrorCode.SYNTAX_ERROR,
                    "cannot insert multiple commands into a prepared statement");
        }
        StatementText text =
                statements.isEmpty() ? StatementText.of("") : whole(sql, statements.getFirst());
        memory.prepare(name, Prepared.of(text, types));
        out.empty('1');
    }

    /** The statement with what stands before it, so that places are those of the client's text. */
    private static StatementText whole(String sql, StatementText statement) {
        if (statement.offset() == 0) {
            return statement;
        }
        String text = sql.substring(0, statement.offset() + statement.sql().length());
        return StatementText.of(text);
    }

    private void bind(Message message) throws IOException, InterruptedException {
        String name = message.text();
        Prepared statement = memory.statement(message.text());
        List<Integer> formats = formats(message);
        int count = message.count();
        if (count != statement.parameters().size()) {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "bind message supplies %d parameters, but prepared statement requires %d"
                            .formatted(count, statement.parameters().size()));
        }
        if (formats.size() > 1 && formats.size() != count) {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "bind message has %d parameter formats but %d parameters"
                            .formatted(formats.size(), count));
        }
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte @Nullable [] value = message.value();
            boolean binary = !formats.isEmpty() && formats.get(formats.size() == 1 ? 0 : i) == 1;
            ParameterType type = statement.parameter(i + 1);
            values.add(value == null ? null : ParameterText.of(value, type, binary));
        }
        List<Integer> results = formats(message);
        message.requireEnd();
        dropZones(statement, values);
        memory.open(name, new Portal(Bound.of(statement, values), results));
        out.empty('2');
    }

    /**
     * JDBC's dates come without a type, as a date and its zone. PostgreSQL passes over the zone
     * where a date is wanted, so it is not there any more then.
     */
    private void dropZones(Prepared statement, List<@Nullable String> values)
            throws InterruptedException {
        List<ParameterType> found = null;
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value == null
                    || !statement.parameter(i + 1).isUnknown()
                    || !DATE_AND_ZONE.matcher(value).matches()) {
                continue;
            }
            if (found == null) {
                found = shapes.shape(statement).parameters();
            }
            PgType wanted = found.get(i).base();
            if (wanted == PgType.DATE || wanted == PgType.UNKNOWN) {
                values.set(i, value.substring(0, value.indexOf(' ')));
            }
        }
    }

    private static List<Integer> formats(Message message) {
        int count = message.count();
        List<Integer> formats = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int format = message.int16();
            if (format != 0 && format != 1) {
                throw new TidemillException(
                        ErrorCode.PROTOCOL_VIOLATION, "unsupported format code: " + format);
            }
            formats.add(format);
        }
        return formats;
    }

    private void describe(Message message, @Nullable Bound[] bound)
            throws IOException, InterruptedException {
        int kind = message.int8();
        String name = message.text();
        message.requireEnd();
        if (kind == 'S') {
            Prepared prepared = memory.statement(name);
            bound[0] = Bound.shapeOf(prepared);
            Shape shape = shapes.shape(prepared);
            out.begin('t').int16(shape.parameters().size());
            shape.parameters().forEach(type -> out.int32(type.oid()));
            out.end();
            delivery.columns(shape.columns(), null);
        } else if (kind == 'P') {
            Portal portal = memory.portal(name);
            bound[0] = portal.bound();
            delivery.columns(layout(portal), portal);
        } else {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "invalid DESCRIBE message subtype " + Message.shown((char) (kind & 0xFF)));
        }
    }

    /** The columns of a portal; what reads begins here, and what writes not before its Execute. */
    private @Nullable Layout layout(Portal portal) throws InterruptedException {
        Bound bound = portal.bound();
        if (bound.command() instanceof Command.ExecutePrepared) {
            return shapes.shape(Prepared.of(bound.text())).columns();
        }
        if (reads(bound.command())) {
            Answer _ = portal.begun(runner);
        }
        Rows rows = portal.rows();
        return rows == null ? shapes.returned(bound) : rows.layout();
    }

    private static boolean reads(Command command) {
        return switch (command) {
            case Command.Query _, Command.Show _ -> true;
            case Command.Execute execute -> execute.reads();
            case Command.Fetch fetch -> !fetch.moves();
            default -> false;
        };
    }

    private void execute(Message message, @Nullable Bound[] bound)
            throws IOException, InterruptedException {
        Portal portal = memory.portal(message.text());
        int max = message.int32();
        message.requireEnd();
        bound[0] = portal.bound();
        if (Prepared.writesRows(portal.bound().text()) && channel.in().awaitType() != 'S') {
            // What comes together up to a Sync is done together.
            tools.block().beginTogether();
        }
        portal.again(tools.waiting(), tools.settings().duration("statement_timeout"));
        Answer answer = portal.begun(runner);
        delivery.give(portal, answer, max <= 0 ? Long.MAX_VALUE : max);
    }

    private void close(Message message) throws IOException {
        int kind = message.int8();
        String name = message.text();
        message.requireEnd();
        if (kind == 'S') {
            boolean _ = memory.forget(name);
        } else if (kind == 'P') {
            boolean _ = memory.close(name);
        } else {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "invalid CLOSE message subtype " + Message.shown((char) (kind & 0xFF)));
        }
        out.empty('3');
    }
}
