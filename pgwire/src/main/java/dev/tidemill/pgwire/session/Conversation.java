package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.pgcatalog.PgCatalog;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A client that was let in, and what it asks for, message after message, until one of both ends it.
 *
 * <p>Invariants: each Query and each Sync is answered with one ReadyForQuery; after an error of the
 * extended protocol nothing is done before the next Sync. Owned by one thread, but for {@link
 * #cancel}.
 */
public final class Conversation implements AutoCloseable {
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
    private final Failures failures;
    private final SimpleQueries simple;
    private final ExtendedQueries extended;

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
        this.waiting = new Waiting(channel::isGone, standing);
        Runner.Tools tools =
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
                                new SessionFacts(settings, partner.number(), partner.started())));
        Runner runner = new Runner(tools);
        Delivery delivery = new Delivery(channel, settings);
        this.failures = new Failures(out, block);
        this.simple = new SimpleQueries(out, tools, runner, delivery, failures);
        this.extended = new ExtendedQueries(channel, tools, runner, delivery, failures);
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
            case 'Q' -> {
                if (extended.sync()) {
                    endTogether(true);
                }
                simple.answer(message);
                end(false);
            }
            case 'P', 'B', 'D', 'E', 'C' -> extended.answer(message);
            case 'H' -> out.flush();
            case 'S' -> end(extended.sync());
            case 'F' -> {
                failures.tell(unsupportedCall(), 0);
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

    /** Answers Sync, or is behind a Query. */
    private void end(boolean failed) throws IOException, InterruptedException {
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
            failures.tell(e, 0);
        }
    }

    @Override
    public void close() {
        memory.close();
        block.close();
    }
}
