package dev.tidemill.connectors.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where rows come from when the program fetches them itself. The owner's one thread polls; each
 * batch is journalled together with its position, and a new source is opened at the position that
 * was journalled last, so every row is delivered exactly once.
 */
public interface Source extends AutoCloseable {
    /** What a source is doing. */
    enum State {
        /** Catching up, as fast as it is polled. */
        LOADING,
        RUNNING,
        /** There will be no more rows. */
        FINISHED
    }

    String name();

    /** For people: {@code replay}, {@code csv}. */
    String kind();

    /** The tables it writes. */
    List<String> tables();

    /** The next rows, or null when none are due now. Does not wait. */
    @Nullable SourceBatch poll();

    /** How long until rows may be due; 0 when they may be due now. */
    long nanosUntilDue();

    State state();

    /** Where it stands, for people; for example the event time reached. */
    String positionText();

    @Override
    void close();
}
