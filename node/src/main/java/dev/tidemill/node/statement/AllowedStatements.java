package dev.tidemill.node.statement;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.transaction.StatementKind;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.statement.ParameterText;
import dev.tidemill.sql.statement.Statement;
import dev.tidemill.sql.statement.StatementReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads statements as somebody may write them: tables that are hidden are not there. */
public final class AllowedStatements {
    private AllowedStatements() {}

    /**
     * A statement that the principal may carry out over the tables of certain definitions.
     *
     * @param types of parameters, as far as they are known
     * @throws dev.tidemill.algebra.error.TidemillException whatever is wrong with it; FORBIDDEN
     */
    public static Statement read(
            DefinitionsInForce.View view,
            Sight sight,
            ParameterText text,
            List<? extends @Nullable Type> types,
            long nowMicros) {
        // What is defined may name tables that are being built; rows are of those that are there.
        Catalog catalog =
                StatementReader.isWrite(text.sql()) ? view.catalog() : view.wantedCatalog();
        Statement statement = read(catalog, sight, text, types, nowMicros);
        new StatementAccess(sight, view).require(statement);
        return statement;
    }

    private static Statement read(
            Catalog catalog,
            Sight sight,
            ParameterText text,
            List<? extends @Nullable Type> types,
            long nowMicros) {
        if (!sight.isRestricted()) {
            return new StatementReader(catalog).read(text, types, nowMicros);
        }
        boolean inserting = StatementReader.isInsert(text.sql());
        Statement read =
                new StatementReader(new SeenCatalog(catalog, sight, inserting))
                        .read(text, types, nowMicros);
        boolean brings =
                read instanceof Statement.Insert
                        || (read instanceof Statement.Unbound unbound
                                && unbound.word().equals("INSERT"));
        if (brings && !inserting) {
            // Rows that are brought have all columns, whatever word the statement begins with.
            return new StatementReader(new SeenCatalog(catalog, sight, true))
                    .read(text, types, nowMicros);
        }
        return read;
    }

    /** Throws FORBIDDEN unless the principal, who sees all tables, may do this kind of thing. */
    public static void requireScope(Sight sight, StatementKind kind) {
        sight.require(kind.writesRows() ? Scope.WRITE : kind.defines() ? Scope.DEFINE : Scope.READ);
    }
}
