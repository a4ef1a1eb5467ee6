package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.LearnerForm;
import dev.tidemill.node.record.PredictorRule;
import java.util.Locale;

/** One of a predictor's models, which is told all rows and labels. Owned by its lineup. */
final class Contender {
    /** Where a model is from. */
    enum Origin {
        DEFINITION,
        IMPORT,
        RETRAIN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Origin of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    private final String name;
    private final Origin origin;
    private final LearnerSettings settings;
    private final long beganTick;
    private final TaughtModel model;

    /** The champion's loss less its own, of each row that both foretold since that is champion. */
    private LossWindow ahead;

    /** In which round of that window a rule looked last. */
    private long looked;

    /** Whether no rule promotes it, as it was the champion and had to give that back. */
    private boolean benched;

    Contender(
            String name,
            Origin origin,
            LearnerSettings settings,
            long beganTick,
            TaughtModel model,
            int windowLabels) {
        this.name = requireNonNull(name, "name");
        this.origin = requireNonNull(origin, "origin");
        this.settings = requireNonNull(settings, "settings");
        this.beganTick = beganTick;
        this.model = requireNonNull(model, "model");
        this.ahead = new LossWindow(windowLabels);
    }

    int version() {
        return model.version();
    }

    String name() {
        return name;
    }

    Origin origin() {
        return origin;
    }

    LearnerSettings settings() {
        return settings;
    }

    long beganTick() {
        return beganTick;
    }

    TaughtModel model() {
        return model;
    }

    LossWindow ahead() {
        return ahead;
    }

    boolean isBenched() {
        return benched;
    }

    void bench(boolean whether) {
        benched = whether;
    }

    /** Compares it with another champion, or over another window, from now on. */
    void compareAnew(int windowLabels) {
        ahead = new LossWindow(windowLabels);
        looked = 0;
    }

    /** Whether a rule may look at it: once in each round, so at other labels each time. */
    boolean isToBeLookedAt() {
        boolean fresh = ahead.rounds() > looked;
        looked = ahead.rounds();
        return fresh;
    }

    void write(ModelWriter out) {
        out.text(name).text(origin.word()).block(LearnerForm.bytes(settings)).number(beganTick);
        model.write(out);
        ahead.write(out);
        out.number(looked).flag(benched);
    }

    static Contender read(PredictorRule rule, ModelReader in) {
        String name = in.text();
        Origin origin = Origin.of(in.text());
        LearnerSettings settings = LearnerForm.of(in.block());
        long beganTick = in.whole();
        int window = rule.contest().windowLabels();
        TaughtModel model = TaughtModel.read(rule.withLearner(settings), in);
        Contender read = new Contender(name, origin, settings, beganTick, model, window);
        read.ahead = LossWindow.read(window, in);
        read.looked = in.whole();
        read.benched = in.flag();
        return read;
    }
}
