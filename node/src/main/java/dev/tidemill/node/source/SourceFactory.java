package dev.tidemill.node.source;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.source.CsvSource;
import dev.tidemill.connectors.source.FlightLog;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.connectors.source.ReplaySource;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.definitions.source.SourceDefinition;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the sources that a project defines. */
public final class SourceFactory {
    private static final int ROWS_PER_POLL_MAX = 16_384;

    private final Function<String, Schema> schemas;
    private final ReplayPacer pacer;
    private final @Nullable Long cycles;

    /**
     * @param pacer the project's clock, which replays run by
     * @param cycles how often a repeating replay is told; null for without end
     */
    public SourceFactory(
            Function<String, Schema> schemas, ReplayPacer pacer, @Nullable Long cycles) {
        this.schemas = schemas;
        this.pacer = pacer;
        this.cycles = cycles;
    }

    public Source open(SourceDefinition definition, byte @Nullable [] position) {
        return switch (definition) {
            case SourceDefinition.Csv csv ->
                    new CsvSource(
                            csv.name(),
                            csv.table(),
                            schemas.apply(csv.table()),
                            csv.file(),
                            position);
            case SourceDefinition.Replay replay ->
                    ReplaySource.open(
                            replay.name(),
                            replay.file(),
                            pacer,
                            new ReplaySource.Options(
                                    (int) replay.preload().toDays(),
                                    ROWS_PER_POLL_MAX,
                                    cycles(replay)),
                            position);
        };
    }

    private long cycles(SourceDefinition.Replay replay) {
        if (cycles != null) {
            return cycles;
        }
        return replay.repeat() ? FlightLog.FOREVER : 1;
    }
}
