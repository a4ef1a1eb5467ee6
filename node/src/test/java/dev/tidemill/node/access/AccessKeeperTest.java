package dev.tidemill.node.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.function.FunctionStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Definitions that run before their policies hold. */
class AccessKeeperTest {
    private static final Principal ANN = Principal.user("ann", EnumSet.of(Scope.READ));

    @TempDir Path folder;

    private Project project(boolean policies) throws Exception {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("tidemill.yaml"), "name: pay\n");
        Path file = folder.resolve("policies/pay.yaml");
        if (policies) {
            Files.writeString(file, "tables:\n  - {table: 'pay*', privileges: [select]}\n");
        } else {
            Files.deleteIfExists(file);
        }
        return ProjectLoader.load(folder);
    }

    private DefinitionsInForce.View view() {
        return new DefinitionsInForce(new FunctionStore(folder.resolve("jars"))).view();
    }

    @Test
    void nobodySeesWhatComesBeforeItsPoliciesHold() throws Exception {
        Project open = project(false);
        Project closed = project(true);
        AtomicReference<Project> inForce = new AtomicReference<>(open);
        AccessKeeper keeper = new AccessKeeper(inForce::get, () -> "key");
        DefinitionsInForce.View view = view();
        assertFalse(keeper.hasPolicies());
        assertFalse(keeper.sight(view, ANN).isRestricted());

        keeper.comes(open);
        assertFalse(keeper.sight(view, ANN).isRestricted(), "there are no policies at all");
        keeper.settled();

        keeper.comes(closed);
        assertTrue(keeper.hasPolicies(), "somebody has to say who they are");
        notReady(keeper, view);
        assertFalse(keeper.sight(view, Principal.administrator("root")).isRestricted());
        keeper.settled();
        assertFalse(keeper.sight(view, ANN).isRestricted(), "it was given up");

        keeper.comes(closed);
        inForce.set(closed);
        notReady(keeper, view);
        keeper.settled();
        assertTrue(keeper.sight(view, ANN).isRestricted());

        keeper.comes(open);
        notReady(keeper, view);
    }

    @Test
    void whoeverBothPoliciesLetWritesWithoutWaiting() throws Exception {
        Project open = project(false);
        Project selecting = project(true);
        Files.writeString(
                folder.resolve("policies/pay.yaml"),
                "tables:\n  - {table: 'pay*', privileges: [select, insert]}\n");
        Project inserting = ProjectLoader.load(folder);
        AtomicReference<Project> inForce = new AtomicReference<>(open);
        AccessKeeper keeper = new AccessKeeper(inForce::get, () -> "key");
        DefinitionsInForce.View view = view();
        Set<Privilege> insert = Set.of(Privilege.INSERT);
        keeper.requireWrite(view, ANN, insert, "pay");

        keeper.comes(inserting);
        notReady(keeper, view);
        keeper.requireWrite(view, ANN, insert, "pay");
        forbidden(() -> keeper.requireWrite(view, ANN, Set.of(Privilege.DELETE), "pay"));
        keeper.requireWrite(view, ANN, EnumSet.of(Privilege.INSERT, Privilege.DELETE), "pay");
        forbidden(() -> keeper.requireWrite(view, ANN, insert, "other"));
        keeper.requireWrite(view, Principal.administrator("root"), insert, "other");

        inForce.set(inserting);
        keeper.comes(selecting);
        forbidden(() -> keeper.requireWrite(view, ANN, insert, "pay"));
        keeper.settled();
        keeper.requireWrite(view, ANN, insert, "pay");
    }

    private static void forbidden(Executable write) {
        assertEquals(ErrorCode.FORBIDDEN, assertThrows(TidemillException.class, write).errorCode());
    }

    private static void notReady(AccessKeeper keeper, DefinitionsInForce.View view) {
        TidemillException e = assertThrows(TidemillException.class, () -> keeper.sight(view, ANN));
        assertEquals(ErrorCode.NOT_READY, e.errorCode());
    }

    @Test
    void whoWaitsGoesOnWhenItHasSettled() throws Exception {
        Project closed = project(true);
        AccessKeeper keeper = new AccessKeeper(() -> closed, () -> "key");
        keeper.comes(closed);
        keeper.awaitSettled(1);
        notReady(keeper, view());
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                keeper.awaitSettled(TimeUnit.MINUTES.toMillis(1));
                                return keeper.sight(view(), ANN).isRestricted();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        keeper.settled();
        assertTrue(waiting.get(20, TimeUnit.SECONDS));
    }
}
