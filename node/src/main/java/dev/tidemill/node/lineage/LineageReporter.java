package dev.tidemill.node.lineage;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.connectors.event.EventSink;
import dev.tidemill.connectors.event.FileEventSink;
import dev.tidemill.connectors.event.HttpEventSink;
import dev.tidemill.definitions.OpenLineageSettings;
import dev.tidemill.node.supervise.Supervision;
import dev.tidemill.node.supervise.Supervisor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a mill now and then, on a thread of its own, and sends what is to be told to the sinks
 * of the project's settings. A table that comes and goes between two looks is not told of. Closed
 * by the mill, before it stops.
 */
public final class LineageReporter implements AutoCloseable {
    /** Between two looks at a mill. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LineageReporter.class);

    private final Supplier<LineageView> mill;
    private final Supervisor supervisor;
    private final LineageTeller teller;
    private final List<EventQueue> queues = new ArrayList<>();
    private final Thread thread;
    private final @Nullable HttpEventSink http;
    private volatile boolean running = true;

    /**
     * Begins to look.
     *
     * @param mill what there is now; asked by one thread
     * @param supervisor watches the sinks
     */
    public LineageReporter(
            OpenLineageSettings settings, Supplier<LineageView> mill, Supervisor supervisor) {
        this.supervisor = requireNonNull(supervisor, "supervisor");
        this.mill = requireNonNull(mill, "mill");
        if (settings.file() != null) {
            queue("file", new FileEventSink(settings.file()));
        }
        this.http = settings.url() == null ? null : new HttpEventSink(settings.url());
        if (http != null) {
            queue("http", http);
        }
        this.teller = new LineageTeller(settings.every(), UUID::randomUUID, this::offer);
        this.thread = Thread.ofVirtual().name("tidemill-lineage").start(this::lookOn);
    }

    /** Whether one of the queues has room at least: with none, it is offered again. */
    private boolean offer(Json event) {
        String text = event.text();
        boolean taken = false;
        for (EventQueue queue : queues) {
            taken |= queue.add(text);
        }
        return taken;
    }

    private void queue(String name, EventSink sink) {
        Supervision supervision =
                supervisor.add("lineage", name, () -> supervisor.bounds().lineage());
        queues.add(new EventQueue(sink, supervision));
    }

    private void lookOn() {
        try {
            while (running) {
                look();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            teller.look(mill.get(), Instant.now());
        } catch (RuntimeException e) {
            LOG.warn("lineage is not told: {}", e.toString());
        }
    }

    /** Events that were dropped or given up. */
    public long lost() {
        return queues.stream().mapToLong(EventQueue::lost).sum();
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
        try {
            thread.join();
            ProjectCatalog last = mill.get().catalog();
            teller.stop(last, Instant.now());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the end of lineage is not told: {}", e.toString());
        }
        queues.forEach(EventQueue::close);
        if (http != null) {
            http.close();
        }
    }
}
