package dev.tidemill.sql.parse;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Collects the tables that a statement names in FROM, without those that WITH defines. */
public final class TableNames extends SqlBasicVisitor<@Nullable Void> {
    private final Set<String> named = new TreeSet<>();
    private final Set<String> defined = new HashSet<>();

    private TableNames() {}

    public static Set<String> in(SqlNode statement) {
        TableNames visitor = new TableNames();
        statement.accept(visitor);
        visitor.named.removeAll(visitor.defined);
        return visitor.named;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlWithItem item) {
            defined.add(item.name.getSimple());
        }
        if (call instanceof SqlSelect select) {
            table(select.getFrom());
        }
        return super.visit(call);
    }

    private void table(@Nullable SqlNode from) {
        if (from instanceof SqlIdentifier id) {
            named.add(id.toString());
        } else if (from instanceof SqlJoin join) {
            table(join.getLeft());
            table(join.getRight());
        } else if (from instanceof SqlCall call
                && (call.getKind() == SqlKind.AS || call.getKind() == SqlKind.TABLE_REF)) {
            table(call.operand(0));
        }
    }
}
