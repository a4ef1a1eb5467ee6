package dev.tidemill.peers.flink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;

/** The connector {@code nexmark-side}: 10,000 rows in memory, looked up by their number. */
public final class SideTable implements DynamicTableSourceFactory {
    private static final int ROWS = 10_000;

    @Override
    public String factoryIdentifier() {
        return "nexmark-side";
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
        return new Lookups();
    }

    private static final class Lookups implements LookupTableSource {
        @Override
        public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
            return LookupFunctionProvider.of(new BySlot());
        }

        @Override
        public DynamicTableSource copy() {
            return new Lookups();
        }

        @Override
        public String asSummaryString() {
            return "rows at the side";
        }
    }

    /** Public, since Flink's generated code calls it. */
    public static final class BySlot extends LookupFunction {
        private static final long serialVersionUID = 1;

        private transient List<Collection<RowData>> rows;

        @Override
        public void open(FunctionContext context) {
            rows = new ArrayList<>(ROWS);
            for (int i = 0; i < ROWS; i++) {
                rows.add(
                        List.of(
                                GenericRowData.of(
                                        (long) i, StringData.fromString(Integer.toString(i)))));
            }
        }

        @Override
        public Collection<RowData> lookup(RowData key) {
            long slot = key.getLong(0);
            return slot >= 0 && slot < ROWS ? rows.get((int) slot) : List.of();
        }
    }
}
