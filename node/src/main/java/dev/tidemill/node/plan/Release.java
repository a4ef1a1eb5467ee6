package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that came into force.
 *
 * @param hash of their files
 * @param tick from which on they were in force; of a folder's, a tick in which they were
 * @param by the name of whoever put them in force; null when that was a folder, the mill itself, or
 *     nobody wrote it down
 */
public record Release(String hash, long tick, Instant time, Origin origin, @Nullable String by) {
    /** Of a line of the log; the last one, the name, may be missing. */
    private static final int WORDS_MAX = 5;

    /** How definitions came into force. */
    public enum Origin {
        /** They stood in the project's folder. */
        FOLDER,
        APPLY,
        ROLLBACK;

        /** As answers and the log say it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public Release(String hash, long tick, Instant time, Origin origin, @Nullable String by) {
        this.hash = requireNonNull(hash, "hash");
        this.tick = tick;
        this.time = requireNonNull(time, "time");
        this.origin = requireNonNull(origin, "origin");
        this.by = by;
    }

    /** One that nobody's name is known of. */
    public Release(String hash, long tick, Instant time, Origin origin) {
        this(hash, tick, time, origin, null);
    }

    /** One line of the log; names hold no line breaks. */
    String line() {
        String line = "%s %d %d %s".formatted(hash, tick, time.toEpochMilli(), origin.word());
        return by == null ? line : line + " " + by;
    }

    /** The inverse of {@link #line}; throws IO_FAILED for a line that this never wrote. */
    static Release parse(String line) {
        String[] words = line.split(" ", WORDS_MAX);
        try {
            if (words.length >= WORDS_MAX - 1) {
                return new Release(
                        words[0],
                        Long.parseLong(words[1]),
                        Instant.ofEpochMilli(Long.parseLong(words[2])),
                        Origin.valueOf(words[3].toUpperCase(Locale.ROOT)),
                        words.length < WORDS_MAX ? null : words[WORDS_MAX - 1]);
            }
        } catch (IllegalArgumentException _) {
            throw damaged(line);
        }
        throw damaged(line);
    }

    private static TidemillException damaged(String line) {
        return new TidemillException(
                        ErrorCode.IO_FAILED, "the log of releases has the line \"" + line + "\"")
                .withHint("put releases/LOG back from a copy of the data folder, or delete it");
    }
}
