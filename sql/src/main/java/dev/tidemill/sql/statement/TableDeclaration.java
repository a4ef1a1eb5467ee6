package dev.tidemill.sql.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.parse.ColumnTypes;
import dev.tidemill.sql.parse.StatementSyntax;
import dev.tidemill.sql.parse.StatementSyntax.ConstraintKind;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Makes a table of what CREATE TABLE says. */
final class TableDeclaration {
    private final String sql;
    private final String table;
    private final List<Field> fields = new ArrayList<>();
    private final List<SqlIdentifier> key = new ArrayList<>();
    private @Nullable String keyName;
    private final Set<String> names = new HashSet<>();
    private final List<StatementSyntax.Constraint> checked = new ArrayList<>();
    private final List<TableRules.Check> checks = new ArrayList<>();
    private final List<TableRules.Default> defaults = new ArrayList<>();
    private final List<TableRules.Unique> uniques = new ArrayList<>();

    private TableDeclaration(String sql, String table) {
        this.sql = sql;
        this.table = table;
    }

    /**
     * @param sql the whole statement
     */
    static Statement.CreateTable of(String sql, StatementSyntax.CreateTable create) {
        if (create.getReplace()) {
            throw SqlErrors.unsupported(create, "CREATE OR REPLACE TABLE")
                    .withHint("A table that holds rows keeps its columns; DROP TABLE it first.");
        }
        String name = StatementReader.name(create.name);
        TableDeclaration table = new TableDeclaration(sql, name);
        for (SqlNode element : create.elements) {
            if (element instanceof StatementSyntax.Column column) {
                table.add(column);
            }
        }
        for (SqlNode element : create.elements) {
            if (element instanceof StatementSyntax.Constraint constraint) {
                table.add(constraint, constraint.columnNames());
            }
        }
        List<Integer> positions = table.key.stream().map(table::position).toList();
        Schema schema = table.schema(positions);
        table.check(schema);
        table.requireKeyed(create);
        table.checks.sort(Comparator.comparing(TableRules.Check::name));
        return new Statement.CreateTable(
                name,
                schema,
                positions,
                create.ifNotExists,
                new TableRules(table.keyName, table.checks, table.defaults, table.uniques));
    }

    private void requireKeyed(StatementSyntax.CreateTable create) {
        if (key.isEmpty() && !uniques.isEmpty()) {
            throw SqlErrors.at(
                            create.getParserPosition(),
                            ErrorCode.NOT_INDEXABLE,
                            "UNIQUE needs a table with a primary key")
                    .withHint("give " + table + " a PRIMARY KEY");
        }
    }

    private void add(StatementSyntax.Column column) {
        SqlIdentifier name = column.name;
        if (indexOf(name.getSimple()) >= 0) {
            throw SqlErrors.at(
                    name.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "the column " + name.getSimple() + " is there twice");
        }
        boolean notNull =
                column.constraints.stream().anyMatch(c -> c.kind == ConstraintKind.NOT_NULL);
        fields.add(new Field(name.getSimple(), ColumnTypes.of(column.type), !notNull));
        column.constraints.forEach(constraint -> add(constraint, List.of(name)));
    }

    private void add(StatementSyntax.Constraint constraint, List<SqlIdentifier> columns) {
        switch (constraint.kind) {
            case NOT_NULL -> {}
            case PRIMARY_KEY -> {
                if (!key.isEmpty()) {
                    throw SqlErrors.at(
                            constraint.getParserPosition(),
                            ErrorCode.INVALID_SQL,
                            "a table has one primary key");
                }
                key.addAll(columns);
                keyName = constraint.name == null ? null : named(constraint, "");
            }
            case UNIQUE -> {
                columns.forEach(this::position);
                List<String> of = columns.stream().map(SqlIdentifier::getSimple).toList();
                String name = named(constraint, table + "_" + String.join("_", of) + "_key");
                uniques.add(new TableRules.Unique(name, of));
            }
            case CHECK -> {
                String of = columns.size() == 1 ? "_" + columns.getFirst().getSimple() : "";
                checks.add(
                        new TableRules.Check(
                                named(constraint, table + of + "_check"), text(constraint)));
                checked.add(constraint);
            }
            case DEFAULT -> {
                defaults.add(
                        new TableRules.Default(columns.getFirst().getSimple(), text(constraint)));
                checked.add(constraint);
            }
        }
    }

