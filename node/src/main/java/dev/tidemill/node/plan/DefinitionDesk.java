package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans definitions, takes them over, and goes back to the former ones.
 *
 * <p>What is in force is what the journal says, and changes at one tick. Before that, the files of
 * the new and of the former definitions are on disk, with what is still to be seen of the new ones;
 * so a crash at any point leaves the former ones in force, or the new ones, whose settling goes on
 * at the next start. Safe for all threads.
 */
public final class DefinitionDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionDesk.class);

    private final DefinitionDoor door;
    private final DefinitionPlanMaker plans;
    private final ReleaseStore releases;
    private final Path temporary;
    private final SettlingWatch watch;

    /**
     * @param temporary where files are put while they are looked at
     */
    public DefinitionDesk(
            DefinitionDoor door, DefinitionPlanMaker plans, ReleaseStore releases, Path temporary) {
        this.door = requireNonNull(door, "door");
        this.plans = requireNonNull(plans, "plans");
        this.releases = requireNonNull(releases, "releases");
        this.temporary = requireNonNull(temporary, "temporary");
        this.watch = new SettlingWatch(door, releases, this::takeBack);
    }

    /** Goes on with what a crash or a stop broke off. Called once, when the mill runs. */
    public void start() {
        String release = door.sealedRelease();
        Release last = releases.last();
        if (!release.isEmpty() && (last == null || !last.hash().equals(release))) {
            note(release, door.status().tick(), Release.Origin.APPLY, null);
        }
        Settling left;
        try {
            releases.settleSealed(release);
            left = releases.settling().orElse(null);
        } catch (TidemillException e) {
            LOG.error("definitions are not looked at any more: {}", e.message());
            return;
        }
        if (left == null) {
            return;
        }
        if (left.release().equals(release)) {
            watch.begin(left, door.status().tick());
        } else {
            releases.settled(left.release());
        }
    }

    /** What taking definitions over would do; nothing is changed. */
    public DefinitionPlan plan(DefinitionFiles next, PlanTerms terms) {
        return plans.plan(door.running(), next, terms);
    }

    /** The same with the project's tests. */
    public DefinitionPlan plan(DefinitionFiles next, boolean allowBreaking) {
        return plan(next, new PlanTerms(allowBreaking, true));
    }

    /**
     * Puts definitions in force at one tick, and lets them settle: when a live table is not built,
     * is suspended or has error rows beyond the bound, or a check fails, the former ones come back.
     * Asked again for definitions that are in force, it says how far they are.
     *
     * @return as of the tick in which they are in force; {@link #state} tells how it goes on
     * @throws TidemillException PLAN_STALE, BREAKING_CHANGE, TESTS_FAILED and whatever else refuses
     *     them; nothing was changed then
     */
    public ApplyState apply(DefinitionFiles next, ApplyTerms terms) {
        if (terms.tests() && !next.hash().equals(door.sealedRelease())) {
            // Before the turn: nobody who changes definitions waits for tests.
            List<PlanRefusal> failed = plans.testRefusals(door.running(), next);
            if (!failed.isEmpty()) {
                throw refusal(failed);
            }
        }
        return door.inTurn(() -> take(next, terms, Release.Origin.APPLY));
    }

    /**
     * Puts definitions in force that were before, as {@link #apply} does. Tables with rows that
     * they lack stay, as tables that no file defines.
     *
     * @param release the hash of their files; null for the newest that are others than those in
     *     force
     * @throws TidemillException NOT_FOUND when they are not kept; URL_NOT_ALLOWED and whatever else
     *     refuses them. That they break contracts does not.
     */
    public ApplyState rollBack(@Nullable String release, ApplyTerms terms) {
        return rollBack(release, terms, _ -> {});
    }

    /**
     * The same on somebody's behalf.
     *
     * @param needs throws when who asks may not bring these files
     */
    public ApplyState rollBack(
            @Nullable String release, ApplyTerms terms, Consumer<DefinitionFiles> needs) {
        return door.inTurn(
                () -> {
                    DefinitionFiles files = releases.read(release == null ? former() : release);
                    needs.accept(files);
                    return take(files, terms, Release.Origin.ROLLBACK);
                });
    }

    /**
     * What {@link #rollBack} would do; nothing is changed. What would refuse an apply is told, and
     * does not refuse this: what was in force may be again.
     *
     * @param release the hash of their files; null for those that it would choose
     * @throws TidemillException NOT_FOUND when they are not kept
     */
    public DefinitionPlan planRollBack(@Nullable String release) {
        DefinitionFiles files = releases.read(release == null ? former() : release);
        return plans.plan(door.running(), files, new PlanTerms(true, false)).unrefused();
    }

    private String former() {
        String inForce = door.running().files();
        return releases.former(inForce)
                .map(Release::hash)
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.NOT_FOUND,
                                                "no definitions before these are kept")
                                        .withHint(
                                                "what tidemill apply replaces is kept; what was"
                                                        + " gone back from has to be named"));
    }

    private ApplyState take(DefinitionFiles next, ApplyTerms terms, Release.Origin origin) {
        if (next.hash().equals(door.sealedRelease())) {
            ApplyState known = watch.state();
            return known != null && known.release().equals(next.hash())
                    ? known
                    : ApplyState.done(next.hash(), door.status().tick());
        }
        boolean back = origin == Release.Origin.ROLLBACK;
        if (!back) {
            requireSettled();
        }
        RunningDefinitions running = door.running();
        String base = terms.base();
        if (base != null && !base.equals(running.fingerprint())) {
            throw new TidemillException(
                            ErrorCode.PLAN_STALE,
                            "the plan was made against %s, and %s runs"
                                    .formatted(base, running.fingerprint()))
                    .withHint("plan again, look at it, and apply that");
        }
        DefinitionPlan plan =
                plans.plan(
                        running,
                        next,
                        back ? PlanTerms.BACK : new PlanTerms(terms.allowBreaking(), false));
        if (!plan.applicable()) {
            throw refusal(plan.refusals());
        }
        DefinitionFiles former = door.files();
        return takeOver(
                former,
                next,
                Settling.of(plan, former.hash(), terms, door.status()),
                origin,
                terms.by());
    }

    private void requireSettled() {
        ApplyState known = watch.state();
        if (known != null && !known.phase().isEnd()) {
            throw new TidemillException(
                            ErrorCode.NOT_READY,
                            "the definitions %s have not settled".formatted(known.release()))
                    .withHint("wait until they have: GET /v1/definitions");
        }
    }

    private static TidemillException refusal(List<PlanRefusal> refusals) {
        TidemillException first = refusals.getFirst().asException();
        return first.withDetail(
                refusals.stream().map(DefinitionDesk::text).collect(Collectors.joining("\n")));
    }

    private static String text(PlanRefusal refusal) {
        StringBuilder text = new StringBuilder(refusal.code().code());
        text.append(' ').append(refusal.message());
        if (!refusal.consumers().isEmpty()) {
            text.append(", which breaks ").append(String.join(", ", refusal.consumers()));
        }
        refusal.details().forEach(line -> text.append("\n  ").append(line));
        return text.toString();
    }

    private ApplyState takeOver(
            DefinitionFiles former,
            DefinitionFiles next,
            Settling settling,
            Release.Origin origin,
            @Nullable String by) {
        releases.keep(former);
        releases.keep(next);
        releases.begin(settling);
        Release last = releases.last();
        if (last == null || !last.hash().equals(settling.former())) {
            note(settling.former(), door.status().tick(), Release.Origin.FOLDER, null);
        }
        long tick;
        try {
            tick = take(next, origin == Release.Origin.ROLLBACK);
        } catch (TidemillException e) {
            if (door.sealedRelease().equals(next.hash())) {
                // It is on disk and takes effect; who asked is only not told of the tick.
                releases.settleSealed(next.hash());
                watch.begin(settling, 0);
            } else {
                releases.giveUp(next.hash());
            }
            throw e;
        }
        // Watched first: what follows may fail, and they are in force.
        ApplyState begun = watch.begin(settling, tick);
        releases.settleSealed(next.hash());
        note(next.hash(), tick, origin, by);
        return begun;
    }

    private long take(DefinitionFiles files, boolean keepsRows) {
        try (StagedDefinitions staged = StagedDefinitions.write(files, temporary)) {
            return door.take(staged.folder(), files, keepsRows);
        }
    }

    /**
     * The former definitions come back, as new ones do not stand.
     *
     * @return false when others are in force already
     */
    private boolean takeBack(Settling settling) {
        DefinitionFiles former = releases.read(settling.former());
        return door.inTurn(
                () -> {
                    if (!door.sealedRelease().equals(settling.release())) {
                        return false;
                    }
                    long tick;
                    try {
                        tick = take(former, true);
                    } catch (TidemillException e) {
                        if (!door.sealedRelease().equals(former.hash())) {
                            throw e;
                        }
                        LOG.warn("the former definitions take long to come: {}", e.message());
                        tick = door.status().tick();
                    }
                    note(former.hash(), tick, Release.Origin.ROLLBACK, null);
                    return true;
                });
    }

    private void note(String hash, long tick, Release.Origin origin, @Nullable String by) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        releases.note(new Release(hash, tick, now, origin, by));
    }

    /**
     * Makes a folder's definitions that run applied ones, so that a start without watching goes on
     * with them whatever is saved meanwhile. Nothing happens when applied ones run.
     */
    public void adopt() {
        boolean ignored = door.inTurn(this::adoptInTurn);
    }

    private boolean adoptInTurn() {
        if (!door.sealedRelease().isEmpty()) {
            return false;
        }
        DefinitionFiles files = door.files();
        releases.keep(files);
        note(files.hash(), take(files, false), Release.Origin.APPLY, null);
        return true;
    }

    /** How far the last taking over is; null when there was none since the start. */
    public @Nullable ApplyState state() {
        return watch.state();
    }

    /** What came into force, oldest first; empty when nothing was applied yet. */
    public List<Release> releases() {
        return releases.releases();
    }

    /** What is in force now. */
    public InForce inForce() {
        return InForce.of(door.running(), door.sealedRelease());
    }

    /** Stops watching definitions that settle; the next start goes on with it. */
    @Override
    public void close() {
        watch.close();
    }
}
