package dev.tidemill.definitions.javaclass;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Signature;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SQL types of Java's. What is no single value, such as another record, is JSON. */
record JavaTypes(ClassFolder folder) {
    private static final String OPTIONAL = "java/util/Optional";
    private static final List<String> LISTS =
            List.of("java/util/List", "java/util/Collection", "java/util/Set");

    private static final Map<Character, Type> PRIMITIVES =
            Map.of(
                    'Z', Type.BOOLEAN,
                    'B', Type.INTEGER,
                    'S', Type.INTEGER,
                    'I', Type.INTEGER,
                    'J', Type.BIGINT,
                    'F', Type.DOUBLE,
                    'D', Type.DOUBLE,
                    'C', Type.TEXT);

    private static final Map<String, Type> CLASSES =
            Map.ofEntries(
                    Map.entry("java/lang/Boolean", Type.BOOLEAN),
                    Map.entry("java/lang/Byte", Type.INTEGER),
                    Map.entry("java/lang/Short", Type.INTEGER),
                    Map.entry("java/lang/Integer", Type.INTEGER),
                    Map.entry("java/lang/Long", Type.BIGINT),
                    Map.entry("java/lang/Float", Type.DOUBLE),
                    Map.entry("java/lang/Double", Type.DOUBLE),
                    Map.entry("java/lang/Character", Type.TEXT),
                    Map.entry("java/lang/String", Type.TEXT),
                    Map.entry("java/lang/CharSequence", Type.TEXT),
                    Map.entry("java/math/BigInteger", Type.decimal(38, 0)),
                    Map.entry("java/math/BigDecimal", Type.decimal(38, 9)),
                    Map.entry("java/time/LocalDate", Type.DATE),
                    Map.entry("java/time/LocalDateTime", Type.TIMESTAMP),
                    Map.entry("java/time/Instant", Type.TIMESTAMPTZ),
                    Map.entry("java/time/OffsetDateTime", Type.TIMESTAMPTZ),
                    Map.entry("java/time/ZonedDateTime", Type.TIMESTAMPTZ),
                    Map.entry("java/time/Duration", Type.INTERVAL),
                    Map.entry("java/util/UUID", Type.UUID));

    /**
     * What a component's type is to SQL.
     *
     * @param nullable whether the type itself allows for no value
     * @param values the names of an enum's constants; empty for other types
     */
    record Found(Type type, boolean nullable, boolean primitive, List<String> values) {
        Found {
            requireNonNull(type, "type");
            values = List.copyOf(values);
        }
    }

    JavaTypes {
        requireNonNull(folder, "folder");
    }

    Found of(Signature signature) {
        return switch (signature) {
            case Signature.BaseTypeSig base ->
                    new Found(
                            requireNonNull(PRIMITIVES.get(base.baseType())),
                            false,
                            true,
                            List.of());
            case Signature.ArrayTypeSig array -> arrayOf(of(array.componentSignature()));
            case Signature.ClassTypeSig named -> named(named);
            case Signature.TypeVarSig _ -> json();
        };
    }

    private Found named(Signature.ClassTypeSig named) {
        String name = named.className();
        if (name.equals(OPTIONAL) && !named.typeArgs().isEmpty()) {
            Found inside = argument(named);
            return new Found(inside.type(), true, false, inside.values());
        }
        if (LISTS.contains(name) && !named.typeArgs().isEmpty()) {
            return arrayOf(argument(named));
        }
        Type known = CLASSES.get(name);
        return known != null
                ? new Found(known, false, false, List.of())
                : folder.find(name).flatMap(JavaTypes::constants).orElseGet(JavaTypes::json);
    }

    private Found argument(Signature.ClassTypeSig named) {
        return named.typeArgs().getFirst() instanceof Signature.TypeArg.Bounded bounded
                ? of(bounded.boundType())
                : json();
    }

    private static Found arrayOf(Found element) {
        boolean plain = element.type() != Type.JSON && !element.type().sqlName().endsWith("[]");
        return plain ? new Found(Type.array(element.type()), false, false, List.of()) : json();
    }

    private static Found json() {
        return new Found(Type.JSON, false, false, List.of());
    }

    private static Optional<Found> constants(ClassModel model) {
        if (!model.flags().has(AccessFlag.ENUM)) {
            return Optional.empty();
        }
        List<String> names =
                model.fields().stream()
                        .filter(field -> field.flags().has(AccessFlag.ENUM))
                        .map(FieldModel::fieldName)
                        .map(name -> name.stringValue())
                        .toList();
        return Optional.of(new Found(Type.TEXT, false, false, names));
    }
}
