package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryCopier;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.AppendColumns;
import dev.tidemill.engine.state.PageSource;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are only ever added: the newest in memory, the others in the history.
 *
 * <p>Memory has two halves. New rows go to the active one; the other is empty, or sealed: it holds
 * rows older than the active one's, does not change, and is emptied once they are in the history.
 * So rows can be written there while others come, and nothing is copied in memory.
 *
 * <p>Engine thread only; {@link #at} gives views for all threads.
 */
final class HotRows {
    private static final int CHUNK_ROWS = 16_384;
    private static final int HALVES = 2;

    /** Metadata slots of the header. */
    private static final int ACTIVE = 0;

    private static final int RUNS = 1;
    private static final int MOVED = 2;
    private static final int FIRST_ROW = 3;
    private static final int CREATED = 4;
    private static final int COMPLETE_FROM = 5;
    private static final int COMPLETE_KNOWN = 6;

    /**
     * @param store what the history calls the rows, before a number is added
     * @param region what the regions of the rows are called
     */
    record Names(String store, String region) {}

    private final Names names;
    private final Schema schema;
    private final Segment header;
    private final History history;
    private final Region[] regions = new Region[HALVES];
    private final AppendColumns[] halves = new AppendColumns[HALVES];

    /**
     * New rows, or recovered ones.
     *
     * @param header keeps what is not in the rows
     * @param tick the tick from which on the table is there, when it is new
     */
    HotRows(
            Names names,
            Schema schema,
            StateSpace space,
            Segment header,
            History history,
            long tick) {
        this.names = names;
        this.schema = schema;
        this.header = header;
        this.history = history;
        for (int half = 0; half < HALVES; half++) {
            regions[half] = space.region(names.region(), half);
            halves[half] = new AppendColumns(regions[half], 0, schema);
        }
        if (header.meta(CREATED) == 0) {
            header.setMeta(CREATED, tick);
        }
    }

    private AppendColumns active() {
        return halves[activeHalf()];
    }

    private int activeHalf() {
        return (int) header.meta(ACTIVE);
    }

    private AppendColumns sealed() {
        return halves[1 - activeHalf()];
    }

    void append(Batch rows, PartitionRunner partitions) {
        active().append(rows, partitions);
    }

    HistoryMark mark() {
        return mark(names.store(), header);
    }

    /** What a header says of the history. */
    static HistoryMark mark(String store, PageSource header) {
        return new HistoryMark(
                store + "@" + header.meta(CREATED),
                header.meta(RUNS),
                header.meta(MOVED),
                header.meta(FIRST_ROW));
    }

    long rowsInMemory() {
        return active().rows() + sealed().rows();
    }

    /** All rows that are not dropped; which of them have left memory does not matter. */
    long rowCount() {
        return mark().rows() + rowsInMemory() - mark().firstRow();
    }

    /** Counts as made at this tick; only while no row has left memory. */
    void createdAt(long tick) {
        header.setMeta(CREATED, tick);
    }

    long sealedRows() {
        return sealed().rows();
    }

    /**
     * Bytes of the pages in memory. Those that only snapshots still see are not among them: sealing
     * more rows would not free them.
     */
    long bytes() {
        return regions[0].liveBytes() + regions[1].liveBytes();
    }

    /** The first row that is there now or in a snapshot that is open. */
    long firstRowSeen(Region headerRegion, int headerSegment) {
        return headerRegion.leastMeta(headerSegment, FIRST_ROW);
    }

    void seal() {
        if (sealed().rows() > 0) {
            throw new IllegalStateException("rows of " + names.store() + " are sealed already");
        }
        header.setMeta(ACTIVE, 1L - activeHalf());
    }

    void moved() {
        header.setMeta(RUNS, header.meta(RUNS) + 1);
        header.setMeta(MOVED, header.meta(MOVED) + sealed().rows());
        regions[1 - activeHalf()].clear();
    }

    /**
     * Drops the rows with smaller numbers; never takes any back.
     *
     * @param completeFrom no row with this event time or a later one was dropped
     */
    void drop(long firstRow, long completeFrom) {
        if (firstRow > header.meta(FIRST_ROW)) {
            header.setMeta(FIRST_ROW, firstRow);
            boolean known = header.meta(COMPLETE_KNOWN) != 0;
            header.setMeta(
                    COMPLETE_FROM,
                    known ? Math.max(header.meta(COMPLETE_FROM), completeFrom) : completeFrom);
            header.setMeta(COMPLETE_KNOWN, 1);
        }
    }

    /** All rows in the order of their numbers. */
    void scan(Consumer<Batch> chunks) {
        HistoryMark mark = mark();
        if (mark.kept() > 0) {
            int[] all = new int[schema.size()];
            java.util.Arrays.setAll(all, i -> i);
            Supplier<@Nullable Batch> old = history.scan(mark, schema, all);
            for (Batch chunk = old.get(); chunk != null; chunk = old.get()) {
                chunks.accept(chunk);
            }
        }
        scanMemory(chunks);
    }

    private void scanMemory(Consumer<Batch> chunks) {
        HistoryMark mark = mark();
        long first = mark.rows();
        for (AppendColumns half : List.of(sealed(), active())) {
            long rows = half.rows();
            for (long from = Math.max(0, mark.firstRow() - first); from < rows; ) {
                int count = (int) Math.min(CHUNK_ROWS, rows - from);
                chunks.accept(half.read(from, count));
                from += count;
            }
            first += rows;
        }
    }

    /** How many rows some erasures find. */
    long count(List<Erasure> erasures) {
        long[] found = {inHistory(erasures).length};
        scanMemory(chunk -> found[0] += Erasure.any(erasures).found(chunk).size());
        return found[0];
    }

    /**
     * Puts all rows but those that erasures find into a table that is empty and of another name in
     * the history.
     *
     * @param orderColumn the column by which runs are sorted, or -1
     */
    void copyInto(
            HotRows fresh,
            List<Erasure> erasures,
            int orderColumn,
            HistoryCopier copier,
            PartitionRunner partitions) {
        HistoryMark mark = mark();
        if (mark.kept() > 0) {
            HistoryMark copied =
                    copier.copyWithout(
                            mark, fresh.mark().store(), schema, orderColumn, inHistory(erasures));
            fresh.header.setMeta(RUNS, copied.runs());
            fresh.header.setMeta(MOVED, copied.rows());
        }
        fresh.header.setMeta(COMPLETE_KNOWN, header.meta(COMPLETE_KNOWN));
        fresh.header.setMeta(COMPLETE_FROM, header.meta(COMPLETE_FROM));
        scanMemory(
                chunk -> {
                    Batch kept = Erasure.any(erasures).others(chunk);
                    if (!kept.isEmpty()) {
                        fresh.append(kept, partitions);
                    }
                });
    }

    /** Numbers of the rows in the history that erasures find, ascending. */
    private long[] inHistory(List<Erasure> erasures) {
        HistoryMark mark = mark();
        if (mark.kept() == 0) {
            return new long[0];
        }
        int[] columns = erasures.stream().mapToInt(Erasure::column).toArray();
        List<Erasure> selected = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            selected.add(erasures.get(i).withColumn(i));
        }
        RowTest test = Erasure.any(selected);
        LongStream.Builder found = LongStream.builder();
        long number = mark.firstRow();
        Supplier<@Nullable Batch> old = history.scan(mark, schema, columns);
        for (Batch chunk = old.get(); chunk != null; chunk = old.get()) {
            for (int row = 0; row < chunk.size(); row++) {
                if (test.finds(chunk, row)) {
                    found.add(number + row);
                }
            }
            number += chunk.size();
        }
        return found.build().toArray();
    }

    /** The rows' regions; the header's is the owner's. */
    List<Region> regions() {
        return List.of(regions);
    }

    HotRowsView at(Snapshot snapshot, Region headerRegion, int headerSegment) {
        var meta = snapshot.segment(headerRegion, headerSegment);
        int active = (int) meta.meta(ACTIVE);
        return new HotRowsView(
                mark(names.store(), meta),
                meta.meta(COMPLETE_KNOWN) != 0 ? meta.meta(COMPLETE_FROM) : null,
                history,
                AppendColumns.at(snapshot, regions[1 - active], 0, schema),
                AppendColumns.at(snapshot, regions[active], 0, schema));
    }
}
