package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A receipt as the JSON of its file. */
final class ReceiptText {
    private final StringBuilder out = new StringBuilder();

    private ReceiptText() {}

    static String of(ErasureReceipt receipt) {
        return new ReceiptText().write(receipt);
    }

    private String write(ErasureReceipt receipt) {
        out.append("{\n  \"id\": ");
        text(receipt.id());
        member("state", receipt.state());
        member("salt", receipt.salt());
        member("subject_hash", receipt.subjectHash());
        member("by", receipt.by());
        member("time", receipt.time());
        out.append(",\n  \"tick\": ").append(receipt.tick());
        list(
                "tables",
                receipt.tables(),
                (each, to) -> {
                    to.append("{\"table\": ");
                    text(each.table());
                    to.append(", \"rows\": ").append(each.rows()).append('}');
                });
        list("rebuilt", receipt.rebuilt(), (each, _) -> text(each));
        list(
                "lineage",
                receipt.lineage(),
                (each, to) -> {
                    to.append("{\"table\": ");
                    text(each.table());
                    to.append(", \"columns\": [");
                    for (int i = 0; i < each.columns().size(); i++) {
                        to.append(i == 0 ? "" : ", ");
                        text(each.columns().get(i));
                    }
                    to.append("]}");
                });
        list(
                "remains",
                receipt.remains(),
                (each, to) -> {
                    to.append("{\"kind\": ");
                    text(each.kind());
                    to.append(", \"where\": ");
                    text(each.where());
                    to.append(", \"time\": ");
                    optional(each.time());
                    to.append('}');
                });
        list(
                "found",
                receipt.found(),
                (each, to) -> {
                    to.append("{\"place\": ");
                    text(each.place());
                    to.append(", \"table\": ");
                    text(each.table());
                    to.append(", \"column\": ");
                    optional(each.column());
                    to.append(", \"rows\": ").append(each.rows()).append('}');
                });
        out.append(",\n  \"completed\": ");
        optional(receipt.completed());
        return out.append("\n}\n").toString();
    }

    private void member(String name, String value) {
        out.append(",\n  \"").append(name).append("\": ");
        text(value);
    }

    private void text(String value) {
        Json.quote(value, out);
    }

    private void optional(@Nullable String value) {
        if (value == null) {
            out.append("null");
        } else {
            text(value);
        }
    }

    private <T> void list(String name, List<T> elements, BiConsumer<T, StringBuilder> element) {
        out.append(",\n  \"").append(name).append("\": [");
        for (int i = 0; i < elements.size(); i++) {
            out.append(i == 0 ? "\n    " : ",\n    ");
            element.accept(elements.get(i), out);
        }
        out.append(elements.isEmpty() ? "]" : "\n  ]");
    }

    /**
     * The inverse of {@link #of}.
     *
     * @throws IllegalArgumentException for a text that is no receipt
     */
    static ErasureReceipt parse(String text) {
        try {
            Json.Obj all = (Json.Obj) Json.parse(text);
            return new ErasureReceipt(
                    text(all, "id"),
                    text(all, "state"),
                    text(all, "salt"),
                    text(all, "subject_hash"),
                    text(all, "by"),
                    text(all, "time"),
                    number(all, "tick"),
                    each(
                            all,
                            "tables",
                            o -> new ErasureReceipt.TableRows(text(o, "table"), number(o, "rows"))),
                    texts(all, "rebuilt"),
                    each(
                            all,
                            "lineage",
                            o -> new ErasureReceipt.Reach(text(o, "table"), texts(o, "columns"))),
                    each(
                            all,
                            "remains",
                            o ->
                                    new ErasureReceipt.Remains(
                                            text(o, "kind"),
                                            text(o, "where"),
                                            optional(o, "time"))),
                    each(
                            all,
                            "found",
                            o ->
                                    new ErasureReceipt.Found(
                                            text(o, "place"),
                                            text(o, "table"),
                                            optional(o, "column"),
                                            number(o, "rows"))),
                    optional(all, "completed"));
        } catch (JsonError | ClassCastException | NullPointerException | ArithmeticException e) {
            throw new IllegalArgumentException("no receipt: " + e.getMessage(), e);
        }
    }

    private static Json member(Json.Obj object, String name) {
        @Nullable Json member = object.members().get(name);
        return requireNonNull(member, name);
    }

    private static String text(Json.Obj object, String name) {
        return ((Json.Text) member(object, name)).value();
    }

    private static @Nullable String optional(Json.Obj object, String name) {
        return member(object, name) instanceof Json.Text text ? text.value() : null;
    }

    private static long number(Json.Obj object, String name) {
        return ((Json.Num) member(object, name)).value().longValueExact();
    }

    private static List<String> texts(Json.Obj object, String name) {
        List<String> texts = new ArrayList<>();
        for (Json element : ((Json.Array) member(object, name)).elements()) {
            texts.add(((Json.Text) element).value());
        }
        return texts;
    }

    private static <T> List<T> each(Json.Obj object, String name, Function<Json.Obj, T> of) {
        List<T> all = new ArrayList<>();
        for (Json element : ((Json.Array) member(object, name)).elements()) {
            all.add(of.apply((Json.Obj) element));
        }
        return all;
    }
}
