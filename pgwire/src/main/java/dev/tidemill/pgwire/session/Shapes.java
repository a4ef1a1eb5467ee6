package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.pgcatalog.CatalogQuery;
import dev.tidemill.node.transaction.StatementShape;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.type.ColumnNames;
import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.ParameterType;
import dev.tidemill.store.QueryShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what statements are before they are carried out. Owned by the session's thread. */
final class Shapes {
    private final Runner.Tools tools;
    private final Runner runner;

    Shapes(Runner.Tools tools, Runner runner) {
        this.tools = requireNonNull(tools, "tools");
        this.runner = requireNonNull(runner, "runner");
    }

    /**
     * What a statement is, without carrying it out.
     *
     * @throws TidemillException whatever is wrong with it
     */
    Shape shape(Prepared prepared) throws InterruptedException {
        tools.block().requireUsable(prepared.command());
        return switch (prepared.command()) {
            case Command.Query _ -> queryShape(prepared);
            case Command.Execute execute ->
                    execute.rows()
                            ? new Shape(prepared.parameters(), executedColumns(prepared))
                            : writingShape(prepared);
            case Command.Show show ->
                    new Shape(prepared.parameters(), runner.shown(show.name()).layout());
            case Command.ExecutePrepared execute -> {
                Prepared inner = tools.memory().statement(execute.name());
                yield new Shape(prepared.parameters(), shape(inner).columns());
            }
            case Command.Fetch fetch -> {
                Rows rows = fetch.moves() ? null : tools.memory().portal(fetch.name()).rows();
                yield new Shape(prepared.parameters(), rows == null ? null : rows.layout());
            }
            default -> new Shape(prepared.parameters(), null);
        };
    }

    /** What a statement that writes rows is; others are known by themselves. */
    private Shape writingShape(Prepared prepared) throws InterruptedException {
        if (!Prepared.writesRows(prepared.text())) {
            return new Shape(prepared.parameters(), null);
        }
        List<@Nullable Type> named = new ArrayList<>();
        for (ParameterType type : prepared.parameters()) {
            named.add(type.columnType());
        }
        StatementShape found = tools.mill().describe(prepared.text().sql(), named);
        List<ParameterType> types = new ArrayList<>(prepared.parameters());
        for (int i = 0; i < types.size() && i < found.parameters().size(); i++) {
            if (types.get(i).isUnknown()) {
                types.set(i, ParameterType.of(found.parameters().get(i)));
            }
        }
        Schema columns = found.columns();
        return new Shape(
                types,
                columns == null ? null : ColumnNames.of(prepared.text()).in(Layout.of(columns)));
    }

    /** The columns of what a statement that writes gives back; null when it gives nothing. */
    @Nullable Layout returned(Bound bound) throws InterruptedException {
        boolean returns = bound.text().tokens().stream().anyMatch(each -> each.is("returning"));
        if (!returns || !Prepared.writesRows(bound.text())) {
            return null;
        }
        Schema columns = tools.mill().describe(bound.sql().sql(), List.of()).columns();
        return columns == null ? null : ColumnNames.of(bound.text()).in(Layout.of(columns));
    }

    private Shape catalogShape(Prepared prepared, CatalogQuery query) {
        List<ParameterType> types = new ArrayList<>(prepared.parameters());
        for (int i = 0; i < types.size() && i < query.parameterTypes().size(); i++) {
            if (types.get(i).isUnknown()) {
                // Names of tables and the like are sent as texts.
                types.set(i, ParameterType.known(query.parameterTypes().get(i)));
            }
        }
        return new Shape(types, CatalogAnswer.layout(query.columns()));
    }

    private Shape queryShape(Prepared prepared) throws InterruptedException {
        List<Integer> named =
                prepared.parameters().stream()
                        .map(type -> type.isUnknown() ? 0 : type.oid())
                        .toList();
        Optional<CatalogQuery> ofCatalog = tools.catalog().prepare(prepared.text().sql(), named);
        if (ofCatalog.isPresent()) {
            return catalogShape(prepared, ofCatalog.get());
        }
        Bound shape = Bound.shapeOf(prepared);
        Patience patience = runner.patience();
        QueryShape found =
                tools.lines()
                        .inTurn(
                                tools.mill().principal().caller().name(),
                                patience.looking(),
                                () -> tools.mill().describe(shape.sql().sql(), patience.looking()));
        List<ParameterType> types = new ArrayList<>(prepared.parameters());
        for (int i = 0; i < types.size() && i < found.parameters().size(); i++) {
            if (types.get(i).isUnknown()) {
                types.set(i, ParameterType.of(found.parameters().get(i)));
            }
        }
        return new Shape(types, ColumnNames.of(prepared.text()).in(Layout.of(found.columns())));
    }

    /** They are few, and asking for them changes nothing. */
    private Layout executedColumns(Prepared prepared) throws InterruptedException {
        Bound bound =
                Bound.of(
                        prepared,
                        java.util.Collections.nCopies(prepared.parameters().size(), null));
        Answer answer = runner.run(bound);
        if (answer instanceof Answer.Returned returned) {
            try (Rows rows = returned.rows()) {
                return rows.layout();
            }
        }
        return new Layout(List.of());
    }
}
