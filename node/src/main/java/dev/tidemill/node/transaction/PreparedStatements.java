package dev.tidemill.node.transaction;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.RowCheck;
import dev.tidemill.node.statement.AllowedStatements;
import dev.tidemill.sql.statement.ParameterText;
import dev.tidemill.sql.statement.PointSelect;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.sql.statement.StatementReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Understands statements, and remembers those that mean the same each time: by their text, for
 * whoever sees all tables as they are, as long as the definitions are the same.
 *
 * <p>Invariant: at most {@link #KEPT_MAX} are remembered, none longer than {@link #CHARACTERS_MAX}.
 * Safe for all threads.
 */
final class PreparedStatements {
    static final int KEPT_MAX = 2_000;
    static final int CHARACTERS_MAX = 20_000;

    private final Ingest ingest;

    private record Name(String sql, List<Optional<Type>> types) {}

    private final Map<Name, Prepared.Known> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Name, Prepared.Known> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /** The definitions of what is remembered. */
    private DefinitionsInForce.@Nullable View keptOf;

    /** The tables of the definitions that were asked for last. */
    private volatile @Nullable Tables tables;

    private record Tables(DefinitionsInForce.View view, Map<String, Kept> byName) {}

    /** A table, and the contract that it was made with. */
    private record Kept(WritableTable table, @Nullable RowCheck contract) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        Kept(WritableTable table, @Nullable RowCheck contract) {
            this.table = table;
            this.contract = contract;
        }
    }

    PreparedStatements(Ingest ingest) {
        this.ingest = ingest;
    }

    /**
     * Understands a statement that the principal may carry out.
     *
     * @param types of parameters, as far as the caller knows them
     * @param view the definitions that hold for it
     */
    Prepared.Known prepare(
            String sql,
            List<? extends @Nullable Type> types,
            DefinitionsInForce.View view,
            Sight sight,
            long nowMicros) {
        boolean isShared = !sight.isRestricted() && sql.length() <= CHARACTERS_MAX;
        Name name = new Name(sql, named(types));
        if (isShared) {
            Prepared.Known known = known(name);
            if (known != null && known.view() == view) {
                AllowedStatements.requireScope(sight, known.prepared().kind());
                return known;
            }
        }
        ParameterText text = ParameterText.of(sql);
        Prepared prepared = understood(text, types, view, sight, nowMicros);
        Prepared.Known known = new Prepared.Known(text, prepared, view);
        boolean isReusable =
                switch (prepared) {
                    case Prepared.Write write -> write.statement().isReusable();
                    case Prepared.Point _, Prepared.Query _, Prepared.Unbound _ -> true;
                    case Prepared.Other _ -> false;
                };
        if (isShared && isReusable) {
            keep(name, known);
        }
        return known;
    }

    private static List<Optional<Type>> named(List<? extends @Nullable Type> types) {
        List<Optional<Type>> named = new ArrayList<>();
        types.forEach(type -> named.add(Optional.ofNullable(type)));
        return named;
    }

    private Prepared.@Nullable Known known(Name name) {
        synchronized (kept) {
            return kept.get(name);
        }
    }

    /** Those of other definitions are let go of, which hold these. */
    private void keep(Name name, Prepared.Known known) {
        synchronized (kept) {
            if (keptOf != known.view()) {
                kept.clear();
                keptOf = known.view();
            }
            kept.put(name, known);
        }
    }

    private static Prepared understood(
            ParameterText text,
            List<? extends @Nullable Type> types,
            DefinitionsInForce.View view,
            Sight sight,
            long nowMicros) {
        if (StatementReader.isQuery(text.sql())) {
            AllowedStatements.requireScope(sight, StatementKind.SELECT);
            Optional<PointSelect> point =
                    sight.isRestricted()
                            ? Optional.empty()
                            : PointSelect.of(text, types, view.catalog());
            if (point.isPresent() && isFound(point.get(), view)) {
                return new Prepared.Point(point.get());
            }
            return new Prepared.Query(
                    new StatementReader(view.catalog()).parametersOfQuery(text, types));
        }
        Statement statement = AllowedStatements.read(view, sight, text, types, nowMicros);
        return switch (statement) {
            case Statement.Write write -> new Prepared.Write(write);
            case Statement.Unbound unbound -> new Prepared.Unbound(unbound);
            default -> new Prepared.Other(statement);
        };
    }

    /** Whether the key or an index finds the rows: otherwise the query store reads faster. */
    private static boolean isFound(PointSelect select, DefinitionsInForce.View view) {
        List<Integer> key =
                view.catalog().table(select.table()).map(table -> table.key()).orElse(List.of());
        return (!key.isEmpty() && select.compared().containsAll(key))
                || view.definitions().tableIndexes().stream()
                        .filter(index -> index.table().equals(select.table()))
                        .anyMatch(
                                index ->
                                        select.compared()
                                                .contains(
                                                        select.layout()
                                                                .table()
                                                                .indexOf(
                                                                        index.columns()
                                                                                .getFirst())));
    }

    /** A table that rows may be written to, by certain definitions. */
    WritableTable writable(String table, DefinitionsInForce.View view) {
        Tables now = tables;
        if (now == null || now.view() != view) {
            now = new Tables(view, new ConcurrentHashMap<>());
            tables = now;
        }
        RowCheck contract = ingest.check(table);
        Kept known = now.byName().get(table);
        if (known == null || known.contract() != contract) {
            InputTable current = ingest.writable(table);
            InputTable input = view.inputs().getOrDefault(table, current);
            known = new Kept(WritableTable.of(input, view, contract), contract);
            now.byName().put(table, known);
        }
        return known.table();
    }
}
