package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.node.access.Principal;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.Login;
import dev.tidemill.server.ServerOptions;
import java.security.MessageDigest;

/**
 * Who shows what: the server's own token, a token of an account, or a name and password. Safe for
 * all threads.
 */
final class Credentials {
    private final ServerOptions options;

    Credentials(ServerOptions options) {
        this.options = requireNonNull(options, "options");
    }

    /** Whether a text is the server's own token. */
    boolean isServersToken(String token) {
        String own = options.token();
        return own != null
                && !token.isEmpty()
                && MessageDigest.isEqual(own.getBytes(UTF_8), token.getBytes(UTF_8));
    }

    /**
     * Who shows this token.
     *
     * @param address where it comes from
     * @throws dev.tidemill.algebra.error.TidemillException UNAUTHORISED, TOO_MANY_LOGINS
     */
    Login byToken(String token, String address, Authenticator authenticator) {
        return isServersToken(token)
                ? serversOwn(address, authenticator)
                : authenticator.byToken(token, address);
    }

    /**
     * Who has this name and password; the server's own token is a password with any name.
     *
     * @param address where they come from
     * @throws dev.tidemill.algebra.error.TidemillException UNAUTHORISED, TOO_MANY_LOGINS
     */
    Login byPassword(String name, String password, String address, Authenticator authenticator) {
        return isServersToken(password)
                ? serversOwn(address, authenticator)
                : authenticator.byPassword(name, password, address);
    }

    /** Somebody may have chosen it, so it can be guessed. */
    private static Login serversOwn(String address, Authenticator authenticator) {
        authenticator.requireTry(address);
        return Login.of(Principal.TOKEN);
    }
}
