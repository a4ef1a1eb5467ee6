package dev.tidemill.store;

import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images that one query reads, which are not dropped before it is closed; that is after the
 * query's transaction. Owned by one thread.
 */
final class ImageReads implements AutoCloseable {
    private final @Nullable TableImages images;
    private final List<TableImages.Image> read = new ArrayList<>();

    /**
     * @param images null to read none
     */
    ImageReads(@Nullable TableImages images) {
        this.images = images;
    }

    /** The image to read in place of a table's rows in memory; null when there is none. */
    @Nullable String of(String table, TableSnapshot snapshot, long tick) {
        TableImages.Image image = images == null ? null : images.use(table, snapshot, tick);
        if (image == null) {
            return null;
        }
        read.add(image);
        return image.name();
    }

    @Override
    public void close() {
        if (images != null) {
            read.forEach(images::release);
        }
    }
}
