package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.time.Instant;
import java.util.Locale;

/**
 * Definitions that came into force.
 *
 * @param hash of their files
 * @param tick from which on they were in force; of a folder's, a tick in which they were
 */
public record Release(String hash, long tick, Instant time, Origin origin) {
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

    public Release {
        requireNonNull(hash, "hash");
        requireNonNull(time, "time");
        requireNonNull(origin, "origin");
    }

    /** One line of the log. */
    String line() {
        return "%s %d %d %s".formatted(hash, tick, time.toEpochMilli(), origin.word());
    }

    /** The inverse of {@link #line}; throws IO_FAILED for a line that this never wrote. */
    static Release parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            if (words.length == 4) {
                return new Release(
                        words[0],
                        Long.parseLong(words[1]),
                        Instant.ofEpochMilli(Long.parseLong(words[2])),
                        Origin.valueOf(words[3].toUpperCase(Locale.ROOT)));
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
