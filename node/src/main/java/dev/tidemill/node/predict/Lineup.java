package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.predictor.Challenger;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.predict.AliasMove.Change;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A predictor's models: the champion, which answers, and those beside it, which are told the same
 * rows and labels. Aliases name versions and move; a version never means another model.
 *
 * <p>Invariants: the champion stands first; challengers have names of their own; the former
 * champion is one of the models, or there is none; versions are given once; all of it is a function
 * of the ticks.
 *
 * <p>For one thread at a time.
 */
final class Lineup {
    /** Models of one predictor, before more are registered; each costs as much as the champion. */
    static final int MODELS_MAX = 8;

    private PredictorRule rule;
    private final List<Contender> models = new ArrayList<>();
    private @Nullable Contender former;
    private final int firstVersion;
    private int lastVersion;

    /** The tick from which on these models learn what they learn. */
    private long since;

    private final ModelLog log;

    /** The champion's loss since it is that. */
    private LossWindow loss;

    private long championSinceMicros;
    private long measuredMicros;

    private Lineup(PredictorRule rule, int firstVersion, ModelLog log) {
        this.rule = requireNonNull(rule, "rule");
        this.firstVersion = firstVersion;
        this.lastVersion = firstVersion - 1;
        this.log = requireNonNull(log, "log");
        this.loss = new LossWindow(rule.contest().windowLabels());
    }

    /** Models that have learnt nothing. */
    static Lineup begin(PredictorRule rule, Change change) {
        return begin(rule, 1, new ModelLog(), change);
    }

    private static Lineup begin(PredictorRule rule, int version, ModelLog log, Change change) {
        Lineup lineup = new Lineup(rule, version, log);
        lineup.championSinceMicros = change.micros();
        lineup.since = change.tick();
        lineup.add(Contest.BASE, rule.learner(), change);
        rule.contest().challengers().forEach(c -> lineup.add(c.name(), c.learner(), change));
        return lineup;
    }

    private void add(String name, LearnerSettings settings, Change change) {
        TaughtModel model = new TaughtModel(rule.withLearner(settings), ++lastVersion);
        add(name, Contender.Origin.DEFINITION, settings, model, change);
    }

    private void add(
            String name,
            Contender.Origin origin,
            LearnerSettings settings,
            TaughtModel model,
            Change change) {
        Contender added =
                new Contender(
                        name,
                        origin,
                        settings,
                        change.tick(),
                        model,
                        rule.contest().windowLabels());
        models.add(added);
        log.move(alias(added), 0, added.version(), change);
    }

    Contender champion() {
        return models.getFirst();
    }

    @Nullable Contender former() {
        return former;
    }

    ModelLog log() {
        return log;
    }

    int size() {
        return models.size();
    }

    /** The first version that learns what all of them do. */
    int firstVersion() {
        return firstVersion;
    }

    /** The tick from which on these models learn what they learn: no two lineups have the same. */
    long since() {
        return since;
    }

    /** A model that is used; null when there is none of this version. */
    @Nullable Contender version(int version) {
        for (Contender each : models) {
            if (each.version() == version) {
                return each;
            }
        }
        return null;
    }

