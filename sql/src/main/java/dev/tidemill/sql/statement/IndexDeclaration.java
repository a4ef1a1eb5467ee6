package dev.tidemill.sql.statement;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.parse.LiveSqlParser;
import dev.tidemill.sql.parse.StatementSyntax;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Makes an index of what CREATE INDEX says, and checks it against its table. */
public final class IndexDeclaration {
    /** Columns that an index may have. */
    public static final int COLUMNS_MAX = 8;

    private IndexDeclaration() {}

    /**
     * Reads one CREATE INDEX, and nothing else. Its table is not looked at.
     *
     * @throws TidemillException with its place
     */
    public static Statement.CreateIndex parse(String sql) {
        SqlNode parsed = LiveSqlParser.parse(sql);
        if (parsed instanceof StatementSyntax.CreateIndex create) {
            if (create.unique != null) {
                throw refused(create.unique, "a UNIQUE index")
                        .withHint("the primary key is what is unique; leave UNIQUE out");
            }
            return of(create);
        }
        throw SqlErrors.at(
                        parsed.getParserPosition(),
                        ErrorCode.STATEMENT_NOT_ALLOWED,
                        "here stand indexes only")
                .withHint("CREATE INDEX name ON table (column, …);");
    }

    static Statement.CreateIndex of(StatementSyntax.CreateIndex create) {
        if (create.getReplace()) {
            throw refused(create.getParserPosition(), "CREATE OR REPLACE INDEX")
                    .withHint("DROP INDEX it first");
        }
        if (create.descending != null) {
            throw refused(create.descending, "DESC in an index")
                    .withHint("an index serves both directions; leave DESC out");
        }
        if (create.columns.size() > COLUMNS_MAX) {
            throw refused(
                    create.columns.get(COLUMNS_MAX).getParserPosition(),
                    "an index with more than " + COLUMNS_MAX + " columns");
        }
        return new Statement.CreateIndex(
                named(create.name),
                named(create.table),
                create.columns.stream().map(IndexDeclaration::named).toList(),
                create.ifNotExists,
                create.unique != null);
    }

    private static TidemillException refused(SqlParserPos position, String what) {
        return SqlErrors.at(position, ErrorCode.UNSUPPORTED_SQL, what + " is not supported");
    }

    private static Statement.Named named(SqlIdentifier identifier) {
        SqlParserPos position = identifier.getParserPosition();
        return new Statement.Named(
                StatementReader.name(identifier),
                Place.at(position.getLineNum(), position.getColumnNum()));
    }

    /**
     * Refuses an index that the table cannot have.
     *
     * @param table null when there is none of that name
     * @throws TidemillException UNKNOWN_TABLE, UNKNOWN_COLUMN, NOT_INDEXABLE or INVALID_SQL, at its
     *     place
     */
    public static void check(Statement.CreateIndex index, @Nullable CatalogTable table) {
        Statement.Named named = index.table();
        if (table == null) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_TABLE, "there is no table " + named.name())
                    .at(named.place());
        }
        if (table.appendOnly()) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE,
                            "the event table " + table.name() + " cannot have an index")
                    .at(named.place())
                    .withHint(
                            "its older rows are in the history, in the order of their time; a live"
                                    + " table over it that has a key can have one");
        }
        Set<String> seen = new HashSet<>();
        index.columns().forEach(column -> check(column, table, seen));
    }

    private static void check(Statement.Named column, CatalogTable table, Set<String> seen) {
        int position = table.schema().indexOf(column.name());
        if (position < 0) {
            throw new TidemillException(
                            ErrorCode.UNKNOWN_COLUMN,
                            table.name() + " has no column " + column.name())
                    .at(column.place())
                    .withHint("its columns are " + String.join(", ", table.schema().names()));
        }
        Type type = table.schema().type(position);
        if (!type.isIndexable()) {
            throw new TidemillException(
                            ErrorCode.NOT_INDEXABLE,
                            "%s is %s, which cannot be in an index"
                                    .formatted(column.name(), type.sqlName()))
                    .at(column.place())
                    .withHint("put what is looked for into a column of its own");
        }
        if (!seen.add(column.name())) {
            throw new TidemillException(
                            ErrorCode.INVALID_SQL, column.name() + " is in the index twice")
                    .at(column.place());
        }
    }
}
