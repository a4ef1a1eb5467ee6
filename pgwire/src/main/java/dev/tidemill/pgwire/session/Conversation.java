package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.pgcatalog.PgCatalog;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.RenderedSql;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.ParameterText;
import dev.tidemill.pgwire.type.ParameterType;
import dev.tidemill.pgwire.type.RowWriter;
import dev.tidemill.pgwire.type.TextValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that was let in, and what it asks for, message after message, until one of both ends it.
 *
 * <p>Invariants: each Query and each Sync is answered with one ReadyForQuery; after an error of the
 * extended protocol nothing is done before the next Sync. Owned by one thread, but for {@link
 * #cancel}.
 */
public final class Conversation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** Words that statements begin with which are not done together with others. */
    private static final List<String> ALONE =
            List.of("begin", "start", "create", "drop", "copy", "discard");

    /** Something is done. */
    private static final long BUSY = Long.MIN_VALUE;

    /** Nothing is done any more, as the client was idle for too long. */
    private static final long OVER = Long.MIN_VALUE + 1;

    private final Channel channel;
    private final MessageWriter out;
    private final BooleanSupplier standing;
    private final Settings settings;
    private final Memory memory;
    private final Block block;
    private final Waiting waiting;
    private final Runner runner;

    /** An error of the extended protocol was told, and the client has not come to its Sync. */
    private boolean skipping;

    /** By {@link System#nanoTime}, since when nothing is asked; or one of those below. */
    private final AtomicLong idleSinceNanos = new AtomicLong(BUSY);

    private volatile long idleMillisMax;

    /**
     * Who talks, and by what.
     *
     * @param mill as the client may use it
     * @param standing whether the client may stay
     * @param number of the connection
     * @param started when the server was
     */
    public record Partner(
            Session mill,
            Channel channel,
            CallerLines lines,
            Deeds deeds,
            SessionBounds bounds,
            BooleanSupplier standing,
            long number,
            OffsetDateTime started) {
        public Partner {
            requireNonNull(mill, "mill");
            requireNonNull(channel, "channel");
            requireNonNull(lines, "lines");
            requireNonNull(deeds, "deeds");
            requireNonNull(bounds, "bounds");
            requireNonNull(standing, "standing");
        }
    }

    public Conversation(Partner partner) {
        this.channel = partner.channel();
        this.out = channel.out();
        this.standing = partner.standing();
        this.settings = new Settings(this::tell);
        this.memory = new Memory(partner.bounds());
        this.block =
                new Block(
                        partner.mill(),
                        settings,
                        memory,
                        this::notice,
                        partner.bounds().copyBytes());
        this.waiting = new Waiting(channel::isGone);
        this.runner =
                new Runner(
                        new Runner.Tools(
                                partner.mill(),
                                settings,
                                memory,
                                block,
                                waiting,
                                partner.lines(),
                                partner.deeds(),
                                partner.bounds(),
                                new PgCatalog(
                                        partner.mill(),
                                        new SessionFacts(
                                                settings, partner.number(), partner.started()))));
        settings.fixed("session_authorization", partner.mill().principal().name());
        settings.fixed("is_superuser", partner.mill().principal().isAdministrator() ? "on" : "off");
    }

    private void tell(String name, String value) {
        try {
            out.begin('S').text(name).text(value).end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void notice(ErrorMessage notice) {
        try {
            notice.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes the settings that the client asks for at its begin, and tells it all.
     *
     * @throws TidemillException for one that cannot be
     */
    public void begin(Map<String, String> asked) {
        asked.forEach(settings::initial);
        settings.tellAll();
    }

    /** Cancels the statement that runs, if one does. Any thread may call it. */
    public void cancel() {
        waiting.cancel();
    }

    /**
     * Ends what is idle for too long: from then on nothing more is done, and {@link #tellIdle} may
     * be called. Any thread may call it.
     *
     * @param nanosMax zero for no bound but that which the client wants
     * @return whether it has ended, by this call or an earlier one
     */
    public boolean endIdle(long nanosMax) {
        long since = idleSinceNanos.get();
        if (since == BUSY || since == OVER) {
            return since == OVER;
        }
        long idle = System.nanoTime() - since;
        long own = idleMillisMax * 1_000_000;
        boolean over = (nanosMax > 0 && idle > nanosMax) || (own > 0 && idle > own);
        return over && idleSinceNanos.compareAndSet(since, OVER);
    }

    /** Tells the client of a conversation that was idle for too long that it ends. */
    public void tellIdle() throws IOException {
        ErrorMessage.fatal(
                        new TidemillException(
                                ErrorCode.IDLE_TIMEOUT,
                                "terminating connection due to idle-session timeout"))
                .write(out);
        out.flush();
    }

    /**
     * Answers until the client goes.
     *
     * @throws IOException when it has gone without a word
     * @throws TidemillException when the connection cannot go on
     */
    public void run() throws IOException, InterruptedException {
        ready();
        while (true) {
            if (!channel.in().hasMore()) {
                out.flush();
            }
            String bound =
                    block.state() == Block.State.IDLE
                            ? "idle_session_timeout"
                            : "idle_in_transaction_session_timeout";
            idleMillisMax = settings.duration(bound).toMillis();
            long since = System.nanoTime();
            idleSinceNanos.set(since);
            Message message = channel.in().next();
            boolean over = !idleSinceNanos.compareAndSet(since, BUSY);
            if (over || message.type() == 'X') {
                return;
            }
            requireStanding();
            answer(message);
        }
    }

    private void requireStanding() {
        if (!standing.getAsBoolean()) {
            throw new TidemillException(
                            ErrorCode.UNAUTHORISED,
                            "the account, or the open door, is not there any more")
                    .withHint("connect again");
        }
    }

    private void answer(Message message) throws IOException, InterruptedException {
        switch (message.type()) {
            case 'Q' -> simple(message);
            case 'P', 'B', 'D', 'E', 'C' -> {
                if (!skipping) {
                    extended(message);
                }
            }
            case 'H' -> out.flush();
            case 'S' -> sync();
            case 'F' -> {
                error(unsupportedCall(), 0);
                ready();
            }
            case 'd', 'c', 'f' -> {
                // Of a COPY that has failed meanwhile.
            }
            default ->
                    throw new TidemillException(
                            ErrorCode.PROTOCOL_VIOLATION,
                            "invalid frontend message type %s"
                                    .formatted(Message.shown(message.type())));
        }
    }

    private static TidemillException unsupportedCall() {
        return new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, "functions are called in SQL, and not by their numbers");
    }

    private void ready() throws IOException {
        out.begin('Z').int8(block.state().mark()).end();
    }

    private void sync() throws IOException, InterruptedException {
        boolean failed = skipping;
        skipping = false;
        endTogether(failed);
        if (block.state() == Block.State.IDLE) {
            memory.endTransaction();
        }
        ready();
    }

    private void endTogether(boolean failed) throws IOException, InterruptedException {
        try {
            block.endTogether(failed);
        } catch (TidemillException e) {
            error(e, 0);
        }
    }

    /**
     * Whether statements of one text are done together: some write rows, and none is of those that
     * are done for good at once, or says itself where a transaction begins.
     */
    private static boolean areTogether(List<StatementText> statements) {
        return statements.size() > 1
                && statements.stream().anyMatch(Runner::writesRows)
                && statements.stream().noneMatch(Conversation::standsAlone);
    }

    private static boolean standsAlone(StatementText statement) {
        Token first = statement.tokens().getFirst();
        return ALONE.stream().anyMatch(first::is);
    }

    /** Some statements in one text, each answered at once, up to the first that fails. */
    private void simple(Message message) throws IOException, InterruptedException {
        skipping = false;
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
            endTogether(!done);
        } catch (TidemillException e) {
            failed(e, 0);
        } finally {
            waiting.end();
        }
        if (block.state() == Block.State.IDLE) {
            memory.endTransaction();
        }
        ready();
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
                    Layout layout = rows.layout();
                    RowWriter.describe(layout, portal.binary(layout), out);
                }
                give(portal, answer, Long.MAX_VALUE);
            }
            return true;
        } catch (TidemillException e) {
            int position = position(e, statement, bound);
            failed(e, position == 0 ? 0 : before + position);
            return false;
        } catch (IOException | InterruptedException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(fault(e), 0);
            return false;
        }
    }

    private static TidemillException fault(RuntimeException e) {
        LOG.error("a statement failed", e);
        return new TidemillException(ErrorCode.INTERNAL, "this should not have happened: " + e, e);
    }

    /** Where an error stands in its statement, in characters from 1; 0 when that is not known. */
    private static int position(
            TidemillException e, StatementText statement, @Nullable Bound bound) {
        Place place = e.place();
        if (place == null || place.source() != null || place.line() <= 0) {
            return 0;
        }
        RenderedSql sql = bound == null ? RenderedSql.of(statement) : bound.carriedOut();
        return sql.position(statement, place.line(), place.column());
    }

    private void failed(TidemillException e, int position) throws IOException {
        block.failed();
        error(e, position);
    }

    private void error(TidemillException e, int position) throws IOException {
        out.abandon();
        ErrorMessage.error(e, position).write(out);
    }

    private void extended(Message message) throws IOException, InterruptedException {
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
            failed(e, of == null ? placed(e) : position(e, of.text(), of));
        } catch (IOException | InterruptedException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            skipping = true;
            failed(fault(e), 0);
        } finally {
            waiting.end();
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

    private void bind(Message message) throws IOException {
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
        memory.open(name, new Portal(Bound.of(statement, values), results));
        out.empty('2');
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
            Shape shape = runner.shape(prepared);
            out.begin('t').int16(shape.parameters().size());
            shape.parameters().forEach(type -> out.int32(type.oid()));
            out.end();
            columns(shape.columns(), null);
        } else if (kind == 'P') {
            Portal portal = memory.portal(name);
            bound[0] = portal.bound();
            if (isRead(portal)) {
                Answer _ = portal.begun(runner);
            }
            Rows rows = portal.rows();
            Layout layout = rows == null ? null : rows.layout();
            columns(layout == null ? runner.returned(portal.bound()) : layout, portal);
        } else {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "invalid DESCRIBE message subtype " + Message.shown((char) (kind & 0xFF)));
        }
    }

    /** Whether describing it may begin it: what writes is not done before its Execute. */
    private static boolean isRead(Portal portal) {
        return switch (portal.bound().command()) {
            case Command.Query _, Command.Show _, Command.ExecutePrepared _ -> true;
            case Command.Execute execute -> execute.reads();
            case Command.Fetch fetch -> !fetch.moves();
            default -> false;
        };
    }

    private void columns(@Nullable Layout layout, @Nullable Portal portal) throws IOException {
        if (layout == null) {
            out.empty('n');
        } else {
            boolean[] binary = portal == null ? new boolean[layout.size()] : portal.binary(layout);
            RowWriter.describe(layout, binary, out);
        }
    }

    private void execute(Message message, @Nullable Bound[] bound)
            throws IOException, InterruptedException {
        Portal portal = memory.portal(message.text());
        int max = message.int32();
        message.requireEnd();
        bound[0] = portal.bound();
        if (Runner.writesRows(portal.bound().text())
                && channel.in().hasMore()
                && channel.in().nextType() != 'S') {
            // What comes together up to a Sync is done together.
            block.beginTogether();
        }
        portal.again(waiting, settings.duration("statement_timeout"));
        Answer answer = portal.begun(runner);
        give(portal, answer, max <= 0 ? Long.MAX_VALUE : max);
    }

    /** Writes what a statement came to, at most so many rows of it. */
    private void give(Portal portal, Answer answer, long max)
            throws IOException, InterruptedException {
        switch (answer) {
            case Answer.Done done -> complete(done.tag());
            case Answer.Empty _ -> out.empty('I');
            case Answer.Copied copied -> complete(copied.copy().run(channel));
            case Answer.Given given -> {
                long written = portal.write(given.rows(), max, texts(), out);
                if (written == max && portal.advance(given.rows())) {
                    out.empty('s');
                } else {
                    complete(given.word() + " " + written);
                }
            }
            case Answer.Returned returned -> {
                long _ = portal.write(returned.rows(), Long.MAX_VALUE, texts(), out);
                complete(returned.tag());
            }
        }
    }

    private TextValues texts() {
        return new TextValues(settings.zone());
    }

    private void complete(String tag) throws IOException {
        out.begin('C').text(tag).end();
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

    @Override
    public void close() {
        memory.close();
        block.close();
    }
}
