package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Live tables that are built together, beside the circuit, while its ticks go on.
 *
 * <p>The tables that they read are pinned when the build begins, and read chunk by chunk. What
 * ticks change of these tables meanwhile is remembered, and taken tick by tick behind the last
 * chunk, with each tick's time and bounds: just as if the tables had been built at once and had
 * followed the ticks since. A build that has {@link #isCaughtUp caught up} therefore has the
 * contents and the state of its tables as of the circuit's last tick.
 *
 * <p>A table of the build that takes the place of one with the same column types does not feed the
 * others here: they read the old one, as the circuit does, and hear of the difference from the
 * circuit when it has the new one. The difference is kept as the table is built.
 *
 * <p>All of the state is in a space of the build's own until {@link #moveInto}; a checkpoint does
 * not see it. The circuit's thread only, but for the progress.
 */
final class Build {
    /** What changes that wait may take: a sixteenth of the heap. */
    private static final long QUEUED_BYTES_MAX =
            Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

    private final long id;
    private final List<LiveTable> tables;
    private final BuildLimits limits;
    private final Partitions partitions;
    private final StateSpace space;
    private final StateCeiling ceiling;
    private final Dataflow dataflow = new Dataflow();
    private final List<Stage> stages = new ArrayList<>();

    /** Tables outside of the build that it reads, or takes the place of. */
    private final Map<String, StoredTable> sources = new LinkedHashMap<>();

    private final Set<String> scanned = new HashSet<>();
    private final Map<String, PartitionedTable> differences = new HashMap<>();
    private final SnapshotReader reader;

    /**
     * Whether one of the tables reads the former contents of another, which need not keep to the
     * bounds that its plan relies on; nothing is collected by them then.
     */
    private final boolean readsFormer;

    /** What the pinned contents have and the next tick will announce; taken back behind them. */
    private final Deque<Change> unannounced = new ArrayDeque<>();

    private final long begunMicros;
    private final Frontier begunAt;
    private final Deque<Tick> ticks = new ArrayDeque<>();
    private long queuedRows;
    private long queuedBytes;
    private Phase phase = Phase.INITIAL;
    private String current;
    private @Nullable Failure failure;
    private final BuildProgress progress;

    private enum Phase {
        INITIAL,
        CONTENTS,
        BOUNDS,
        TICKS
    }

    private record Stage(
            PublishedTable table, CircuitNode root, List<CircuitNode> own, boolean feedsOthers) {}

    private record Change(String table, Batch rows) {}

    /** What a tick changed of the sources. */
    private record Tick(long nowMicros, Frontier frontier, List<Change> changes) {}

    /**
     * Why a build cannot go on.
     *
     * @param table the one whose operator threw
     */
    record Failure(String table, RuntimeException cause) {}

    /** What a build needs of its circuit. */
    record Surroundings(
            StateSpace space,
            StateCeiling ceiling,
            History history,
            Partitions partitions,
            BuildLimits limits,
            long tick,
            long nowMicros,
            Frontier frontier) {}

    /**
     * Begins at a tick boundary.
     *
     * @param id no other build of the circuit has it
     * @param tables each after those that it scans
     * @param standing the circuit's table of a name; null when there is none
     */
    Build(
            long id,
            List<LiveTable> tables,
            Function<String, @Nullable StoredTable> standing,
            Surroundings circuit) {
        this.id = id;
        this.tables = List.copyOf(tables);
        this.limits = circuit.limits();
        this.partitions = circuit.partitions();
        this.space = new StateSpace(circuit.space().allocator());
        this.ceiling = circuit.ceiling();
        this.begunMicros = circuit.nowMicros();
        this.begunAt = circuit.frontier();
        this.current = tables.getFirst().name();
        Set<String> inside = new HashSet<>();
        Set<CircuitNode> done = new HashSet<>();
        for (LiveTable table : tables) {
            StoredTable old = standing.apply(table.name());
            PublishedTable fresh =
                    new PublishedTable(
                            table,
                            Origin.now(
                                    table.plan(),
                                    name -> inside.contains(name) ? null : standing.apply(name)),
                            space,
                            circuit.history(),
                            circuit.tick() + 1);
            boolean sameTypes = old != null && PublishedTable.types(old).equals(fresh.types());
            if (sameTypes) {
                sources.put(table.name(), requireNonNull(old));
                differences.put(
                        table.name(),
                        new PartitionedTable(
                                space,
                                "difference:" + table.name(),
                                ZSetShape.wholeRows(nullable(fresh.schema()))));
            } else {
                inside.add(table.name());
            }
            stages.add(stage(table, fresh, !sameTypes, done));
        }
        for (LiveTable table : tables) {
            for (String name : LiveOrder.scans(table.plan())) {
                if (!inside.contains(name)) {
                    sources.put(name, Circuit.known(standing.apply(name), name));
                    scanned.add(name);
                }
            }
        }
        this.readsFormer = differences.keySet().stream().anyMatch(scanned::contains);
        this.progress = new BuildProgress(rows(sources.values()));
        Set<Region> pinned = new HashSet<>();
        for (StoredTable source : sources.values()) {
            pinned.addAll(source.regions());
            if (source instanceof PublishedTable live && !live.pending().isEmpty()) {
                unannounced.add(new Change(live.name(), live.pending().negate()));
            }
        }
        this.reader = new SnapshotReader(circuit.space().pin(pinned), sources, limits.chunkRows());
    }

    /** The former rows may have a NULL where the new ones have none. */
    static Schema nullable(Schema schema) {
        return new Schema(
                schema.fields().stream()
                        .map(field -> new Field(field.name(), field.type(), true))
                        .toList());
    }

    static long rows(Iterable<StoredTable> tables) {
        long rows = 0;
        for (StoredTable table : tables) {
            rows += table.rowCount();
        }
        return rows;
    }

    private Stage stage(
            LiveTable table, PublishedTable fresh, boolean feedsOthers, Set<CircuitNode> done) {
        CircuitNode root = dataflow.add(table.plan(), fresh.origin(), _ -> space);
        Set<CircuitNode> own = new LinkedHashSet<>();
        dataflow.visit(table.plan(), fresh.origin(), own);
        own.removeAll(done);
        done.addAll(own);
        return new Stage(fresh, root, List.copyOf(own), feedsOthers);
    }

    long id() {
        return id;
    }

    List<LiveTable> tables() {
        return tables;
    }

    BuildProgress progress() {
        return progress;
    }

    /** Whether it builds this table. */
    boolean builds(String name) {
        return tables.stream().anyMatch(table -> table.name().equals(name));
    }

    /** Whether it reads this table of the circuit, or takes its place. */
    boolean touches(String name) {
        return sources.containsKey(name) || builds(name);
    }

    /** Whether its plans read this table of the circuit. */
    boolean scans(String name) {
        return scanned.contains(name);
    }

    /** Why it cannot go on; null while it can. */
    @Nullable Failure failure() {
        return failure;
    }

    boolean isCaughtUp() {
        return phase == Phase.TICKS && ticks.isEmpty() && failure == null;
    }

    /** From 0 to 1: how many of the changes that may wait do. */
    double fill() {
        double rows = (double) queuedRows / limits.queuedRows();
        return Math.min(1, Math.max(rows, (double) queuedBytes / QUEUED_BYTES_MAX));
    }

    /** Remembers what the circuit's running tick changed; at the bound, takes all of it at once. */
    void remember(long nowMicros, Frontier frontier) {
        if (failure != null) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        for (StoredTable source : sources.values()) {
            Batch delta = source.delta();
            if (!delta.isEmpty()) {
                changes.add(new Change(source.name(), delta));
                queuedRows += delta.size();
                queuedBytes += delta.bytes();
            }
        }
        Tick last = ticks.peekLast();
        // Time that passes without changes may pass in one go.
        if (changes.isEmpty() && last != null && last.changes().isEmpty()) {
            ticks.removeLast();
        }
        ticks.addLast(new Tick(nowMicros, frontier, changes));
        if (queuedRows > limits.queuedRows() || queuedBytes > QUEUED_BYTES_MAX) {
            work(Long.MAX_VALUE);
        }
    }

    /** Takes everything there is, waiting for what is still read. */
    void finish() {
        work(Long.MAX_VALUE);
        if (failure != null) {
            throw failure.cause();
        }
    }

    /**
     * Works for about so long; at least one chunk, when there is one.
     *
     * @param nanos {@link Long#MAX_VALUE} to go on to the end
     * @return whether there is more that can be done at once
     */
    boolean work(long nanos) {
        boolean toTheEnd = nanos == Long.MAX_VALUE;
        long started = System.nanoTime();
        while (failure == null && !isCaughtUp()) {
            try {
                if (!unit(toTheEnd)) {
                    return false;
                }
                ceiling.requireBuild(toTheEnd);
            } catch (RuntimeException e) {
                fail(e);
            }
            if (!toTheEnd && System.nanoTime() - started >= nanos) {
                return failure == null && !isCaughtUp();
            }
        }
        return false;
    }

    private void fail(RuntimeException cause) {
        failure = new Failure(current, cause);
        cancel();
        queuedRows = 0;
        queuedBytes = 0;
    }

    /** One step of the work; false when it has to wait for rows. */
    private boolean unit(boolean waits) {
        switch (phase) {
            case INITIAL -> {
                advance(begunMicros, true, Frontier.unknown(), false);
                phase = Phase.CONTENTS;
            }
            case CONTENTS -> {
                return contents(waits ? reader.take() : reader.poll());
            }
            case BOUNDS -> {
                advance(begunMicros, false, begunAt, false);
                phase = Phase.TICKS;
            }
            case TICKS -> {
                Tick tick = ticks.removeFirst();
                for (Change change : tick.changes()) {
                    queuedRows -= change.rows().size();
                    queuedBytes -= change.rows().bytes();
                    feed(change);
                }
                advance(tick.nowMicros(), false, tick.frontier(), !readsFormer);
            }
        }
        return true;
    }

    private boolean contents(SnapshotReader.@Nullable Item item) {
        switch (item) {
            case null -> {
                return false;
            }
            case SnapshotReader.Chunk chunk -> {
                progress.read(chunk.rows().size());
                take(new Change(chunk.table(), chunk.rows()));
            }
            case SnapshotReader.End end -> {
                if (end.problem() != null) {
                    throw end.problem();
                }
                unannounced.forEach(this::take);
                unannounced.clear();
                phase = Phase.BOUNDS;
            }
        }
        return true;
    }

    /**
     * Only behind all contents are bounds used: before, a row that is below them may still come.
     */
    private void take(Change change) {
        feed(change);
        if (scanned.contains(change.table())) {
            advance(begunMicros, false, Frontier.unknown(), false);
        }
    }

    private void feed(Change change) {
        if (scanned.contains(change.table())) {
            dataflow.feed(requireNonNull(sources.get(change.table())), change.rows());
        }
        PartitionedTable difference = differences.get(change.table());
        if (difference != null) {
            difference.apply(change.rows().negate());
        }
    }

    private void advance(long nowMicros, boolean initial, Frontier frontier, boolean collects) {
        OutputTally outputs = new OutputTally();
        for (Stage stage : stages) {
            PublishedTable table = stage.table();
            current = table.name();
            for (CircuitNode node : stage.own()) {
                node.step(nowMicros, initial, partitions, frontier);
                outputs.add(node);
                if (collects) {
                    node.collect(frontier, partitions);
                }
            }
            table.publish(stage.root().output(), stage.root().emitsEachRowOnce(), partitions);
            if (table.delta().isEmpty()) {
                continue;
            }
            PartitionedTable difference = differences.get(table.name());
            if (difference != null) {
                difference.apply(table.delta());
            }
            if (stage.feedsOthers()) {
                dataflow.feed(table, table.delta());
            }
        }
        dataflow.endTick();
        stages.forEach(stage -> stage.table().endTick());
    }

    /**
     * Gives the circuit the tables and the state of the nodes that it does not have yet, once all
     * is taken. The build is of no use any more.
     *
     * @param has whether the circuit runs a node; its state is then the same as the one here
     * @param tick the one in which the tables begin to be there
     */
    List<PublishedTable> moveInto(StateSpace target, Predicate<NodeName> has, long tick) {
        List<PublishedTable> built = new ArrayList<>();
        Set<String> wanted = new HashSet<>();
        for (CircuitNode node : dataflow.nodes()) {
            if (!has.test(node.name())) {
                wanted.add(node.name().state());
                wanted.add(node.name().errors());
            }
        }
        for (Stage stage : stages) {
            PublishedTable table = stage.table();
            table.createdAt(tick);
            table.allRegions().forEach(region -> wanted.add(region.name().node()));
            PartitionedTable difference = differences.get(table.name());
            if (difference != null) {
                List<Batch> changes = new ArrayList<>();
                PublishedZSet.scan(difference, changes::add);
                table.announceLater(Batch.concat(table.schema(), changes));
            }
            built.add(table);
        }
        for (Region region : List.copyOf(space.regions())) {
            if (wanted.contains(region.name().node())) {
                target.adopt(space, region);
            }
        }
        built.forEach(table -> table.moveTo(target));
        cancel();
        return built;
    }

    /** Bytes of its pages in use. */
    long bytes() {
        long bytes = 0;
        for (Region region : space.regions()) {
            bytes += region.liveBytes();
        }
        return bytes;
    }

    /** Lets everything go. */
    void cancel() {
        reader.close();
        List.copyOf(space.regions()).forEach(space::drop);
        ticks.clear();
    }

    /** Waits until the tables outside are not read any more. */
    void awaitReader(long millis) throws InterruptedException {
        reader.awaitEnd(millis);
    }
}
