package dev.tidemill.node.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Collects the rows of one batch that broke their contract, as rows of the quarantine table. */
final class Quarantine {
    /** What stands before a raw row that is not UTF-8. */
    static final String BASE64_PREFIX = "base64:";

    private final AtomicLong sequence;
    private final String table;
    private final String source;
    private final long receivedMicros;
    private final BatchBuilder rows = new BatchBuilder(SystemTables.QUARANTINE.schema(), 16);
    private final List<IngestResult.Problem> problems = new ArrayList<>();

    Quarantine(AtomicLong sequence, String table, String source, long receivedMicros) {
        this.sequence = sequence;
        this.table = table;
        this.source = source;
        this.receivedMicros = receivedMicros;
    }

    void add(long row, @Nullable String column, String rule, String reason, byte[] raw) {
        rows.add(
                1,
                sequence.incrementAndGet(),
                table,
                rule,
                column,
                reason,
                text(raw),
                source,
                receivedMicros);
        if (problems.size() < IngestResult.PROBLEMS_MAX) {
            problems.add(new IngestResult.Problem(row, column, rule, reason));
        }
    }

    int size() {
        return rows.size();
    }

    List<IngestResult.Problem> problems() {
        return problems;
    }

    Batch build() {
        return rows.build();
    }

    /** The raw bytes as text; what is not UTF-8, or looks like base 64, is kept whole as that. */
    static String text(byte[] raw) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
            return text.startsWith(BASE64_PREFIX) ? base64(raw) : text;
        } catch (CharacterCodingException e) {
            return base64(raw);
        }
    }

    private static String base64(byte[] raw) {
        return BASE64_PREFIX + Base64.getEncoder().encodeToString(raw);
    }

    /** The inverse of {@link #text}. */
    static byte[] raw(String text) {
        return text.startsWith(BASE64_PREFIX)
                ? Base64.getDecoder().decode(text.substring(BASE64_PREFIX.length()))
                : text.getBytes(UTF_8);
    }
}
