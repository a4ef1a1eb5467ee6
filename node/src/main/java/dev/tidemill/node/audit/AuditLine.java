package dev.tidemill.node.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a line, its parts behind tabulators, and at its end what binds it to the line before:
 * SHA-256 of that line's own and of this line up to there.
 *
 * <pre>
 * NUMBER TIME USER ADDRESS DOOR SUBJECT CODE ROWS TICK DIGEST STATEMENT CHAIN
 * </pre>
 *
 * <p>Lines of before ticks were told lack that part.
 */
final class AuditLine {
    /** What the first line of all is bound to. */
    static final String BEGINNING = "0".repeat(64);

    private static final String TAB = "\t";
    private static final int PARTS = 12;
    private static final int PARTS_WITHOUT_TICK = PARTS - 1;
    private static final String CUT = "…";

    private AuditLine() {}

    /** The line, without its end. */
    static String of(long number, AuditEvent event, String before) {
        String statement = event.statement();
        String body =
                String.join(
                        TAB,
                        Long.toString(number),
                        event.time().toString(),
                        escaped(cut(event.user(), AuditEvent.USER_MAX)),
                        escaped(event.address()),
                        escaped(event.door()),
                        escaped(cut(event.subject(), AuditEvent.SUBJECT_MAX)),
                        event.code(),
                        Long.toString(event.rows()),
                        Long.toString(event.tick()),
                        statement == null ? "" : sha256(statement),
                        statement == null ? "" : escaped(kept(statement)));
        return body + TAB + sha256(before + body);
    }

    /** What is kept of a statement names nobody; the digest is of all of it. */
    private static String kept(String statement) {
        return cut(StatementText.withoutValues(statement), AuditEvent.STATEMENT_MAX);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + CUT;
    }

    /** What binds the next line to this one. */
    static String chain(String line) {
        return line.substring(line.lastIndexOf('\t') + 1);
    }

    /** Whether a line is bound to the one before. */
    static boolean follows(String line, String before) {
        int end = line.lastIndexOf('\t');
        return end >= 0 && chain(line).equals(sha256(before + line.substring(0, end)));
    }

    /** The entry of a line; empty for what is no line of a log. */
    static Optional<AuditEntry> read(String line) {
        List<String> parts = List.of(line.split(TAB, -1));
        if (parts.size() != PARTS && parts.size() != PARTS_WITHOUT_TICK) {
            return Optional.empty();
        }
        try {
            String digest = parts.get(parts.size() - 3);
            @Nullable String statement =
                    digest.isEmpty() ? null : unescaped(parts.get(parts.size() - 2));
            AuditEvent event =
                    new AuditEvent(
                            Instant.parse(parts.get(1)),
                            unescaped(parts.get(2)),
                            unescaped(parts.get(3)),
                            unescaped(parts.get(4)),
                            unescaped(parts.get(5)),
                            parts.get(6),
                            Long.parseLong(parts.get(7)),
                            parts.size() == PARTS ? Long.parseLong(parts.get(8)) : -1,
                            statement);
            return Optional.of(new AuditEntry(Long.parseLong(parts.get(0)), event, digest));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            plain.append(
                    switch (next) {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        default -> next;
                    });
        }
        return plain.toString();
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
