package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that PostgreSQL gives to columns that have none. */
final class OutputNames {
    private static final String NONE = "?column?";

    /** Functions that stand for another syntax, which has no name. */
    private static final Set<String> UNNAMED = Set.of("like_escape");

    private OutputNames() {}

    static String of(Term term) {
        String name = strong(term);
        String weak = name == null ? weak(term) : name;
        return weak == null ? NONE : weak;
    }

    /** The name of what an expression reads or calls. */
    private static @Nullable String strong(@Nullable Term term) {
        return switch (term) {
            case Term.Name name -> name.last();
            case Term.Call call -> UNNAMED.contains(call.name()) ? null : call.name();
            case Term.Field field -> field.name();
            case Term.Subscript subscript -> strong(subscript.array());
            case Term.Slice slice -> strong(slice.array());
            case Term.Cast cast -> strong(cast.operand());
            case Term.Exists _ -> "exists";
            case Term.ArrayOf _, Term.ArrayQuery _ -> "array";
            case Term.Row _ -> "row";
            case Term.Case cases -> strong(cases.otherwise());
            case Term.Scalar scalar -> first(scalar.query());
            case null, default -> null;
        };
    }

    private static @Nullable String weak(Term term) {
        return switch (term) {
            case Term.Cast cast -> cast.type().name();
            case Term.Case _ -> "case";
            default -> null;
        };
    }

    private static @Nullable String first(Query query) {
        Query.Body body = query.body();
        while (body instanceof Query.SetOperation set) {
            body = set.left();
        }
        return switch (body) {
            case Query.Select select when !select.items().isEmpty() -> {
                Query.Item item = select.items().getFirst();
                String alias = item.alias();
                yield alias == null ? strongOrWeak(item.term()) : alias;
            }
            case Query.Nested nested -> first(nested.query());
            default -> null;
        };
    }

    private static @Nullable String strongOrWeak(Term term) {
        String name = strong(term);
        return name == null ? weak(term) : name;
    }
}
