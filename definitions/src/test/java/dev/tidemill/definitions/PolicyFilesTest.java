package dev.tidemill.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.policy.NamePattern;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.definitions.policy.TableRule;
import dev.tidemill.definitions.policy.Treatment;
import dev.tidemill.definitions.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies, read from their files. */
class PolicyFilesTest {
    private static final String FILE = "policies/club.yaml";
    private static final String POLICIES =
            """
            roles:
              analyst: [ann, bob]
            tables:
              - table: orders
                users: [bob]
                privileges: []
              - table: "o*"
                roles: [analyst]
                privileges: [select, insert]
                filter: note = current_user OR id > 7
                columns:
                  note: {mask: "left(note, 1) || '…'"}
                  at: {allow: false}
                  id: {allow: true}
              - {table: totals, privileges: [select]}
            classifications:
              - classification: personal
                roles: [analyst]
                mask: hash
              - classification: personal
                mask: null
            """;

    @TempDir Path directory;

    @SuppressWarnings("NullAway.Init")
    private ProjectFixture project;

    @BeforeEach
    void writeProject() throws IOException {
        project = new ProjectFixture(directory);
        project.replace(
                "contracts/items.yaml",
                "- name: raised_at",
                "- name: owner\n        logicalType: string\n        physicalType: TEXT\n"
                        + "        classification: personal\n      - name: raised_at");
        project.write(FILE, POLICIES);
    }

    @Test
    void aProjectWithoutThemHasNoneInForce() throws IOException {
        project.write(FILE, "description: nothing is granted\n");
        assertTrue(project.load().policies().inForce());
        java.nio.file.Files.delete(directory.resolve(FILE));
        assertFalse(project.load().policies().inForce());
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        Policies policies = project.load().policies();
        assertEquals(Set.of("analyst"), policies.rolesOf("ann"));
        assertEquals(Set.of(), rule(policies, "bob", "orders").privileges());
        TableRule ann = rule(policies, "ann", "orders");
        assertEquals(Set.of(Privilege.SELECT, Privilege.INSERT), ann.privileges());
        assertEquals(new Treatment.Hidden(), ann.columns().get("at"));
        assertEquals(new Treatment.Shown(), ann.columns().get("id"));
        assertTrue(policies.tableRule("carl", Set.of(), "orders").isEmpty());
        assertEquals(Set.of(Privilege.SELECT), rule(policies, "carl", "totals").privileges());
        assertEquals(
                new Treatment.Hashed(),
                policies.classificationRule("ann", Set.of("analyst"), "personal")
                        .orElseThrow()
                        .treatment());
        assertEquals(
                new Treatment.Blank(),
                policies.classificationRule("carl", Set.of(), "personal")
                        .orElseThrow()
                        .treatment());
    }

    private static TableRule rule(Policies policies, String user, String table) {
        return policies.tableRule(user, policies.rolesOf(user), table).orElseThrow();
    }

    @Test
    void everyMistakeIsToldAtItsPlace() throws IOException {
        refuses("o*\"", "o*\"\n    nothing: 1", "nothing");
        refuses("[select, insert]", "[select, eat]", "eat");
        refuses("roles: [analyst]\n    privileges", "roles: [analist]\n    privileges", "analist");
        refuses("table: orders\n", "table: ordres\n", "ordres");
        refuses("current_user OR id > 7", "current_user OR ide > 7", "ide");
        refuses("current_user OR id > 7", "'x' AND", "");
        refuses("note = current_user OR id > 7", "id + 1", "BOOLEAN");
        refuses("\"left(note, 1) || '…'\"", "length(note)", "TEXT");
        refuses("{allow: true}", "{allow: true, mask: hash}", "exclude");
        refuses("{allow: true}", "{}", "neither");
        refuses("[select, insert]", "[insert]", "select");
        refuses(
                "classification: personal\n    mask: null",
                "classification: personnel\n    mask: null",
                "personnel");
        refuses("mask: hash", "mask: value + 1", "");
        refuses("note = current_user OR id > 7", "(SELECT true)", "");
        refuses("note = current_user OR id > 7", "id IN (SELECT id FROM orders)", "");
        refuses("note = current_user OR id > 7", "count(*) > 1", "");
        refuses("note = current_user OR id > 7", "at < now()", "");
        refuses("note = current_user OR id > 7", "true) AS x, (true", "");
        refuses("note = current_user OR id > 7", "true) FROM items --", "");
    }

    private void refuses(String before, String after, String word) throws IOException {
        project.write(FILE, POLICIES).replace(FILE, before, after);
        List<Problem> problems = project.read().problems();
        assertFalse(problems.isEmpty(), after);
        for (Problem problem : problems) {
            assertEquals(FILE, problem.file(), problem.toString());
            assertTrue(problem.place().line() > 0, problem.toString());
        }
        assertTrue(problems.toString().contains(word), problems.toString());
        project.write(FILE, POLICIES);
    }

    @Test
    void aRoleIsOneFilesOwn() throws IOException {
        project.write("policies/more.yaml", "roles: {analyst: [carl]}\n");
        project.refuses("policies/more.yaml", "analyst");
    }

    /** Whatever is in the file, it is read or refused with problems. */
    @Test
    void garbageIsRefused() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            StringBuilder text = new StringBuilder(POLICIES);
            for (int change = 0; change < 1 + random.nextInt(4); change++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                    default -> text.insert(at, "\"'[]{}:-\n*&".charAt(random.nextInt(11)));
                }
            }
            project.write(FILE, text.toString());
            ProjectReading reading = project.read();
            assertEquals(reading.project() == null, !reading.problems().isEmpty(), "seed " + seed);
            if (reading.project() != null) {
                assertTrue(reading.project().policies().inForce(), "seed " + seed);
            }
        }
    }

    @Test
    void patternsMeanWholeNamesAndNoneOfTheMills() {
        assertTrue(new NamePattern("o*s").matches("orders"));
        assertTrue(new NamePattern("*").matches("orders"));
        assertTrue(new NamePattern("a*b*c").matches("aXbbXc"));
        assertFalse(new NamePattern("o*s").matches("order"));
        assertFalse(new NamePattern("order").matches("orders"));
        assertFalse(new NamePattern("o.ders").matches("orders"));
        assertFalse(new NamePattern("*").matches("tidemill.errors"));
        assertFalse(new NamePattern("tidemill.errors").matches("tidemill.errors"));
    }
}
