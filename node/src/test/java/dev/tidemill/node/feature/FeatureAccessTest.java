package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.store.admission.Cancellation;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Whoever policies restrict gets no feature of what is hidden from them. */
class FeatureAccessTest {
    private static final String POLICIES =
            """
            tables:
              - table: by_account
                users: [ann]
                privileges: [select]
                filter: account <> 'bob'
                columns: {total: {mask: "CAST(0 AS BIGINT)"}}
              - table: by_account
                users: [dan]
                privileges: [select]
                columns: {account: {mask: hash}}
              - table: by_account
                users: [fay]
                privileges: [select]
                columns: {total: {allow: false}}
              - {table: by_account, users: [gus], privileges: [select]}
              - {table: by_branch, privileges: [select]}
            """;

    @TempDir @Nullable Path temporary;
    private @Nullable Tidemill opened;

    @BeforeEach
    void open() throws Exception {
        Tidemill mill =
                new FeatureFolder(requireNonNull(temporary))
                        .put("policies/bank.yaml", POLICIES)
                        .open();
        opened = mill;
        long ignored =
                mill.execute(
                                "INSERT INTO moves VALUES (1, 'ada', 7, 30, NULL),"
                                        + " (2, 'bob', 7, 12, NULL)")
                        .tick();
    }

    @AfterEach
    void close() {
        requireNonNull(opened).close();
    }

    private Session as(String name) {
        return requireNonNull(opened).as(Principal.user(name, EnumSet.of(Scope.READ)));
    }

    private static ErrorCode refused(Executable call) {
        return assertThrows(TidemillException.class, call).errorCode();
    }

    @Test
    void filtersAndMasksLieUnderFeatures() {
        FeatureAnswer answer =
                as("ann")
                        .features("account")
                        .get(
                                List.of(
                                        Map.of("account", "ada", "branch", 7, "amount", 15),
                                        Map.of("account", "bob", "branch", 7, "amount", 15)));
        assertEquals(1L, answer.value(0, "moves"));
        assertEquals(0L, answer.value(0, "total"));
        assertEquals(42L, answer.value(0, "branch_total"));
        assertNull(answer.value(0, "share"));
        assertEquals(Map.of("share", "TM1101 division by zero"), answer.failures(0));
        assertEquals(Map.of("by_account", FeatureStatus.MISSING), answer.absent(1));
        assertEquals(0L, answer.value(1, "moves"));
        assertNull(answer.value(1, "total"));
    }

    @Test
    void whoSeesTheTablesWholeSeesTheView() {
        assertEquals(12L, as("gus").features("account").get("bob", "7").value("total"));
    }

    @Test
    void aViewIsThereWhenAllThatItIsMadeOfIs() {
        for (String name : List.of("eve", "fay")) {
            assertEquals(List.of(), as(name).features(), name);
            assertEquals(
                    ErrorCode.UNKNOWN_FEATURE_VIEW, refused(() -> as(name).features("account")));
        }
        assertEquals(
                List.of("account@1"),
                as("ann").features().stream().map(FeatureViewDefinition::id).toList());
    }

    @Test
    void aViewThatWasTakenBeforeIsReadByTheRulesOfNow() {
        FeatureViewDefinition view = as("ann").features("account").definition();
        FeatureView foreign =
                new FeatureView(
                        requireNonNull(opened).features(),
                        view,
                        Principal.user("eve", EnumSet.of(Scope.READ)));
        assertEquals(ErrorCode.FORBIDDEN, refused(() -> foreign.get("ada", "7")));
        FeatureView blind =
                new FeatureView(
                        requireNonNull(opened).features(),
                        view,
                        Principal.user("gus", EnumSet.of(Scope.WRITE)));
        assertEquals(ErrorCode.FORBIDDEN, refused(() -> blind.get("ada", "7")));
    }

    @Test
    void noRowIsFoundByAKeyThatIsMasked() {
        FeatureView view = as("dan").features("account");
        assertEquals(ErrorCode.FORBIDDEN, refused(() -> view.get("ada", "7")));
    }

    @Test
    void trainingSetsAndWhatIsRecordedAreForWhoSeesAll() {
        for (String name : List.of("ann", "gus")) {
            Session session = as(name);
            FeatureViewDefinition view = session.features("account").definition();
            TrainingLabels labels =
                    new TrainingLabels(
                            "SELECT 'ada' AS account, 7 AS branch, 1 AS amount, now() AS at",
                            "at",
                            null,
                            TrainingLabels.Mode.AS_KNOWN);
            assertEquals(
                    ErrorCode.FORBIDDEN,
                    refused(
                            () ->
                                    session.trainingSet(
                                            view, labels, new Cancellation(), _ -> true)));
            for (String table :
                    List.of("log_account__1__by_account", "feature_samples", "feature_skew")) {
                assertEquals(
                        ErrorCode.UNKNOWN_TABLE,
                        refused(() -> session.query("SELECT * FROM tidemill." + table)),
                        table);
            }
        }
    }
}
