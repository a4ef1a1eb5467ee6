package dev.tidemill.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.foreign.ForeignScorer;
import java.lang.ref.Cleaner;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model in memory of ONNX Runtime, which goes when nobody refers to this any more. It takes one
 * tensor of numbers and one of texts, a row of each, as far as there are such features; what it
 * says is the last output that has as many numbers as are wanted.
 */
final class OnnxScorer implements ForeignScorer {
    private static final Cleaner CLEANER = Cleaner.create();

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final @Nullable String numbersInput;
    private final boolean asDoubles;
    private final @Nullable String categoriesInput;

    private OnnxScorer(
            OrtEnvironment environment,
            OrtSession session,
            @Nullable String numbersInput,
            boolean asDoubles,
            @Nullable String categoriesInput) {
        this.environment = requireNonNull(environment, "environment");
        this.session = requireNonNull(session, "session");
        this.numbersInput = numbersInput;
        this.asDoubles = asDoubles;
        this.categoriesInput = categoriesInput;
    }

    /** Throws MODEL_MISMATCH when the model takes other things; the session is closed then. */
    static OnnxScorer of(
            OrtEnvironment environment, OrtSession session, int numbers, int categories)
            throws OrtException {
        try {
            OnnxScorer scorer = fitting(environment, session, numbers, categories);
            var ignored = CLEANER.register(scorer, () -> close(session));
            return scorer;
        } catch (TidemillException e) {
            session.close();
            throw e;
        }
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OnnxScorer fitting(
            OrtEnvironment environment, OrtSession session, int numbers, int categories)
            throws OrtException {
        String numbersInput = null;
        String categoriesInput = null;
        boolean asDoubles = false;
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            if (!(input.getValue().getInfo() instanceof TensorInfo tensor)) {
                throw mismatch("its input %s is no tensor".formatted(input.getKey()));
            }
            boolean isText = tensor.type == OnnxJavaType.STRING;
            boolean isNumber =
                    tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE;
            int width = isText ? categories : numbers;
            long[] shape = tensor.getShape();
            boolean fits =
                    (isText || isNumber)
                            && width > 0
                            && (isText ? categoriesInput : numbersInput) == null
                            && shape.length == 2
                            && (shape[0] == 1 || shape[0] == -1)
                            && (shape[1] == width || shape[1] == -1);
            if (!fits) {
                throw mismatch(
                        "its input %s is %s; one of %d numbers and one of %d texts can be given"
                                .formatted(input.getKey(), tensor, numbers, categories));
            }
            if (isText) {
                categoriesInput = input.getKey();
            } else {
                numbersInput = input.getKey();
                asDoubles = tensor.type == OnnxJavaType.DOUBLE;
            }
        }
        return new OnnxScorer(environment, session, numbersInput, asDoubles, categoriesInput);
    }

    private static TidemillException mismatch(String fact) {
        return new TidemillException(
                        ErrorCode.MODEL_MISMATCH, "the model does not fit the predictor: " + fact)
                .withHint("numbers and categories are given in the order of the features");
    }

    @Override
    public void score(double[] numbers, @Nullable String[] categories, double[] scores) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            if (numbersInput != null) {
                inputs.put(numbersInput, numbers(numbers));
            }
            if (categoriesInput != null) {
                inputs.put(categoriesInput, texts(categories));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                if (!read(result, scores)) {
                    throw mismatch("it has no output of %d numbers".formatted(scores.length));
                }
            }
        } catch (OrtException e) {
            throw mismatch("ONNX Runtime says: " + e.getMessage());
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor numbers(double[] numbers) throws OrtException {
        long[] shape = {1, numbers.length};
        if (asDoubles) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(numbers), shape);
        }
        float[] single = new float[numbers.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) numbers[i];
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(single), shape);
    }

    private OnnxTensor texts(@Nullable String[] categories) throws OrtException {
        String[] texts = new String[categories.length];
        for (int i = 0; i < texts.length; i++) {
            String text = categories[i];
            texts[i] = text == null ? "" : text;
        }
        return OnnxTensor.createTensor(environment, texts, new long[] {1, texts.length});
    }

    private static boolean read(OrtSession.Result result, double[] scores) throws OrtException {
        for (int i = result.size() - 1; i >= 0; i--) {
            OnnxValue output = result.get(i);
            if (output instanceof OnnxTensor tensor && read(tensor, scores)) {
                return true;
            }
            if (output instanceof OnnxSequence sequence && read(sequence, scores)) {
                return true;
            }
        }
        return false;
    }

    private static boolean read(OnnxTensor tensor, double[] scores) {
        double[] said;
        if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
            FloatBuffer floats = tensor.getFloatBuffer();
            said = new double[floats.remaining()];
            for (int i = 0; i < said.length; i++) {
                said[i] = floats.get(i);
            }
        } else if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles = tensor.getDoubleBuffer();
            said = new double[doubles.remaining()];
            doubles.get(said);
        } else {
            return false; // the class that it would choose
        }
        if (said.length == 1 && scores.length == 2) {
            scores[0] = 1 - said[0];
            scores[1] = said[0];
            return true;
        }
        if (said.length != scores.length) {
            return false;
        }
        System.arraycopy(said, 0, scores, 0, scores.length);
        return true;
    }

    /** One map of a row, from the number of a class to its probability. */
    private static boolean read(OnnxSequence sequence, double[] scores) throws OrtException {
        List<? extends OnnxValue> rows = sequence.getValue();
        if (rows.size() != 1 || !(rows.getFirst() instanceof OnnxMap map)) {
            return false;
        }
        Map<?, ?> said = map.getValue();
        for (int i = 0; i < scores.length; i++) {
            if (!(said.get((long) i) instanceof Number number)) {
                return false;
            }
            scores[i] = number.doubleValue();
        }
        return said.size() == scores.length;
    }
}
