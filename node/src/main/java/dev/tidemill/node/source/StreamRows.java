package dev.tidemill.node.source;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.source.ReplayStream;
import dev.tidemill.connectors.source.SourceBatch;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.PlanRun;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.parse.LiveSqlParser;
import dev.tidemill.sql.validate.CastRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows of a replay's stream, computed by its SQL with the meaning that it has in live tables. A
 * value is cast to its column's type, as an assignment does.
 */
final class StreamRows {
    private static final String FILE = "file";

    private StreamRows() {}

    /**
     * @param file the file's columns
     * @param target the stream's table
     * @throws TidemillException INVALID_PROJECT for SQL that cannot be used, with its reason
     */
    static ReplayStream of(SourceDefinition.Stream stream, Schema file, InputTable target) {
        Schema table = target.schema();
        Schema columns = file.concat(Schema.of(new Field(ReplayStream.ROW_ID, Type.BIGINT, false)));
        Planner planner = new Planner(Catalog.of(List.of(CatalogTable.event(FILE, columns, -1))));
        List<String> expressions = new ArrayList<>();
        for (Field field : table.fields()) {
            Map<String, String> given = stream.columns();
            expressions.add(given.getOrDefault(field.name(), "NULL"));
        }
        expressions.add(stream.time());
        Plan plan = cast(plan(planner, stream, expressions), stream, table);
        return new ReplayStream(
                stream.table(),
                target.isKeyed() ? SourceBatch.Write.UPSERT : SourceBatch.Write.INSERT,
                rows -> PlanRun.projected(plan, FILE, rows));
    }

    private static Plan plan(
            Planner planner, SourceDefinition.Stream stream, List<String> expressions) {
        try {
            return planned(planner, String.join("\n, ", expressions));
        } catch (TidemillException e) {
            expressions.forEach(
                    expression -> {
                        try {
                            planned(planner, expression);
                        } catch (TidemillException one) {
                            throw refused(stream, expression, one);
                        }
                    });
            throw refused(stream, "its columns", e);
        }
    }

    private static Plan planned(Planner planner, String expressions) {
        return planner.rows(LiveSqlParser.parse("SELECT " + expressions + "\nFROM " + FILE), 0);
    }

    private static TidemillException refused(
            SourceDefinition.Stream stream, String what, TidemillException cause) {
        TidemillException error =
                new TidemillException(
                        ErrorCode.INVALID_PROJECT,
                        "the stream " + stream.table() + ": " + cause.message() + " in " + what,
                        cause);
        return cause.hint() == null ? error : error.withHint(cause.hint());
    }

    private static Plan cast(Plan plan, SourceDefinition.Stream stream, Schema table) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < plan.schema().size(); i++) {
            Type type = plan.schema().type(i);
            boolean isTime = i == table.size();
            Field field = isTime ? new Field("time", Type.TIMESTAMP, false) : table.field(i);
            if (isTime ? !type.isTimestamp() : !CastRules.isCastable(type, field.type())) {
                throw new TidemillException(
                        ErrorCode.INVALID_PROJECT,
                        "the stream %s: %s is %s, not %s"
                                .formatted(
                                        stream.table(),
                                        field.name(),
                                        type.sqlName(),
                                        field.type().sqlName()));
            }
            ColumnRef value = new ColumnRef(i, type);
            columns.add(
                    new Project.Column(
                            field.name(), isTime ? value : CastRules.cast(value, field.type())));
        }
        return new Project(plan, columns);
    }
}
