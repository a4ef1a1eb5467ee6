package dev.tidemill.definitions.javaclass;

import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.contract.TableLateness;
import dev.tidemill.definitions.contract.TableRetention;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.exchange.TableDraft;
import dev.tidemill.definitions.text.DurationText;
import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of the record classes in a folder or a jar that have the annotation {@code Event}.
 * The classes are read as files and never loaded, so nothing of the application runs.
 */
public final class JavaContracts {
    private final JavaTypes types;

    private JavaContracts(ClassFolder folder) {
        this.types = new JavaTypes(folder);
    }

    /**
     * One contract for each annotated record, in the order of the classes' names.
     *
     * @throws TidemillException INVALID_FILE when there is none, or one says what cannot be
     */
    public static List<Contract> read(Path classes) {
        ClassFolder folder = ClassFolder.read(classes);
        JavaContracts reader = new JavaContracts(folder);
        List<Contract> contracts = new ArrayList<>();
        for (ClassModel model : folder.classes().values()) {
            Annotated words = Annotated.of(model);
            if (words.has("Event")) {
                contracts.add(reader.contract(model, words));
            }
        }
        if (contracts.isEmpty()) {
            throw new TidemillException(
                            ErrorCode.INVALID_FILE, "no class in " + classes + " is an @Event")
                    .withHint("annotate a record with dev.tidemill.annotations.Event");
        }
        return contracts;
    }

    private Contract contract(ClassModel model, Annotated words) {
        String className = model.thisClass().asInternalName().replace('/', '.');
        List<RecordComponentInfo> components =
                model.findAttribute(Attributes.record())
                        .orElseThrow(() -> refusal(className, "is an @Event and no record"))
                        .components();
        String simple = className.replaceAll(".*[.$]", "");
        String name = words.text("Event", "value").orElse(TableDraft.columnName(simple));
        String version = words.text("Event", "version").orElse(TableDraft.VERSION);
        List<ColumnContract> columns = new ArrayList<>();
        Map<Integer, String> key = new TreeMap<>();
        Map<String, Duration> lateness = new TreeMap<>();
        @Nullable String eventTime = null;
        for (RecordComponentInfo component : components) {
            Annotated said = Annotated.of(component);
            ColumnContract column = column(className, component, said);
            columns.add(column);
            if (said.has("Key")) {
                int asked = said.number("Key", "value", 0);
                key.put(asked > 0 ? asked : 1_000_000 + key.size(), column.name());
            }
            if (said.has("EventTime")) {
                eventTime = column.name();
            }
            late(className, column, said).ifPresent(late -> lateness.put(column.name(), late));
        }
        requireTimed(className, key, eventTime);
        TableContract table =
                new TableContract(
                        name,
                        className,
                        version,
                        words.text("Described", "value").orElse(null),
                        eventTime == null ? TableKind.KEYED : TableKind.EVENT,
                        columns,
                        List.copyOf(key.values()),
                        eventTime,
                        lateness.isEmpty()
                                ? TableLateness.NONE
                                : new TableLateness(lateness, TableLateness.IDLE_DEFAULT),
                        TableRetention.FOREVER,
                        null,
                        new ContractTerms(
                                className,
                                "active",
                                null,
                                words.texts("Event", "owners").stream()
                                        .map(owner -> new ContractTerms.Owner(owner, "owner"))
                                        .toList(),
                                words.texts("Event", "tags")));
        return new Contract(
                className, version, List.of(new Contract.Table(table, List.of(), List.of())));
    }

    private static void requireTimed(
            String className, Map<Integer, String> key, @Nullable String eventTime) {
        if (key.isEmpty() && eventTime == null) {
            throw refusal(className, "has neither an @EventTime nor a @Key");
        }
    }

    private static TidemillException refusal(String className, String what) {
        return new TidemillException(ErrorCode.INVALID_FILE, "the class " + className + " " + what);
    }

    private ColumnContract column(String className, RecordComponentInfo component, Annotated said) {
        String given = component.name().stringValue();
        Signature signature =
                component
                        .findAttribute(Attributes.signature())
                        .map(attribute -> attribute.asTypeSignature())
                        .orElseGet(() -> Signature.of(component.descriptorSymbol()));
        JavaTypes.Found found = types.of(signature);
        Type type = type(className, given, found, said);
        boolean nullable = found.nullable() || said.has("Optional") || isMarkedNullable(component);
        boolean never = found.primitive() || said.has("Key") || said.has("EventTime");
        return new ColumnContract(
                said.text("Column", "value").orElse(TableDraft.columnName(given)),
                type,
                never || !nullable,
                rules(className + "." + given, type, found, said),
                said.text("Classified", "value").orElse(null),
                said.text("Described", "value").orElse(null),
                List.of());
    }

