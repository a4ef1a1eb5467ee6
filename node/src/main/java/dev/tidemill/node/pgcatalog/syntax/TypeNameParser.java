package dev.tidemill.node.pgcatalog.syntax;

import java.util.ArrayList;
import java.util.List;

/** Reads the name of a type, as it stands behind {@code ::} and in CAST. */
final class TypeNameParser {
    private final Cursor cursor;

    TypeNameParser(Cursor cursor) {
        this.cursor = cursor;
    }

    Term.TypeName type() {
        boolean quoted = cursor.peek().kind() == Token.Kind.QUOTED;
        String schema = "";
        String name = cursor.name();
        if (cursor.takeMark(".")) {
            schema = name;
            quoted = cursor.peek().kind() == Token.Kind.QUOTED;
            name = cursor.name();
        }
        if (!quoted) {
            name = words(name);
        }
        List<Integer> modifiers = new ArrayList<>();
        if (cursor.isMark("(") && cursor.peek(1).kind() == Token.Kind.NUMBER) {
            modifiers.addAll(cursor.inParentheses(this::modifier));
        }
        name = zone(name);
        boolean isArray = cursor.take("array");
        while (cursor.isMark("[")) {
            cursor.next();
            if (!cursor.isMark("]")) {
                cursor.next();
            }
            cursor.expectMark("]");
            isArray = true;
        }
        return new Term.TypeName(schema, name, modifiers, isArray);
    }

    private int modifier() {
        try {
            return Integer.parseInt(cursor.next().text());
        } catch (NumberFormatException e) {
            throw cursor.error("a modifier of a type is no whole number");
        }
    }

    /** What SQL calls a type in several words, or otherwise than the catalog. */
    private String words(String name) {
        return switch (name) {
            case "double" -> {
                cursor.expect("precision");
                yield "float8";
            }
            case "character", "char" -> cursor.take("varying") ? "varchar" : "bpchar";
            case "national" -> {
                cursor.next();
                yield "bpchar";
            }
            case "bit" -> cursor.take("varying") ? "varbit" : "bit";
            case "int", "integer" -> "int4";
            case "smallint" -> "int2";
            case "bigint" -> "int8";
            case "real" -> "float4";
            case "float" -> "float8";
            case "decimal", "dec" -> "numeric";
            case "boolean" -> "bool";
            default -> name;
        };
    }

    private String zone(String name) {
        if (!name.equals("timestamp") && !name.equals("time")) {
            return name;
        }
        if (cursor.take("with", "time", "zone")) {
            return name + "tz";
        }
        cursor.take("without", "time", "zone");
        return name;
    }
}
