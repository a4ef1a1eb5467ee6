package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.engine.circuit.BuildProgress;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.predict.PredictorRules;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.BuiltEntry;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.Outcome;
import dev.tidemill.node.record.RetryEntry;
import dev.tidemill.node.record.Standing;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.record.SuspensionEntry;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.statement.TableRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that the circuit runs now, with their plans. Changed only by {@link #apply} on
 * the engine's thread; the views it gives are immutable and may be read anywhere.
 */
public final class DefinitionsInForce {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsInForce.class);

    /** No input has fewer rows: all are built beside the ticks. */
    private static final long NONE_AT_ONCE = -1;

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final FunctionSource functions;
    private final PlanCache plans = new PlanCache();

    private volatile View view;

    private volatile Consumer<String> dropped = _ -> {};

    /**
     * Live tables that failed in a tick, until their SQL is another, or the jar of a function that
     * they call. Engine thread only.
     */
    private final Map<String, Suspension> failed = new LinkedHashMap<>();

    /**
     * Live tables that go on with their former SQL, since those that were to replace them could not
     * be built; until the failure is taken back. Engine thread only.
     */
    private final Map<String, Standing> held = new LinkedHashMap<>();

    /**
     * All tables that are wanted and can be planned, building ones included. Engine thread only.
     */
    private DefinitionPlanner.Planned planned =
            new DefinitionPlanner.Planned(List.of(), Map.of(), Map.of());

    /** What the tick that is run again is known to come to. Engine thread only. */
    private Foretold foretold = Foretold.NOTHING;

    /** The tables for which it is known that the table of checks is there, or cannot be. */
    private @Nullable View checkedFor;

    /** What ticks came to for want of memory and no record says yet. Engine thread only. */
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param functions where the functions of definitions' jars are found
     */
    public DefinitionsInForce(FunctionSource functions) {
        this.functions = functions;
        this.view =
                viewOf(
                        DefinitionEntry.none(),
                        List.of(),
                        new NotRunning(Map.of(), Map.of(), Map.of()));
    }

    /**
     * Input and live tables by name.
     *
     * @param liveTables those that run, in dependency order
     * @param suspended those that are defined and do not
     * @param building those that are being built; what runs in their place is among the others
     * @param notReplaced those that go on as they were, with why their replacement was not built
     * @param plans that were made so far
     */
    public record View(
            DefinitionEntry definitions,
            Map<String, InputTable> inputs,
            Map<String, PlannedTable> liveTables,
            Map<String, Suspension> suspended,
            Map<String, TableBuild> building,
            Map<String, Suspension> notReplaced,
            FunctionSource functions,
            PlanCache plans) {
        /** Those that failed in a tick; the others do not plan, or read one that does not run. */
        Map<String, Suspension> failed() {
            Map<String, Suspension> some = new HashMap<>(suspended);
            some.values().removeIf(suspension -> suspension.tick() == 0);
            return some;
        }

        boolean isSuspended(String name, String sql) {
            Suspension known = suspended.get(name);
            return known != null && known.sql().equals(sql);
        }

        /** The live tables that run and cannot be without this one, nearest first. */
        public List<String> readersOf(String name) {
            Set<String> gone = new LinkedHashSet<>(Set.of(name));
            for (PlannedTable table : liveTables.values()) {
                if (!Collections.disjoint(table.inputs(), gone)) {
                    gone.add(table.name());
                }
            }
            gone.remove(name);
            return List.copyOf(gone);
        }

        /** All tables that a live table reads, directly or not; none when it does not run. */
        public Set<String> readBy(String name) {
            Set<String> read = new LinkedHashSet<>(Set.of(name));
            for (PlannedTable table : List.copyOf(liveTables.values()).reversed()) {
                if (read.contains(table.name())) {
                    read.addAll(table.inputs());
                }
            }
            read.remove(name);
            return read;
        }

        /** Whether there is a live table of this name, running or not. */
        public boolean isLive(String name) {
            return liveTables.containsKey(name)
                    || suspended.containsKey(name)
                    || building.containsKey(name);
        }

        /** All tables and functions as SQL reads them. */
        public Catalog catalog() {
            return catalog(liveTables);
        }

        /** As {@link #catalog}, with the tables that are being built as they will be. */
        public Catalog wantedCatalog() {
            Map<String, PlannedTable> wanted = new LinkedHashMap<>(liveTables);
            building.forEach((name, build) -> wanted.put(name, build.table()));
            return catalog(wanted);
        }

        private Catalog catalog(Map<String, PlannedTable> live) {
            Catalog all = Catalog.of(tables(live));
            return new Catalog() {
                @Override
                public Optional<CatalogTable> table(String name) {
                    return all.table(name);
                }

                @Override
                public Collection<String> names() {
                    return all.names();
                }

                @Override
                public Optional<ProjectFunction> function(String name) {
                    return functions.function(definitions.functions(), name);
                }

                @Override
                public TableRules rules(String table) {
                    return definitions.constraintsOf(table).rules();
                }
            };
        }

        private List<CatalogTable> tables(Map<String, PlannedTable> live) {
            List<CatalogTable> tables = new ArrayList<>();
            for (InputTable table : inputs.values()) {
                if (SystemTables.isLog(table.name())) {
                    continue;
                }
                tables.add(
                        new CatalogTable(
                                table.name(),
                                table.schema(),
                                table.key(),
                                !table.isKeyed(),
                                table.eventTime(),
                                table.bounds()));
            }
            for (PlannedTable table : live.values()) {
                tables.add(table.asCatalogTable());
            }
            return tables;
        }
    }

    public View view() {
        return view;
    }

    public Set<String> tableNames() {
        View current = view;
        Set<String> names = new TreeSet<>(current.inputs.keySet());
        names.addAll(current.liveTables.keySet());
        names.addAll(current.suspended.keySet());
        names.addAll(current.building.keySet());
        return names;
    }

    public InputTable input(String name) {
        InputTable input = view.inputs.get(name);
        if (input == null) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name);
        }
        return input;
    }

    /** Whether some live table's rows leave it as time goes on. */
    public boolean hasExpiringTables() {
        return view.liveTables.values().stream()
                .anyMatch(table -> Traits.of(table.plan()).expiring());
    }

    /**
     * Refuses definitions that could not be applied: SQL that does not plan, an input table with
     * other columns than the one that holds rows, an input table that is gone. A live table that is
     * suspended already, and has the same SQL, may stay so.
     */
    public void requireApplicable(DefinitionEntry next) {
        Map<String, PlannedTable> planned = new HashMap<>();
        View current = view;
        DefinitionPlanner.Planned what =
                DefinitionPlanner.planWhatCanBe(next, current.failed(), functions, plans);
        what.suspended()
                .forEach(
                        (name, suspension) -> {
                            if (!current.isSuspended(name, suspension.sql())) {
                                throw Objects.requireNonNull(what.refused().get(name));
                            }
                        });
        what.tables().forEach(table -> planned.put(table.name(), table));
        IndexRules.check(next, what.tables());
        next.actions().forEach(action -> requireFits(action, planned, next.inputs()));
        TableReach.of(next).requireNoCycle();
        Map<String, Schema> schemas = new HashMap<>();
        next.inputs().forEach(input -> schemas.put(input.name(), input.schema()));
        planned.forEach((name, table) -> schemas.put(name, table.schema()));
        next.predictors().forEach(predictor -> PredictorRules.check(predictor, schemas));
        Map<String, InputTable> inputs = new HashMap<>();
        next.inputs().forEach(input -> inputs.put(input.name(), input));
        next.liveTables().forEach(table -> refuseOtherKind(table.name(), view.inputs));
        inputs.keySet().forEach(name -> refuseOtherKind(name, view.liveTables));
        for (InputTable former : view.inputs.values()) {
            InputTable newer = inputs.get(former.name());
            if (newer == null
                    && (view.definitions.created().contains(former.name())
                            || SystemTables.isSystem(former.name()))) {
                continue; // A statement drops it, or what it belongs to is gone.
            }
            if (newer == null || !former.withLateness().equals(newer.withLateness())) {
                throw new TidemillException(
                                ErrorCode.DEFINITION_CHANGED,
                                newer == null
                                        ? "the contract of " + former.name() + " is gone"
                                        : "the columns of " + former.name() + " have changed")
                        .withHint(
                                SystemTables.isLog(former.name())
                                        ? "a version of a feature view that is recorded keeps its"
                                                + " key and features: give the new one another"
                                                + " version"
                                        : SystemTables.isSystem(former.name())
                                                ? "a predictor keeps its key and the type of its target;"
                                                        + " give the new one another name"
                                                : "a table that holds rows keeps its columns; give the new"
                                                        + " contract another name, or start with an empty"
                                                        + " data folder");
            }
        }
    }

    /** An action's key must be there in each row, and find it again when the action has a latch. */
    static void requireFits(
            ActionRule action, Map<String, PlannedTable> planned, List<InputTable> inputs) {
        for (InputTable input : inputs) {
            if (input.name().equals(action.table())) {
                requireFits(action, input.schema(), input.key());
            }
        }
        PlannedTable table = planned.get(action.table());
        if (table != null) { // Nothing enters or leaves one that is suspended.
            requireFits(action, table.schema(), table.key());
        }
    }

    private static void requireFits(ActionRule action, Schema schema, List<Integer> tableKey) {
        for (String column : action.key()) {
            if (schema.indexOf(column) < 0) {
                throw new TidemillException(
                                ErrorCode.INVALID_PROJECT,
                                "the action %s has the key %s, which is no column of %s"
                                        .formatted(action.name(), column, action.table()))
                        .withHint("its columns are " + schema.names());
            }
        }
        ActionColumns.require(action, schema);
        Set<String> key = new TreeSet<>();
        tableKey.forEach(column -> key.add(schema.field(column).name()));
        if (action.latch() != null && !key.equals(new TreeSet<>(action.key()))) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "the action %s with a latch has the key %s, but that of %s is %s"
                                    .formatted(action.name(), action.key(), action.table(), key))
                    .withHint("a latch is found by the key that tells the table's rows apart");
        }
    }

    private static void refuseOtherKind(String name, Map<String, ?> otherKind) {
        if (otherKind.containsKey(name)) {
            throw new TidemillException(
                            ErrorCode.DEFINITION_CHANGED,
                            name + " cannot turn from a table of rows into a query, or back")
                    .withHint("give the new table another name, or drop the old one first");
        }
    }

    /** Hears on the engine's thread of each input table that is gone, before it is published. */
    public void onDropped(Consumer<String> listener) {
        dropped = listener;
    }

    /** Takes definitions over that a circuit was created with. */
    public void adopt(DefinitionEntry definitions, List<PlannedTable> planned) {
        adopt(definitions, planned, Map.of(), List.of());
    }

    /**
     * Takes definitions over that a circuit was created with.
     *
     * @param suspended live tables that it was created without
     * @param failures those of them that failed in a tick
     */
    public void adopt(
            DefinitionEntry definitions,
            List<PlannedTable> planned,
            Map<String, Suspension> suspended,
            List<Suspension> failures) {
        failures.forEach(failure -> failed.put(failure.table(), failure));
        this.planned = new DefinitionPlanner.Planned(planned, Map.of(), suspended);
        view = viewOf(definitions, planned, new NotRunning(suspended, Map.of(), Map.of()));
    }

    /**
     * Goes on, after a restart, with tables that did not run with the SQL of the definitions: those
     * that were being built are built again, from what is there now. Engine thread only.
     */
    public void resume(List<Standing> standing, Circuit circuit, SealedAt at) {
        for (Standing each : standing) {
            if (!each.isBuilding()) {
                held.put(each.table(), each);
            }
        }
        if (!standing.isEmpty()) {
            define(view.definitions, circuit, at, NONE_AT_ONCE);
        }
    }

    /** Live tables that do not run with the SQL of the definitions yet. Engine thread only. */
    public List<Standing> standing() {
        List<Standing> standing = new ArrayList<>(held.values());
        View current = view;
        for (String name : current.building.keySet()) {
            PlannedTable old = current.liveTables.get(name);
            if (!held.containsKey(name)) {
                standing.add(
                        old == null
                                ? new Standing(name, "", "", "")
                                : new Standing(name, old.sql(), old.hash().hex(), ""));
            }
        }
        standingChecks(current).ifPresent(standing::add);
        return standing;
    }

    /** The table of checks, when it runs without those of a table that does not. */
    private Optional<Standing> standingChecks(View current) {
        PlannedTable runs = current.liveTables.get(CheckTables.CHECKS);
        if (runs == null
                || held.containsKey(runs.name())
                || current.building.containsKey(runs.name())
                || isDefined(current, runs.name(), runs.sql())) {
            return Optional.empty();
        }
        return Optional.of(new Standing(runs.name(), runs.sql(), runs.hash().hex(), ""));
    }

    private static boolean isDefined(View current, String name, String sql) {
        return current.definitions.liveTables().stream()
                .anyMatch(table -> table.name().equals(name) && table.sql().equals(sql));
    }

    /** Live tables that failed in a tick and stay suspended after a restart. Engine thread only. */
    public List<Suspension> failures() {
        return List.copyOf(failed.values());
    }

    /** Says what the tick that is run again next came to when it first ran. Engine thread only. */
    public void foretell(List<Outcome> known) {
        foretold = new Foretold(known);
    }

    /**
     * What ticks came to for want of memory since the last call, without what was foretold. Engine
     * thread only.
     */
    public List<Outcome> takeOutcomes() {
        List<Outcome> taken = List.copyOf(outcomes);
        outcomes.clear();
        return taken;
    }

    /** More that came of a tick, for {@link #takeOutcomes}. Engine thread only. */
    public void note(Collection<Outcome> more) {
        outcomes.addAll(more);
    }

    /**
     * Live tables failed in a tick and the circuit runs without them and who reads them. Engine
     * thread only.
     */
    public void suspend(Map<String, RuntimeException> failures, Circuit circuit, SealedAt at) {
        suspend(failures, false, circuit, at);
    }

    /** The same of what a recovered state has no memory for. */
    void suspendRecovered(Map<String, RuntimeException> failures, Circuit circuit, SealedAt at) {
        suspend(failures, true, circuit, at);
    }

    private void suspend(
            Map<String, RuntimeException> failures,
            boolean isBehind,
            Circuit circuit,
            SealedAt at) {
        if (failures.isEmpty()) {
            return;
        }
        // A replay does not step what reads a table that is left out: how that failed is told too.
        if (failures.values().stream().anyMatch(DefinitionsInForce::isOfTheMachine)) {
            failures.forEach(
                    (name, cause) -> {
                        PlannedTable ran = view.liveTables.get(name);
                        if (ran != null) {
                            tell(ran, cause, isBehind, at);
                        }
                    });
        }
        leaveOut(failures, Set.of(), circuit, at);
    }

    private static boolean isOfTheMachine(RuntimeException cause) {
        return cause instanceof TidemillException known
                && Outcome.isOfTheMachine(known.errorCode());
    }

    private void note(PlannedTable table, RuntimeException cause, boolean isBehind, SealedAt at) {
        if (isOfTheMachine(cause)) {
            tell(table, cause, isBehind, at);
        }
    }

    private void tell(PlannedTable table, RuntimeException cause, boolean isBehind, SealedAt at) {
        if (foretold.failure(table.name(), table.sql()) != null) {
            return;
        }
        Suspension why = Suspension.of(table.name(), table.sql(), cause, at.tick());
        outcomes.add(
                new Outcome.Suspended(
                        at.tick(),
                        isBehind,
                        new SuspensionEntry(
                                table.name(),
                                table.sql(),
                                view.readersOf(table.name()),
                                why.code(),
                                why.message())));
    }

    /**
     * Shows what the circuit runs without these tables and those that read them. Nothing is planned
     * anew: who reads whom is known.
     *
     * @param readers that are known to be gone too
     */
    private void leaveOut(
            Map<String, RuntimeException> failures,
            Set<String> readers,
            Circuit circuit,
            SealedAt at) {
        View current = view;
        failures.forEach((name, cause) -> fail(name, current.definitions, cause, at.tick()));
        held.keySet().removeAll(failures.keySet());
        Map<String, Suspension> suspended = new LinkedHashMap<>(current.suspended);
        Map<String, TidemillException> refused = new LinkedHashMap<>(planned.refused());
        List<PlannedTable> rest = new ArrayList<>();
        for (PlannedTable table : planned.tables()) {
            String name = table.name();
            Suspension why = failures.containsKey(name) ? failed.get(name) : null;
            if (why == null) {
                why = withoutInput(table, readers, suspended);
            }
            if (why != null) {
                suspended.put(name, why);
                refused.put(name, why.asException());
            } else if (current.liveTables.containsKey(name) || current.building.containsKey(name)) {
                rest.add(table);
            }
        }
        planned = new DefinitionPlanner.Planned(rest, refused, suspended);
        if (!current.building.isEmpty()) {
            // What read a failed table is not built any more; the others of its group are.
            circuit.build(circuit.changed(tables(rest)), at.nowMicros());
        }
        refresh(current.definitions, circuit, at.tick());
    }

    /**
     * Goes on with the table of checks, in the tick behind the one in which a table that it reads
     * was suspended: the checks of that table are unknown then, and the others stand as they do.
     * Engine thread only, before the tick's rows are stepped.
     */
    public void goOnChecking(Circuit circuit, SealedAt at) {
        View current = view;
        if (current == checkedFor) {
            return;
        }
        boolean isMissing =
                current.definitions.liveTables().stream()
                                .anyMatch(table -> table.name().equals(CheckTables.CHECKS))
                        && !current.liveTables.containsKey(CheckTables.CHECKS)
                        && !current.building.containsKey(CheckTables.CHECKS)
                        && !failed.containsKey(CheckTables.CHECKS);
        if (isMissing) {
            define(current.definitions, circuit, at, current.definitions.atOnceRows());
        }
        checkedFor = view;
    }

    /** Why a table cannot run that reads one that does not; null when it can. */
    private static @Nullable Suspension withoutInput(
            PlannedTable table, Set<String> readers, Map<String, Suspension> suspended) {
        for (String input : table.inputs()) {
            if (suspended.containsKey(input)) {
                return suspendedReader(table, "reads " + input + ", which does not run");
            }
        }
        return readers.contains(table.name())
                ? suspendedReader(table, "reads a table that does not run")
                : null;
    }

    private static Suspension suspendedReader(PlannedTable table, String why) {
        return new Suspension(
                table.name(), table.sql(), ErrorCode.TABLE_SUSPENDED, table.name() + " " + why, 0);
    }

    /**
     * It is written down that a live table is suspended, with those that read it; nothing happens
     * when it does not run with that SQL. Engine thread only, at a tick boundary.
     */
    public void suspend(SuspensionEntry entry, Circuit circuit, SealedAt at) {
        suspend(List.of(entry), circuit, at);
    }

    /**
     * A live table that failed is tried again as it is defined; of one that is only without a table
     * that it reads, so are the tables below it that failed. Nothing happens when none did. Engine
     * thread only, at a tick boundary.
     */
    public void retry(RetryEntry entry, Circuit circuit, SealedAt at) {
        DefinitionEntry wanted = view.definitions;
        Set<String> tried = new TreeSet<>();
        addFailed(entry.table(), wanted, new TreeSet<>(), tried);
        Standing standing = held.get(entry.table());
        if (standing != null) {
            tried.add(standing.because());
        }
        if (failed.keySet().removeAll(tried)) {
            held.values().removeIf(former -> !failed.containsKey(former.because()));
            define(wanted, circuit, at, wanted.atOnceRows());
        }
    }

    private void addFailed(
            String table, DefinitionEntry wanted, Set<String> seen, Set<String> into) {
        if (!seen.add(table)) {
            return;
        }
        if (failed.containsKey(table)) {
            into.add(table);
        }
        for (DefinitionEntry.LiveSql live : wanted.liveTables()) {
            if (live.name().equals(table)) {
                namesIn(live.sql()).forEach(name -> addFailed(name, wanted, seen, into));
            }
        }
    }

    private Set<String> namesIn(String sql) {
        try {
            return Set.copyOf(plans.namesIn(sql));
        } catch (TidemillException e) {
            return Set.of(); // It reads nothing, which is why it does not run.
        }
    }

    /**
     * All at once: one that reads another has failed by itself, and is not only without an input.
     */
    private void suspend(List<SuspensionEntry> entries, Circuit circuit, SealedAt at) {
        View current = view;
        Map<String, RuntimeException> causes = new LinkedHashMap<>();
        Set<String> readers = new TreeSet<>();
        for (SuspensionEntry entry : entries) {
            PlannedTable running = current.liveTables.get(entry.table());
            if (running != null && running.sql().equals(entry.sql())) {
                causes.put(entry.table(), entry.cause());
                // What was defined otherwise since then does not need the table any more.
                Set<String> still = new TreeSet<>(current.readersOf(entry.table()));
                still.retainAll(entry.readers());
                still.removeAll(current.building.keySet());
                readers.addAll(still);
            }
        }
        if (!causes.isEmpty()) {
            causes.keySet().forEach(circuit::abandon);
            leaveOut(causes, readers, circuit, at);
        }
    }

    /**
     * Suspends what the tick that is run again had no memory for: within it before its rows are
     * stepped, so that its changes have none of these tables; or behind it. Engine thread only.
     */
    public void suspendForetold(boolean isBehind, Circuit circuit, SealedAt at) {
        suspend(foretold.suspended(isBehind), circuit, at);
    }

    /**
     * Suspends a live table that runs, with those that read it, behind a tick that is run again.
     * Engine thread only, at a tick boundary.
     */
    public void suspendBehind(String table, TidemillException why, Circuit circuit, SealedAt at) {
        PlannedTable running = view.liveTables.get(table);
        if (running != null) {
            note(running, why, true, at);
        }
        circuit.abandon(table);
        leaveOut(Map.of(table, why), Set.of(), circuit, at);
    }

    private static List<LiveTable> tables(List<PlannedTable> planned) {
        return planned.stream().map(table -> new LiveTable(table.name(), table.plan())).toList();
    }

    /**
     * Tables that were built beside the ticks are there, or cannot be built: then what they were to
     * replace goes on. Engine thread only, at a tick boundary.
     *
     * @return the tables that are there now
     */
    public Set<String> built(BuiltEntry entry, Circuit circuit, SealedAt at) {
        for (Circuit.Building building : circuit.building()) {
            List<LiveTable> group = building.tables();
            if (BackgroundBuilds.built(group).equals(entry.tables())) {
                return built(group, entry.failure(), circuit, at);
            }
        }
        return Set.of();
    }

    private Set<String> built(
            List<LiveTable> group,
            BuiltEntry.@Nullable Failure known,
            Circuit circuit,
            SealedAt at) {
        BuiltEntry.Failure failure =
                known != null ? known : foretold.notBuilt(BackgroundBuilds.built(group));
        if (failure != null) {
            circuit.giveUp(group);
        } else {
            failure = complete(group, circuit, at);
        }
        DefinitionEntry wanted = view.definitions;
        if (failure != null) {
            holdFormer(group, failure, at.tick());
            define(wanted, circuit, at, wanted.atOnceRows());
            return Set.of();
        }
        refresh(wanted, circuit, at.tick());
        Set<String> names = new TreeSet<>();
        group.forEach(table -> names.add(table.name()));
        names.retainAll(view.liveTables.keySet());
        LOG.info("the live tables {} are built and there from tick {} on", names, at.tick());
        return names;
    }

    /** Why the tables are not there, though they were built: what is left to do failed. */
    private BuiltEntry.@Nullable Failure complete(
            List<LiveTable> group, Circuit circuit, SealedAt at) {
        ReadersAnew readers = readersAnew();
        Circuit.BuildFailure late = circuit.complete(group, readers);
        if (late == null) {
            Map<String, RuntimeException> lost = circuit.takeFailures();
            lost.forEach((name, cause) -> note(readers.ran(name), cause, false, at));
            if (!lost.isEmpty()) {
                leaveOut(lost, Set.of(), circuit, at);
            }
            return null;
        }
        BuiltEntry.Failure failure = BuiltEntry.Failure.of(late.table(), late.cause());
        if (Outcome.isOfTheMachine(failure.code())) {
            outcomes.add(new Outcome.NotBuilt(at.tick(), BackgroundBuilds.built(group), failure));
        }
        return failure;
    }

    private ReadersAnew readersAnew() {
        return new ReadersAnew(planned.tables(), view.liveTables, foretold);
    }

    private void holdFormer(List<LiveTable> group, BuiltEntry.Failure failure, long tick) {
        LOG.error(
                "the live table {} is not built: {} {}",
                failure.table(),
                failure.code().code(),
                failure.message());
        View current = view;
        for (DefinitionEntry.LiveSql table : current.definitions.liveTables()) {
            if (table.name().equals(failure.table())) {
                failed.put(
                        table.name(),
                        new Suspension(
                                table.name(),
                                table.sql(),
                                failure.code(),
                                failure.message(),
                                tick));
            }
        }
        for (LiveTable table : group) {
            PlannedTable old = current.liveTables.get(table.name());
            if (old != null) {
                held.put(
                        table.name(),
                        new Standing(table.name(), old.sql(), old.hash().hex(), failure.table()));
            }
        }
    }

    private void fail(String name, DefinitionEntry in, RuntimeException cause, long tick) {
        if (cause instanceof TidemillException known
                && known.errorCode().fault() == ErrorCode.Fault.RESOURCES) {
            LOG.warn(
                    "the live table {} is suspended in tick {}: {} {}",
                    name,
                    tick,
                    known.errorCode().code(),
                    known.message());
        } else {
            LOG.error("the live table {} failed in tick {} and is suspended", name, tick, cause);
        }
        in.liveTables().stream()
                .filter(table -> table.name().equals(name))
                .forEach(table -> failed.put(name, Suspension.of(name, table.sql(), cause, tick)));
    }

    /**
     * Makes the circuit run these definitions, at a tick boundary: what is gone is dropped, what is
     * new or has another plan is built from the tables it reads. Table changes that come of it are
     * part of the tick. A table that cannot be built is suspended, with those that read it.
     */
    public void apply(DefinitionEntry next, Circuit circuit, SealedAt at) {
        View current = view;
        ReadDefinitions before = new ReadDefinitions(current.definitions, plans);
        ReadDefinitions after = new ReadDefinitions(next, plans);
        boolean otherJars = !next.functions().equals(current.definitions.functions());
        failed.values()
                .removeIf(
                        known ->
                                !known.sql().equals(after.sql(known.table()))
                                        || !before.of(known.table()).equals(after.of(known.table()))
                                        || (otherJars && callsProject(known.sql(), next)));
        held.values().removeIf(former -> !failed.containsKey(former.because()));
        for (InputTable input : next.inputs()) {
            if (!current.inputs.containsKey(input.name())) {
                circuit.addInput(input);
            }
        }
        // Old plans could not be planned again with the new jars after a restart.
        define(next, circuit, at, otherJars ? Long.MAX_VALUE : next.atOnceRows());
        for (String name : current.inputs.keySet()) {
            if (!view.inputs.containsKey(name)) {
                dropped.accept(name);
            }
        }
    }

    private void define(DefinitionEntry next, Circuit circuit, SealedAt at, long atOnceRows) {
        planned = plan(next);
        while (!areBuilt(next, circuit, at, atOnceRows)) {
            planned = plan(next);
        }
        Set<String> wanted = new TreeSet<>();
        planned.tables().forEach(table -> wanted.add(table.name()));
        // After the others have their new plans: until then they may read what goes.
        for (String name : circuit.liveTables().reversed()) {
            if (!wanted.contains(name)) {
                circuit.drop(name);
            }
        }
        next.inputs().forEach(input -> wanted.add(input.name()));
        for (String name : view.inputs.keySet()) {
            if (!wanted.contains(name)) {
                circuit.dropInput(name);
            }
        }
        refresh(next, circuit, at.tick());
    }

    private DefinitionPlanner.Planned plan(DefinitionEntry next) {
        // What goes on in the place of a table that failed has the same SQL when only what it reads
        // is another: it did not fail.
        Map<String, Suspension> others = new LinkedHashMap<>(failed);
        others.keySet().removeAll(held.keySet());
        return DefinitionPlanner.planWhatCanBe(
                Standing.over(next, held.values()), others, functions, plans);
    }

    /** Shows what the circuit runs and builds of what is planned. */
    private void refresh(DefinitionEntry definitions, Circuit circuit, long tick) {
        circuit.index(definitions.tableIndexes());
        View former = view;
        List<PlannedTable> running = new ArrayList<>();
        for (PlannedTable table : planned.tables()) {
            PlannedTable old = former.liveTables.get(table.name());
            if (circuit.runs(new LiveTable(table.name(), table.plan()))) {
                running.add(table);
            } else if (old != null && circuit.runs(new LiveTable(old.name(), old.plan()))) {
                running.add(old);
            }
        }
        Map<String, TableBuild> building = new LinkedHashMap<>();
        for (Circuit.Building each : circuit.building()) {
            for (LiveTable built : each.tables()) {
                planned.tables().stream()
                        .filter(table -> table.name().equals(built.name()))
                        .forEach(
                                table ->
                                        building.put(
                                                table.name(),
                                                build(table, each.progress(), former, tick)));
            }
        }
        Map<String, Suspension> notReplaced = new LinkedHashMap<>();
        for (Standing each : held.values()) {
            Suspension why = failed.get(each.because());
            if (why != null) {
                notReplaced.put(each.table(), why);
            }
        }
        view =
                viewOf(
                        definitions,
                        running,
                        new NotRunning(planned.suspended(), building, notReplaced));
    }

    private static TableBuild build(
            PlannedTable table, BuildProgress progress, View former, long tick) {
        TableBuild known = former.building.get(table.name());
        long since = known != null && known.table().equals(table) ? known.sinceTick() : tick;
        return new TableBuild(table, progress, since, former.liveTables.containsKey(table.name()));
    }

    /** Whether a word of the SQL is a function of the jars; a failed table is not planned. */
    private boolean callsProject(String sql, DefinitionEntry next) {
        return WORD.matcher(sql)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .distinct()
                .anyMatch(word -> functions.function(next.functions(), word).isPresent());
    }

    /** The tick in which definitions come into force, and its time. */
    public record SealedAt(long tick, long nowMicros) {}

    /** False when one failed: it is suspended, and what reads it has to be planned otherwise. */
    private boolean areBuilt(DefinitionEntry next, Circuit circuit, SealedAt at, long atOnceRows) {
        List<List<LiveTable>> beside = new ArrayList<>();
        Set<String> atOnce = new TreeSet<>();
        for (List<LiveTable> group : circuit.changed(tables(planned.tables()))) {
            if (isBuiltAtOnce(group, next, circuit, atOnceRows)) {
                group.forEach(table -> atOnce.add(table.name()));
            } else {
                beside.add(group);
            }
        }
        for (PlannedTable table : planned.tables()) {
            if (!atOnce.contains(table.name())) {
                continue;
            }
            ReadersAnew readers = readersAnew();
            try {
                SuspensionEntry known = foretold.failure(table.name(), table.sql());
                if (known != null) {
                    throw known.cause();
                }
                circuit.replace(new LiveTable(table.name(), table.plan()), at.nowMicros(), readers);
            } catch (RuntimeException e) {
                // What is built again at a start is behind the tick that the start goes on from.
                note(table, e, at.tick() <= circuit.tick(), at);
                circuit.abandon(table.name());
                held.remove(table.name());
                fail(table.name(), next, e, at.tick());
                return false;
            }
            if (isAnyLost(readers, next, circuit, at)) {
                return false;
            }
        }
        circuit.build(beside, at.nowMicros());
        return true;
    }

    /**
     * Whether readers of what was replaced do not run any more. One that was to go on as it is now
     * is suspended; one that gets another query is built as a new table is.
     */
    private boolean isAnyLost(
            ReadersAnew readers, DefinitionEntry next, Circuit circuit, SealedAt at) {
        Map<String, RuntimeException> lost = circuit.takeFailures();
        lost.forEach(
                (name, cause) -> {
                    PlannedTable ran = readers.ran(name);
                    note(ran, cause, at.tick() <= circuit.tick(), at);
                    for (PlannedTable wanted : planned.tables()) {
                        if (wanted.name().equals(name) && wanted.sql().equals(ran.sql())) {
                            held.remove(name);
                            fail(name, next, cause, at.tick());
                        }
                    }
                });
        return !lost.isEmpty();
    }

    /**
     * Tables with few rows below them are built in the tick. So are those with an action, whose
     * rules are about the new columns; and those that go on reading, until they are replaced, what
     * is to be dropped.
     */
    private boolean isBuiltAtOnce(
            List<LiveTable> group, DefinitionEntry next, Circuit circuit, long atOnceRows) {
        Set<String> there = new TreeSet<>();
        planned.tables().forEach(table -> there.add(table.name()));
        next.inputs().forEach(input -> there.add(input.name()));
        Set<String> withActions = new TreeSet<>();
        next.actions().forEach(action -> withActions.add(action.table()));
        return circuit.rowsBelow(group) <= atOnceRows
                || group.stream().anyMatch(table -> withActions.contains(table.name()))
                || !there.containsAll(circuit.scannedNow(group));
    }

    /** Live tables that do not run as they are defined. */
    private record NotRunning(
            Map<String, Suspension> suspended,
            Map<String, TableBuild> building,
            Map<String, Suspension> notReplaced) {}

    private View viewOf(
            DefinitionEntry definitions, List<PlannedTable> planned, NotRunning others) {
        Map<String, InputTable> inputs = new HashMap<>();
        definitions.inputs().forEach(input -> inputs.put(input.name(), input));
        Map<String, PlannedTable> liveTables = new LinkedHashMap<>();
        planned.forEach(table -> liveTables.put(table.name(), table));
        return new View(
                definitions,
                Map.copyOf(inputs),
                Collections.unmodifiableMap(liveTables),
                Collections.unmodifiableMap(new LinkedHashMap<>(others.suspended())),
                Collections.unmodifiableMap(new LinkedHashMap<>(others.building())),
                Collections.unmodifiableMap(new LinkedHashMap<>(others.notReplaced())),
                functions,
                plans);
    }
}
