package dev.tidemill.peers.flink;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.factories.DynamicTableSourceFactory;

/** The connector {@code nexmark}: all events as one table. */
public final class EventTable implements DynamicTableSourceFactory {
    /** How many readers there are; as many as slots. */
    static int readers = 1;

    @Override
    public String factoryIdentifier() {
        return "nexmark";
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
    public DynamicTableSource createDynamicTableSource(Context context) {
        return new Scan();
    }

    /** Nothing can be pushed into it: the rows are there already. */
    private static final class Scan implements ScanTableSource {
        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            return SourceProvider.of(new EventSource(readers));
        }

        @Override
        public DynamicTableSource copy() {
            return new Scan();
        }

        @Override
        public String asSummaryString() {
            return "events in memory";
        }
    }
}
