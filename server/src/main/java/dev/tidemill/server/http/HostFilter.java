package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.server.ServerOptions;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only requests through that are meant for this machine, while nobody is asked who comes. A
 * page of another host could otherwise give its own name this machine's address and ask as if it
 * came from here.
 */
final class HostFilter implements Filter {
    private static final Pattern LOOPBACK =
            Pattern.compile(
                    "(localhost|[a-z0-9.-]+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]+)?");

    private final ServerOptions options;
    private final Supplier<@Nullable Tidemill> mill;

    /**
     * @param mill null while it is recovering
     */
    HostFilter(ServerOptions options, Supplier<@Nullable Tidemill> mill) {
        this.options = requireNonNull(options, "options");
        this.mill = requireNonNull(mill, "mill");
    }

    private boolean asksWho() {
        Tidemill open = mill.get();
        return options.token() != null || options.asksAlways() || (open != null && open.asksWho());
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String host = request.authority();
        if (!isLoopback(host) && !asksWho()) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "the host \"%s\" is not this machine".formatted(shortened(host)))
                    .withHint("ask for localhost, or give the server a token or users");
        }
        chain.proceed();
    }

    /** Whether a request's authority, a host and perhaps a port, is this machine to itself. */
    static boolean isLoopback(String authority) {
        return LOOPBACK.matcher(authority.toLowerCase(Locale.ROOT)).matches();
    }

    private static String shortened(String host) {
        return host.length() <= 80 ? host : host.substring(0, 80) + "…";
    }
}
