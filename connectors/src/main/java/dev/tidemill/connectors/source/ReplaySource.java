package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.source.SourceBatch.TableRows;
import dev.tidemill.connectors.source.SourceBatch.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays a file as rows of several tables on the project clock: its beginning at once, then at the
 * pacer's speed, and when it repeats on into the time after with shifted dates.
 */
public final class ReplaySource implements Source {
    private final String name;
    private final Options options;
    private final ReplayPacer pacer;
    private final ReplayEvents events;
    private final List<String> tables;
    private final long loadUntilMicros;
    private long delivered;

    /**
     * How much at once.
     *
     * @param preload time from the file's first day on that is delivered without pacing
     * @param rowsPerPollMax rows of one batch at most
     */
    public record Options(Duration preload, int rowsPerPollMax) {
        public Options {
            if (preload.isNegative() || rowsPerPollMax < 1) {
                throw new IllegalArgumentException(preload + ", " + rowsPerPollMax + " rows");
            }
        }
    }

    /**
     * @param position the position that was journalled last, or null to begin
     */
    public ReplaySource(
            String name,
            ReplayLog log,
            ReplayPacer pacer,
            Options options,
            byte @Nullable [] position) {
        this.name = requireNonNull(name, "name");
        this.options = requireNonNull(options, "options");
        this.pacer = requireNonNull(pacer, "pacer");
        this.events = new ReplayEvents(log, position);
        this.tables =
                events.sequences().stream().map(sequence -> sequence.stream().table()).toList();
        this.loadUntilMicros = log.startMicros() + options.preload().toNanos() / 1_000;
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
        return tables;
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
        ReplayEvents.Events next = events.next(due, options.rowsPerPollMax());
        delivered += next.size();
        List<TableRows> parts = new ArrayList<>(tables.size());
        for (int i = 0; i < tables.size(); i++) {
            Batch rows = next.rows().get(i);
            if (!rows.isEmpty()) {
                Write write = events.sequences().get(i).stream().write();
                parts.add(new TableRows(tables.get(i), write, ParsedRows.of(rows)));
            }
        }
        return new SourceBatch(parts, next.position(), next.eventTimeMicros());
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
