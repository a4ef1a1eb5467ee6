package dev.tidemill.node.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictorRule;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model as a file: one line of JSON that says what it is of, and then its bytes. Immutable.
 *
 * @param learner what made it
 * @param about what it learns and from what, as {@link #about} tells it of a rule
 * @param labelsLearnt by it so far
 * @param model its bytes; not to be changed
 */
record ModelFile(
        String predictor,
        int version,
        LearnerSettings learner,
        Json about,
        long labelsLearnt,
        long tick,
        byte[] model) {
    /** In the first line, so that nothing else is taken for a model. */
    static final String FORMAT = "tidemill-model";

    /** Raised when a file of before could not be read any more. */
    static final int FORM = 1;

    /** The line may be as long; the bytes as {@link ModelEntry#MODEL_BYTES_MAX}. */
    static final int HEAD_BYTES_MAX = 1 << 20;

    static final int FILE_BYTES_MAX = HEAD_BYTES_MAX + ModelEntry.MODEL_BYTES_MAX;

    private static final int SETTINGS_MAX = 64;

    ModelFile {
        requireNonNull(predictor, "predictor");
        requireNonNull(learner, "learner");
        requireNonNull(about, "about");
        requireNonNull(model, "model");
    }

    /** What a rule's models learn, and from what. */
    static Json about(PredictorRule rule) {
        Map<String, Json> about = new LinkedHashMap<>();
        about.put("target", new Json.Text(rule.target().name()));
        about.put("classes", texts(rule.classes()));
        about.put(
                "features",
                new Json.Array(
                        rule.features().stream()
                                .map(
                                        feature ->
                                                texts(
                                                        List.of(
                                                                feature.name(),
                                                                feature.isCategory()
                                                                        ? "category"
                                                                        : "number")))
                                .toList()));
        about.put(
                "crosses", new Json.Array(rule.crosses().stream().map(ModelFile::texts).toList()));
        return object(about);
    }

    private static Json texts(List<String> texts) {
        return new Json.Array(texts.stream().map(text -> (Json) new Json.Text(text)).toList());
    }

    private static Json object(Map<String, Json> members) {
        SortedMap<String, Json> sorted = new TreeMap<>(Json.KEY_ORDER);
        sorted.putAll(members);
        return new Json.Obj(sorted);
    }

    byte[] bytes() {
        Map<String, Json> settings = new LinkedHashMap<>();
        learner.numbers()
                .forEach((name, value) -> settings.put(name, number(BigDecimal.valueOf(value))));
        Map<String, Json> head = new LinkedHashMap<>();
        head.put("format", new Json.Text(FORMAT));
        head.put("form", number(BigDecimal.valueOf(FORM)));
        head.put("predictor", new Json.Text(predictor));
        head.put("version", number(BigDecimal.valueOf(version)));
        head.put("learner", new Json.Text(learner.learner().word()));
        head.put("optimizer", new Json.Text(learner.optimizer()));
        head.put("settings", object(settings));
        head.put("about", about);
        head.put("labels_learnt", number(BigDecimal.valueOf(labelsLearnt)));
        head.put("tick", number(BigDecimal.valueOf(tick)));
        head.put("bytes", number(BigDecimal.valueOf(model.length)));
        head.put("sha256", new Json.Text(sha256(model)));
        byte[] line = (object(head).text() + "\n").getBytes(UTF_8);
        byte[] file = Arrays.copyOf(line, line.length + model.length);
        System.arraycopy(model, 0, file, line.length, model.length);
        return file;
    }

    private static Json number(BigDecimal value) {
        return new Json.Num(value);
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws TidemillException MODEL_CORRUPT when it is no whole file of a model, MODEL_VERSION
     *     when it is one of another form, MODEL_TOO_LARGE
     */
    static ModelFile read(byte[] file) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
            if (end > HEAD_BYTES_MAX) {
                break;
            }
        }
        if (end >= file.length || end > HEAD_BYTES_MAX) {
            throw ModelReader.corrupt("they have no first line");
        }
        Map<String, Json> head = head(file, end);
        if (!FORMAT.equals(text(head, "format"))) {
            throw ModelReader.corrupt("their first line is not that of a model");
        }
        if (whole(head, "form") != FORM) {
            throw new TidemillException(
                            ErrorCode.MODEL_VERSION,
                            "the file has form %d, and only %d is read"
                                    .formatted(whole(head, "form"), FORM))
                    .withHint("export it anew with this release");
        }
        if (file.length - end - 1 > ModelEntry.MODEL_BYTES_MAX) {
            throw tooLarge(file.length - end - 1);
        }
        byte[] model = Arrays.copyOfRange(file, end + 1, file.length);
        if (model.length != whole(head, "bytes") || !sha256(model).equals(text(head, "sha256"))) {
            throw ModelReader.corrupt("they are cut off, or their checksum is another");
        }
        return new ModelFile(
                text(head, "predictor"),
                (int) whole(head, "version"),
                learner(head),
                member(head, "about"),
                Math.max(0, whole(head, "labels_learnt")),
                whole(head, "tick"),
                model);
    }

    static TidemillException tooLarge(long bytes) {
        return new TidemillException(
                        ErrorCode.MODEL_TOO_LARGE,
                        "the model has %d bytes, of %d at most"
                                .formatted(bytes, ModelEntry.MODEL_BYTES_MAX))
                .withHint("fewer hash-bits or trees make it smaller");
    }

    private static Map<String, Json> head(byte[] file, int end) {
        try {
            if (Json.parse(file, 0, end) instanceof Json.Obj object) {
                return object.members();
            }
        } catch (JsonError e) {
            throw ModelReader.corrupt("their first line is no JSON");
        }
        throw ModelReader.corrupt("their first line is no JSON object");
    }

    private static LearnerSettings learner(Map<String, Json> head) {
        Map<String, Double> settings = new TreeMap<>();
        if (!(member(head, "settings") instanceof Json.Obj members)
                || members.members().size() > SETTINGS_MAX) {
            throw ModelReader.corrupt("their settings are none");
        }
        members.members()
                .forEach(
                        (name, value) -> {
                            if (value instanceof Json.Num number) {
                                settings.put(name, number.value().doubleValue());
                            }
                        });
        try {
            return new LearnerSettings(
                    LearnerName.of(text(head, "learner")), text(head, "optimizer"), settings);
        } catch (IllegalArgumentException e) {
            throw ModelReader.corrupt("there is no learner " + text(head, "learner"));
        }
    }

    private static Json member(Map<String, Json> head, String name) {
        Json member = head.get(name);
        if (member == null) {
            throw ModelReader.corrupt("their first line has no " + name);
        }
        return member;
    }

    private static String text(Map<String, Json> head, String name) {
        if (member(head, name) instanceof Json.Text text) {
            return text.value();
        }
        throw ModelReader.corrupt("their %s is no text".formatted(name));
    }

    private static long whole(Map<String, Json> head, String name) {
        if (member(head, name) instanceof Json.Num number) {
            Long whole = exact(number.value());
            if (whole != null) {
                return whole;
            }
        }
        throw ModelReader.corrupt("their %s is no whole number".formatted(name));
    }

    private static @Nullable Long exact(BigDecimal value) {
        try {
            return value.precision() - value.scale() > 19 ? null : (Long) value.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
