package dev.tidemill.node.read;

import dev.tidemill.definitions.QueryBounds;
import dev.tidemill.store.StoreOptions;
import dev.tidemill.store.admission.GateBounds;
import java.nio.file.Path;

/** What a project says of queries, as the query store takes it. */
public final class StoreBounds {
    private StoreBounds() {}

    /**
     * The store's options.
     *
     * @param temporary the mill's folder for files that do not outlive the process
     */
    public static StoreOptions of(QueryBounds bounds, Path temporary) {
        return new StoreOptions(
                new StoreOptions.Memory(
                        bounds.memory(),
                        bounds.memoryPerUser(),
                        bounds.spill(),
                        bounds.imageMemory()),
                temporary,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                new GateBounds(
                        bounds.running(),
                        bounds.runningPerUser(),
                        bounds.waitingPerUser(),
                        bounds.waitMax()),
                bounds.slow(),
                bounds.slowKept(),
                StoreOptions.PROBE_DEFAULT,
                null);
    }
}
