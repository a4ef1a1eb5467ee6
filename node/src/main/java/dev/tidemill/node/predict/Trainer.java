package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.node.tick.PublishedTick;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains models anew from labelled predictions, one at a time, on a thread that lets others come
 * first. It waits for at most one training of each predictor. What comes of one is handed on, to be
 * journalled: nothing here is a function of the ticks.
 */
final class Trainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    /** Between two looks whether the mill ends. */
    private static final int ROWS_BETWEEN_LOOKS = 256;

    /** Only what was chosen is learnt by what was said, and no choice is trained anew. */
    private static final double[] NO_SCORES = {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Job> jobs = new ArrayDeque<>();
    private final Supplier<PublishedTick> newest;
    private final Consumer<ModelEntry> done;
    private final Consumer<Throwable> fatal;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * A training that is wanted.
     *
     * @param firstVersion the first that learns what it is to learn
     * @param since the tick from which on that is so
     */
    record Job(PredictorRule rule, int firstVersion, long since, String why) {
        Job {
            requireNonNull(rule, "rule");
            requireNonNull(why, "why");
        }
    }

    /**
     * @param newest the newest published tick, to be closed
     * @param done takes what came of a training; it may wait
     */
    Trainer(Supplier<PublishedTick> newest, Consumer<ModelEntry> done, Consumer<Throwable> fatal) {
        this.newest = requireNonNull(newest, "newest");
        this.done = requireNonNull(done, "done");
        this.fatal = requireNonNull(fatal, "fatal");
        this.thread = BackgroundThreads.unstarted("training", this::run);
    }

    void start() {
        thread.start();
    }

    /** Never waits. */
    void offer(Job job) {
        lock.lock();
        try {
            jobs.removeIf(other -> other.rule().name().equals(job.rule().name()));
            jobs.add(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Job job = take(); job != null; job = take()) {
                ModelEntry came = train(job);
                if (came != null) {
                    done.accept(came);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fatal.accept(e);
        }
    }

    private @Nullable Job take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && jobs.isEmpty()) {
                changed.await();
            }
            return closed ? null : jobs.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Null when the mill ends meanwhile: then it is wanted at the next start. */
    private @Nullable ModelEntry train(Job job) {
        PredictorRule rule = job.rule();
        RetrainingRule how = ruleOf(rule);
        if (rule.target() == TargetKind.CHOICE) {
            return ended(job, "what a choice brought is known of the one that was made only");
        }
        try {
            TrainingRows rows = read(job, how.rowsMax());
            if (rows.size() < how.rowsMin()) {
                return ended(
                        job,
                        "%d labelled predictions are fewer than %d"
                                .formatted(rows.size(), how.rowsMin()));
            }
            TaughtModel model = new TaughtModel(rule.withLearner(how.learner()), 1);
            for (int epoch = 0; epoch < how.epochs(); epoch++) {
                if (!teach(model, rows.oldestFirst())) {
                    return null;
                }
            }
            byte[] bytes = model.bytes();
            if (bytes.length > ModelEntry.MODEL_BYTES_MAX) {
                return ended(job, "it has %d bytes, more than are kept".formatted(bytes.length));
            }
            return entry(
                    job,
                    "%s; from %d labels, %d times".formatted(job.why(), rows.size(), how.epochs()),
                    new ModelEntry.Register(
                            Contest.RETRAINED,
                            Contender.Origin.RETRAIN.word(),
                            job.since(),
                            how.learner(),
                            rows.size(),
                            bytes));
        } catch (TidemillException e) {
            LOG.warn("{} is not trained anew: {}", rule.name(), e.message());
            return closed ? null : ended(job, e.message());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // It would fail at each start again, and nothing else needs it.
            LOG.error("{} is not trained anew", rule.name(), e);
            return closed ? null : ended(job, "a fault of Tidemill: " + e);
        }
    }

    /** What the files say of training; when they say nothing, somebody wants it once. */
    private static RetrainingRule ruleOf(PredictorRule rule) {
        RetrainingRule said = rule.contest().retraining();
        LearnerSettings own = rule.learner();
        return said != null
                ? said
                : new RetrainingRule(null, false, rule.bounds().keptMax(), 1, 1, own, 0);
    }

    private boolean teach(TaughtModel model, List<TrainingRows.Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (i % ROWS_BETWEEN_LOOKS == 0 && closed) {
                return false;
            }
            model.learn(rows.get(i).features(), NO_SCORES, rows.get(i).label());
        }
        return true;
    }

    private TrainingRows read(Job job, int rowsMax) {
        TrainingRows rows = new TrainingRows(job.rule(), job.firstVersion(), rowsMax);
        try (PublishedTick tick = newest.get()) {
            String name = new PredictionTable(job.rule()).input().name();
            if (!tick.snapshot().tables().contains(name)) {
                return rows;
            }
            TableSnapshot table = tick.snapshot().table(name);
            for (Supplier<@Nullable Batch> chunks : table.scan(rows.columns(table.schema()))) {
                Batch chunk;
                while (!closed && (chunk = chunks.get()) != null) {
                    rows.take(chunk);
                }
            }
        }
        return rows;
    }

    private static ModelEntry ended(Job job, String why) {
        return entry(
                job, job.why() + "; no model: " + why, new ModelEntry.EndTraining(job.since()));
    }

    private static ModelEntry entry(Job job, String why, ModelEntry.Command command) {
        return new ModelEntry(job.rule().name(), Contest.RETRAINED, why, command);
    }

    /** Begins no further training; one under way ends soon, and nothing comes of it. */
    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
