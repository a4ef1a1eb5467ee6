package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryCopier;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.operator.Consolidation;
import dev.tidemill.engine.operator.ErrorRows;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All plans as one dataflow over the input tables, advanced tick by tick.
 *
 * <p>Invariants: after a step every live table equals its plan over the contents of the tables that
 * it scans, at that tick's time; of tables that drop old rows, these are the rows that were there
 * when the live table began and those that came since. State is named by plan hashes and by what it
 * began with ({@link NodeName}), so that equal sub-plans share it and a circuit over recovered
 * state finds its own. Time never goes back: an earlier tick time counts as the latest one.
 *
 * <p>One thread at a time; snapshots are readable from any thread.
 */
public final class Circuit implements AutoCloseable {
    private static final String CLOCK_REGION = "circuit";
    private static final int TICK = 0;
    private static final int NOW = 1;
    private static final int BEGUN = 2;

    /** By how much a build's share grows until as many changes wait for it as may. */
    private static final int PRESSURE = 20;

    /** What a live table's difference after an erasure may take: a sixteenth of the heap. */
    private static final long TOLD_BYTES_MAX =
            Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

    /** Nobody waits longer for the end of a read that is of no use any more. */
    private static final long READER_MILLIS_MAX = 10_000;

    private final StateSpace space;
    private final StateCeiling ceiling;
    private final History history;
    private final Partitions partitions;
    private final Segment clock;
    private final Map<String, StoredTable> inputs = new LinkedHashMap<>();
    private final Dataflow dataflow = new Dataflow();
    private Map<String, PublishedTable> live = new LinkedHashMap<>();
    private List<Stage> stages = List.of();
    private volatile Map<String, List<Reported>> reports = Map.of();
    private final CostLedger costs = new CostLedger();

    /** Live tables that are built while ticks go on; no table is in two of them. */
    private final List<Build> builds = new ArrayList<>();

    private long buildsBegun;
    private BuildLimits buildLimits = BuildLimits.DEFAULT;

    /**
     * How live tables that are told of differ from what they were before rows were erased; the next
     * step tells readers of it. Live tables are not told: they are built of the rows that stayed.
     */
    private final Map<String, Batch> afterErasure = new HashMap<>();

    /** Live tables that failed and are no more, with why; until they are taken. */
    private final Map<String, RuntimeException> failures = new LinkedHashMap<>();

    /**
     * One live table's part of a step.
     *
     * @param own the nodes that no stage before has run, each after its inputs
     * @param all all nodes of the plan
     */
    private record Stage(
            PublishedTable table, CircuitNode root, List<CircuitNode> own, Set<CircuitNode> all) {}

    /** A node as it is explained, and what it is found by. */
    private record Reported(NodeReport node, NodeName name) {}

    private Circuit(StateSpace space, int threads, History history) {
        this.space = space;
        this.ceiling = new StateCeiling(space.allocator(), this::liveBytes);
        this.history = history;
        this.partitions = new Partitions(threads);
        this.clock = space.region(CLOCK_REGION, 0).segment(0);
    }

    public static Circuit create(
            StateSpace space, List<InputTable> inputs, List<LiveTable> tables) {
        return create(space, inputs, tables, Runtime.getRuntime().availableProcessors());
    }

    /**
     * A circuit over new or recovered state. Live tables whose state is there go on with it; the
     * others are built from the contents of the tables that they scan. State that no table uses is
     * dropped. A table that cannot be built is left out, with those that scan it: {@link
     * #takeFailures}.
     *
     * @param threads how many may work on a large tick
     */
    public static Circuit create(
            StateSpace space, List<InputTable> inputs, List<LiveTable> tables, int threads) {
        return create(space, inputs, tables, threads, History.NONE);
    }

    /**
     * Like {@link #create(StateSpace, List, List, int)}, over state some of whose rows have left
     * memory.
     *
     * @param history has the rows that the state says it has
     */
    public static Circuit create(
            StateSpace space,
            List<InputTable> inputs,
            List<LiveTable> tables,
            int threads,
            History history) {
        return create(space, inputs, tables, List.of(), threads, history);
    }

    /**
     * Like the others, with secondary indexes: those whose state is there go on with it, the others
     * are built.
     */
    public static Circuit create(
            StateSpace space,
            List<InputTable> inputs,
            List<LiveTable> tables,
            List<TableIndex> indexes,
            int threads,
            History history) {
        Circuit circuit = new Circuit(space, threads, history);
        try {
            inputs.forEach(circuit::addInput);
            history.restore(circuit.recoveredMarks(tables));
            circuit.attach(LiveOrder.of(circuit.inputs.keySet(), tables));
            circuit.index(indexes);
            circuit.settle();
            return circuit;
        } catch (RuntimeException | Error e) {
            circuit.close();
            throw e;
        }
    }

    /** Adds an input table, or finds its recovered rows. */
    public void addInput(InputTable table) {
        if (inputs.containsKey(table.name()) || live.containsKey(table.name())) {
            throw new TidemillException(
                    ErrorCode.DUPLICATE_TABLE, "table " + table.name() + " is there already");
        }
        inputs.put(
                table.name(),
                table.isKeyed()
                        ? new KeyedTable(table, space)
                        : new EventTable(table, space, history, clock.meta(TICK) + 1));
    }

    /**
     * Keeps these secondary indexes and no others, at a tick boundary; new ones are built from the
     * rows that are there. An index of a table that does not run, that is append-only or that lacks
     * a column of it is left out.
     */
    public void index(List<TableIndex> indexes) {
        Map<String, List<TableIndex>> byTable = new HashMap<>();
        for (TableIndex index : indexes) {
            byTable.computeIfAbsent(index.table(), _ -> new ArrayList<>()).add(index);
        }
        for (StoredTable table : tables().values()) {
            if (table.isIndexable()) {
                table.index(byTable.getOrDefault(table.name(), List.of()), partitions);
            }
        }
        collectGarbage();
    }

    /** Bytes of the secondary indexes that are kept, by their names. Engine thread only. */
    public Map<String, Long> indexBytes() {
        Map<String, Long> bytes = new HashMap<>();
        tables().values().forEach(table -> bytes.putAll(table.indexBytes()));
        return bytes;
    }

    private Map<String, StoredTable> tables() {
        Map<String, StoredTable> tables = new LinkedHashMap<>(inputs);
        tables.putAll(live);
        return tables;
    }