    /** A challenger by its name; null when there is none. */
    @Nullable Contender challenger(String name) {
        for (Contender each : models) {
            if (each != champion() && each != former && each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    String alias(Contender model) {
        return model == champion()
                ? Contest.CHAMPION
                : model == former ? Contest.FORMER : model.name();
    }

    /** Those that are used, the champion first. */
    List<ModelVersion> versions() {
        return models.stream().map(this::told).toList();
    }

    private ModelVersion told(Contender model) {
        LossWindow ahead = model.ahead();
        double mean = ahead.mean();
        double margin = ahead.margin();
        return new ModelVersion(
                model.version(),
                model.name(),
                alias(model),
                model.settings().learner().word(),
                model.origin().word(),
                share(model),
                model.beganTick(),
                model.model().labelsLearnt(),
                model.model().measured(),
                MetricsTable.measures(model.model()),
                model == champion() ? loss.size() : ahead.size(),
                ModelVersion.known(mean),
                ModelVersion.known(mean - margin),
                ModelVersion.known(mean + margin),
                model.isBenched(),
                null,
                null);
    }

    // Definitions.

    /** Goes on with the models that still fit another rule of the same name. */
    Lineup use(PredictorRule newer, Change change) {
        if (!rule.learnsLike(newer)) {
            models.forEach(each -> log.retire(told(each).ended(change.tick(), change.why())));
            return begin(newer, lastVersion + 1, log, change);
        }
        boolean sameWindow = rule.contest().windowLabels() == newer.contest().windowLabels();
        rule = newer;
        for (Contender each : List.copyOf(models)) {
            boolean isChallenger = each != champion() && each != former;
            if (isChallenger
                    && each.origin() == Contender.Origin.DEFINITION
                    && !each.name().equals(Contest.BASE)
                    && !isDefined(each)) {
                retire(each, change);
            }
        }
        for (Challenger each : newer.contest().challengers()) {
            boolean isThere =
                    models.stream()
                            .anyMatch(
                                    m ->
                                            m.name().equals(each.name())
                                                    && m.settings().equals(each.learner()));
            if (!isThere) {
                add(each.name(), each.learner(), change);
            }
        }
        if (!sameWindow) {
            compareAnew();
        }
        return this;
    }

    private boolean isDefined(Contender model) {
        return rule.contest().challengers().stream()
                .anyMatch(
                        c -> c.name().equals(model.name()) && c.learner().equals(model.settings()));
    }

    private void compareAnew() {
        int window = rule.contest().windowLabels();
        loss = new LossWindow(window);
        models.forEach(each -> each.compareAnew(window));
    }

    // Foretelling.

    /** The models in the order in which {@link #scores} has what they say. */
    List<PredictionEntry.Model> asked() {
        return models.stream()
                .map(
                        each ->
                                new PredictionEntry.Model(
                                        each.version(), alias(each), each.model().labelsLearnt()))
                .toList();
    }

    /**
     * What each foretells of a row, one after the other.
     *
     * @param tick in which the row was due, or asked about
     */
    double[] scores(RowKey key, long tick, RowFeatures row) {
        return models.stream()
                .flatMapToDouble(each -> Arrays.stream(each.model().scores(key, tick, row)))
                .toArray();
    }

    /** The position of the model whose answer counts for a key: always the same one, by shares. */
    int answering(RowKey key) {
        double point = KeyShare.percent(rule.name(), key);
        double upTo = 0;
        for (Challenger each : rule.contest().challengers()) {
            upTo += each.sharePercent();
            if (point < upTo) {
                return answering(each.name());
            }
        }
        RetrainingRule retraining = rule.contest().retraining();
        upTo += retraining == null ? 0 : retraining.sharePercent();
        return point < upTo ? answering(Contest.RETRAINED) : 0;
    }

    private int answering(String name) {
        Contender challenger = challenger(name);
        return challenger == null || challenger.isBenched() ? 0 : models.indexOf(challenger);
    }

    private double share(Contender model) {
        if (challenger(model.name()) != model || model.isBenched()) {
            return 0;
        }
        for (Challenger each : rule.contest().challengers()) {
            if (each.name().equals(model.name())) {
                return each.sharePercent();
            }
        }
        RetrainingRule retraining = rule.contest().retraining();
        return retraining != null && model.name().equals(Contest.RETRAINED)
                ? retraining.sharePercent()
                : 0;
    }

    /** Throws MODEL_RUNTIME when one was trained elsewhere, and nothing here runs it. */
    void requireRuntimes() {
        models.forEach(each -> each.model().requireRuntime());
    }

    // Labels.

    /** Measures what each foretold of a row, before any learns its label. */
    void measure(Waiting.Pending made, double label, long lagMicros, long nowMicros) {
        measuredMicros = Math.max(measuredMicros, nowMicros);
        double[] foretold = made.scores(champion().version());
        double best = foretold == null ? Double.NaN : Loss.of(rule, foretold, label);
        for (Contender each : models) {
            double[] scores = made.scores(each.version());
            if (scores == null) {
                continue; // It came after the row was foretold of.
            }
            each.model().measure(scores, label, lagMicros);
            if (each == champion()) {
                loss.add(best);
            } else if (!Double.isNaN(best)) {
                each.ahead().add(best - Loss.of(rule, scores, label));
            }
        }
    }

    /** Has all of them learn what came of a row. */
    void learn(Waiting.Pending made, double label) {
        models.forEach(each -> each.model().learn(made.due().features(), made.answer(), label));
    }

    /** Follows the rules of promotion and rollback behind a tick; whether an alias moved. */
    boolean judge(long tick, long nowMicros) {
        Change change = new Change(Change.RULE, "", tick, nowMicros);
        Judgement judgement = new Judgement(rule.contest());
        Contender before = former;
        if (before != null) {
            String fault =
                    judgement.fault(
                            loss,
                            before.ahead(),
                            nowMicros - Math.max(championSinceMicros, measuredMicros));
            if (fault != null) {
                rollBack(change.because(fault));
                return true;
            }
        }
        Contender better =
                judgement.better(models.stream().skip(1).filter(m -> m != before).toList());
        if (better != null) {
            promote(better, change.because(Judgement.praise(better.ahead())));
        }
        return better != null;
    }

    // Aliases.

    /** Makes a model the champion. */
    void promote(Contender next, Change change) {
        if (next == champion()) {
            return;
        }
        Contender before = champion();
        Contender displaced = former;
        String alias = alias(next);
        log.move(
                alias, next.version(), alias.equals(Contest.FORMER) ? before.version() : 0, change);
        if (!alias.equals(Contest.FORMER)) {
            log.move(
                    Contest.FORMER,
                    displaced == null ? 0 : displaced.version(),
                    before.version(),
                    change);
        }
        crown(next, change);
        former = before;
        if (displaced != null && displaced != next) {
            stepDown(displaced, isOfFiles(displaced), change);
        }
    }

    /** Makes the former champion it again; false when there is none. */
    boolean rollBack(Change change) {
        Contender next = former;
        if (next == null) {
            return false;
        }
        Contender failed = champion();
        failed.bench(true);
        log.move(Contest.FORMER, next.version(), 0, change);
        crown(next, change);
        former = null;
        stepDown(failed, true, change);
        return true;
    }

    private void crown(Contender next, Change change) {
        log.move(Contest.CHAMPION, champion().version(), next.version(), change);
        models.remove(next);
        models.addFirst(next);
        next.bench(false);
        championSinceMicros = change.micros();
        compareAnew();
    }

    private boolean isOfFiles(Contender model) {
        return model.origin() == Contender.Origin.DEFINITION
                && (model.name().equals(Contest.BASE) || isDefined(model));
    }

    /** A champion that was becomes a challenger, if it may and none has its name. */
    private void stepDown(Contender model, boolean mayStay, Change change) {
        boolean isTaken =
                models.stream()
                        .anyMatch(
                                other ->
                                        other != model
                                                && other != champion()
                                                && other != former
                                                && other.name().equals(model.name()));
        if (mayStay && !isTaken) {
            log.move(model.name(), 0, model.version(), change);
        } else {
            models.remove(model);
            log.retire(told(model).ended(change.tick(), change.why()));
        }
    }

    /** Tells a challenger nothing more. */
    void retire(Contender challenger, Change change) {
        log.move(challenger.name(), challenger.version(), 0, change);
        log.retire(told(challenger).ended(change.tick(), change.why()));
        models.remove(challenger);
    }

    /** What stands against a model that is to be a challenger; null when nothing does. */
    @Nullable String refusal(ModelEntry.Register register) {
        if (register.since() != since) {
            return "the predictor became another meanwhile";
        }
        boolean isOfFiles =
                Contest.BASE.equals(register.name())
                        || rule.contest().challengers().stream()
                                .anyMatch(c -> c.name().equals(register.name()));
        if (isOfFiles) {
            return "the name %s is that of a model that the files define"
                    .formatted(register.name());
        }
        if (challenger(register.name()) == null && models.size() >= MODELS_MAX) {
            return "there are %d models already: drop one first".formatted(models.size());
        }
        return null;
    }

    /** Takes a model as a challenger, in the place of one of the same name. */
    void register(ModelEntry.Register register, TaughtModel model, Change change) {
        Contender replaced = challenger(register.name());
        if (replaced != null) {
            retire(replaced, change);
        }
        Contender.Origin origin = Contender.Origin.of(register.origin());
        add(register.name(), origin, register.learner(), model, change);
    }

    /** The version that the next model gets. */
    int nextVersion() {
        return ++lastVersion;
    }

    // As bytes and back.

    void write(ModelWriter out) {
        out.number(firstVersion).number(lastVersion).number(since);
        log.write(out);
        out.number(models.size());
        models.forEach(each -> each.write(out));
        out.number(former == null ? -1 : models.indexOf(former));
        loss.write(out);
        out.number(championSinceMicros).number(measuredMicros);
    }

    static Lineup read(PredictorRule rule, ModelReader in) {
        int firstVersion = in.integer();
        int lastVersion = in.integer();
        long since = in.whole();
        Lineup lineup = new Lineup(rule, firstVersion, ModelLog.read(in));
        lineup.lastVersion = lastVersion;
        lineup.since = since;
        for (int i = in.integer(); i > 0; i--) {
            lineup.models.add(Contender.read(rule, in));
        }
        int former = in.integer();
        lineup.former = former < 0 ? null : lineup.models.get(former);
        lineup.loss = LossWindow.read(rule.contest().windowLabels(), in);
        lineup.championSinceMicros = in.whole();
        lineup.measuredMicros = in.whole();
        return lineup;
    }
}
