package dev.tidemill.node;

import dev.tidemill.node.plan.AllowedUrls;
import dev.tidemill.node.tick.TickLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a mill is opened.
 *
 * @param data the data folder; null for {@code .tidemill/data} inside the project
 * @param speed replaces the project's replay speed; null keeps it, infinite is as fast as it goes
 * @param runsSources false leaves the project's replays alone: their rows come from elsewhere, and
 *     the project's time is the event time they bring
 * @param cycles how often a repeating replay is told; null for its definition's word
 * @param watchesDefinitions a saved definition takes effect while the mill runs, and the folder's
 *     do at its start; otherwise definitions that were applied once go on, whatever the folder has
 * @param engineThreads threads for large ticks
 * @param checkpointMillis time between checkpoints
 * @param checkpointJournalBytes a checkpoint is also taken when the journal has grown by so much
 * @param localUrl what stands before an action's url that is only a path; null when there is no
 *     server
 * @param definitionMillis how long a statement that changes tables waits until they are built; they
 *     take effect whether it waits or not
 * @param environment what {@code ${env:NAME}} stands for
 * @param allowedUrls where actions of applied definitions may send to
 * @param allowedVariables the environment variables that applied definitions may read, beside those
 *     that the project's folder names
 */
public record TidemillOptions(
        @Nullable Path data,
        @Nullable Double speed,
        boolean runsSources,
        @Nullable Long cycles,
        boolean watchesDefinitions,
        int engineThreads,
        long checkpointMillis,
        long checkpointJournalBytes,
        TickLimits ticks,
        @Nullable String localUrl,
        Map<String, String> environment,
        long definitionMillis,
        AllowedUrls allowedUrls,
        Set<String> allowedVariables) {
    private static final long DEFINITION_MILLIS_DEFAULT = 600_000;

    public TidemillOptions {
        environment = Map.copyOf(environment);
        allowedVariables = Set.copyOf(allowedVariables);
    }

    public static TidemillOptions defaults() {
        return new TidemillOptions(
                null,
                null,
                true,
                null,
                true,
                Runtime.getRuntime().availableProcessors(),
                30_000,
                256L << 20,
                TickLimits.defaults(),
                null,
                System.getenv(),
                DEFINITION_MILLIS_DEFAULT,
                AllowedUrls.PUBLIC,
                Set.of());
    }

    public TidemillOptions withData(Path newData) {
        return new TidemillOptions(
                newData,
                speed,
                runsSources,
                cycles,
                watchesDefinitions,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                localUrl,
                environment,
                definitionMillis,
                allowedUrls,
                allowedVariables);
    }

    public TidemillOptions withReplay(
            @Nullable Double newSpeed, boolean newRunsSources, @Nullable Long newCycles) {
        return new TidemillOptions(
                data,
                newSpeed,
                newRunsSources,
                newCycles,
                watchesDefinitions,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                localUrl,
                environment,
                definitionMillis,
                allowedUrls,
                allowedVariables);
    }

    public TidemillOptions withWatching(boolean watches) {
        return new TidemillOptions(
                data,
                speed,
                runsSources,
                cycles,
                watches,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                localUrl,
                environment,
                definitionMillis,
                allowedUrls,
                allowedVariables);
    }

    public TidemillOptions withLocalUrl(String url) {
        return new TidemillOptions(
                data,
                speed,
                runsSources,
                cycles,
                watchesDefinitions,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                url,
                environment,
                definitionMillis,
                allowedUrls,
                allowedVariables);
    }

    public TidemillOptions withCheckpoints(long everyMillis, long everyJournalBytes) {
        return new TidemillOptions(
                data,
                speed,
                runsSources,
                cycles,
                watchesDefinitions,
                engineThreads,
                everyMillis,
                everyJournalBytes,
                ticks,
                localUrl,
                environment,
                definitionMillis,
                allowedUrls,
                allowedVariables);
    }

    public TidemillOptions withDefinitionMillis(long millis) {
        return new TidemillOptions(
                data,
                speed,
                runsSources,
                cycles,
                watchesDefinitions,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                localUrl,
                environment,
                millis,
                allowedUrls,
                allowedVariables);
    }

    public TidemillOptions withAllowedUrls(AllowedUrls urls) {
        return new TidemillOptions(
                data,
                speed,
                runsSources,
                cycles,
                watchesDefinitions,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                localUrl,
                environment,
                definitionMillis,
                urls,
                allowedVariables);
    }

    /** With another environment, and of it what applied definitions may read. */
    public TidemillOptions withEnvironment(Map<String, String> variables, Set<String> allowed) {
        return new TidemillOptions(
                data,
                speed,
                runsSources,
                cycles,
                watchesDefinitions,
                engineThreads,
                checkpointMillis,
                checkpointJournalBytes,
                ticks,
                localUrl,
                variables,
                definitionMillis,
                allowedUrls,
                allowed);
    }
}
