package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.type.ParameterText;
import dev.tidemill.pgwire.type.ParameterType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COPY in binary: a head, rows of values behind their lengths, and an end. Owned by one thread. */
final class CopyBinaryDecoder implements CopyDecoder {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };

    private static final int HEAD_BYTES = SIGNATURE.length + 8;

    private final List<ParameterType> types;
    private final CopyRows rows;
    private ByteBuffer held = ByteBuffer.allocate(4096).flip();
    private boolean begun;
    private boolean ended;

    CopyBinaryDecoder(Schema schema, List<String> columns, CopyRows rows) {
        this.types =
                columns.stream()
                        .map(name -> ParameterType.of(schema.type(schema.indexOf(name))))
                        .toList();
        this.rows = requireNonNull(rows, "rows");
    }

    @Override
    public void feed(byte[] bytes) {
        if (ended) {
            return;
        }
        ByteBuffer joined = ByteBuffer.allocate(held.remaining() + bytes.length);
        held = joined.put(held).put(bytes).flip();
        if (!begun) {
            begin();
        }
        while (begun && !ended && row()) {
            // All rows that are there.
        }
        if (held.remaining() > ROW_BYTES_MAX) {
            throw new TidemillException(
                    ErrorCode.ROW_TOO_LARGE, "a row is longer than " + ROW_BYTES_MAX + " bytes");
        }
    }

    private void begin() {
        if (held.remaining() < HEAD_BYTES) {
            return;
        }
        byte[] signature = new byte[SIGNATURE.length];
        held.get(signature);
        int flags = held.getInt();
        int extension = held.getInt();
        if (!Arrays.equals(signature, SIGNATURE) || flags >>> 16 != 0 || extension != 0) {
            throw rows.malformed(1, "COPY file signature not recognized");
        }
        begun = true;
    }

    /** Reads a row; false when it is not whole yet. */
    private boolean row() {
        held.mark();
        if (held.remaining() < 2) {
            return false;
        }
        int count = held.getShort();
        if (count == -1) {
            ended = true;
            return true;
        }
        if (count != types.size()) {
            throw rows.malformed(
                    rows.count() + 1,
                    "row field count is %d, expected %d".formatted(count, types.size()));
        }
        List<@Nullable String> values = new ArrayList<>(count);
        for (ParameterType type : types) {
            if (held.remaining() < 4) {
                held.reset();
                return false;
            }
            int length = held.getInt();
            if (length < -1 || length > ROW_BYTES_MAX) {
                throw rows.malformed(rows.count() + 1, "a value of %d bytes".formatted(length));
            }
            if (held.remaining() < length) {
                held.reset();
                return false;
            }
            values.add(length < 0 ? null : value(length, type));
        }
        rows.row(values);
        return true;
    }

    private String value(int length, ParameterType type) {
        byte[] bytes = new byte[length];
        held.get(bytes);
        return ParameterText.of(bytes, type, true);
    }

    @Override
    public void end() {
        if (!ended) {
            throw rows.malformed(rows.count() + 1, "unexpected EOF in COPY data");
        }
    }
}
