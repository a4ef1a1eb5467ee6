package dev.tidemill.node.read;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.tick.PublishedTick;
import java.util.List;
import java.util.function.Consumer;

/** One tick's tables as somebody may see them. Closing it ends the pin. */
public final class SeenTick implements AutoCloseable {
    private final PublishedTick published;
    private final Sight sight;
    private final Consumer<String> missing;

    /**
     * @param missing throws why a table that is not in the tick is not there
     */
    public SeenTick(PublishedTick published, Sight sight, Consumer<String> missing) {
        this.published = requireNonNull(published, "published");
        this.sight = requireNonNull(sight, "sight");
        this.missing = requireNonNull(missing, "missing");
    }

    public long tick() {
        return published.tick();
    }

    /**
     * The last tick that changed a table; 0 when none did. Of one that is not seen as it is, this
     * tick: when it changed would tell of rows and columns that are hidden.
     */
    public long version(String table) {
        return sight.seesWhole(table, own(table).schema())
                ? published.version(table)
                : published.tick();
    }

    /** The sight by which the tables are seen. */
    public Sight sight() {
        return sight;
    }

    /** The table itself, before anything of it is shown. */
    private TableSnapshot own(String name) {
        sight.require(dev.tidemill.definitions.policy.Privilege.SELECT, name);
        if (!published.snapshot().tables().contains(name)) {
            missing.accept(name);
        }
        return published.snapshot().table(name);
    }

    /**
     * A table as it may be seen.
     *
     * @throws dev.tidemill.algebra.error.TidemillException FORBIDDEN, UNKNOWN_TABLE,
     *     TABLE_SUSPENDED, TABLE_BUILDING
     */
    public TableSnapshot table(String name) {
        return sight.of(name, own(name));
    }

    /**
     * The row with a key, as texts: a batch of one row or none.
     *
     * @throws dev.tidemill.algebra.error.TidemillException besides those of {@link #table},
     *     FORBIDDEN when the key is masked; INVALID_REQUEST when the values do not fit
     */
    public Batch lookup(String name, List<String> key) {
        TableSnapshot table = own(name);
        sight.requireBare(name, table.schema(), table.key(), "the key");
        return sight.of(name, table).lookup(KeyText.parse(table, key));
    }

    /**
     * The rows that an index finds.
     *
     * @throws dev.tidemill.algebra.error.TidemillException besides those of {@link
     *     IndexLookup#rows}, FORBIDDEN when a column of the index is masked
     */
    public TableSnapshot found(String name, String index, List<String> values) {
        TableSnapshot table = own(name);
        table.indexes().stream()
                .filter(each -> each.name().equals(index))
                .forEach(
                        each ->
                                sight.requireBare(
                                        name,
                                        table.schema(),
                                        each.columns(),
                                        "the index " + index));
        return sight.of(name, IndexLookup.rows(table, index, values));
    }

    @Override
    public void close() {
        published.close();
    }
}