    /** Whatever library the annotation is of. */
    private static boolean isMarkedNullable(RecordComponentInfo component) {
        boolean onType =
                component
                        .findAttribute(Attributes.runtimeVisibleTypeAnnotations())
                        .map(
                                all ->
                                        all.annotations().stream()
                                                .filter(each -> each.targetPath().isEmpty())
                                                .anyMatch(each -> isNullable(each.annotation())))
                        .orElse(false);
        return onType
                || component
                        .findAttribute(Attributes.runtimeVisibleAnnotations())
                        .map(all -> all.annotations().stream().anyMatch(JavaContracts::isNullable))
                        .orElse(false)
                || component
                        .findAttribute(Attributes.runtimeInvisibleAnnotations())
                        .map(all -> all.annotations().stream().anyMatch(JavaContracts::isNullable))
                        .orElse(false);
    }

    private static boolean isNullable(Annotation annotation) {
        return annotation.className().stringValue().endsWith("/Nullable;");
    }

    private static Type type(
            String className, String component, JavaTypes.Found found, Annotated said) {
        if (!said.has("Decimal")) {
            return found.type();
        }
        int precision = said.number("Decimal", "precision", 0);
        int scale = said.number("Decimal", "scale", 0);
        if (!(found.type() instanceof DecimalType)) {
            throw refusal(className, "has @Decimal on " + component + ", which is no BigDecimal");
        }
        try {
            return Type.decimal(precision, scale);
        } catch (IllegalArgumentException e) {
            throw refusal(
                    className,
                    "has a @Decimal of %d and %d digits on %s"
                            .formatted(precision, scale, component));
        }
    }

    private static List<ColumnRule> rules(
            String place, Type type, JavaTypes.Found found, Annotated said) {
        List<ColumnRule> rules = new ArrayList<>();
        BigDecimal minimum = bound(place, type, said, "minimum");
        BigDecimal maximum = bound(place, type, said, "maximum");
        if (minimum != null || maximum != null) {
            rules.add(ColumnRule.Range.of("range", type, minimum, maximum));
        }
        int least = said.number("Rule", "minLength", 0);
        int most = said.number("Rule", "maxLength", Integer.MAX_VALUE);
        if (least > 0 || most < Integer.MAX_VALUE) {
            requireText(place, type);
            rules.add(new ColumnRule.Length("length", least, most));
        }
        said.text("Rule", "pattern").ifPresent(pattern -> rules.add(pattern(place, type, pattern)));
        List<String> values =
                found.values().isEmpty() ? said.texts("Rule", "values") : found.values();
        if (!values.isEmpty()) {
            rules.add(valid(place, type, values));
        }
        return rules;
    }

    private static ColumnRule pattern(String place, Type type, String pattern) {
        requireText(place, type);
        try {
            return new ColumnRule.Matches("pattern", pattern);
        } catch (PatternSyntaxException e) {
            throw refusal(place, "has a pattern that RE2 cannot read: " + e.getDescription());
        }
    }

    private static ColumnRule valid(String place, Type type, List<String> values) {
        if (type == Type.INTEGER || type == Type.BIGINT) {
            try {
                return new ColumnRule.OneOfIntegers(
                        "valid-values", values.stream().map(Long::valueOf).toList());
            } catch (NumberFormatException e) {
                throw refusal(place, "has values that are no whole numbers");
            }
        }
        requireText(place, type);
        return new ColumnRule.OneOfTexts("valid-values", values);
    }

    private static void requireText(String place, Type type) {
        if (type != Type.TEXT) {
            throw refusal(place, "has a rule for texts and is " + type.sqlName());
        }
    }

    private static @Nullable BigDecimal bound(String place, Type type, Annotated said, String key) {
        Optional<String> text = said.text("Rule", key);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return type.isNumeric()
                    ? new BigDecimal(text.get())
                    : InstantText.parse(type, text.get()).orElseThrow(NumberFormatException::new);
        } catch (NumberFormatException e) {
            throw refusal(place, "has a %s that is no %s".formatted(key, type.sqlName()));
        }
    }

    private static Optional<Duration> late(
            String className, ColumnContract column, Annotated said) {
        Optional<String> text = said.text("Lateness", "value");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> late = DurationText.parse(text.get());
        if (late.isEmpty() || !column.type().isTimestamp()) {
            throw refusal(
                    className, "has a @Lateness of %s on %s".formatted(text.get(), column.name()));
        }
        return late;
    }
}
