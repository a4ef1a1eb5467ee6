package dev.tidemill.node.source;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.source.CsvSource;
import dev.tidemill.connectors.source.ReplayLog;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.connectors.source.ReplaySource;
import dev.tidemill.connectors.source.ReplayStream;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.store.ParquetReader;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the sources that a project defines. */
public final class SourceFactory {
    private static final int ROWS_PER_POLL_MAX = 16_384;

    private final Function<String, InputTable> tables;
    private final ReplayPacer pacer;
    private final @Nullable Long cycles;

    /**
     * @param pacer the project's clock, which replays run by
     * @param cycles how often a repeating replay is told; null for without end
     */
    public SourceFactory(
            Function<String, InputTable> tables, ReplayPacer pacer, @Nullable Long cycles) {
        this.tables = tables;
        this.pacer = pacer;
        this.cycles = cycles;
    }

    public Source open(SourceDefinition definition, byte @Nullable [] position) {
        return switch (definition) {
            case SourceDefinition.Csv csv ->
                    new CsvSource(
                            csv.name(),
                            csv.table(),
                            tables.apply(csv.table()).schema(),
                            csv.file(),
                            position);
            case SourceDefinition.Replay replay -> replay(replay, position);
        };
    }

    private Source replay(SourceDefinition.Replay replay, byte @Nullable [] position) {
        Batch file =
                switch (replay.format()) {
                    case PARQUET -> new ParquetReader().read(replay.file());
                    case CSV -> new ParquetReader().readCsv(replay.file());
                };
        List<ReplayStream> streams =
                replay.streams().stream()
                        .map(
                                stream ->
                                        StreamRows.of(
                                                stream,
                                                file.schema(),
                                                tables.apply(stream.table())))
                        .toList();
        return new ReplaySource(
                replay.name(),
                new ReplayLog(file, streams, cycles(replay)),
                pacer,
                new ReplaySource.Options(replay.preload(), ROWS_PER_POLL_MAX),
                position);
    }

    private long cycles(SourceDefinition.Replay replay) {
        if (cycles != null) {
            return cycles;
        }
        return replay.repeat() ? ReplayLog.FOREVER : 1;
    }
}
