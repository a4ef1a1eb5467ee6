package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features by key, without a query. */
class FeatureReadTest {
    @TempDir @Nullable Path temporary;

    private FeatureFolder project() throws Exception {
        return new FeatureFolder(requireNonNull(temporary));
    }

    private static void move(Tidemill mill, String values) throws Exception {
        long ignored = mill.execute("INSERT INTO moves VALUES (" + values + ")").tick();
    }

    @Test
    void allFeaturesOfAnAnswerAreOfOneTick() throws Exception {
        try (Tidemill mill = project().open()) {
            move(mill, "1, 'ada', 7, 30, NULL");
            move(mill, "2, 'bob', 7, 12, NULL");
            FeatureAnswer answer =
                    mill.features("account")
                            .get(
                                    List.of(
                                            Map.of("account", "ada", "branch", 7, "amount", 15),
                                            Map.of("account", "bob", "branch", "8"),
                                            Map.of("account", "eve", "branch", 7, "amount", 1)));
            assertEquals(mill.status().tick(), answer.tick());
            assertEquals(List.of(1L, 30L, 42L, 50L), answer.features().row(0));
            assertEquals(1L, answer.value(1, "moves"));
            assertEquals(-1L, answer.value(1, "branch_total"));
            assertNull(answer.value(1, "share"));
            assertEquals(Map.of("by_branch", FeatureStatus.MISSING), answer.absent(1));
            assertEquals(0L, answer.value(2, "moves"));
            assertNull(answer.value(2, "total"));
            assertNull(answer.value(2, "share"));
            assertEquals(Map.of("by_account", FeatureStatus.MISSING), answer.absent(2));
        }
    }

    @Test
    void aFailingExpressionIsNullAndTold() throws Exception {
        try (Tidemill mill = project().open()) {
            move(mill, "1, 'ada', 7, 0, NULL");
            FeatureAnswer answer =
                    mill.features("account").get(List.of("ada", "7"), Map.of("amount", "1"));
            assertNull(answer.value("share"));
            assertEquals(Map.of("share", "TM1101 division by zero"), answer.failures(0));
        }
    }

    @Test
    void versionsLiveSideBySideAndTheNewestIsMeant() throws Exception {
        FeatureFolder project =
                project()
                        .put(
                                "features/account2.yaml",
                                """
                                name: account
                                version: 2
                                entity: account
                                key: {account: TEXT}
                                sources:
                                  - table: by_account
                                    key: {account: account}
                                    features:
                                      total: {type: BIGINT, default: 5}
                                """);
        try (Tidemill mill = project.open()) {
            move(mill, "1, 'ada', 7, 30, NULL");
            assertEquals("account@2", mill.features("account").definition().id());
            assertEquals(30L, mill.features("account").get("ada").value("total"));
            assertEquals(5L, mill.features("account@2").get("eve").value("total"));
            assertEquals(1L, mill.features("account@1").get("ada", "7").value("moves"));
            TidemillException unknown =
                    assertThrows(TidemillException.class, () -> mill.features("account@3"));
            assertEquals(ErrorCode.UNKNOWN_FEATURE_VIEW, unknown.errorCode());
        }
    }

    @Test
    void rowsOlderThanTheTtlHaveTheirDefaults() throws Exception {
        FeatureFolder project =
                project()
                        .put(
                                "features/account.yaml",
                                """
                                name: recent
                                entity: account
                                key: {account: TEXT}
                                ttl: 1 hour
                                sources:
                                  - table: by_account
                                    key: {account: account}
                                    time: last_at
                                    features:
                                      total: {type: BIGINT, default: 5}
                                """);
        try (Tidemill mill = project.open()) {
            move(mill, "1, 'old', 7, 30, '2001-01-01 00:00:00+00'::TIMESTAMPTZ");
            move(mill, "2, 'new', 7, 31, '2999-01-01 00:00:00+00'::TIMESTAMPTZ");
            move(mill, "3, 'none', 7, 32, NULL");
            FeatureView view = mill.features("recent");
            assertEquals(5L, view.get("old").value("total"));
            assertEquals(FeatureStatus.EXPIRED, view.get("old").status(0, "by_account"));
            assertEquals(31L, view.get("new").value("total"));
            assertEquals(FeatureStatus.EXPIRED, view.get("none").status(0, "by_account"));
        }
    }

    @Test
    void aSecondaryIndexFindsRowsByAnotherKeyThanTheTables() throws Exception {
        FeatureFolder project =
                project()
                        .put("tables/latest.sql", "SELECT id, account, branch, amount FROM moves\n")
                        .put(
                                "features/move.yaml",
                                """
                                name: move
                                entity: move
                                key: {id: BIGINT, account: TEXT}
                                sources:
                                  - table: latest
                                    key: {id: id, account: account}
                                    features:
                                      amount: {type: INTEGER}
                                """);
        TidemillException refused = assertThrows(TidemillException.class, project::open);
        assertEquals(ErrorCode.INVALID_FEATURE_VIEW, refused.errorCode());
        assertEquals("no index finds the rows of latest by [id, account]", refused.message());
        project.put(
                "indexes/latest.sql",
                "CREATE INDEX latest_by_account_id ON latest (account, id);\n");
        try (Tidemill mill = project.open()) {
            move(mill, "1, 'ada', 7, 30, NULL");
            move(mill, "2, 'ada', 7, 31, NULL");
            assertEquals(31, mill.features("move").get("2", "ada").value("amount"));
            assertNull(mill.features("move").get("2", "bob").value("amount"));
        }
    }

    @Test
    void refusesMoreKeysThanAViewAnswers() throws Exception {
        FeatureFolder project =
                project().put("features/account.yaml", FeatureFolder.VIEW + "keys-max: 1\n");
        try (Tidemill mill = project.open()) {
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.features("account").get(List.of(Map.of(), Map.of())));
            assertEquals(ErrorCode.INVALID_REQUEST, refused.errorCode());
        }
    }
}
