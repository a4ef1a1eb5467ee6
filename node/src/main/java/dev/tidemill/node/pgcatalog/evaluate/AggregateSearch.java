package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for aggregates of a query itself; those of queries inside it are theirs. */
final class AggregateSearch {
    private AggregateSearch() {}

    static boolean in(Query.Select select) {
        return select.having() != null || select.items().stream().anyMatch(item -> in(item.term()));
    }

    static boolean in(List<Term.SortKey> keys) {
        return keys.stream().anyMatch(key -> in(key.term()));
    }

    private static boolean in(@Nullable Term term) {
        if (term == null) {
            return false;
        }
        return (term instanceof Term.Call call && AggregateBinder.isAggregate(call))
                || children(term).filter(Objects::nonNull).anyMatch(AggregateSearch::in);
    }

    /** The terms directly inside a term, without those of queries; some may be null. */
    static Stream<@Nullable Term> children(Term term) {
        return switch (term) {
            case Term.Text _,
                    Term.Numeral _,
                    Term.Truth _,
                    Term.Null _,
                    Term.Parameter _,
                    Term.Name _,
                    Term.Star _,
                    Term.Exists _,
                    Term.Scalar _,
                    Term.ArrayQuery _ ->
                    Stream.of();
            case Term.Call call -> children(call);
            case Term.Unary unary -> Stream.of(unary.operand());
            case Term.Binary binary -> Stream.of(binary.left(), binary.right());
            case Term.Not not -> Stream.of(not.operand());
            case Term.And and -> Stream.of(and.left(), and.right());
            case Term.Or or -> Stream.of(or.left(), or.right());
            case Term.IsNull is -> Stream.of(is.operand());
            case Term.IsTruth is -> Stream.of(is.operand());
            case Term.IsDistinct is -> Stream.of(is.left(), is.right());
            case Term.Between between ->
                    Stream.of(between.operand(), between.low(), between.high());
            case Term.InList in -> Stream.concat(Stream.of(in.operand()), in.values().stream());
            case Term.InQuery in -> Stream.of(in.operand());
            case Term.Quantified quantified -> Stream.of(quantified.left(), quantified.array());
            case Term.ArrayOf array -> array.elements().stream();
            case Term.Row row -> row.fields().stream();
            case Term.Cast cast -> Stream.of(cast.operand());
            case Term.Case cases -> children(cases);
            case Term.Subscript subscript -> Stream.of(subscript.array(), subscript.index());
            case Term.Slice slice -> Stream.of(slice.array(), slice.low(), slice.high());
            case Term.Field field -> Stream.of(field.row());
        };
    }

    private static Stream<@Nullable Term> children(Term.Call call) {
        Term.Window over = call.over();
        Stream<Term> window =
                over == null
                        ? Stream.of()
                        : Stream.concat(
                                over.partitionBy().stream(),
                                over.orderBy().stream().map(Term.SortKey::term));
        Stream<Term> inside =
                Stream.concat(
                        call.arguments().stream(), call.orderBy().stream().map(Term.SortKey::term));
        return Stream.concat(Stream.concat(inside, window), Stream.ofNullable(call.filter()));
    }

    private static Stream<@Nullable Term> children(Term.Case cases) {
        Stream<Term> whens =
                cases.whens().stream().flatMap(when -> Stream.of(when.condition(), when.value()));
        return Stream.concat(whens, Stream.of(cases.operand(), cases.otherwise()));
    }
}
