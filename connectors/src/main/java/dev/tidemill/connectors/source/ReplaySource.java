package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.source.SourceBatch.TableRows;
import dev.tidemill.connectors.source.SourceBatch.Write;
import dev.tidemill.store.ParquetReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays a month of flights as departures and arrivals on the project clock: the first days at
 * once, then at the pacer's speed, and on into the months after with shifted dates.
 */
public final class ReplaySource implements Source {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final String name;
    private final Options options;
    private final ReplayPacer pacer;
    private final FlightEvents events;
    private final long loadUntilMicros;
    private long delivered;

    /**
     * How much at once.
     *
     * @param preloadDays days from the month's beginning that are delivered without pacing
     * @param rowsPerPollMax rows of one batch at most
     * @param cycles how many times the month is told; {@link FlightLog#FOREVER} for no end
     */
    public record Options(int preloadDays, int rowsPerPollMax, long cycles) {
        public static final Options DEFAULT = new Options(7, 16_384, FlightLog.FOREVER);

        public Options {
            if (preloadDays < 0 || rowsPerPollMax < 1 || cycles < 1) {
                throw new IllegalArgumentException(
                        preloadDays + " days, " + rowsPerPollMax + " rows, " + cycles);
            }
        }
    }

    /**
     * @param position the position that was journalled last, or null to begin
     */
    public ReplaySource(
            String name,
            FlightLog log,
            ReplayPacer pacer,
            Options options,
            byte @Nullable [] position) {
        this.name = requireNonNull(name, "name");
        this.pacer = requireNonNull(pacer, "pacer");
        this.options = requireNonNull(options, "options");
        this.events = new FlightEvents(log, position);
        this.loadUntilMicros = log.startMicros() + options.preloadDays() * MICROS_PER_DAY;
    }

    /** Opens the Parquet file, which takes a moment. */
    public static ReplaySource open(
            String name,
            Path file,
            ReplayPacer pacer,
            Options options,
            byte @Nullable [] position) {
        FlightLog log = new FlightLog(new ParquetReader().read(file), options.cycles());
        return new ReplaySource(name, log, pacer, options, position);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "replay";
    }

    @Override
    public List<String> tables() {
        return List.of("departures", "arrivals");
    }

    private boolean isLoading() {
        return events.nextMicros() < loadUntilMicros;
    }

    private long dueMicros() {
        if (isLoading()) {
            return loadUntilMicros - 1;
        }
        pacer.startAt(Math.max(loadUntilMicros, events.reachedMicros()));
        return pacer.dueEventMicros();
    }

    @Override
    public @Nullable SourceBatch poll() {
        if (events.isFinished()) {
            return null;
        }
        long due = dueMicros();
        if (events.nextMicros() > due) {
            return null;
        }
        FlightEvents.Events next = events.next(due, options.rowsPerPollMax());
        delivered += next.size();
        List<TableRows> tables = new ArrayList<>(2);
        add(tables, "departures", next.departures());
        add(tables, "arrivals", next.arrivals());
        return new SourceBatch(tables, next.position(), next.eventTimeMicros());
    }

    private static void add(List<TableRows> tables, String table, Batch rows) {
        if (!rows.isEmpty()) {
            tables.add(new TableRows(table, Write.INSERT, ParsedRows.of(rows)));
        }
    }

    @Override
    public long nanosUntilDue() {
        if (events.isFinished()) {
            return Long.MAX_VALUE;
        }
        return isLoading() || !pacer.isStarted() ? 0 : pacer.nanosUntil(events.nextMicros());
    }

    @Override
    public State state() {
        if (events.isFinished()) {
            return State.FINISHED;
        }
        return isLoading() ? State.LOADING : State.RUNNING;
    }

    /** Rows delivered since this source was opened. */
    public long delivered() {
        return delivered;
    }

    public ReplayPacer pacer() {
        return pacer;
    }

    /** The event time reached. */
    public long reachedMicros() {
        return events.reachedMicros();
    }

    @Override
    public String positionText() {
        Instant reached = Instant.EPOCH.plus(events.reachedMicros(), ChronoUnit.MICROS);
        return LocalDateTime.ofInstant(reached, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    @Override
    public void close() {
        // Nothing stays open: the file was read at the start.
    }
}
