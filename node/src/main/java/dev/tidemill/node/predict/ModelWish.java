package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.learning.learner.Learner;
import dev.tidemill.node.predict.AliasMove.Change;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictorRule;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a predictor's models, done in its tick. What is not possible any more by
 * then is refused, which stands among the moves of aliases.
 */
final class ModelWish {
    private final PredictorState state;
    private final ModelEntry entry;
    private final Change change;

    ModelWish(PredictorState state, ModelEntry entry, long tick, long nowMicros) {
        this.state = requireNonNull(state, "state");
        this.entry = requireNonNull(entry, "entry");
        this.change = new Change(entry.by(), entry.why(), tick, nowMicros);
    }

    void heed() {
        Lineup lineup = state.lineup();
        switch (entry.command()) {
            case ModelEntry.Promote promote -> {
                Contender next = lineup.version(promote.version());
                if (next == null) {
                    refuse(Contest.CHAMPION, noVersion(promote.version()));
                } else {
                    lineup.promote(next, change);
                }
            }
            case ModelEntry.RollBack _ -> {
                if (!lineup.rollBack(change)) {
                    refuse(Contest.CHAMPION, "there is no former champion");
                }
            }
            case ModelEntry.Drop drop -> drop(lineup, drop.version());
            case ModelEntry.Register register -> register(lineup, register);
            case ModelEntry.WantTraining _ ->
                    state.retraining().want(change.tick(), change.micros(), wanted());
            case ModelEntry.EndTraining end -> {
                if (end.since() != lineup.since()) {
                    return; // Another training may be under way by now.
                }
                state.retraining().ended();
                lineup.log().move(Contest.RETRAINED, 0, 0, change);
            }
        }
    }

    private String wanted() {
        return entry.by() + " wants it" + (entry.why().isEmpty() ? "" : ": " + entry.why());
    }

    private void drop(Lineup lineup, int version) {
        Contender found = lineup.version(version);
        String refusal = refusalToDrop(lineup, found, version);
        if (found == null || refusal != null) {
            refuse(found == null ? Contest.CHAMPION : lineup.alias(found), String.valueOf(refusal));
        } else {
            lineup.retire(found, change);
        }
    }

    /** What stands against dropping a model; null when nothing does. */
    static @Nullable String refusalToDrop(Lineup lineup, @Nullable Contender found, int version) {
        if (found == null) {
            return noVersion(version);
        }
        if (found == lineup.champion() || found == lineup.former()) {
            return "version %d is the %s".formatted(version, lineup.alias(found));
        }
        return found.origin() == Contender.Origin.DEFINITION
                ? "version %d is defined by the predictor's file".formatted(version)
                : null;
    }

    private void register(Lineup lineup, ModelEntry.Register register) {
        boolean isTraining = Contender.Origin.of(register.origin()) == Contender.Origin.RETRAIN;
        if (isTraining && register.since() == lineup.since()) {
            state.retraining().ended();
        }
        String refusal = lineup.refusal(register);
        if (refusal == null) {
            PredictorRule rule = state.rule().withLearner(register.learner());
            try {
                Learner learner =
                        ModelCheck.read(rule, register.learner().learner(), register.model());
                TaughtModel model =
                        TaughtModel.of(
                                rule, lineup.nextVersion(), learner, register.labelsLearnt());
                lineup.register(register, model, change);
                return;
            } catch (TidemillException e) {
                refusal = e.message();
            }
        }
        refuse(register.name(), refusal);
    }

    private void refuse(String alias, String why) {
        state.lineup().log().move(alias, 0, 0, change.because("refused: " + why));
    }

    static String noVersion(int version) {
        return "there is no version %d".formatted(version);
    }
}
