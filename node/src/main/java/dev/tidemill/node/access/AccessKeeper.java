package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.DefinitionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The access as of the newest policies, over the definitions of a tick. They do not know what a
 * tick held before they came, so nobody whom they restrict is given one.
 *
 * <p>New definitions run before their policies hold: from the moment on that they are {@linkplain
 * #comes on their way} until they are {@linkplain #settled in force, or given up}, nobody whom
 * policies hold for sees anything. Safe for all threads.
 */
public final class AccessKeeper {
    private final Supplier<Project> project;
    private final Supplier<String> hashKey;
    private volatile @Nullable Kept kept;

    /** The project whose definitions are on their way. */
    private volatile @Nullable Project coming;

    private final Object settling = new Object();
    private final FormerContents former = new FormerContents();

    /** An access and what it was made of. */
    private record Kept(Project project, DefinitionsInForce.View view, Access access) {}

    /**
     * @param project the project in force
     * @param hashKey what digests are made with; asked for when there are policies
     */
    public AccessKeeper(Supplier<Project> project, Supplier<String> hashKey) {
        this.project = requireNonNull(project, "project");
        this.hashKey = requireNonNull(hashKey, "hashKey");
    }

    /** The access over these definitions. */
    public Access over(DefinitionsInForce.View view) {
        Project now = project.get();
        Kept last = kept;
        if (last != null && last.project() == now && last.view() == view) {
            return last.access();
        }
        Kept made = new Kept(now, view, made(now, view));
        kept = made;
        return made.access();
    }

    /** Another project's definitions are about to be taken over. */
    public void comes(Project next) {
        coming = requireNonNull(next, "next");
    }

    /**
     * Another project is about to be in force in the place of the one that is.
     *
     * @param now the definitions that run, with what is being built
     */
    public void replaces(DefinitionsInForce.View now) {
        former.judgedBy(project.get(), now);
    }

    /** The mill has started: under which policies what is being built began, nobody knows. */
    public void started(DefinitionsInForce.View now) {
        former.judgedByNobodyKnows(now);
    }

    /** What came is the project in force by now, or does not come. */
    public void settled() {
        synchronized (settling) {
            coming = null;
            settling.notifyAll();
        }
    }

    /** Whether there are policies, in force or on their way. */
    public boolean hasPolicies() {
        // In this order: what is not on its way any more is in force already.
        Project next = coming;
        return (next != null && next.policies().inForce()) || project.get().policies().inForce();
    }

    /**
     * What somebody may see and do over these definitions.
     *
     * @param view of a tick that the caller has pinned already, or of now
     * @throws TidemillException NOT_READY while other definitions are on their way
     */
    public Sight sight(DefinitionsInForce.View view, Principal principal) {
        boolean onTheirWay = coming != null;
        if (onTheirWay && !principal.isAdministrator() && hasPolicies()) {
            throw new TidemillException(
                            ErrorCode.NOT_READY,
                            "definitions are being changed, and their policies do not hold yet")
                    .withHint("come again in a moment");
        }
        return over(view).sight(principal);
    }

    /**
     * Throws FORBIDDEN unless somebody may write to a table by one of the privileges. While other
     * definitions are on their way both policies have to let them, those in force and those that
     * come; nobody has to wait, as what is written is not seen by that.
     */
    public void requireWrite(
            DefinitionsInForce.View view,
            Principal principal,
            Set<Privilege> privileges,
            String table) {
        Project next = coming;
        writable(over(view).sight(principal), privileges, table);
        if (next != null) {
            Access comes =
                    Access.of(next.policies(), List.of(), Map.of(), previews(view), Set.of(), "");
            writable(comes.sight(principal), privileges, table);
        }
    }

    private static void writable(Sight sight, Set<Privilege> privileges, String table) {
        if (privileges.stream().noneMatch(each -> sight.may(each, table))) {
            sight.require(privileges.iterator().next(), table);
        }
    }

    /** Waits until no definitions are on their way; returns after the time even when some are. */
    public void awaitSettled(long timeoutMillis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (settling) {
            while (coming != null) {
                long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (millis <= 0) {
                    return;
                }
                settling.wait(millis);
            }
        }
    }

    private Access made(Project of, DefinitionsInForce.View view) {
        List<TableContract> contracts = new ArrayList<>(of.contracts());
        contracts.addAll(of.liveContracts());
        boolean inForce = of.policies().inForce();
        return Access.of(
                of.policies(),
                inForce ? contracts : List.of(),
                inForce ? view.liveTables() : Map.of(),
                inForce ? previews(view) : Map.of(),
                inForce ? former.notJudgedBy(of, view) : Set.of(),
                inForce ? hashKey.get() : "");
    }

    private static Map<String, String> previews(DefinitionsInForce.View view) {
        return view.definitions().previews().stream()
                .collect(
                        Collectors.toMap(
                                DefinitionEntry.Preview::name, DefinitionEntry.Preview::of));
    }
}
