package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.source.ReplayPacer;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.definition.DefinitionPlanner;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.source.SourceFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The flights example without a mill around it: its plans as a circuit, and its rows cut into ticks
 * of about one size, made before any clock runs.
 */
final class FlightsTicks {
    private final DefinitionEntry definitions;
    private final List<TickInput> ticks = new ArrayList<>();
    private long rows;

    private FlightsTicks(DefinitionEntry definitions) {
        this.definitions = definitions;
    }

    /** At least this many rows of flights in ticks of about this many, airports in the first. */
    static FlightsTicks of(long rowsMin, int tickRows) throws IOException {
        Path folder = Files.createTempDirectory("tidemill-bench");
        try {
            return of(FlightsBench.copyTo(folder.resolve("project")), rowsMin, tickRows);
        } finally {
            BenchFolder.delete(folder);
        }
    }

    private static FlightsTicks of(Path folder, long rowsMin, int tickRows) {
        Project project = ProjectLoader.load(folder);
        CreatedTables none = CreatedTables.of(DefinitionEntry.none());
        FlightsTicks flights =
                new FlightsTicks(
                        ProjectDefinitions.entry(
                                project,
                                none,
                                List.of(),
                                new DefinitionsInForce(FunctionSource.NONE).view(),
                                null));
        flights.readAll(project, rowsMin, tickRows);
        return flights;
    }

    private void readAll(Project project, long rowsMin, int tickRows) {
        Map<String, InputTable> tables =
                definitions.inputs().stream()
                        .collect(Collectors.toMap(InputTable::name, Function.identity()));
        ReplayPacer unpaced = new ReplayPacer(System::nanoTime, Double.POSITIVE_INFINITY);
        SourceFactory factory =
                new SourceFactory(
                        name -> Objects.requireNonNull(tables.get(name), name), unpaced, null);
        for (SourceDefinition definition : project.sources()) {
            try (Source source = factory.open(definition, null)) {
                switch (definition) {
                    case SourceDefinition.Csv _ -> read(source, Long.MAX_VALUE, Integer.MAX_VALUE);
                    case SourceDefinition.Replay _ -> read(source, rowsMin, tickRows);
                }
            }
        }
    }

    private void read(Source source, long rowsMin, int tickRows) {
        long until = rowsMin == Long.MAX_VALUE ? rowsMin : rows + rowsMin;
        long now = ticks.isEmpty() ? 0 : ticks.getLast().nowMicros();
        List<InputChange> waiting = new ArrayList<>();
        int size = 0;
        while (rows < until) {
            SourceBatch batch = source.poll();
            if (batch == null) {
                break;
            }
            now = Math.max(now, batch.eventTimeMicros());
            for (SourceBatch.TableRows part : batch.tables()) {
                InputChange.Op op =
                        part.write() == SourceBatch.Write.INSERT
                                ? InputChange.Op.INSERT
                                : InputChange.Op.UPSERT;
                Batch all = part.rows().rows();
                for (int at = 0; at < all.size(); ) {
                    int count = Math.min(all.size() - at, tickRows - size);
                    waiting.add(new InputChange(part.table(), op, window(all, at, count)));
                    at += count;
                    size += count;
                    if (size == tickRows) {
                        seal(now, waiting, size);
                        size = 0;
                    }
                }
            }
        }
        if (size > 0) {
            seal(now, waiting, size);
        }
    }

    private static Batch window(Batch all, int from, int count) {
        if (count == all.size()) {
            return all;
        }
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = from + i;
        }
        return all.gather(chosen, count);
    }

    private void seal(long now, List<InputChange> waiting, int size) {
        ticks.add(new TickInput(ticks.size() + 1L, now, waiting));
        rows += size;
        waiting.clear();
    }

    List<TickInput> ticks() {
        return ticks;
    }

    /** Rows of all ticks. */
    long rows() {
        return rows;
    }

    /** A new circuit of all live tables, with state of its own. */
    Circuit circuit(int threads) {
        List<LiveTable> live =
                DefinitionPlanner.plan(definitions).stream()
                        .map(table -> new LiveTable(table.name(), table.plan()))
                        .toList();
        return Circuit.create(
                new StateSpace(PageAllocator.unbounded()), definitions.inputs(), live, threads);
    }
}
