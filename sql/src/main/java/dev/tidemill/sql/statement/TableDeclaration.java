package dev.tidemill.sql.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.parse.ColumnTypes;
import dev.tidemill.sql.parse.StatementSyntax;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;

/** Makes a table of what CREATE TABLE says. */
final class TableDeclaration {
    private final List<Field> fields = new ArrayList<>();
    private final List<SqlIdentifier> key = new ArrayList<>();

    private TableDeclaration() {}

    static Statement.CreateTable of(StatementSyntax.CreateTable create) {
        if (create.getReplace()) {
            throw SqlErrors.unsupported(create, "CREATE OR REPLACE TABLE")
                    .withHint("A table that holds rows keeps its columns; DROP TABLE it first.");
        }
        TableDeclaration table = new TableDeclaration();
        create.elements.forEach(table::add);
        List<Integer> positions = table.key.stream().map(table::position).toList();
        return new Statement.CreateTable(
                StatementReader.name(create.name),
                table.schema(positions),
                positions,
                create.ifNotExists);
    }

    private void add(StatementSyntax.Element element) {
        SqlDataTypeSpec type = element.type;
        if (type != null) {
            SqlIdentifier name = element.names.getFirst();
            if (indexOf(name.getSimple()) >= 0) {
                throw SqlErrors.at(
                        name.getParserPosition(),
                        ErrorCode.INVALID_SQL,
                        "the column " + name.getSimple() + " is there twice");
            }
            fields.add(new Field(name.getSimple(), ColumnTypes.of(type), !element.notNull));
        }
        if (element.isKey) {
            if (!key.isEmpty()) {
                throw SqlErrors.at(
                        element.getParserPosition(),
                        ErrorCode.INVALID_SQL,
                        "a table has one primary key");
            }
            key.addAll(element.names);
        }
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
}
