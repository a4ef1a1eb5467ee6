package dev.tidemill.pgwire.login;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a connection begins with. */
public sealed interface FirstPacket {
    /** Bytes that such a packet may have. */
    int BYTES_MAX = 10_000;

    int SSL = 80_877_103;
    int GSS = 80_877_104;
    int CANCEL = 80_877_102;

    /** TLS is asked for. */
    record Tls() implements FirstPacket {}

    /** Encryption by GSSAPI is asked for. */
    record Gss() implements FirstPacket {}

    /** Another connection's statement is to be cancelled. */
    record Cancel(int process, byte[] secret) implements FirstPacket {}

    /**
     * A session is to begin.
     *
     * @param minor of the protocol's version 3
     * @param parameters the user, the database and settings
     */
    record Startup(int minor, Map<String, String> parameters) implements FirstPacket {
        public Startup {
            parameters = Map.copyOf(parameters);
        }

        /** The user; throws when there is none. */
        public String user() {
            String user = parameters.getOrDefault("user", "");
            if (requireNonNull(user).isEmpty()) {
                throw new TidemillException(
                        ErrorCode.UNAUTHORISED,
                        "no PostgreSQL user name specified in startup packet");
            }
            return user;
        }
    }

    /**
     * Reads a packet.
     *
     * @throws TidemillException PROTOCOL_VIOLATION for what is none; UNSUPPORTED_SQL for another
     *     version
     */
    static FirstPacket of(Message packet) {
        int code = packet.int32();
        return switch (code) {
            case SSL -> ended(packet, new Tls());
            case GSS -> ended(packet, new Gss());
            case CANCEL -> new Cancel(packet.int32(), packet.rest());
            default -> startup(code, packet);
        };
    }

    private static FirstPacket ended(Message packet, FirstPacket read) {
        packet.requireEnd();
        return read;
    }

    private static Startup startup(int version, Message packet) {
        if (version >>> 16 != 3) {
            throw new TidemillException(
                    ErrorCode.UNSUPPORTED_SQL,
                    "unsupported frontend protocol %d.%d: server supports 3.0 to 3.2"
                            .formatted(version >>> 16, version & 0xFFFF));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        String name = packet.text();
        while (!name.isEmpty()) {
            parameters.put(name, packet.text());
            name = packet.text();
        }
        packet.requireEnd();
        return new Startup(version & 0xFFFF, parameters);
    }
}
