package dev.tidemill.sql.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Collects the tables that a statement names in FROM, without those that WITH defines. */
public final class TableNames extends SqlBasicVisitor<@Nullable Void> {
    private final List<Mention> mentions = new ArrayList<>();
    private Set<String> defined = Set.of();

    private TableNames() {}

    /**
     * A place where a table is named.
     *
     * @param aliased whether the query calls it otherwise there
     */
    public record Mention(SqlIdentifier name, boolean aliased) {}

    /** All names, with those of the predictions that PREDICT asks for. */
    public static Set<String> in(SqlNode statement) {
        Set<String> named = new TreeSet<>();
        mentions(statement).forEach(mention -> named.add(mention.name().toString()));
        named.addAll(PredictCalls.tablesIn(statement));
        return named;
    }

    /** All places, in no particular order. */
    public static List<Mention> mentions(SqlNode statement) {
        TableNames visitor = new TableNames();
        statement.accept(visitor);
        return visitor.mentions;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlWith with) {
            visitWith(with);
            return null;
        }
        if (call instanceof SqlSelect select) {
            table(select.getFrom(), false);
        }
        return super.visit(call);
    }

    /** A name is defined for the items after its own and for the body, not for its own query. */
    private void visitWith(SqlWith with) {
        Set<String> outside = defined;
        for (SqlNode item : with.withList) {
            ((SqlWithItem) item).query.accept(this);
            Set<String> inside = new HashSet<>(defined);
            inside.add(((SqlWithItem) item).name.getSimple());
            defined = inside;
        }
        with.body.accept(this);
        defined = outside;
    }

    private void table(@Nullable SqlNode from, boolean aliased) {
        if (from instanceof SqlIdentifier id) {
            if (!defined.contains(id.toString())) {
                mentions.add(new Mention(id, aliased));
            }
        } else if (from instanceof SqlJoin join) {
            table(join.getLeft(), false);
            table(join.getRight(), false);
        } else if (from instanceof SqlCall call
                && (call.getKind() == SqlKind.AS || call.getKind() == SqlKind.TABLE_REF)) {
            table(call.operand(0), aliased || call.getKind() == SqlKind.AS);
        }
    }
}
