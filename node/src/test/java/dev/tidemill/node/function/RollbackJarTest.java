package dev.tidemill.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.plan.ApplyState;
import dev.tidemill.node.plan.ApplyTerms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Code that an administrator took away does not come back by going back. */
@Timeout(60)
class RollbackJarTest {
    private static final ApplyTerms QUICK = ApplyTerms.DEFAULT.withSettle(Duration.ofMillis(100));
    private static final byte[] SETTINGS = "name: functions\n".getBytes(UTF_8);

    @TempDir Path folder;

    private static void awaitEnd(Tidemill mill) throws InterruptedException {
        ApplyState state = mill.definitionDesk().state();
        while (state != null && !state.phase().isEnd()) {
            Thread.sleep(20);
            state = mill.definitionDesk().state();
        }
    }

    private static ApplyState back(Tidemill mill, Principal principal) {
        Session session = mill.as(principal);
        return session.definitionDesk(Scope.DEFINE).rollBack(null, QUICK, session::requireJars);
    }

    @Test
    void onlyAnAdministratorGoesBackToAJarThatDoesNotRun() throws Exception {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.write(project.resolve("tidemill.yaml"), SETTINGS);
        Path jar = folder.resolve("own.jar");
        new JarMaker(folder)
                .make(
                        jar,
                        """
                        @SqlFunction(name = "twice", deterministic = true)
                        public static long twice(long x) { return 2 * x; }
                        """);
        DefinitionFiles with =
                DefinitionFiles.of(
                        Map.of(
                                "tidemill.yaml",
                                SETTINGS,
                                "functions/own.jar",
                                Files.readAllBytes(jar)));
        DefinitionFiles without = DefinitionFiles.of(Map.of("tidemill.yaml", SETTINGS));
        try (Tidemill mill =
                Tidemill.open(project, TidemillOptions.defaults().withWatching(false))) {
            ApplyState _ = mill.definitionDesk().apply(with, QUICK);
            awaitEnd(mill);
            ApplyState _ = mill.definitionDesk().apply(without, QUICK);
            awaitEnd(mill);

            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> back(mill, Principal.user("ann", Set.of(Scope.DEFINE))));
            assertEquals(ErrorCode.FORBIDDEN, refused.errorCode());
            assertEquals(without.hash(), mill.definitionDesk().inForce().release());
            assertEquals(with.hash(), back(mill, Principal.administrator("root")).release());
        }
    }
}
