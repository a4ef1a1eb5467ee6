package dev.tidemill.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The arrows between rooms and the manners of the code, as ARCHITECTURE.md and CONTRIBUTING.md say.
 */
class ArchitectureTest {
    private static final String ROOT = "dev.tidemill.";
    private static final Pattern VAGUE_NAME = Pattern.compile(".*(Utils?|Helpers?|Misc)");

    private static final JavaClasses CLASSES = imported();

    /**
     * Only names matter here, so the classes of libraries are not read, which would take seconds.
     */
    private static JavaClasses imported() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.tidemill");
    }

    @Test
    void aRoomUsesOnlyTheRoomsItMay() {
        for (String room : Rooms.names()) {
            for (String other : Rooms.names()) {
                if (!room.equals(other) && !mayUse(room, other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(inside(room))
                            .should()
                            .dependOnClassesThat(resideInAPackage(inside(other)))
                            .because(room + " may not know " + other)
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void aLibraryIsKnownOnlyWhereItIsNeeded() {
        Rooms.LIBRARIES.forEach(
                (library, knowing) ->
                        noClasses()
                                .that(resideInAnyPackage(roomsBut(knowing)))
                                .should()
                                .dependOnClassesThat(resideInAPackage(library + ".."))
                                .because("only " + knowing + " may know " + library)
                                .allowEmptyShould(true)
                                .check(CLASSES));
    }

    /**
     * What the program is assembled from is what this room needs to run, so a room that it names
     * for its tests alone would be missing there, whoever else needs it.
     */
    @Test
    void theProgramTakesAllItsRoomsAlong() {
        List<String> left =
                Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL)
                        .matcher(Sources.read("cli/pom.xml"))
                        .results()
                        .map(match -> match.group(1))
                        .filter(
                                dependency ->
                                        dependency.contains("<groupId>dev.tidemill</groupId>"))
                        .filter(dependency -> dependency.contains("<scope>"))
                        .toList();
        assertEquals(List.of(), left, "rooms that would not be in the program");
    }

    @Test
    void everyRoomOfTheBuildHasItsArrows() {
        List<String> modules =
                Pattern.compile("<module>(.*)</module>")
                        .matcher(Sources.read("pom.xml"))
                        .results()
                        .map(match -> match.group(1))
                        // They only test and measure the others, and may use all of them.
                        .filter(module -> !Set.of("testkit", "bench").contains(module))
                        .toList();

        assertEquals(Rooms.names(), modules);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() throws Exception {
        List<Path> without = new ArrayList<>();
        for (Path folder : packages()) {
            Path info = folder.resolve("package-info.java");
            boolean tells =
                    Files.exists(info)
                            && Files.readString(info).contains("@NullMarked")
                            && Files.readString(info).contains("/**");
            if (!tells) {
                without.add(Sources.root().relativize(folder));
            }
        }

        assertEquals(List.of(), without);
    }

    @Test
    void noClassIsNamedForNothing() {
        assertEquals(
                List.of(),
                Sources.mainJava().stream()
                        .map(file -> file.getFileName().toString().replace(".java", ""))
                        .filter(VAGUE_NAME.asMatchPredicate())
                        .toList());
    }

    private static boolean mayUse(String room, String other) {
        return Rooms.MAY_USE.getOrDefault(room, Set.of()).contains(other);
    }

    private static String inside(String room) {
        return ROOT + room + "..";
    }

    private static String[] roomsBut(Set<String> knowing) {
        return Rooms.names().stream()
                .filter(room -> !knowing.contains(room))
                .map(ArchitectureTest::inside)
                .toArray(String[]::new);
    }

    private static List<Path> packages() {
        return Sources.mainJava().stream().map(Path::getParent).distinct().toList();
    }
}
