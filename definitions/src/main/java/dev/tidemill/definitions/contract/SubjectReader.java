package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a column's custom property {@code subject}: whom its values identify. */
record SubjectReader(Problems problems) {
    private static final String SUBJECT = "subject";
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    /** Types whose values are written in one way only, so that a value is found by its text. */
    private static final Set<Type> TYPES =
            Set.of(SimpleType.TEXT, SimpleType.INTEGER, SimpleType.BIGINT, SimpleType.UUID);

    SubjectReader {
        requireNonNull(problems, "problems");
    }

    /** The kind of person; null when the property says nothing or something wrong. */
    @Nullable String read(YamlValue property, TableKind kind, Type type) {
        for (YamlValue custom : property.at("customProperties").items()) {
            if (custom.at("property").text().equals(SUBJECT)) {
                return checked(custom.at("value"), kind, type);
            }
        }
        return null;
    }

    private @Nullable String checked(YamlValue value, TableKind kind, Type type) {
        if (kind == TableKind.LIVE) {
            problems.add(
                    value.place(),
                    "a live table identifies nobody by itself",
                    "say it of the column that its query reads; lineage finds the rest");
        } else if (!TYPES.contains(type)) {
            problems.add(
                    value.place(),
                    "a " + type.sqlName() + " cannot identify a person",
                    "TEXT, INTEGER, BIGINT and UUID can");
        } else if (!WORD.matcher(value.text()).matches()) {
            problems.add(
                    value.place(),
                    "“" + value.text() + "” is no kind of person",
                    "a word in small letters, such as customer");
        } else {
            return value.text();
        }
        return null;
    }
}
