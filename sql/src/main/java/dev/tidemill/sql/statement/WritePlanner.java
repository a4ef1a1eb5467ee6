package dev.tidemill.sql.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Plans what INSERT, UPDATE and DELETE are about: queries that give the rows to be written. Values
 * are cast to their columns' types, as an assignment does.
 */
final class WritePlanner {
    private final Catalog catalog;
    private final Planner planner;
    private final long nowMicros;

    WritePlanner(Catalog catalog, Planner planner, long nowMicros) {
        this.catalog = catalog;
        this.planner = planner;
        this.nowMicros = nowMicros;
    }

    Statement insert(SqlInsert insert) {
        if (insert.isUpsert()) {
            throw SqlErrors.unsupported(insert, "UPSERT");
        }
        CatalogTable table = table(insert.getTargetTable());
        Schema schema = table.schema();
        SqlNodeList named = insert.getTargetColumnList();
        List<Integer> columns = new ArrayList<>();
        if (named == null) {
            for (int i = 0; i < schema.size(); i++) {
                columns.add(i);
            }
        } else {
            named.forEach(column -> columns.add(column(table, (SqlIdentifier) column, columns)));
        }
        Plan source = planner.rows(insert.getSource(), nowMicros);
        if (source.schema().size() > columns.size()
                || (named != null && source.schema().size() < columns.size())) {
            throw SqlErrors.at(
                    insert.getSource().getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    source.schema().size() + " values for " + columns.size() + " columns");
        }
        Map<Integer, Integer> sources = new HashMap<>();
        for (int i = 0; i < source.schema().size(); i++) {
            sources.put(columns.get(i), i);
        }
        return new Statement.Insert(table.name(), assigned(source, schema, sources));
    }

    Statement update(SqlUpdate update) {
        CatalogTable table = keyed(update.getTargetTable(), "UPDATE");
        Map<Integer, SqlNode> values = new HashMap<>();
        List<Integer> named = new ArrayList<>();
        for (int i = 0; i < update.getTargetColumnList().size(); i++) {
            SqlIdentifier name = (SqlIdentifier) update.getTargetColumnList().get(i);
            int column = column(table, name, named);
            named.add(column);
            values.put(column, update.getSourceExpressionList().get(i));
        }
        SqlNodeList selected = new SqlNodeList(update.getParserPosition());
        for (int i = 0; i < table.schema().size(); i++) {
            selected.add(values.getOrDefault(i, reference(table, i, update.getAlias())));
        }
        for (int key : table.key()) {
            selected.add(reference(table, key, update.getAlias()));
        }
        Plan rows =
                planner.rows(
                        select(
                                update.getTargetTable(),
                                update.getAlias(),
                                selected,
                                update.getCondition(),
                                update.getParserPosition()),
                        nowMicros);
        return new Statement.Update(table.name(), updated(rows, table));
    }

    Statement delete(SqlDelete delete) {
        CatalogTable table = keyed(delete.getTargetTable(), "DELETE");
        SqlNodeList selected = new SqlNodeList(delete.getParserPosition());
        for (int i = 0; i < table.schema().size(); i++) {
            selected.add(reference(table, i, delete.getAlias()));
        }
        return new Statement.Delete(
                table.name(),
                planner.rows(
                        select(
                                delete.getTargetTable(),
                                delete.getAlias(),
                                selected,
                                delete.getCondition(),
                                delete.getParserPosition()),
                        nowMicros));
    }

    private CatalogTable table(SqlNode target) {
        if (!(target instanceof SqlIdentifier name)) {
            throw SqlErrors.unsupported(target, "this kind of table");
        }
        return catalog.table(StatementReader.name(name))
                .orElseThrow(
                        () ->
                                SqlErrors.at(
                                        name.getParserPosition(),
                                        ErrorCode.UNKNOWN_TABLE,
                                        "there is no table " + StatementReader.name(name)));
    }

    private CatalogTable keyed(SqlNode target, String statement) {
        CatalogTable table = table(target);
        if (table.appendOnly() || table.key().isEmpty()) {
            throw SqlErrors.at(
                            target.getParserPosition(),
                            ErrorCode.TABLE_NOT_WRITABLE,
                            statement
                                    + " needs a table with a primary key, and "
                                    + table.name()
                                    + " has none")
                    .withHint("Rows of an event table stay as they are.");
        }
        return table;
    }

    private static int column(CatalogTable table, SqlIdentifier name, List<Integer> before) {
        int column = table.schema().indexOf(name.names.getLast());
        if (column < 0) {
            throw SqlErrors.at(
                    name.getParserPosition(),
                    ErrorCode.UNKNOWN_COLUMN,
                    "there is no column " + name.names.getLast() + " in " + table.name());
        }
        if (before.contains(column)) {
            throw SqlErrors.at(
                    name.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "the column " + name.names.getLast() + " is set twice");
        }
        return column;
    }

    private static SqlNode reference(
            CatalogTable table, int column, @Nullable SqlIdentifier alias) {
        String name = table.schema().field(column).name();
        return alias == null
                ? new SqlIdentifier(name, SqlParserPos.ZERO)
                : new SqlIdentifier(List.of(alias.getSimple(), name), SqlParserPos.ZERO);
    }

    private static SqlSelect select(
            SqlNode table,
            @Nullable SqlIdentifier alias,
            SqlNodeList selected,
            @Nullable SqlNode where,
            SqlParserPos position) {
        SqlNode from =
                alias == null ? table : SqlStdOperatorTable.AS.createCall(position, table, alias);
        return new SqlSelect(
                position, null, selected, from, where, null, null, null, null, null, null, null,
                null);
    }

    /** Whole rows of the table; a column without a source is NULL. */
    private static Plan assigned(Plan source, Schema target, Map<Integer, Integer> sources) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < target.size(); i++) {
            Field field = target.field(i);
            Integer from = sources.get(i);
            columns.add(
                    new Project.Column(
                            field.name(),
                            from == null
                                    ? new Literal(null, field.type())
                                    : assignment(source, from, field)));
        }
        return new Project(source, columns);
    }

    private static Plan updated(Plan rows, CatalogTable table) {
        int width = table.schema().size();
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Field field = table.schema().field(i);
            columns.add(new Project.Column(field.name(), assignment(rows, i, field)));
        }
        for (int k = 0; k < table.key().size(); k++) {
            Field field = table.schema().field(table.key().get(k));
            columns.add(
                    new Project.Column(
                            "former " + field.name(), new ColumnRef(width + k, field.type())));
        }
        return new Project(rows, columns);
    }

    private static Expr assignment(Plan source, int from, Field field) {
        Expr value = new ColumnRef(from, source.schema().type(from));
        if (!CastRules.isCastable(value.type(), field.type())) {
            throw new TidemillException(
                            ErrorCode.TYPE_MISMATCH,
                            "the column "
                                    + field.name()
                                    + " is "
                                    + field.type().sqlName()
                                    + ", its value "
                                    + value.type().sqlName())
                    .withHint("Cast the value.");
        }
        return CastRules.cast(value, field.type());
    }
}