    /** The name that is written, or one that is free, as PostgreSQL chooses it. */
    private String named(StatementSyntax.Constraint constraint, String wanted) {
        if (constraint.name != null) {
            String name = constraint.name.getSimple();
            if (!names.add(name)) {
                throw SqlErrors.at(
                        constraint.name.getParserPosition(),
                        ErrorCode.INVALID_SQL,
                        "the constraint " + name + " is there twice");
            }
            return name;
        }
        String name = wanted;
        for (int i = 1; !names.add(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    /** The text of a condition without its parentheses, or of a default without that word. */
    private String text(StatementSyntax.Constraint constraint) {
        SqlParserPos written = java.util.Objects.requireNonNull(constraint.written, "written");
        int from = offset(written.getLineNum(), written.getColumnNum());
        int to = offset(written.getEndLineNum(), written.getEndColumnNum()) + 1;
        String text = sql.substring(from, to);
        return constraint.kind == ConstraintKind.CHECK
                ? text.substring(1, text.length() - 1).strip()
                : text.substring("default".length()).strip();
    }

    private int offset(int line, int column) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = sql.indexOf('\n', at) + 1;
        }
        return at + column - 1;
    }

    private int indexOf(String name) {
        return IntStream.range(0, fields.size())
                .filter(i -> fields.get(i).name().equals(name))
                .findFirst()
                .orElse(-1);
    }

    private int position(SqlIdentifier column) {
        int position = indexOf(column.getSimple());
        if (position < 0) {
            throw SqlErrors.at(
                    column.getParserPosition(),
                    ErrorCode.UNKNOWN_COLUMN,
                    "there is no column " + column.getSimple());
        }
        return position;
    }

    /** A key's columns are never NULL. */
    private Schema schema(List<Integer> keys) {
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            boolean nullable = field.nullable() && !keys.contains(i);
            all.add(new Field(field.name(), field.type(), nullable));
        }
        return new Schema(all);
    }

    /**
     * Plans conditions and defaults, so that what is wrong with one is told now. They have no
     * functions of the project, which may come and go.
     */
    private void check(Schema schema) {
        RowLayout layout = new RowLayout(schema, List.of());
        RowPlanner rows = new RowPlanner(_ -> Optional.empty(), table, null, layout, new int[0]);
        int nextDefault = 0;
        for (StatementSyntax.Constraint constraint : checked) {
            SqlNode value = java.util.Objects.requireNonNull(constraint.value, "value");
            if (RowPlanner.needsQuery(value)) {
                throw refused(constraint, ErrorCode.UNSUPPORTED_SQL, "has no subqueries");
            }
            Expr planned = rows.expression(value);
            if (constraint.kind == ConstraintKind.CHECK) {
                if (planned.type() != Type.BOOLEAN) {
                    throw refused(constraint, ErrorCode.TYPE_MISMATCH, "is a BOOLEAN");
                }
                if (dev.tidemill.sql.rewrite.Columns.readsNow(planned)) {
                    throw refused(constraint, ErrorCode.UNSUPPORTED_SQL, "does not read now()");
                }
            } else {
                Type type = schema.type(schema.indexOf(defaults.get(nextDefault++).column()));
                if (layout.readsRow(planned)) {
                    throw refused(constraint, ErrorCode.UNSUPPORTED_SQL, "reads no columns");
                }
                if (!CastRules.isCastable(planned.type(), type)) {
                    throw refused(constraint, ErrorCode.TYPE_MISMATCH, "is of its column's type");
                }
            }
        }
    }

    private static TidemillException refused(
            StatementSyntax.Constraint constraint, ErrorCode code, String what) {
        String subject = constraint.kind == ConstraintKind.CHECK ? "a CHECK " : "a default ";
        return SqlErrors.at(constraint.getParserPosition(), code, subject + what);
    }
}
