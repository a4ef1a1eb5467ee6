package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.learning.learner.Learner;
import dev.tidemill.learning.learner.StoredModel;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The models of one predictor: which there are, which answers, and what is to become of them. What
 * is wanted is journalled; the calls return when it is done and can be read. Safe for all threads.
 *
 * <pre>{@code
 * ModelRegistry models = mill.predictor("buys").models();
 * models.promote("trees", new ModelRegistry.Reason("ada", "fewer wrong alarms"));
 * models.rollBack(new ModelRegistry.Reason("ada", ""));
 * }</pre>
 */
public final class ModelRegistry {
    /** A tick that is sealed is published within this, or the engine is far behind. */
    private static final long PUBLISHED_MILLIS_MAX = 30_000;

    /** Who and why are as long at most, in characters. */
    private static final int REASON_LENGTH_MAX = 1_000;

    /** The largest file that {@link #take} reads. */
    public static final int FILE_BYTES_MAX = ModelFile.FILE_BYTES_MAX;

    /** The names of features beside a model's bytes. */
    private static final int ONNX_HEAD_BYTES_MAX = 1 << 20;

    private static final LearnerSettings ONNX = new LearnerSettings(LearnerName.ONNX, "", Map.of());

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}");

    private final PredictorRuntime runtime;
    private final String predictor;
    private final Predictor.Ticks ticks;

    /**
     * Who wants something, and why; both stand in {@code tidemill.model_moves}.
     *
     * @param why may be empty
     */
    public record Reason(String by, String why) {
        public Reason {
            requireNonNull(by, "by");
            requireNonNull(why, "why");
            if (by.length() + why.length() > REASON_LENGTH_MAX) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST,
                        "a reason has %d characters at most".formatted(REASON_LENGTH_MAX));
            }
        }
    }

    ModelRegistry(PredictorRuntime runtime, String predictor, Predictor.Ticks ticks) {
        this.runtime = requireNonNull(runtime, "runtime");
        this.predictor = requireNonNull(predictor, "predictor");
        this.ticks = requireNonNull(ticks, "ticks");
    }

    /** Those that are used, the champion first. */
    public List<ModelVersion> versions() {
        return runtime.look(predictor, state -> state.lineup().versions());
    }

    /**
     * Makes a model the champion; the one that was stays as the former.
     *
     * @param model its version or its alias
     * @throws TidemillException UNKNOWN_MODEL; MODEL_STATE when it is the champion
     */
    public List<ModelVersion> promote(String model, Reason reason) throws InterruptedException {
        int version =
                runtime.look(
                        predictor,
                        state -> {
                            Contender found = known(state, model);
                            if (found == state.lineup().champion()) {
                                throw refused("%s is the champion already".formatted(model));
                            }
                            return found.version();
                        });
        await(wish(reason, new ModelEntry.Promote(version)));
        return versions();
    }

    /**
     * Makes the former champion it again; no rule promotes the other one any more.
     *
     * @throws TidemillException MODEL_STATE when there is no former one
     */
    public List<ModelVersion> rollBack(Reason reason) throws InterruptedException {
        boolean isThere = runtime.look(predictor, state -> state.lineup().former() != null);
        if (!isThere) {
            throw refused("no model was promoted that could be rolled back");
        }
        await(wish(reason, new ModelEntry.RollBack()));
        return versions();
    }

    /**
     * Tells a challenger that no file defines nothing more.
     *
     * @param model its version or its alias
     * @throws TidemillException UNKNOWN_MODEL; MODEL_STATE
     */
    public List<ModelVersion> drop(String model, Reason reason) throws InterruptedException {
        int version =
                runtime.look(
                        predictor,
                        state -> {
                            Contender found = known(state, model);
                            String refusal =
                                    ModelWish.refusalToDrop(state.lineup(), found, found.version());
                            if (refusal != null) {
                                throw refused(refusal);
                            }
                            return found.version();
                        });
        await(wish(reason, new ModelEntry.Drop(version)));
        return versions();
    }

    /**
     * Has a model trained anew from labelled predictions; it becomes the challenger {@code
     * retrained} when it is. Returns when that is journalled, and does not wait for the training.
     */
    public void retrain(Reason reason) throws InterruptedException {
        boolean isWanted = runtime.look(predictor, state -> state.retraining().isWanted());
        if (isWanted) {
            throw refused("a training is under way");
        }
        await(wish(reason, new ModelEntry.WantTraining()));
    }

    /**
     * A model as a file, to be taken by a predictor with the same features and target.
     *
     * @param model its version or its alias
     * @throws TidemillException UNKNOWN_MODEL, MODEL_TOO_LARGE
     */
    public byte[] export(String model) {
        return runtime.look(
                predictor,
                state -> {
                    Contender found = known(state, model);
                    byte[] bytes = found.model().bytes();
                    if (bytes.length > ModelEntry.MODEL_BYTES_MAX) {
                        throw ModelFile.tooLarge(bytes.length);
                    }
                    return new ModelFile(
                                    predictor,
                                    found.version(),
                                    found.settings(),
                                    ModelFile.about(state.rule()),
                                    found.model().labelsLearnt(),
                                    found.beganTick(),
                                    bytes)
                            .bytes();
                });
    }

    /**
     * Takes a model from a file as a challenger, in the place of one of the same name.
     *
     * @param name of the challenger
     * @throws TidemillException MODEL_CORRUPT, MODEL_VERSION, MODEL_TOO_LARGE; MODEL_MISMATCH when
     *     it foretells something else, or by other features; MODEL_STATE when there are too many,
     *     or the name is one that the files define
     */
    public List<ModelVersion> take(byte[] file, String name, Reason reason)
            throws InterruptedException {
        requireName(name);
        ModelFile read = ModelFile.read(file);
        ModelEntry.Register register = runtime.look(predictor, s -> checked(s, read, name));
        String why = "%s; version %d of %s".formatted(reason.why(), read.version(), name(read));
        String told = reason.why().isEmpty() ? why.substring(2) : why;
        await(wish(new Reason(reason.by(), told), register));
        return versions();
    }

    /**
     * Takes a model in the form ONNX as a challenger that learns nothing, in the place of one of
     * the same name.
     *
     * @throws TidemillException MODEL_RUNTIME when ONNX Runtime is not there; as {@link #take}
     */
    public List<ModelVersion> takeOnnx(byte[] model, String name, Reason reason)
            throws InterruptedException {
        requireName(name);
        if (model.length > ModelEntry.MODEL_BYTES_MAX - ONNX_HEAD_BYTES_MAX) {
            throw ModelFile.tooLarge(model.length);
        }
        ModelEntry.Register register =
                runtime.look(
                        predictor,
                        state -> {
                            Learner learner = ModelCheck.onnx(state.rule(), model);
                            ModelCheck.requireScores(learner);
                            ModelEntry.Register made =
                                    new ModelEntry.Register(
                                            name,
                                            Contender.Origin.IMPORT.word(),
                                            state.lineup().since(),
                                            ONNX,
                                            0,
                                            StoredModel.write(learner));
                            String refusal = state.lineup().refusal(made);
                            if (refusal != null) {
                                throw refused(refusal);
                            }
                            return made;
                        });
        await(wish(reason, register));
        return versions();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()
                || name.equals(Contest.CHAMPION)
                || name.equals(Contest.FORMER)) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "no challenger can be called " + name)
                    .withHint("lower-case letters, digits, - and _, beginning with a letter");
        }
    }

    private static String name(ModelFile file) {
        return file.predictor().length() > 63 ? "another predictor" : file.predictor();
    }

    private static ModelEntry.Register checked(PredictorState state, ModelFile read, String name) {
        PredictorRule rule = state.rule();
        if (!ModelFile.about(rule).equals(read.about())) {
            throw ModelCheck.mismatch("the file says " + shortened(read.about().text()));
        }
        ModelEntry.Register register =
                new ModelEntry.Register(
                        name,
                        Contender.Origin.IMPORT.word(),
                        state.lineup().since(),
                        read.learner(),
                        read.labelsLearnt(),
                        read.model());
        String refusal = state.lineup().refusal(register);
        if (refusal != null) {
            throw refused(refusal);
        }
        ModelCheck.requireScores(ModelCheck.read(rule, read.learner().learner(), read.model()));
        return register;
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static Contender known(PredictorState state, String model) {
        Lineup lineup = state.lineup();
        List<String> aliases = new ArrayList<>();
        for (ModelVersion each : lineup.versions()) {
            if (model.equals(each.alias())
                    || (VERSION.matcher(model).matches()
                            && Integer.parseInt(model) == each.version())) {
                return requireNonNull(lineup.version(each.version()));
            }
            aliases.add(String.valueOf(each.alias()));
        }
        String closest = ClosestWord.hint(model, aliases);
        throw new TidemillException(
                        ErrorCode.UNKNOWN_MODEL,
                        "the predictor %s has no model %s".formatted(state.rule().name(), model))
                .withHint(closest != null ? closest : "it has " + String.join(", ", aliases));
    }

    private static TidemillException refused(String fact) {
        return new TidemillException(ErrorCode.MODEL_STATE, fact);
    }

    private long wish(Reason reason, ModelEntry.Command command) throws InterruptedException {
        return runtime.wish(new ModelEntry(predictor, reason.by(), reason.why(), command));
    }

    private void await(long tick) throws InterruptedException {
        if (!ticks.await(tick, PUBLISHED_MILLIS_MAX)) {
            throw new TidemillException(
                            ErrorCode.NOT_READY, "tick %d is not there yet".formatted(tick))
                    .withHint("it is journalled: look at the models after a moment");
        }
    }
}
