package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where OpenLineage events go; nowhere when neither is given.
 *
 * @param file events are appended to it, one a line
 * @param url events are posted to it
 * @param every how often a run that goes on says so
 */
public record OpenLineageSettings(@Nullable Path file, @Nullable URI url, Duration every) {
    public static final Duration EVERY_DEFAULT = Duration.ofMinutes(5);
    public static final OpenLineageSettings NOWHERE =
            new OpenLineageSettings(null, null, EVERY_DEFAULT);

    public OpenLineageSettings {
        requireNonNull(every, "every");
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every " + every);
        }
    }

    public boolean isNowhere() {
        return file == null && url == null;
    }
}