    /** The tables whose rows can leave memory. */
    public List<HotTable> hotTables() {
        List<HotTable> hot = new ArrayList<>();
        for (StoredTable table : inputs.values()) {
            if (table instanceof HotTable events) {
                hot.add(events);
            }
        }
        for (PublishedTable table : live.values()) {
            HotTable log = table.hot();
            if (log != null) {
                hot.add(log);
            }
        }
        return hot;
    }

    /** What the recovered state says of the history of all tables, before they are attached. */
    private List<HistoryMark> recoveredMarks(List<LiveTable> tables) {
        List<HistoryMark> marks = new ArrayList<>();
        hotTables().forEach(events -> marks.add(events.history()));
        for (LiveTable table : tables) {
            HistoryMark mark = PublishedTable.recovered(table, space);
            if (mark != null) {
                marks.add(mark);
            }
        }
        return marks;
    }

    private PublishedTable published(LiveTable table, Origin origin) {
        return new PublishedTable(table, origin, space, history, clock.meta(TICK) + 1);
    }

    /** The node of a live table's plan, made with all it needs when it is new. */
    private void run(PublishedTable table) {
        dataflow.add(table.table().plan(), table.origin(), _ -> space);
        live.put(table.name(), table);
    }

    /** Operators remember where their state is, so that all are made anew over what is there. */
    private void runAnew() {
        dataflow.clear();
        live.values()
                .forEach(table -> dataflow.add(table.table().plan(), table.origin(), _ -> space));
    }

    private void attach(List<LiveTable> sorted) {
        Set<String> rebuilt = new HashSet<>();
        Set<String> missing = new HashSet<>();
        for (LiveTable table : sorted) {
            if (LiveOrder.scans(table.plan()).stream().anyMatch(missing::contains)) {
                missing.add(table.name());
                continue;
            }
            boolean stale = LiveOrder.scans(table.plan()).stream().anyMatch(rebuilt::contains);
            if (stale) {
                forget(table, rebuilt);
            }
            Origin origin = PublishedTable.origin(table, space);
            if (!stale && isRecovered(table, origin)) {
                run(published(table, origin));
            } else {
                rebuilt.add(table.name());
                PublishedTable.drop(table, space);
                try {
                    build(table, clock.meta(NOW));
                } catch (RuntimeException e) {
                    failures.put(table.name(), e);
                    missing.add(table.name());
                }
            }
        }
    }

    private boolean isRecovered(LiveTable table, Origin origin) {
        return isStored(PublishedTable.regionName(table))
                && stateful(table.plan(), origin).stream().allMatch(this::hasState);
    }

    private boolean hasState(NodeName node) {
        return dataflow.find(node) != null || isStored(node.state());
    }

