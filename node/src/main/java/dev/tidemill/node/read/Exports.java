package dev.tidemill.node.read;

import dev.tidemill.definitions.ExportBounds;
import dev.tidemill.store.ExportSpace;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.ParquetWriter;
import dev.tidemill.store.PinnedTables;
import dev.tidemill.store.QueryStore;
import dev.tidemill.store.RowStream;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Asker;
import java.nio.file.Path;

/** Answers of any length, each at one tick, within a project's bounds. Safe for all threads. */
public final class Exports {
    private final QueryStore store;
    private final ExportBounds bounds;
    private final ParquetWriter parquet;

    /**
     * @param temporary the mill's folder for files that do not outlive the process
     */
    public Exports(QueryStore store, ExportBounds bounds, Path temporary) {
        this.store = store;
        this.bounds = bounds;
        this.parquet =
                new ParquetWriter(temporary.resolve("exports"), new ExportSpace(bounds.disk()));
    }

    /** Streams a query's rows as somebody may see them, at the newest tick or the one it names. */
    public <T> T export(String sql, Asker asker, SeenTicks seen, RowsReader<T> reader) {
        AsOf asked = AsOf.of(sql);
        if (asked.tick().isEmpty()) {
            return store.export(
                    seen::newest,
                    sql,
                    bounds.timeout(),
                    asker.caller(),
                    asker.cancellation(),
                    reader);
        }
        try (PinnedTables tick = seen.at(asked.tick().getAsLong())) {
            return export(tick, asked.sql(), asker, reader);
        }
    }

    /** Streams a query's rows at a tick that the caller keeps pinned. */
    public <T> T export(PinnedTables tick, String sql, Asker asker, RowsReader<T> reader) {
        return store.export(
                tick, sql, bounds.timeout(), asker.caller(), asker.cancellation(), reader);
    }

    /** Makes a file of the rows. */
    public ParquetFile parquet(RowStream rows) {
        return parquet.write(rows);
    }
}
