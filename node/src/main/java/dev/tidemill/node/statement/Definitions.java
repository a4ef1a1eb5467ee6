package dev.tidemill.node.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.CreatedTables;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.DefinitionEntry.DefinedIndex;
import dev.tidemill.node.record.DefinitionEntry.LiveSql;
import dev.tidemill.node.record.TableConstraints;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.sql.statement.TableRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Makes and drops tables and their indexes. What a statement made stays until a statement drops it;
 * what a file of the project defines is changed there. One statement at a time.
 */
final class Definitions {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]{0,127}");

    /** Puts other created tables in force, and returns the tick from which on they are. */
    @FunctionalInterface
    interface Change {
        long apply(UnaryOperator<CreatedTables> change);
    }

    /** Whether something was done, and from which tick on it holds. */
    record Outcome(boolean changed, long tick) {}

    private static final Outcome NOTHING = new Outcome(false, 0);

    private final DefinitionsInForce definitions;
    private final Ingest ingest;
    private final Change change;
    private final TickPublisher publisher;
    private final Settled settled;

    Definitions(
            DefinitionsInForce definitions,
            Ingest ingest,
            Change change,
            TickPublisher publisher,
            Settled settled) {
        this.definitions = definitions;
        this.ingest = ingest;
        this.change = change;
        this.publisher = publisher;
        this.settled = settled;
    }

    Outcome create(Statement.CreateTable create, Sight sight) {
        if (isThere(create.name())) {
            if (create.ifNotExists()) {
                return NOTHING;
            }
            throw duplicate(create.name());
        }
        requireName(create.name());
        String name = create.name();
        InputTable table = new InputTable(name, create.schema(), create.key(), -1);
        List<TableIndex> uniques = new ArrayList<>();
        for (TableRules.Unique unique : create.rules().uniques()) {
            requireFree(unique.name());
            uniques.add(new TableIndex(unique.name(), name, unique.columns(), true));
        }
        return done(
                changed(
                        name,
                        sight,
                        created -> {
                            CreatedTables with =
                                    created.with(table)
                                            .with(TableConstraints.of(name, create.rules()));
                            for (TableIndex unique : uniques) {
                                with = with.with(unique);
                            }
                            return with;
                        }));
    }

    Outcome create(Statement.CreateLiveTable create, Sight sight) {
        String name = create.name();
        if (isThere(name)) {
            boolean ours = created().contains(name);
            if (create.ifNotExists()) {
                return NOTHING;
            }
            if (!create.replace() || !isLive(name)) {
                throw duplicate(name);
            }
            if (!ours) {
                throw ofAFile(name);
            }
        }
        requireName(name);
        requirePlanned(create.sql(), sight);
        LiveSql table = new LiveSql(name, create.sql(), "");
        return done(changed(name, sight, created -> created.with(table)));
    }

    private void requireFree(String index) {
        if (index(index).isPresent()) {
            throw new TidemillException(
                            ErrorCode.DUPLICATE_INDEX,
                            "the index " + index + " is there already, and UNIQUE is kept by one")
                    .withHint("name it otherwise: CONSTRAINT name UNIQUE (…)");
        }
    }

    Outcome create(Statement.CreateIndex create, Sight sight) throws InterruptedException {
        String name = create.name().name();
        if (index(name).isPresent()) {
            if (create.ifNotExists()) {
                return NOTHING;
            }
            throw new TidemillException(
                            ErrorCode.DUPLICATE_INDEX, "the index " + name + " is there already")
                    .at(create.name().place())
                    .withHint("CREATE INDEX IF NOT EXISTS leaves it as it is");
        }
        String table = create.table().name();
        if (!NAME.matcher(name).matches()) {
            throw new TidemillException(ErrorCode.INVALID_SQL, "an index cannot be called " + name)
                    .at(create.name().place())
                    .withHint("A name is letters, digits and _, at most 128.");
        }
        if (SystemTables.isSystem(table)) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE, table + " is the mill's own and gets no index")
                    .at(create.table().place());
        }
        TableIndex index = new TableIndex(name, table, create.columnNames(), create.unique());
        if (index.unique()) {
            return unique(index, create, sight);
        }
        try {
            return done(changed(table, sight, created -> created.with(index)));
        } catch (TidemillException e) {
            boolean isOfTable = e.errorCode() == ErrorCode.NOT_INDEXABLE && e.place() == null;
            throw isOfTable ? e.at(create.table().place()) : e;
        }
    }

    /** While nobody writes, what is there is looked at and the index put in force. */
    private Outcome unique(TableIndex index, Statement.CreateIndex create, Sight sight)
            throws InterruptedException {
        if (!created().contains(index.table()) || isLive(index.table())) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE,
                            "a UNIQUE index is of a table that CREATE TABLE made")
                    .at(create.table().place())
                    .withHint("sources and contracts bring rows that are not asked about");
        }
        return ingest.whileNobodyWrites(
                () -> {
                    settled.await();
                    try (PublishedTick at = publisher.pin()) {
                        UniqueRows.require(at.snapshot().table(index.table()), index);
                    }
                    return done(changed(index.table(), sight, created -> created.with(index)));
                });
    }

    /** Waits until what is on disk is published. */
    @FunctionalInterface
    interface Settled {
        void await() throws InterruptedException;
    }

    Outcome drop(Statement.DropIndex drop, Sight sight) {
        Optional<DefinedIndex> there = index(drop.name());
        if (there.isEmpty()) {
            if (drop.ifExists()) {
                return NOTHING;
            }
            throw new TidemillException(
                    ErrorCode.UNKNOWN_INDEX, "there is no index " + drop.name());
        }
        if (!there.get().created()) {
            throw new TidemillException(
                            ErrorCode.STATEMENT_NOT_ALLOWED,
                            "the index " + drop.name() + " is defined by a file of the project")
                    .withHint("Take it out of indexes/*.sql; the mill takes it over at once.");
        }
        String table = there.get().index().table();
        return done(changed(table, sight, created -> created.withoutIndex(drop.name())));
    }

    private Optional<DefinedIndex> index(String name) {
        return definitions.view().definitions().indexes().stream()
                .filter(index -> index.index().name().equals(name))
                .findFirst();
    }

    Outcome drop(Statement.DropTable drop, Sight sight) {
        String name = drop.name();
        if (!isThere(name)) {
            if (drop.ifExists()) {
                return NOTHING;
            }
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name);
        }
        if (isLive(name) != drop.live()) {
            throw new TidemillException(
                            ErrorCode.TABLE_NOT_WRITABLE,
                            name + (drop.live() ? " is not a live table" : " is a live table"))
                    .withHint(drop.live() ? "DROP TABLE " + name : "DROP LIVE TABLE " + name);
        }
        if (!created().contains(name)) {
            throw ofAFile(name);
        }
        requireUnread(name, sight);
        if (drop.live()) {
            return done(changed(name, sight, created -> created.without(name)));
        }
        ingest.stopWriting(name);
        boolean isUnderWay = false;
        try {
            return done(changed(name, sight, created -> created.without(name)));
        } catch (TidemillException e) {
            isUnderWay = e.errorCode() == ErrorCode.NOT_READY;
            throw e;
        } finally {
            // Rows behind a sealed drop would have no table; they may come again once it is done.
            if (!isUnderWay) {
                ingest.resumeWriting(name);
            }
        }
    }

    private static Outcome done(long tick) {
        return new Outcome(true, tick);
    }

    private Set<String> created() {
        return definitions.view().definitions().created();
    }

    private boolean isThere(String name) {
        return definitions.tableNames().contains(name);
    }

    private boolean isLive(String name) {
        return definitions.view().isLive(name);
    }

    private long changed(String table, Sight sight, UnaryOperator<CreatedTables> created) {
        try {
            return change.apply(created);
        } catch (TidemillException e) {
            throw SeenRefusal.of(e, table, sight, definitions.view());
        }
    }

    /** What is wrong with a query is told as if hidden tables were not there, hints too. */
    private void requirePlanned(String sql, Sight sight) {
        if (sight.isRestricted()) {
            Catalog seen = new SeenCatalog(definitions.view().wantedCatalog(), sight, false);
            var ignored = new Planner(seen).plan(sql);
        }
    }

    private void requireUnread(String name, Sight sight) {
        for (PlannedTable table : SeenRefusal.readers(name, definitions.view())) {
            boolean sees = sight.sees(table.name());
            TidemillException read =
                    new TidemillException(
                            ErrorCode.DEFINITION_CHANGED,
                            (sees ? "the live table " + table.name() : "another live table")
                                    + " reads "
                                    + name);
            throw sees ? read.withHint("DROP LIVE TABLE " + table.name() + " first") : read;
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || SystemTables.isSystem(name)) {
            throw new TidemillException(ErrorCode.INVALID_SQL, "a table cannot be called " + name)
                    .withHint("A name is letters, digits and _, at most 128.");
        }
    }

    private static TidemillException duplicate(String name) {
        return new TidemillException(
                        ErrorCode.DUPLICATE_TABLE, "the table " + name + " is there already")
                .withHint("CREATE … IF NOT EXISTS leaves it as it is");
    }

    private TidemillException ofAFile(String name) {
        if (definitions.view().definitions().previewNames().contains(name)) {
            return new TidemillException(
                            ErrorCode.STATEMENT_NOT_ALLOWED, "the table " + name + " is a preview")
                    .withHint("tidemill preview --drop drops previews");
        }
        return new TidemillException(
                        ErrorCode.STATEMENT_NOT_ALLOWED,
                        "the table " + name + " is defined by a file of the project")
                .withHint("Change or remove that file; the mill takes it over at once.");
    }
}
