package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A request's body, decoded. Whatever goes wrong below it (the client went away, a chunk's length
 * that is no number, fewer bytes than announced) is thrown as BODY_INCOMPLETE.
 */
final class RequestBody {
    private static final int GZIP_BUFFER_BYTES = 1 << 16;

    private RequestBody() {}

    /** The body as it comes; throws UNSUPPORTED_MEDIA_TYPE, BODY_INCOMPLETE. */
    static InputStream open(ServerRequest request) {
        InputStream raw = new Received(request.content().inputStream());
        String encoding =
                request.headers()
                        .first(HeaderNames.CONTENT_ENCODING)
                        .orElse("identity")
                        .trim()
                        .toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity", "" -> raw;
            case "gzip", "x-gzip" -> {
                try {
                    yield new Received(new GZIPInputStream(raw, GZIP_BUFFER_BYTES));
                } catch (IOException e) {
                    throw incomplete(e);
                }
            }
            default ->
                    throw new TidemillException(
                                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                                    "Content-Encoding " + encoding + " is not supported")
                            .withHint("send it plain or as gzip");
        };
    }

    /** All of a body that should be small; throws BODY_TOO_LARGE beyond {@code bytesMax}. */
    static byte[] read(ServerRequest request, int bytesMax) throws IOException {
        try (InputStream body = open(request)) {
            byte[] bytes = body.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new TidemillException(
                        ErrorCode.BODY_TOO_LARGE, "the body is over " + bytesMax + " bytes");
            }
            return bytes;
        }
    }

    private static TidemillException incomplete(Exception e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new TidemillException(
                        ErrorCode.BODY_INCOMPLETE,
                        "the body broke off or cannot be decoded: " + reason,
                        e)
                .withHint("send it again with an Idempotency-Key");
    }

    /** Names every failure to read. */
    private static final class Received extends FilterInputStream {
        Received(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (TidemillException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw incomplete(e);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            try {
                return in.read(bytes, from, length);
            } catch (TidemillException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw incomplete(e);
            }
        }
    }
}
