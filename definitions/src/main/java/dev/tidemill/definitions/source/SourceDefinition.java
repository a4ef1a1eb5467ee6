package dev.tidemill.definitions.source;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where rows come from without anybody posting them. */
public sealed interface SourceDefinition {
    String name();

    /** The tables it writes to. */
    List<String> tables();

    /**
     * A CSV file whose header names the table's columns, read once when the table is created.
     *
     * @param file an existing file inside the project
     */
    record Csv(String name, Path file, String table) implements SourceDefinition {
        public Csv {
            requireNonNull(name, "name");
            requireNonNull(file, "file");
            requireNonNull(table, "table");
        }

        @Override
        public List<String> tables() {
            return List.of(table);
        }
    }

    /**
     * A file of past events, sent again on the project's clock.
     *
     * @param file an existing file inside the project
     * @param preload this much of it, by the streams' times, is sent at once at the start
     * @param repeat after its end it begins again, with every time shifted to follow on
     */
    record Replay(
            String name,
            Path file,
            FileFormat format,
            Duration preload,
            boolean repeat,
            List<Stream> streams)
            implements SourceDefinition {
        public Replay {
            requireNonNull(name, "name");
            requireNonNull(file, "file");
            requireNonNull(format, "format");
            requireNonNull(preload, "preload");
            streams = List.copyOf(streams);
        }

        @Override
        public List<String> tables() {
            return streams.stream().map(Stream::table).toList();
        }
    }

    /**
     * The rows that a replay makes of the file's rows for one table: one each.
     *
     * @param time SQL over the file's columns: when the row is sent, which is its event time
     * @param columns the table's columns in the contract's order, each with SQL over the file's
     *     columns and {@code row_id}: the row's number in the file from 1, counted on when the
     *     replay repeats
     */
    record Stream(String table, String time, Map<String, String> columns) {
        public Stream {
            requireNonNull(table, "table");
            requireNonNull(time, "time");
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        }
    }

    /** What a replayed file is. */
    enum FileFormat {
        PARQUET,
        CSV
    }
}
