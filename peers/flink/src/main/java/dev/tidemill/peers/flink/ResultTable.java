package dev.tidemill.peers.flink;

import java.util.Set;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.types.logical.RowType;

/**
 * The connector {@code nexmark-result}: takes inserts, updates and deletes as they come, and counts
 * them or adds them up.
 */
public final class ResultTable implements DynamicTableSinkFactory {
    @Override
    public String factoryIdentifier() {
        return "nexmark-result";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        return new Results((RowType) context.getPhysicalRowDataType().getLogicalType());
    }

    private static final class Results implements DynamicTableSink {
        private final RowType type;

        Results(RowType type) {
            this.type = type;
        }

        @Override
        public ChangelogMode getChangelogMode(ChangelogMode requested) {
            return requested;
        }

        @Override
        public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
            return SinkV2Provider.of(new Taking(type));
        }

        @Override
        public DynamicTableSink copy() {
            return new Results(type);
        }

        @Override
        public String asSummaryString() {
            return "the bench";
        }
    }

    private static final class Taking implements Sink<RowData> {
        private static final long serialVersionUID = 1;

        private final RowType type;

        Taking(RowType type) {
            this.type = type;
        }

        @Override
        public SinkWriter<RowData> createWriter(WriterInitContext context) {
            return new Writer(type);
        }
    }

    private static final class Writer implements SinkWriter<RowData> {
        private final Digest digest;
        private final boolean isChecking = Digest.isChecking();
        private long rows;

        Writer(RowType type) {
            digest = new Digest(type);
        }

        @Override
        public void write(RowData row, Context context) {
            rows++;
            if (isChecking) {
                digest.add(row);
            }
        }

        @Override
        public void flush(boolean isEnd) {
            if (isEnd) {
                digest.end(rows);
                Progress.end();
            }
        }

        @Override
        public void close() {}
    }
}
