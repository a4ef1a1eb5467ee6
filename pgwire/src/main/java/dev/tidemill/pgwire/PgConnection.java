package dev.tidemill.pgwire;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Principal;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.frame.MessageReader;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.login.Doorkeeper;
import dev.tidemill.pgwire.login.FirstPacket;
import dev.tidemill.pgwire.login.WrongPassword;
import dev.tidemill.pgwire.session.CallerLines;
import dev.tidemill.pgwire.session.Channel;
import dev.tidemill.pgwire.session.Conversation;
import dev.tidemill.pgwire.session.Deeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its first packet to its last. Run by a virtual thread of its own; cancelled,
 * looked at and stopped by others.
 */
final class PgConnection {
    private static final Logger LOG = LoggerFactory.getLogger(PgConnection.class);

    /** What the client says first, at most: TLS, or GSSAPI and then TLS, and then who it is. */
    private static final int FIRST_PACKETS_MAX = 4;

    private static final int MAJOR = 3 << 16;
    private static final int MINOR_MAX = 2;

    private final Home home;
    private final int number;
    private final byte[] secret;
    private final long beganNanos = System.nanoTime();

    /** Under TLS, when there is TLS: closing it waits for nobody. */
    private final Socket raw;

    private volatile Socket socket;
    private volatile boolean secure;
    private volatile boolean inside;
    private volatile boolean stopped;
    private boolean toldIdle;
    private volatile @Nullable MessageWriter writer;
    private volatile @Nullable Conversation conversation;

    /** What all connections share. */
    record Home(
            PgOptions options,
            Supplier<@Nullable Tidemill> mill,
            Doorkeeper doorkeeper,
            CallerLines lines,
            Refusals refusals,
            BooleanSupplier full,
            Canceller canceller,
            OffsetDateTime started) {
        Home {
            requireNonNull(options, "options");
        }
    }

    /** Cancels what another connection does. */
    @FunctionalInterface
    interface Canceller {
        void cancel(int number, byte[] secret);
    }

    /**
     * @param number by which, with the secret, another connection may cancel what this one does
     */
    PgConnection(Home home, Socket socket, int number, int secret) {
        this.home = requireNonNull(home, "home");
        this.socket = requireNonNull(socket, "socket");
        this.raw = socket;
        this.number = number;
        this.secret = ByteBuffer.allocate(4).putInt(secret).array();
    }

    byte[] secret() {
        return secret;
    }

    /** Whether it wants a session, or has one. */
    boolean isInside() {
        return inside;
    }

