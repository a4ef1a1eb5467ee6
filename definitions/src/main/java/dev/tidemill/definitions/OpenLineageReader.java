package dev.tidemill.definitions;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code lineage.openlineage} of {@code tidemill.yaml}. */
final class OpenLineageReader {
    private OpenLineageReader() {}

    /**
     * @param directory what a file's path is relative to
     */
    static OpenLineageSettings read(Path directory, YamlValue settings, Problems problems) {
        if (!settings.exists()) {
            return OpenLineageSettings.NOWHERE;
        }
        Duration every =
                settings.at("every").durationOr(OpenLineageSettings.EVERY_DEFAULT, problems);
        if (every.isNegative() || every.isZero()) {
            problems.add(settings.at("every").place(), "every is 0", "every: 5 minutes");
            return OpenLineageSettings.NOWHERE;
        }
        String file = settings.at("file").textOrNull();
        return new OpenLineageSettings(
                file == null ? null : directory.resolve(file),
                url(settings.at("url"), problems),
                every);
    }

    private static @Nullable URI url(YamlValue url, Problems problems) {
        if (!url.exists()) {
            return null;
        }
        try {
            URI uri = new URI(url.text());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        problems.add(
                url.place(),
                "“" + url.written() + "” is no web address",
                "write it like http://localhost:5000/api/v1/lineage");
        return null;
    }
}
