package dev.tidemill.cli.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.Sources;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.LoginLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop with its roles in force: a copy of the project, and people who may sign in. */
class ShopRolesTest {
    private static final Path EXAMPLE = Sources.root().resolve("examples/shop");

    @TempDir private Path folder;

    @Test
    void copyHasTheRolesAsPolicies() throws Exception {
        Path copy = folder.resolve("copy");
        ShopRoles.copy(EXAMPLE, copy);
        assertEquals(
                Files.readString(EXAMPLE.resolve("roles/shop.yaml")),
                Files.readString(copy.resolve("policies/shop.yaml")));
        assertFalse(Files.exists(copy.resolve("roles")));
        assertTrue(Files.isRegularFile(copy.resolve("tables/open_orders.sql")));
    }

    @Test
    void copyThatSomebodyChangedStaysAsItIs() throws Exception {
        Path copy = folder.resolve("copy");
        ShopRoles.copy(EXAMPLE, copy);
        Files.writeString(copy.resolve("tables/mine.sql"), "SELECT 1 AS one");
        Files.writeString(copy.resolve("tables/stock.sql"), "SELECT 2 AS two");
        ShopRoles.copy(EXAMPLE, copy);
        assertEquals("SELECT 1 AS one", Files.readString(copy.resolve("tables/mine.sql")));
        assertEquals("SELECT 2 AS two", Files.readString(copy.resolve("tables/stock.sql")));
    }

    @Test
    void dataOfAMillThatRanInTheExampleAreNotCopied() throws Exception {
        Path example = folder.resolve("example");
        ShopRoles.copy(EXAMPLE, example);
        Files.createDirectories(example.resolve(".tidemill/data"));
        Files.writeString(example.resolve(".tidemill/data/LOCK"), "");
        Files.move(example.resolve("policies"), example.resolve("roles"));
        Path copy = folder.resolve("copy");
        ShopRoles.copy(example, copy);
        assertTrue(Files.isDirectory(copy.resolve("policies")));
        assertFalse(Files.exists(copy.resolve(".tidemill")));
    }

    @Test
    void copyThatWasBrokenOffIsMadeAgain() throws Exception {
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy);
        Files.writeString(copy.resolve("tidemill.yaml"), "name: half");
        ShopRoles.copy(EXAMPLE, copy);
        assertEquals(
                Files.readString(EXAMPLE.resolve("tidemill.yaml")),
                Files.readString(copy.resolve("tidemill.yaml")));
    }

    @Test
    void everybodyHasAPasswordOfTheirOwnAndAnotherOneEachTime() {
        AccountFile accounts = new AccountFile(folder.resolve("access"));
        Authenticator door = new Authenticator(accounts, LoginLimits.DEFAULT, System::nanoTime);
        ShopPeople first = ShopPeople.make(new SecureRandom());
        first.comeTo(accounts);
        for (ShopPeople.Person person : first.people()) {
            assertTrue(person.password().matches("[a-z2-9]{4}(-[a-z2-9]{4}){2}"));
        }
        assertEquals(
                first.people().size(),
                first.people().stream().map(ShopPeople.Person::password).distinct().count());
        ShopPeople.Person root = first.people().getFirst();
        assertTrue(comes(door, root).isAdministrator());

        ShopPeople second = ShopPeople.make(new SecureRandom());
        second.comeTo(accounts);
        assertEquals(first.people().size(), accounts.accounts().users().size());
        assertFalse(comes(door, second.people().getLast()).isAdministrator());
        assertEquals(
                ErrorCode.UNAUTHORISED,
                assertThrows(TidemillException.class, () -> comes(door, root)).errorCode());
    }

    private static Principal comes(Authenticator door, ShopPeople.Person person) {
        return door.byPassword(person.name(), person.password(), "127.0.0.1").principal();
    }
}
