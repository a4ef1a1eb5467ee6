package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts logins that failed, and refuses more when they are too many. Safe for all threads. */
final class LoginFailures {
    /** Of an IPv6 address, what names a network of one customer: /64. */
    private static final int NETWORK_BYTES = 8;

    private final LoginLimits limits;
    private final LongSupplier nanos;
    private final Map<String, Count> counts;

    /** Failures since a time. */
    private record Count(long sinceNanos, int failures) {}

    LoginFailures(LoginLimits limits, LongSupplier nanos) {
        this.limits = requireNonNull(limits, "limits");
        this.nanos = requireNonNull(nanos, "nanos");
        this.counts =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                        return size() > limits.kept();
                    }
                };
    }

    /** Throws TOO_MANY_LOGINS while a user's or an address's logins may not be tried. */
    void require(String user, String address) {
        require(
                failures(ofUser(user, address)) < limits.userFailures()
                        && failures(ofAddress(address)) < limits.addressFailures());
    }

    /** Throws TOO_MANY_LOGINS while an address's logins may not be tried. */
    void require(String address) {
        require(failures(ofAddress(address)) < limits.addressFailures());
    }

    private void require(boolean few) {
        if (!few) {
            throw new TidemillException(
                            ErrorCode.TOO_MANY_LOGINS,
                            "too many logins from this address have failed")
                    .withHint(
                            "wait for %d seconds after the first of them"
                                    .formatted(limits.window().toSeconds()));
        }
    }

    private static String ofUser(String user, String address) {
        return "user " + user + " " + network(address);
    }

    private static String ofAddress(String address) {
        return "address " + network(address);
    }

    /**
     * The address; of IPv6 the network that one customer has, whose addresses are without number.
     */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(address.replaceAll("[\\[\\]]|%.*", ""));
            return literal instanceof Inet6Address
                    ? HexFormat.of().formatHex(literal.getAddress(), 0, NETWORK_BYTES) + "::/64"
                    : literal.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private synchronized int failures(String key) {
        Count count = counts.get(key);
        return count == null || isOver(count) ? 0 : count.failures();
    }

    private boolean isOver(Count count) {
        return nanos.getAsLong() - count.sinceNanos() >= limits.window().toNanos();
    }

    /** A login failed. */
    void failed(String user, String address) {
        add(ofUser(user, address));
        failed(address);
    }

    /** A login without a name failed. */
    void failed(String address) {
        add(ofAddress(address));
    }

    private synchronized void add(String key) {
        Count before = counts.remove(key);
        counts.put(
                key,
                before == null || isOver(before)
                        ? new Count(nanos.getAsLong(), 1)
                        : new Count(before.sinceNanos(), before.failures() + 1));
    }

    /** A login was right: the user's failures are forgotten. */
    synchronized void succeeded(String user, String address) {
        counts.remove(ofUser(user, address));
    }
}
