package dev.tidemill.peers.flink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/**
 * The events from memory, once. Of several readers each takes every so many blocks, so that all are
 * at about the same time. There are no splits to hand out and nothing to restore.
 */
final class EventSource implements Source<RowData, EventSource.NoSplit, Void> {
    private static final long serialVersionUID = 1;

    /** Events handed over at once. */
    private static final int BLOCK = 64;

    private final int readers;

    EventSource(int readers) {
        this.readers = readers;
    }

    /** Never made. */
    static final class NoSplit implements SourceSplit {
        private NoSplit() {}

        @Override
        public String splitId() {
            return "none";
        }
    }

    @Override
    public Boundedness getBoundedness() {
        // So that the planner makes a stream of it; it ends all the same.
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<RowData, NoSplit> createReader(SourceReaderContext context) {
        return new Reader(context.getIndexOfSubtask(), readers);
    }

    /** Hands out its blocks. */
    private static final class Reader implements SourceReader<RowData, NoSplit> {
        private final RowData[] rows = Events.current.rows;
        private final int step;
        private int place;

        Reader(int index, int readers) {
            this.place = index * BLOCK;
            this.step = readers * BLOCK;
        }

        @Override
        public void start() {
            Progress.begin();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RowData> output) {
            if (place >= rows.length) {
                return InputStatus.END_OF_INPUT;
            }
            int end = Math.min(place + BLOCK, rows.length);
            for (int i = place; i < end; i++) {
                output.collect(rows[i]);
            }
            Progress.passed(place, place + step, rows.length);
            place += step;
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public List<NoSplit> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void addSplits(List<NoSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    @Override
    public SplitEnumerator<NoSplit, Void> createEnumerator(
            SplitEnumeratorContext<NoSplit> context) {
        return new Nothing();
    }

    @Override
    public SplitEnumerator<NoSplit, Void> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, Void state) {
        return new Nothing();
    }

    /** Hands out nothing. */
    private static final class Nothing implements SplitEnumerator<NoSplit, Void> {
        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<NoSplit> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public Void snapshotState(long checkpoint) {
            return null;
        }

        @Override
        public void close() {}
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new NoSerializer<>();
    }

    @Override
    public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
        return new NoSerializer<>();
    }

    /** There is nothing to write. */
    private static final class NoSerializer<T> implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            return new byte[0];
        }

        @Override
        public T deserialize(int version, byte[] bytes) {
            return null;
        }
    }
}
