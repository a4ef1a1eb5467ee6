package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where actions of applied definitions may send to: to public addresses, and wherever the mill's
 * owner allows. Otherwise whoever may apply definitions could make the mill post to its own
 * machine's and its network's services. Immutable.
 *
 * <p>A host's name is looked up when the definitions are planned. One that has no address then is
 * not refused.
 *
 * @param rules {@code HOST}, {@code HOST:PORT}, a network such as {@code 10.1.0.0/16}, or {@code *}
 */
public record AllowedUrls(List<String> rules) {
    /** Nothing beside public addresses. */
    public static final AllowedUrls PUBLIC = new AllowedUrls(List.of());

    private static final String ALL = "*";

    public AllowedUrls {
        rules = rules.stream().map(rule -> rule.strip().toLowerCase(Locale.ROOT)).toList();
        rules.forEach(AllowedUrls::check);
    }

    private static void check(String rule) {
        if (rule.isEmpty() || rule.contains("://")) {
            throw malformed(rule);
        }
        if (rule.indexOf('/') >= 0) {
            Network ignored = Network.parse(rule).orElseThrow(() -> malformed(rule));
        }
    }

    private static TidemillException malformed(String rule) {
        return new TidemillException(
                        ErrorCode.INVALID_ARGUMENT, "\"" + rule + "\" allows no address")
                .withHint("hooks.internal, 127.0.0.1:8080, 10.1.0.0/16, or * for all");
    }

    /** Why a url is not allowed; empty when it is. */
    Optional<String> refusal(URI url) {
        String host = url.getHost();
        if (host == null) {
            return Optional.of("it has no host");
        }
        if (isNamed(host.toLowerCase(Locale.ROOT), port(url))) {
            return Optional.empty();
        }
        for (InetAddress address : addresses(bare(host))) {
            if (!isPublic(address) && !isInANetwork(address)) {
                return Optional.of(
                        "%s is the address %s, which is not public"
                                .formatted(host, address.getHostAddress()));
            }
        }
        return Optional.empty();
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    }

    private boolean isNamed(String host, int port) {
        return rules.contains(ALL)
                || rules.contains(bare(host))
                || rules.contains(host)
                || rules.contains(host + ":" + port);
    }

    private boolean isInANetwork(InetAddress address) {
        return rules.stream()
                .map(Network::parse)
                .flatMap(Optional::stream)
                .anyMatch(network -> network.contains(address));
    }

    /** An IPv6 address without its brackets. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** Whether an address is one of the whole internet, and of one receiver. */
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return Network.RESERVED.stream().noneMatch(network -> network.contains(address));
    }

    /** The addresses that begin with the same bits. */
    private static final class Network {
        /**
         * Networks that Java does not know as private: of this host, of carriers, of protocols and
         * of tests, unique local ones, and those that stand for IPv4 addresses.
         */
        static final List<Network> RESERVED =
                parsed(
                        "0.0.0.0/8",
                        "100.64.0.0/10",
                        "192.0.0.0/24",
                        "198.18.0.0/15",
                        "240.0.0.0/4",
                        "fc00::/7",
                        "64:ff9b::/96",
                        "2002::/16");

        private final byte[] prefix;
        private final int bits;

        private Network(byte[] prefix, int bits) {
            this.prefix = requireNonNull(prefix, "prefix");
            this.bits = bits;
        }

        private static List<Network> parsed(String... texts) {
            List<Network> networks = new ArrayList<>();
            for (String text : texts) {
                networks.add(parse(text).orElseThrow());
            }
            return networks;
        }

        /** A network as {@code ADDRESS/BITS}; nothing for any other text. */
        static Optional<Network> parse(String text) {
            int slash = text.indexOf('/');
            String address = slash < 0 ? "" : text.substring(0, slash);
            // Only digits, so that no name is looked up.
            if (!address.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")) {
                return Optional.empty();
            }
            try {
                byte[] prefix = InetAddress.getByName(address).getAddress();
                int bits = Integer.parseInt(text.substring(slash + 1));
                return bits < 0 || bits > prefix.length * Byte.SIZE
                        ? Optional.empty()
                        : Optional.of(new Network(prefix, bits));
            } catch (UnknownHostException | NumberFormatException e) {
                return Optional.empty();
            }
        }

        boolean contains(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((prefix[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