    private boolean isStored(String node) {
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            if (space.find(node, p) != null) {
                return true;
            }
        }
        return false;
    }

    private static Set<NodeName> stateful(Plan plan, Origin origin) {
        Set<NodeName> nodes = new LinkedHashSet<>();
        if (OperatorFactory.isStateful(plan)) {
            nodes.add(origin.name(plan));
        }
        plan.inputs().forEach(input -> nodes.addAll(stateful(input, origin)));
        return nodes;
    }

    /** Drops the recovered state of nodes that read a table which was built anew. */
    private void forget(LiveTable table, Set<String> rebuilt) {
        forget(table.plan(), PublishedTable.origin(table, space), rebuilt);
        forget(table.plan(), Origin.now(table.plan(), this::find), rebuilt);
        PublishedTable.drop(table, space);
    }

    private void forget(Plan plan, Origin origin, Set<String> rebuilt) {
        NodeName node = origin.name(plan);
        if (dataflow.find(node) == null
                && LiveOrder.scans(plan).stream().anyMatch(rebuilt::contains)) {
            dropState(node);
        }
        plan.inputs().forEach(input -> forget(input, origin, rebuilt));
    }

    private void dropState(NodeName node) {
        space.drop(node.state());
        space.drop(node.errors());
    }

    /**
     * Makes a live table's contents and the state of its new nodes from full contents. Nodes that
     * run already cannot be asked what they have emitted, so throw-away copies of them are fed too.
     * When another table has the same plan over the same rows, its contents are all that is read.
     */
    private PublishedTable build(LiveTable table, long nowMicros) {
        PublishedTable twin = twin(table);
        if (twin != null) {
            return copied(table, twin);
        }
        StateSpace scratch = new StateSpace(space.allocator());
        try {
            return build(table, nowMicros, scratch);
        } finally {
            List.copyOf(scratch.regions()).forEach(scratch::drop);
        }
    }

    /**
     * A live table of another name whose contents a table would have too, as it has the same plan
     * over the same rows; null when there is none. Rows of a table that only grows may have left
     * memory, so that it is nobody's twin.
     */
    private @Nullable PublishedTable twin(LiveTable table) {
        NodeName root = Origin.now(table.plan(), this::find).name(table.plan());
        for (PublishedTable other : live.values()) {
            if (!other.name().equals(table.name())
                    && other.hot() == null
                    && other.origin().name(other.table().plan()).equals(root)) {
                return other;
            }
        }
        return null;
    }

    /** A table with the contents of its twin, whose nodes it shares. */
    private PublishedTable copied(LiveTable table, PublishedTable twin) {
        PublishedTable published = published(table, twin.origin());
        try {
            twin.scan(
                    chunk -> {
                        published.fill(chunk, partitions);
                        ceiling.requireBuild(true);
                    });
        } catch (RuntimeException e) {
            PublishedTable.drop(table, space);
            throw e;
        }
        run(published);
        return published;
    }

    private PublishedTable build(LiveTable table, long nowMicros, StateSpace scratch) {
        Origin origin = Origin.now(table.plan(), this::find);
        Set<NodeName> running = new HashSet<>();
        Set<NodeName> all = new HashSet<>();
        Dataflow.collect(table.plan(), origin, all);
        for (NodeName node : all) {
            if (dataflow.find(node) != null || isStored(node.state()) || isStored(node.errors())) {
                running.add(node);
            }
        }
        Dataflow builder = new Dataflow();
        CircuitNode root =
                builder.add(table.plan(), origin, node -> running.contains(node) ? scratch : space);
        PublishedTable published = published(table, origin);
        try {
            builder.step(nowMicros, true, partitions, Frontier.unknown());
            published.fill(root.output(), partitions);
            builder.endTick();
            feed(
                    builder,
                    table,
                    nowMicros,
                    () -> {
                        published.fill(root.output(), partitions);
                        ceiling.requireBuild(true);
                    });
        } catch (RuntimeException e) {
            // Another table would take what is half filled for what it shares.
            all.removeAll(running);
            all.forEach(this::dropState);
            PublishedTable.drop(table, space);
            throw e;
        }
        run(published);
        return published;
    }

    /**
     * Feeds a plan's nodes with what stands in the tables that it scans. Only behind all of it are
     * bounds used: before, a row that is below them may still come.
     *
     * @param stepped called after each part, when the nodes' outputs can be read
     */
    private void feed(Dataflow builder, LiveTable table, long nowMicros, Runnable stepped) {
        for (String name : LiveOrder.scans(table.plan())) {
            StoredTable source = table(name);
            Consumer<Batch> feed =
                    chunk -> {
                        builder.feed(source, chunk);
                        builder.step(nowMicros, false, partitions, Frontier.unknown());
                        stepped.run();
                        builder.endTick();
                    };
            source.scan(feed);
            // What the next tick still announces of this source must not have been seen before.
            if (source instanceof PublishedTable other && !other.pending().isEmpty()) {
                feed.accept(other.pending().negate());
            }
        }
        builder.step(nowMicros, false, partitions, frontier(nowMicros));
        stepped.run();
        builder.endTick();
    }

    /** The watermarks as they stand, at this time. */
    private Frontier frontier(long nowMicros) {
        Map<Bound.Watermark, Long> watermarks = new HashMap<>();
        for (StoredTable table : inputs.values()) {
            if (table instanceof EventTable events) {
                events.watermarks(watermarks);
            }
        }
        return Frontier.of(nowMicros, watermarks);
    }

    private StoredTable table(String name) {
        return known(find(name), name);
    }

    private @Nullable StoredTable find(String name) {
        StoredTable input = inputs.get(name);
        return input != null ? input : live.get(name);
    }

    static StoredTable known(@Nullable StoredTable table, String name) {
        if (table == null) {
            throw unknown(name);
        }
        return table;
    }

    private static TidemillException unknown(String name) {
        return new TidemillException(ErrorCode.UNKNOWN_TABLE, "table " + name + " does not exist");
    }

    /** Names of the live tables, each after those that it reads. */
    public List<String> liveTables() {
        return List.copyOf(live.keySet());
    }

    /** The last tick that was stepped; 0 before the first. */
    public long tick() {
        return clock.meta(TICK);
    }

    /** The latest tick's time in microseconds. */
    public long nowMicros() {
        return clock.meta(NOW);
    }

    /**
     * Advances everything by one tick. A live table one of whose operators throws is removed in
     * that tick, with those that scan it, and the others go on: {@link #takeFailures}. Since an
     * operator is a function of the ticks, a replay removes it at the same one.
     */
    public TickOutput step(TickInput input) {
        input.changes().forEach(change -> inputStore(change).check(change));
        long now =
                clock.meta(BEGUN) == 0
                        ? input.nowMicros()
                        : Math.max(clock.meta(NOW), input.nowMicros());
        for (InputChange change : input.changes()) {
            inputStore(change).apply(change, partitions);
        }
        for (StoredTable table : inputs.values()) {
            if (table instanceof EventTable events) {
                events.advance(input.watermarks());
            }
        }
        for (StoredTable table : inputs.values()) {
            if (!table.delta().isEmpty()) {
                dataflow.feed(table, table.delta());
            }
        }
        Set<String> failed = advance(now);
        if (!builds.isEmpty()) {
            Frontier frontier = frontier(now);
            builds.forEach(build -> build.remember(now, frontier));
        }
        clock.setMeta(TICK, input.tick());
        clock.setMeta(NOW, now);
        clock.setMeta(BEGUN, 1);
        TickOutput output = output(input.tick(), failed);
        endTick();
        if (!failed.isEmpty()) {
            remove(failed);
        }
        return output;
    }

    /**
     * Why live tables were removed since the last call, in a step or as they read what was
     * replaced; those that only scan one are not named.
     */
    public Map<String, RuntimeException> takeFailures() {
        Map<String, RuntimeException> taken = new LinkedHashMap<>(failures);
        failures.clear();
        return taken;
    }

    /** Removes a live table whose building failed, whatever is left of it, and who scans it. */
    public void abandon(String name) {
        Set<String> gone = new HashSet<>(Set.of(name));
        for (PublishedTable reader : live.values()) {
            if (LiveOrder.scans(reader.table().plan()).stream().anyMatch(gone::contains)) {
                gone.add(reader.name());
            }
        }
        remove(gone);
    }

    private void remove(Set<String> gone) {
        gone.forEach(this::cancelBuildsThatTouch);
        live.keySet().removeAll(gone);
        runAnew();
        settle();
    }

    /**
     * Appends rows to an event table as part of the tick that was stepped last, so that readers of
     * that tick find them. They are what came of the tick, and no change that a live table sees.
     *
     * @throws IllegalStateException when a live table reads the table, or it is none of events
     */
    public void append(String table, Batch rows) {
        boolean isRead =
                live.values().stream()
                        .anyMatch(r -> LiveOrder.scans(r.table().plan()).contains(table));
        if (isRead || !(inputs.get(table) instanceof EventTable events)) {
            throw new IllegalStateException(table + " takes no rows behind a tick");
        }
        events.apply(new InputChange(table, InputChange.Op.INSERT, rows), partitions);
        events.endTick();
    }

    private InputStore inputStore(InputChange change) {
        StoredTable table = inputs.get(change.table());
        if (table instanceof InputStore store) {
            return store;
        }
        throw unknown(change.table());
    }

    /**
     * Runs the nodes table by table, so that a table's change is known before it is scanned.
     * Returns the tables that failed, or scan one that did.
     */
    private Set<String> advance(long now) {
        Frontier frontier = frontier(now);
        OutputTally outputs = new OutputTally();
        Set<String> failed = new LinkedHashSet<>();
        Map<CircuitNode, Broken> broken = new HashMap<>();
        for (Stage stage : stages) {
            for (CircuitNode node : stage.own()) {
                @Nullable Broken cause = cause(node, failed, broken);
                if (cause != null) {
                    broken.put(node, cause);
                    continue;
                }
                ceiling.mark();
                try {
                    node.step(now, false, partitions, frontier);
                    if (node.stepNanos() > 0) {
                        costs.charge(node, node.stepNanos(), node.taken());
                    }
                    node.collect(frontier, partitions);
                    ceiling.requireStep();
                    outputs.add(node);
                } catch (RuntimeException e) {
                    broken.put(node, new Broken(e));
                }
            }
            publish(stage, failed, broken);
        }
        return failed;
    }

    /**
     * Why a node cannot run.
     *
     * @param exception what it or a node below it threw; null when one scans a table that failed
     */
    private record Broken(@Nullable RuntimeException exception) {}

    /** Why a node cannot run; null when it can. */
    private static @Nullable Broken cause(
            CircuitNode node, Set<String> failed, Map<CircuitNode, Broken> broken) {
        if (!failed.isEmpty()
                && node.plan() instanceof Scan scan
                && failed.contains(scan.table())) {
            return new Broken(null);
        }
        if (broken.isEmpty()) {
            return null;
        }
        for (CircuitNode input : node.inputs()) {
            @Nullable Broken cause = broken.get(input);
            if (cause != null) {
                return cause;
            }
        }
        return null;
    }

    private void publish(Stage stage, Set<String> failed, Map<CircuitNode, Broken> broken) {
        @Nullable Broken cause = broken.get(stage.root());
        if (cause == null) {
            ceiling.mark();
            long started = System.nanoTime();
            try {
                stage.table()
                        .publish(
                                stage.root().output(), stage.root().emitsEachRowOnce(), partitions);
                int rows = stage.table().delta().size();
                if (rows > 0) {
                    costs.published(stage.table().name(), System.nanoTime() - started, rows);
                }
                ceiling.requireStep();
            } catch (RuntimeException e) {
                cause = new Broken(e);
            }
        }
        if (cause != null) {
            failed.add(stage.table().name());
            if (cause.exception() != null) {
                failures.put(stage.table().name(), cause.exception());
            }
        } else if (!stage.table().delta().isEmpty()) {
            dataflow.feed(stage.table(), stage.table().delta());
        }
    }

    private TickOutput output(long tick, Set<String> failed) {
        Map<String, Batch> changes = new HashMap<>();
        Map<String, Batch> errors = new HashMap<>();
        for (StoredTable table : inputs.values()) {
            put(changes, table.name(), table.delta());
        }
        for (Stage stage : stages) {
            PublishedTable table = stage.table();
            if (failed.contains(table.name())) {
                continue;
            }
            put(changes, table.name(), announced(table));
            List<Batch> failing = new ArrayList<>();
            for (CircuitNode node : stage.all()) {
                if (!node.errorDelta().isEmpty()) {
                    failing.add(node.errorDelta());
                }
            }
            if (!failing.isEmpty()) {
                put(
                        errors,
                        table.name(),
                        Consolidation.of(Batch.concat(ErrorRows.SCHEMA, failing)));
            }
        }
        afterErasure.clear();
        return new TickOutput(tick, changes, errors);
    }

    private Batch announced(PublishedTable table) {
        Batch erased = afterErasure.get(table.name());
        return erased == null
                ? table.delta()
                : Consolidation.of(Batch.concat(table.schema(), List.of(erased, table.delta())));
    }

    private static void put(Map<String, Batch> batches, String table, Batch batch) {
        if (!batch.isEmpty()) {
            batches.put(table, batch);
        }
    }

    private void endTick() {
        dataflow.endTick();
        inputs.values().forEach(StoredTable::endTick);
        live.values().forEach(PublishedTable::endTick);
    }

    /**
     * Adds a live table or gives it another plan, at a tick boundary. The new contents are there at
     * once; the next step announces how they differ from the old ones, to readers and to the tables
     * that scan this one. When the columns' types changed, those tables must be replaced too, and
     * readers start anew.
     *
     * @param nowMicros the time to build at before the first tick; afterwards the latest tick's is
     *     taken
     */
    public void replace(LiveTable table, long nowMicros) {
        replace(table, nowMicros, _ -> null);
    }

    /**
     * The same. Readers of the table whose state has to be made anew, and for which there is no
     * room, are removed as if they had failed in a tick: {@link #takeFailures}.
     *
     * @param foretold why making a reader's state anew is known to fail, so that it is not tried;
     *     null when that is not known
     * @throws RuntimeException when the table itself cannot be built; what ran goes on
     */
    public void replace(
            LiveTable table,
            long nowMicros,
            Function<LiveTable, @Nullable RuntimeException> foretold) {
        PublishedTable old = live.get(table.name());
        if (old != null && runs(table)) {
            return;
        }
        builds.removeIf(
                build -> {
                    boolean other = build.builds(table.name());
                    if (other) {
                        build.cancel();
                    }
                    return other;
                });
        Map<String, LiveTable> tables = new LinkedHashMap<>();
        live.values().forEach(other -> tables.put(other.name(), other.table()));
        tables.put(table.name(), table);
        List<LiveTable> order = LiveOrder.of(inputs.keySet(), tables.values());
        PublishedTable fresh = build(table, clock.meta(BEGUN) == 0 ? nowMicros : clock.meta(NOW));
        Map<String, PublishedTable> sorted = new LinkedHashMap<>();
        for (LiveTable each : order) {
            PublishedTable published = live.get(each.name());
            if (published != null) {
                sorted.put(each.name(), published);
            }
        }
        live = sorted;
        announce(fresh, old);
        Set<String> begun = new HashSet<>(Set.of(table.name()));
        begun.addAll(refillReaders(table.name(), foretold));
        settle();
        restartBuildsThatTouch(begun);
    }

    /** The rows of a table that a test finds, at a tick boundary. */
    public Batch find(String name, RowTest test) {
        StoredTable table = table(name);
        List<Batch> found = new ArrayList<>();
        table.scan(chunk -> found.add(test.found(chunk)));
        return Batch.concat(table.schema(), found);
    }

    /**
     * Takes rows out of event tables for good, at a tick boundary. A live table may keep what a row
     * brought in forms that cannot take it back, so all that read such a table are built again, at
     * once, of the rows that are there; those that cannot be built are removed: {@link
     * #takeFailures}. Secondary indexes have to be set anew: {@link #index}.
     *
     * <p>A row that was dropped before is not counted in what is built again.
     *
     * @param told live tables of which the next step tells how they differ from before, but of
     *     those that only ever get more rows; one whose difference is too large is removed, as if
     *     it could not be built. Of the others nothing is told: readers begin anew
     * @param copier writes what stays of rows that have left memory
     */
    public Erased erase(List<Erasure> erasures, Set<String> told, HistoryCopier copier) {
        Map<String, List<Erasure>> byTable = new LinkedHashMap<>();
        for (Erasure erasure : erasures) {
            byTable.computeIfAbsent(erasure.table(), _ -> new ArrayList<>()).add(erasure);
        }
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Map.Entry<String, List<Erasure>> each : byTable.entrySet()) {
            if (inputs.get(each.getKey()) instanceof EventTable events) {
                rows.put(events.name(), erase(events, each.getValue(), copier));
            }
        }
        Set<String> changed = new LinkedHashSet<>(rows.keySet());
        changed.removeIf(table -> requireNonNull(rows.get(table)) == 0);
        return new Erased(rows, rebuildReaders(changed, told));
    }

    /**
     * What an erasure did.
     *
     * @param rows by event table, how many rows are gone
     * @param rebuilt live tables that were built again, each after those that it scans
     */
    public record Erased(Map<String, Long> rows, List<String> rebuilt) {
        public Erased {
            rows = Map.copyOf(rows);
            rebuilt = List.copyOf(rebuilt);
        }
    }

    private long erase(EventTable events, List<Erasure> erasures, HistoryCopier copier) {
        long found = events.count(erasures);
        if (found == 0) {
            return 0;
        }
        StateSpace scratch = new StateSpace(space.allocator());
        try {
            EventTable fresh = new EventTable(events.table(), scratch, history, tick() + 1);
            events.copyInto(fresh, erasures, copier, partitions);
            events.regions().forEach(space::drop);
            List.copyOf(scratch.regions()).forEach(region -> space.adopt(scratch, region));
            inputs.put(events.name(), new EventTable(events.table(), space, history, tick() + 1));
        } finally {
            List.copyOf(scratch.regions()).forEach(scratch::drop);
        }
        return found;
    }

    /** Builds all live tables again that read one of these, as if nothing were known of them. */
    private List<String> rebuildReaders(Set<String> changed, Set<String> told) {
        Set<String> stale = new LinkedHashSet<>(changed);
        List<PublishedTable> readers = new ArrayList<>();
        Set<Region> former = new HashSet<>();
        for (PublishedTable reader : live.values()) {
            if (LiveOrder.scans(reader.table().plan()).stream().anyMatch(stale::contains)) {
                stale.add(reader.name());
                readers.add(reader);
                if (isToldAfterErasure(reader, told)) {
                    former.addAll(reader.regions());
                }
            }
        }
        if (stale.isEmpty()) {
            return List.of();
        }
        List<String> rebuilt = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>();
        try (Snapshot before = space.pin(former)) {
            readers.forEach(reader -> live.remove(reader.name()));
            collectGarbage();
            for (PublishedTable reader : readers) {
                if (LiveOrder.scans(reader.table().plan()).stream().anyMatch(missing::contains)) {
                    missing.add(reader.name());
                    continue;
                }
                try {
                    PublishedTable fresh = build(reader.table(), clock.meta(NOW));
                    if (isToldAfterErasure(reader, told)) {
                        tellAfterErasure(reader, fresh, before);
                    }
                    rebuilt.add(reader.name());
                } catch (RuntimeException e) {
                    live.remove(reader.name());
                    failures.put(reader.name(), e);
                    missing.add(reader.name());
                }
            }
        }
        sortLive();
        settle();
        // What is built beside the ticks cannot read a table that is no more.
        missing.forEach(this::cancelBuildsThatTouch);
        restartBuildsThatTouch(stale);
        return rebuilt;
    }

    /** Rows of a log are told to nobody: its readers begin anew. */
    private static boolean isToldAfterErasure(PublishedTable reader, Set<String> told) {
        return told.contains(reader.name()) && !PublishedTable.isLog(reader.table());
    }

    /** Former and new rows meet in pages, which the ceiling counts; most of them cancel out. */
    private void tellAfterErasure(PublishedTable old, PublishedTable fresh, Snapshot before) {
        StateSpace scratch = new StateSpace(space.allocator());
        try {
            PartitionedTable difference =
                    new PartitionedTable(
                            scratch,
                            "difference:" + old.name(),
                            ZSetShape.wholeRows(Build.nullable(fresh.schema())));
            Consumer<Batch> add =
                    chunk -> {
                        difference.apply(chunk, partitions);
                        ceiling.requireBuild(true);
                    };
            add.accept(old.pending());
            int[] all = new int[old.schema().size()];
            Arrays.setAll(all, i -> i);
            for (Supplier<@Nullable Batch> part : old.at(before).scan(all)) {
                for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                    add.accept(chunk.negate());
                }
            }
            fresh.scan(add);
            afterErasure.put(old.name(), told(fresh, difference));
        } finally {
            List.copyOf(scratch.regions()).forEach(scratch::drop);
        }
    }

    private static Batch told(PublishedTable fresh, PartitionedTable difference) {
        List<Batch> changes = new ArrayList<>();
        long[] bytes = new long[1];
        PublishedZSet.scan(
                difference,
                chunk -> {
                    bytes[0] += chunk.bytes();
                    if (bytes[0] > TOLD_BYTES_MAX) {
                        throw new TidemillException(
                                        ErrorCode.BUILD_OVER_BUDGET,
                                        "what an erasure changes of %s takes more than %,d bytes"
                                                .formatted(fresh.name(), TOLD_BYTES_MAX))
                                .withHint("its actions cannot follow it; give more memory");
                    }
                    changes.add(chunk);
                });
        return Batch.concat(fresh.schema(), changes);
    }

    /** Whether the table is there with this plan. */
    public boolean runs(LiveTable table) {
        PublishedTable running = live.get(table.name());
        return running != null
                && PlanHash.of(running.table().plan()).equals(PlanHash.of(table.plan()));
    }

    /** The bounds of {@link #build}; before the first tick runs only. */
    public void limitBuilds(BuildLimits limits) {
        buildLimits = limits;
    }

    /**
     * Those of the tables that do not run with these plans, in groups: two are in the same one when
     * the new or the running plan of one scans the other. The tables of a group change together.
     *
     * @param wanted each after those that it scans
     */
    public List<List<LiveTable>> changed(List<LiveTable> wanted) {
        Map<String, LiveTable> changed = new LinkedHashMap<>();
        wanted.stream().filter(table -> !runs(table)).forEach(t -> changed.put(t.name(), t));
        Map<String, Set<String>> groups = new HashMap<>();
        changed.keySet().forEach(name -> groups.put(name, new HashSet<>(Set.of(name))));
        for (LiveTable table : changed.values()) {
            Set<String> scanned = new HashSet<>(LiveOrder.scans(table.plan()));
            PublishedTable running = live.get(table.name());
            if (running != null) {
                scanned.addAll(LiveOrder.scans(running.table().plan()));
            }
            scanned.retainAll(changed.keySet());
            for (String other : scanned) {
                join(groups, table.name(), other);
            }
        }
        List<List<LiveTable>> grouped = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (String name : changed.keySet()) {
            Set<String> group = requireNonNull(groups.get(name));
            if (done.add(name)) {
                done.addAll(group);
                grouped.add(
                        changed.values().stream().filter(t -> group.contains(t.name())).toList());
            }
        }
        return grouped;
    }

    private static void join(Map<String, Set<String>> groups, String one, String other) {
        Set<String> joined = requireNonNull(groups.get(one));
        joined.addAll(requireNonNull(groups.get(other)));
        for (String name : joined) {
            groups.put(name, joined);
        }
    }

    /** The tables that the running plans of a group scan. */
    public Set<String> scannedNow(List<LiveTable> group) {
        Set<String> scanned = new HashSet<>();
        for (LiveTable table : group) {
            PublishedTable running = live.get(table.name());
            if (running != null) {
                scanned.addAll(LiveOrder.scans(running.table().plan()));
            }
        }
        return scanned;
    }

    /**
     * What a live table began with: by append-only table that it scans, the number of the first row
     * that was there then. A table of which none was dropped before is absent.
     */
    public Map<String, Long> beganWith(String liveTable) {
        PublishedTable table = live.get(liveTable);
        if (table == null) {
            throw unknown(liveTable);
        }
        return table.origin().firstRows();
    }

    /**
     * The rows that the tables of a group have to be built from: a function of the ticks. Of one
     * whose plan another table runs, those are that table's.
     */
    public long rowsBelow(List<LiveTable> group) {
        Set<StoredTable> sources = new LinkedHashSet<>();
        for (LiveTable table : group) {
            PublishedTable twin = twin(table);
            if (twin != null) {
                sources.add(twin);
                continue;
            }
            for (String name : LiveOrder.scans(table.plan())) {
                StoredTable source = find(name);
                if (source != null) {
                    sources.add(source);
                }
            }
        }
        return Build.rows(sources);
    }

    /**
     * Begins to build the tables of each group beside the ticks, from what stands in their inputs
     * now. Until {@link #complete} the tables that run go on. A group that is being built already
     * goes on too; builds of other groups are given up.
     *
     * @param groups as {@link #changed} gives them, without those that were replaced at once
     * @param nowMicros the time to build at before the first tick
     */
    public void build(List<List<LiveTable>> groups, long nowMicros) {
        builds.removeIf(
                build -> {
                    boolean unwanted = groups.stream().noneMatch(build.tables()::equals);
                    if (unwanted) {
                        build.cancel();
                    }
                    return unwanted;
                });
        for (List<LiveTable> group : groups) {
            if (buildOf(group) == null) {
                builds.add(begin(group, nowMicros));
            }
        }
    }

    private Build begin(List<LiveTable> group, long nowMicros) {
        long now = clock.meta(BEGUN) == 0 ? nowMicros : clock.meta(NOW);
        return new Build(
                ++buildsBegun,
                group,
                this::find,
                new Build.Surroundings(
                        space,
                        ceiling,
                        history,
                        partitions,
                        buildLimits,
                        tick(),
                        now,
                        frontier(now)));
    }

    private @Nullable Build buildOf(List<LiveTable> group) {
        for (Build build : builds) {
            if (build.tables().equals(group)) {
                return build;
            }
        }
        return null;
    }

    /** Another table stands there now, so that what was read of the former is of no use. */
    private void restartBuildsThatTouch(Set<String> replaced) {
        builds.replaceAll(
                build -> {
                    if (replaced.stream().noneMatch(build::touches)) {
                        return build;
                    }
                    build.cancel();
                    return begin(build.tables(), clock.meta(NOW));
                });
    }

    private void cancelBuildsThatTouch(String name) {
        builds.removeIf(
                build -> {
                    boolean touched = build.touches(name);
                    if (touched) {
                        build.cancel();
                    }
                    return touched;
                });
    }

    /**
     * A group of tables that is being built.
     *
     * @param id no other has it, also none that builds the same tables again
     */
    public record Building(
            long id,
            List<LiveTable> tables,
            BuildProgress progress,
            boolean isCaughtUp,
            boolean hasFailed) {
        /** Whether it waits for {@link #complete}, or for being given up. */
        public boolean isDone() {
            return isCaughtUp || hasFailed;
        }
    }

    /** The groups that are being built. */
    public List<Building> building() {
        return builds.stream()
                .map(
                        build ->
                                new Building(
                                        build.id(),
                                        build.tables(),
                                        build.progress(),
                                        build.isCaughtUp(),
                                        build.failure() != null))
                .toList();
    }

    /** Why the building of a group failed. */
    public @Nullable BuildFailure buildFailure(List<LiveTable> group) {
        Build build = buildOf(group);
        Build.Failure failure = build == null ? null : build.failure();
        return failure == null ? null : new BuildFailure(failure.table(), failure.cause());
    }

    /** A table that could not be built. */
    public record BuildFailure(String table, RuntimeException cause) {}

    /**
     * Works on the tables that are being built, between two ticks, for about so long.
     *
     * @return whether more can be done at once
     */
    public boolean work(long nanos) {
        boolean more = false;
        int waiting = builds.size();
        for (Build build : builds) {
            long part = (nanos == Long.MAX_VALUE ? nanos : nanos / waiting);
            long started = System.nanoTime();
            more |= build.work((long) (part * (1 + PRESSURE * build.fill())));
            costs.built(build.tables(), System.nanoTime() - started);
        }
        return more;
    }

    /**
     * Ends a group's building, at a tick boundary: its tables are there at once, whole, in the
     * place of those that ran. What has not been taken yet is taken first. The next step announces
     * how they differ from those that they replace; the rows of a table that is new are not
     * announced.
     *
     * @return the failure when it cannot be built; the group is then given up, and what ran goes on
     */
    public @Nullable BuildFailure complete(List<LiveTable> group) {
        return complete(group, _ -> null);
    }

    /**
     * The same. Readers of the group whose state has to be made anew, and for which there is no
     * room, are removed as if they had failed in a tick: {@link #takeFailures}.
     *
     * @param foretold why making a reader's state anew is known to fail, so that it is not tried;
     *     null when that is not known
     */
    public @Nullable BuildFailure complete(
            List<LiveTable> group, Function<LiveTable, @Nullable RuntimeException> foretold) {
        Build build = buildOf(group);
        if (build == null) {
            throw new IllegalArgumentException("nobody builds " + group);
        }
        try {
            build.finish();
        } catch (RuntimeException e) {
            BuildFailure failure = buildFailure(group);
            giveUp(group);
            return failure == null ? new BuildFailure(group.getFirst().name(), e) : failure;
        }
        builds.remove(build);
        Map<String, PublishedTable> former = new HashMap<>(live);
        List<PublishedTable> built =
                build.moveInto(space, node -> dataflow.find(node) != null, tick() + 1);
        built.forEach(this::run);
        sortLive();
        Set<String> replaced = new LinkedHashSet<>();
        for (PublishedTable table : built) {
            if (former.containsKey(table.name())) {
                replaced.add(table.name());
            }
            if (!table.pending().isEmpty()) {
                replaced.addAll(refillReaders(table.name(), foretold));
            }
        }
        settle();
        restartBuildsThatTouch(replaced);
        return null;
    }

    private void sortLive() {
        Map<String, PublishedTable> sorted = new LinkedHashMap<>();
        List<LiveTable> tables = live.values().stream().map(PublishedTable::table).toList();
        for (LiveTable each : LiveOrder.of(inputs.keySet(), tables)) {
            sorted.put(each.name(), requireNonNull(live.get(each.name())));
        }
        live = sorted;
    }

    /** Stops building a group; what runs goes on. */
    public void giveUp(List<LiveTable> group) {
        Build build = buildOf(group);
        if (build != null) {
            build.cancel();
            builds.remove(build);
        }
    }

    /**
     * What a replaced table announces does not keep to the bounds that its readers have collected
     * by. So the readers that collect get their state anew, whole, before the announcement comes.
     * One whose state came of rows that were dropped since cannot have it again: it begins anew.
     * One for which there is no room is removed, with those that scan it.
     *
     * @return the readers that begin anew
     */
    private Set<String> refillReaders(
            String replaced, Function<LiveTable, @Nullable RuntimeException> foretold) {
        Set<String> begun = new LinkedHashSet<>();
        if (clock.meta(BEGUN) == 0) {
            return begun;
        }
        Set<NodeName> refilled = new HashSet<>();
        boolean collected = false;
        Set<String> changed = new HashSet<>(Set.of(replaced));
        for (PublishedTable reader : List.copyOf(live.values())) {
            if (live.get(reader.name()) != reader
                    || reader.name().equals(replaced)
                    || LiveOrder.scans(reader.table().plan()).stream()
                            .noneMatch(changed::contains)) {
                continue;
            }
            List<Plan> stale = new ArrayList<>();
            collecting(reader.table().plan(), changed, stale);
            changed.add(reader.name());
            if (stale.isEmpty()) {
                continue;
            }
            if (!collected) {
                // What was replaced makes room for what comes in the place of it.
                collectGarbage();
                collected = true;
            }
            try {
                @Nullable RuntimeException known = foretold.apply(reader.table());
                if (known != null) {
                    throw known;
                }
                PublishedTable whole = reader;
                if (stale.stream().anyMatch(plan -> hasLostRows(plan, reader.origin()))) {
                    whole = beginAnew(reader);
                    begun.add(reader.name());
                }
                refill(whole, stale, refilled);
            } catch (RuntimeException e) {
                failures.put(reader.name(), e);
                begun.remove(reader.name());
                abandon(reader.name());
            }
        }
        if (!refilled.isEmpty()) {
            runAnew();
        }
        return begun;
    }

    /** The nodes over changed tables that let go of state. */
    private static void collecting(Plan plan, Set<String> changed, List<Plan> stale) {
        if (LiveOrder.scans(plan).stream().noneMatch(changed::contains)) {
            return;
        }
        plan.inputs().forEach(input -> collecting(input, changed, stale));
        if (!Retention.of(plan).collected().isEmpty()) {
            stale.add(plan);
        }
    }

    /** Whether rows that a node has seen are nowhere any more. */
    private boolean hasLostRows(Plan plan, Origin origin) {
        return !origin.name(plan).equals(Origin.now(plan, this::find).name(plan));
    }

    /** Builds a table again from what stands in its inputs; the next step says what differs. */
    private PublishedTable beginAnew(PublishedTable table) {
        // What was read of the former pages is there until it was compared.
        try (Snapshot _ = space.pin(Set.copyOf(table.regions()))) {
            List<Batch> difference = new ArrayList<>();
            table.scan(chunk -> difference.add(chunk.negate()));
            PublishedTable.drop(table.table(), space);
            PublishedTable fresh = build(table.table(), clock.meta(NOW));
            fresh.scan(difference::add);
            fresh.announceLater(table.pending());
            fresh.announceLater(Consolidation.of(Batch.concat(fresh.schema(), difference)));
            return fresh;
        }
    }

    /**
     * Makes the state of nodes whole.
     *
     * @param refilled nodes that are whole, which readers may share; those of this one come to them
     */
    private void refill(PublishedTable reader, List<Plan> stale, Set<NodeName> refilled) {
        Set<NodeName> nodes = new HashSet<>();
        stale.forEach(plan -> nodes.add(reader.origin().name(plan)));
        nodes.removeAll(refilled);
        if (nodes.isEmpty()) {
            return;
        }
        nodes.forEach(this::dropState);
        LiveTable table = reader.table();
        StateSpace scratch = new StateSpace(space.allocator());
        Dataflow builder = new Dataflow();
        builder.add(table.plan(), reader.origin(), node -> nodes.contains(node) ? space : scratch);
        long now = clock.meta(NOW);
        try {
            builder.step(now, true, partitions, Frontier.unknown());
            builder.endTick();
            feed(builder, table, now, () -> ceiling.requireBuild(true));
            refilled.addAll(nodes);
        } catch (RuntimeException e) {
            // Another reader would take what is half filled for what it shares.
            nodes.forEach(this::dropState);
            throw e;
        } finally {
            List.copyOf(scratch.regions()).forEach(scratch::drop);
        }
    }

    private void announce(PublishedTable fresh, @Nullable PublishedTable old) {
        List<Batch> difference = new ArrayList<>();
        fresh.scan(difference::add);
        if (old != null) {
            if (!PublishedTable.types(old).equals(fresh.types())) {
                return;
            }
            old.scan(chunk -> difference.add(chunk.negate()));
            fresh.announceLater(old.pending());
        }
        fresh.announceLater(Consolidation.of(Batch.concat(fresh.schema(), difference)));
    }

    /** Removes a live table that no other reads. */
    public void drop(String name) {
        if (!live.containsKey(name)) {
            throw unknown(name);
        }
        for (PublishedTable other : live.values()) {
            if (!other.name().equals(name)
                    && LiveOrder.scans(other.table().plan()).contains(name)) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST, "table " + other.name() + " reads " + name);
            }
        }
        cancelBuildsThatTouch(name);
        live.remove(name);
        settle();
    }

    /** Removes an input table with its rows, unless a live table reads it. */
    public void dropInput(String name) {
        StoredTable input = inputs.get(name);
        if (input == null) {
            throw unknown(name);
        }
        for (PublishedTable reader : live.values()) {
            if (LiveOrder.scans(reader.table().plan()).contains(name)) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST, "table " + reader.name() + " reads " + name);
            }
        }
        cancelBuildsThatTouch(name);
        inputs.remove(name);
        input.regions().forEach(space::drop);
    }

    /** What each live table has cost since the circuit was made, by name; for any thread. */
    public List<LiveTableCost> costs() {
        return costs.costs();
    }

    /** The nodes of a live table's plan, each after its inputs; for any thread. */
    public List<NodeReport> explain(String liveTable) {
        List<Reported> nodes = reports.get(liveTable);
        if (nodes == null) {
            throw unknown(liveTable);
        }
        return nodes.stream()
                .map(each -> each.node().withStateBytes(stateBytes(each.name())))
                .toList();
    }

    private Map<String, List<Reported>> reported() {
        Map<CircuitNode, Integer> uses = new HashMap<>();
        stages.forEach(stage -> stage.all().forEach(node -> uses.merge(node, 1, Integer::sum)));
        Map<String, List<Reported>> reported = new HashMap<>();
        for (Stage stage : stages) {
            reported.put(
                    stage.table().name(),
                    stage.all().stream()
                            .map(
                                    node ->
                                            new Reported(
                                                    new NodeReport(
                                                            node.plan(),
                                                            node.name().hash(),
                                                            0,
                                                            uses.getOrDefault(node, 0),
                                                            node.counters()),
                                                    node.name()))
                            .toList());
        }
        return Map.copyOf(reported);
    }

    /** Puts the stages in order after the live tables have changed. */
    private void settle() {
        collectGarbage();
        Set<CircuitNode> done = new HashSet<>();
        List<Stage> ordered = new ArrayList<>();
        for (PublishedTable table : live.values()) {
            Set<CircuitNode> all = new LinkedHashSet<>();
            CircuitNode root = dataflow.visit(table.table().plan(), table.origin(), all);
            List<CircuitNode> own = new ArrayList<>(all);
            own.removeAll(done);
            done.addAll(all);
            ordered.add(new Stage(table, root, own, all));
        }
        stages = List.copyOf(ordered);
        reports = reported();
        Map<CircuitNode, Set<String>> users = new HashMap<>();
        for (Stage stage : stages) {
            for (CircuitNode node : stage.all()) {
                users.computeIfAbsent(node, _ -> new TreeSet<>()).add(stage.table().name());
            }
        }
        costs.useNodes(users);
    }

    /** Drops the state of nodes and live tables that are no more. */
    private void collectGarbage() {
        Set<NodeName> nodes = new HashSet<>();
        live.values()
                .forEach(table -> Dataflow.collect(table.table().plan(), table.origin(), nodes));
        dataflow.retain(nodes);
        Set<String> used = new HashSet<>();
        for (NodeName node : nodes) {
            used.add(node.state());
            used.add(node.errors());
        }
        tables().values()
                .forEach(table -> table.allRegions().forEach(r -> used.add(r.name().node())));
        for (Region region : List.copyOf(space.regions())) {
            String node = region.name().node();
            boolean ours =
                    NodeName.isNode(node) || node.startsWith("live:") || TableIndexes.isIndex(node);
            if (ours && !used.contains(node)) {
                space.drop(region);
            }
        }
    }

    /** Pins all tables as of the latest tick. */
    public CircuitSnapshot snapshot() {
        List<Region> regions = new ArrayList<>();
        Map<String, StoredTable> tables = tables();
        tables.values().forEach(table -> regions.addAll(table.regions()));
        Map<String, List<Region>> errors = new HashMap<>();
        for (Stage stage : stages) {
            List<Region> own = new ArrayList<>();
            for (CircuitNode node : stage.all()) {
                Region region = node.errorRegion();
                if (region != null) {
                    own.add(region);
                }
            }
            errors.put(stage.table().name(), own);
            regions.addAll(own);
        }
        return new PinnedSnapshot(
                tick(), frontier(nowMicros()), space.pin(Set.copyOf(regions)), tables, errors);
    }

    /** Bytes of a live table's operator state, shared nodes counted in full. */
    public long stateBytes(String liveTable) {
        PublishedTable table = live.get(liveTable);
        if (table == null) {
            throw unknown(liveTable);
        }
        long bytes = 0;
        for (NodeName node : stateful(table.table().plan(), table.origin())) {
            bytes += stateBytes(node);
        }
        return bytes;
    }

    /** Each table's part of the state. Engine thread only. */
    public List<StateShare> shares() {
        return StateShare.of(space, inputs.values(), live.values());
    }

    /**
     * Bytes of the pages in use, those of tables that are being built included; pages that only
     * snapshots still see are left out. Engine thread only.
     */
    public long liveBytes() {
        long bytes = 0;
        for (Region region : space.regions()) {
            bytes += region.liveBytes();
        }
        for (Build build : builds) {
            bytes += build.bytes();
        }
        return bytes;
    }

    /**
     * Whether state is above its budget; pages that only snapshots still see are left out. Engine
     * thread only.
     */
    public boolean isOverBudget() {
        return ceiling.isBudgetPassed();
    }

    /**
     * Whether state, with old pages, takes more than three quarters of the heap that is for rows,
     * and more than a quarter above its budget: going on would end without memory. Engine thread
     * only.
     */
    public boolean isOverHeap() {
        return ceiling.isHeapPassed();
    }

    /**
     * Whether state is a quarter above its budget, which ticks that are run again may not pass;
     * pages that only snapshots still see are left out. Engine thread only.
     */
    public boolean isFarOverBudget() {
        return ceiling.isPassed();
    }

    private long stateBytes(NodeName node) {
        long bytes = 0;
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            Region region = space.find(node.state(), p);
            bytes += region == null ? 0 : region.bytes();
        }
        return bytes;
    }

    /**
     * Gives up all that is being built, and waits until nothing is read for it any more. No thread
     * may run ticks.
     */
    public void stopBuilding() {
        for (Build build : builds) {
            build.cancel();
            try {
                build.awaitReader(READER_MILLIS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        builds.clear();
    }

    /** Stops the circuit's threads. */
    @Override
    public void close() {
        stopBuilding();
        partitions.close();
    }
}
