package dev.tidemill.pgwire.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.Login;
import dev.tidemill.node.account.ScramVerifier;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageReader;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in. While there is no token, account or policy, everybody on this machine is an
 * administrator, as by every other door. Otherwise a user proves by SCRAM-SHA-256 that they have
 * their password; and whoever calls themselves {@code token} sends a token as their password, over
 * TLS or from this machine. Safe for all threads.
 */
public final class Doorkeeper {
    private static final String OWN = Principal.TOKEN.name();
    private static final int MESSAGE_BYTES_MAX = 10_000;

    private static final int AUTHENTICATION_OK = 0;
    private static final int CLEARTEXT_PASSWORD = 3;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private final @Nullable String token;
    private final boolean asksAlways;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param token the server's own; null for none
     * @param asksAlways whether nobody is let in unasked, whatever accounts and policies there are
     */
    public Doorkeeper(@Nullable String token, boolean asksAlways) {
        this.token = token;
        this.asksAlways = asksAlways;
    }

    /** Whether somebody has to say who they are. */
    public boolean asks(Tidemill mill) {
        return asksAlways || mill.asksWho();
    }

    /**
     * Who came in.
     *
     * @param standing whether they may stay
     */
    public record Guest(Login login, BooleanSupplier standing) {
        public Guest {
            requireNonNull(login, "login");
            requireNonNull(standing, "standing");
        }
    }

    /**
     * Where somebody comes from.
     *
     * @param secure whether nobody else can read what they send
     */
    public record Visitor(String user, InetAddress address, boolean secure) {
        public Visitor {
            requireNonNull(user, "user");
            requireNonNull(address, "address");
        }

        private boolean mayTell() {
            return secure || address.isLoopbackAddress();
        }
    }

    /**
     * Asks a client who it is, and tells it when it is let in.
     *
     * @throws WrongPassword when they have not proven who they are
     * @throws TidemillException UNAUTHORISED, TOO_MANY_LOGINS; PROTOCOL_VIOLATION
     */
    public Guest letIn(Tidemill mill, Visitor visitor, MessageReader in, MessageWriter out)
            throws IOException {
        Guest guest = guest(mill, visitor, in, out);
        out.begin('R').int32(AUTHENTICATION_OK).end();
        return guest;
    }

    private Guest guest(Tidemill mill, Visitor visitor, MessageReader in, MessageWriter out)
            throws IOException {
        if (!asks(mill)) {
            if (!visitor.address().isLoopbackAddress()) {
                throw new TidemillException(
                        ErrorCode.UNAUTHORISED, "nobody is let in from another machine unasked");
            }
            return new Guest(Login.of(Principal.LOCAL), () -> !asks(mill));
        }
        Authenticator authenticator = mill.authenticator();
        Login login =
                visitor.user().equals(OWN)
                        ? byToken(authenticator, visitor, in, out)
                        : byScram(authenticator, visitor, in, out);
        return new Guest(login, () -> authenticator.isStanding(login));
    }

    private Login byToken(
            Authenticator authenticator, Visitor visitor, MessageReader in, MessageWriter out)
            throws IOException {
        if (!visitor.mayTell()) {
            throw new TidemillException(
                            ErrorCode.UNAUTHORISED, "a token is sent as it is, and this is not TLS")
                    .withHint("connect with sslmode=require, or as a user with a password");
        }
        String address = visitor.address().getHostAddress();
        authenticator.requireTry(address);
        out.begin('R').int32(CLEARTEXT_PASSWORD).end();
        out.flush();
        Message answer = answer(in);
        String shown = answer.text();
        answer.requireEnd();
        if (isOwn(shown)) {
            return Login.of(Principal.TOKEN);
        }
        try {
            return authenticator.byToken(shown, address);
        } catch (TidemillException e) {
            throw e.errorCode() == ErrorCode.UNAUTHORISED ? new WrongPassword(e, e.message()) : e;
        }
    }

    private boolean isOwn(String shown) {
        String own = token;
        return own != null && MessageDigest.isEqual(own.getBytes(UTF_8), shown.getBytes(UTF_8));
    }

    private Login byScram(
            Authenticator authenticator, Visitor visitor, MessageReader in, MessageWriter out)
            throws IOException {
        String address = visitor.address().getHostAddress();
        ScramVerifier verifier = authenticator.scram(visitor.user(), address);
        ScramExchange exchange = new ScramExchange(verifier, random);
        out.begin('R').int32(SASL).text(ScramExchange.MECHANISM).int8(0).end();
        out.flush();
        Message first = answer(in);
        String mechanism = first.text();
        if (!mechanism.equals(ScramExchange.MECHANISM)) {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION, "client selected an invalid SASL mechanism");
        }
        byte[] said = first.value();
        first.requireEnd();
        String challenge = exchange.challenge(said == null ? new byte[0] : said);
        out.begin('R').int32(SASL_CONTINUE).bytes(challenge.getBytes(UTF_8)).end();
        out.flush();
        byte[] proof = exchange.proof(answer(in).rest());
        Login login;
        try {
            login =
                    authenticator.byScram(
                            visitor.user(), verifier, proof, exchange.messages(), address);
        } catch (TidemillException e) {
            throw e.errorCode() == ErrorCode.UNAUTHORISED
                    ? new WrongPassword(
                            e,
                            "password authentication failed for user \"%s\""
                                    .formatted(visitor.user()))
                    : e;
        }
        out.begin('R').int32(SASL_FINAL).bytes(exchange.confirmation().getBytes(UTF_8)).end();
        return login;
    }

    private static Message answer(MessageReader in) throws IOException {
        Message answer = in.next();
        if (answer.type() != 'p' || answer.remaining() > MESSAGE_BYTES_MAX) {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "expected a password, and not a message of type "
                            + Message.shown(answer.type()));
        }
        return answer;
    }
}