    void run() {
        try {
            socket.setTcpNoDelay(true);
            FirstPacket.Startup startup = begin();
            if (startup != null) {
                inside = true;
                serve(startup);
            }
        } catch (TidemillException e) {
            tellLast(ErrorMessage.fatal(e));
        } catch (WrongPassword e) {
            tellLast(e.told());
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("connection {} ended: {}", number, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("connection {} failed", number, e);
            tellLast(
                    ErrorMessage.fatal(
                            new TidemillException(
                                    ErrorCode.INTERNAL, "this should not have happened", e)));
        } finally {
            inside = false;
            end();
        }
    }

    private void end() {
        Conversation open = conversation;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                LOG.error("connection {} could not be ended", number, e);
            }
        }
        drop(socket);
    }

    static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a socket could not be closed", e);
        }
    }

    /** Tells why the connection ends, as far as the client still listens. */
    private void tellLast(ErrorMessage last) {
        try {
            MessageWriter out =
                    writer == null ? new MessageWriter(socket.getOutputStream()) : writer;
            out.abandon();
            last.write(out);
            out.flush();
            // Closing at once could take back what the client has not read yet.
            socket.shutdownOutput();
            drain();
        } catch (IOException | UnsupportedOperationException gone) {
            LOG.debug("connection {} could not be told: {}", number, gone.toString());
        }
    }

    /** Reads what is on its way, for a moment. */
    private void drain() throws IOException {
        socket.setSoTimeout(100);
        byte[] passed = new byte[4096];
        long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (System.nanoTime() - until < 0 && socket.getInputStream().read(passed) >= 0) {
            // It is not looked at.
        }
    }

    /** What the client begins with; null when that was all. */
    private FirstPacket.@Nullable Startup begin() throws IOException {
        for (int i = 0; i < FIRST_PACKETS_MAX; i++) {
            FirstPacket packet =
                    FirstPacket.of(
                            MessageReader.untyped(socket.getInputStream(), FirstPacket.BYTES_MAX));
            switch (packet) {
                case FirstPacket.Tls _ -> tls();
                case FirstPacket.Gss _ -> say('N');
                case FirstPacket.Cancel cancel -> {
                    home.canceller().cancel(cancel.process(), cancel.secret());
                    return null;
                }
                case FirstPacket.Startup startup -> {
                    return startup;
                }
            }
        }
        throw new TidemillException(
                ErrorCode.PROTOCOL_VIOLATION, "a connection that goes on asking for encryption");
    }

    private void say(char answer) throws IOException {
        socket.getOutputStream().write(answer);
        socket.getOutputStream().flush();
    }

    private void tls() throws IOException {
        SSLContext context = home.options().tls();
        if (context == null || secure) {
            say('N');
            return;
        }
        if (socket.getInputStream().available() > 0) {
            // Somebody in between could have put it there, to be taken for the client's.
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION, "received unencrypted data after SSL request");
        }
        say('S');
        Socket plain = socket;
        SSLSocket layered =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        plain,
                                        plain.getInetAddress().getHostAddress(),
                                        plain.getPort(),
                                        true);
        layered.setUseClientMode(false);
        socket = layered;
        layered.startHandshake();
        secure = true;
    }

    private void serve(FirstPacket.Startup startup) throws IOException, InterruptedException {
        // Who is not let in yet has nothing long to say.
        MessageReader in = new MessageReader(socket.getInputStream(), FirstPacket.BYTES_MAX);
        MessageWriter out = new MessageWriter(socket.getOutputStream());
        writer = out;
        Tidemill mill = home.mill().get();
        if (stopped || mill == null) {
            throw new TidemillException(ErrorCode.NOT_READY, "the mill is recovering")
                    .withHint("connect again in a moment");
        }
        if (home.full().getAsBoolean()) {
            throw new TidemillException(
                    ErrorCode.TOO_MANY_CONNECTIONS,
                    "sorry, too many clients already: %d connections are open"
                            .formatted(home.options().bounds().connections()));
        }
        String replication =
                requireNonNull(startup.parameters().getOrDefault("replication", "false"));
        if (!replication.equals("false")) {
            throw new TidemillException(
                    ErrorCode.UNSUPPORTED_SQL, "there is no log to replicate from");
        }
        negotiate(startup, out);
        Doorkeeper.Guest guest = letIn(mill, startup, in, out);
        in.takeUpTo(home.options().bounds().messageBytes());
        Principal principal = guest.login().principal();
        Conversation talk =
                new Conversation(
                        new Conversation.Partner(
                                mill.behindDoor(principal),
                                new Channel(in, out, () -> isGone(in)),
                                home.lines(),
                                deeds(mill, principal.name()),
                                home.options().session(),
                                guest.standing(),
                                number,
                                home.started()));
        conversation = talk;
        talk.begin(settings(startup));
        out.begin('K').int32(number).bytes(secret).end();
        talk.run();
    }

    private Deeds deeds(Tidemill mill, String user) {
        return new Deeds(
                () -> home.doorkeeper().asks(mill) ? mill.audit() : null,
                user,
                socket.getInetAddress().getHostAddress());
    }

    private Doorkeeper.Guest letIn(
            Tidemill mill, FirstPacket.Startup startup, MessageReader in, MessageWriter out)
            throws IOException {
        String user = startup.user();
        try {
            return home.doorkeeper()
                    .letIn(
                            mill,
                            new Doorkeeper.Visitor(user, socket.getInetAddress(), secure),
                            in,
                            out);
        } catch (WrongPassword e) {
            home.refusals().tell(deeds(mill, user), e.reason());
            throw e;
        } catch (TidemillException e) {
            if (e.errorCode() == ErrorCode.UNAUTHORISED
                    || e.errorCode() == ErrorCode.TOO_MANY_LOGINS) {
                home.refusals().tell(deeds(mill, user), e);
            }
            throw e;
        }
    }

    /** Tells which version, and which of the extensions that the client wants, are not known. */
    private static void negotiate(FirstPacket.Startup startup, MessageWriter out)
            throws IOException {
        var unknown =
                startup.parameters().keySet().stream()
                        .filter(name -> name.startsWith("_pq_."))
                        .sorted()
                        .toList();
        if (startup.minor() > MINOR_MAX || !unknown.isEmpty()) {
            int version = MAJOR | Math.min(startup.minor(), MINOR_MAX);
            out.begin('v').int32(version).int32(unknown.size());
            unknown.forEach(out::text);
            out.end();
        }
    }

    /** What the client asks for beside its name, those in {@code options} first. */
    private static Map<String, String> settings(FirstPacket.Startup startup) {
        Map<String, String> settings = new LinkedHashMap<>();
        String options = startup.parameters().getOrDefault("options", "");
        String[] words = requireNonNull(options).strip().split("\\s+", -1);
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (word.equals("-c") && i + 1 < words.length) {
                word = "-c" + words[++i];
            }
            int equals = word.indexOf('=');
            if (word.startsWith("-c") && equals > 2) {
                settings.put(word.substring(2, equals), word.substring(equals + 1));
            } else if (word.startsWith("--") && equals > 2) {
                settings.put(
                        word.substring(2, equals).replace('-', '_'), word.substring(equals + 1));
            }
        }
        startup.parameters()
                .forEach(
                        (name, value) -> {
                            if (!name.equals("user")
                                    && !name.equals("database")
                                    && !name.equals("options")
                                    && !name.equals("replication")
                                    && !name.startsWith("_pq_.")) {
                                settings.put(name, value);
                            }
                        });
        return settings;
    }

    /** Reads ahead for a moment. By the connection's own thread. */
    private boolean isGone(MessageReader in) throws IOException {
        socket.setSoTimeout(1);
        try {
            return stopped || in.isEnded();
        } finally {
            socket.setSoTimeout(0);
        }
    }

    void cancel() {
        Conversation open = conversation;
        if (open != null) {
            open.cancel();
        }
    }

    /** Closes the connection when one of its times is over. */
    void look() {
        PgOptions.Bounds bounds = home.options().bounds();
        Conversation open = conversation;
        MessageWriter out = writer;
        long now = System.nanoTime();
        boolean lateLogin = open == null && isOver(beganNanos, bounds.login(), now);
        boolean stuck = out != null && isOver(out.blockedSince(), bounds.write(), now);
        if (lateLogin || stuck || toldIdle) {
            drop(raw);
        } else if (open != null && open.endIdle(bounds.idle().toNanos())) {
            toldIdle = true;
            // A client that takes nothing is waited for until the next look.
            Thread _ = Thread.ofVirtual().name("pgwire-idle").start(() -> tellIdle(open));
        }
    }

    private void tellIdle(Conversation open) {
        try {
            open.tellIdle();
        } catch (IOException e) {
            LOG.debug("connection {} could not be told: {}", number, e.toString());
        }
        drop(socket);
    }

    private static boolean isOver(long sinceNanos, Duration bound, long now) {
        return sinceNanos != 0 && !bound.isZero() && now - sinceNanos > bound.toNanos();
    }

    /** The server stops. */
    void stop() {
        stopped = true;
        cancel();
        drop(raw);
    }
}
