package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a contract.
 *
 * @param required NULL is a violation
 * @param classification the privacy class, free text
 * @param subject what kind of person the values identify, such as customer; null when they identify
 *     nobody
 */
public record ColumnContract(
        String name,
        Type type,
        boolean required,
        List<ColumnRule> rules,
        @Nullable String classification,
        @Nullable String description,
        List<String> tags,
        @Nullable String subject) {
    public ColumnContract {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        rules = List.copyOf(rules);
        tags = List.copyOf(tags);
    }

    /** A column that identifies nobody. */
    public ColumnContract(
            String name,
            Type type,
            boolean required,
            List<ColumnRule> rules,
            @Nullable String classification,
            @Nullable String description,
            List<String> tags) {
        this(name, type, required, rules, classification, description, tags, null);
    }

    /** A column that admits NULL and every value of its type. */
    public static ColumnContract of(String name, Type type) {
        return new ColumnContract(name, type, false, List.of(), null, null, List.of());
    }

    public ColumnContract asRequired() {
        return new ColumnContract(
                name, type, true, rules, classification, description, tags, subject);
    }

    public ColumnContract with(ColumnRule... added) {
        return new ColumnContract(
                name, type, required, List.of(added), classification, description, tags, subject);
    }

    Field field() {
        return new Field(name, type, !required);
    }
}
