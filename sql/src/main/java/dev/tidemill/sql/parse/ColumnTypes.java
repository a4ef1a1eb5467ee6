package dev.tidemill.sql.parse;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.ArgumentType;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.List;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;

/** The types that a column may be declared with: those that a cast may name. */
public final class ColumnTypes {
    private ColumnTypes() {}

    /** Throws, at its place, for a type that is not there or that would have to be enforced. */
    public static Type of(SqlDataTypeSpec spec) {
        if (spec.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
                && basic.getPrecision() >= 0
                && basic.getTypeName().getSimple().equalsIgnoreCase("varchar")) {
            throw SqlErrors.unsupported(spec, "a column with a length").withHint("Use TEXT.");
        }
        return CastTargets.of(spec).resolve(List.of(ArgumentType.of(Type.TEXT))).result();
    }
}
