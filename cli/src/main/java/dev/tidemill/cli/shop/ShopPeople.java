package dev.tidemill.cli.shop;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Accounts;
import dev.tidemill.node.account.PasswordHash;
import dev.tidemill.node.account.User;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The people who look at the example shop: those whom its roles name, and an administrator. Each
 * has a password of 60 random bits, which is known as long as this is.
 */
public record ShopPeople(List<Person> people) {
    /** No letters that are taken for others. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 3;
    private static final int GROUP_LETTERS = 4;

    /** Names, what they may do, and what they see. */
    private static final List<Person> KNOWN =
            List.of(
                    new Person("root", Set.of(Scope.ADMIN), "everything; an administrator", ""),
                    new Person("ana", Set.of(Scope.READ), "everything, and nobody in it", ""),
                    new Person("sam", Set.of(Scope.READ), "orders to look after", ""),
                    new Person("fay", Set.of(Scope.READ), "the money", ""));

    public ShopPeople {
        people = List.copyOf(people);
    }

    /**
     * Somebody who looks at the shop.
     *
     * @param scopes what kinds of work they may do
     * @param sees in a few words
     */
    public record Person(String name, Set<Scope> scopes, String sees, String password) {
        public Person {
            requireNonNull(name, "name");
            scopes = Set.copyOf(scopes);
            requireNonNull(sees, "sees");
            requireNonNull(password, "password");
        }
    }

    /** All of them, with new passwords. */
    public static ShopPeople make(SecureRandom random) {
        List<Person> people = new ArrayList<>();
        for (Person each : KNOWN) {
            people.add(new Person(each.name(), each.scopes(), each.sees(), password(random)));
        }
        return new ShopPeople(people);
    }

    private static String password(SecureRandom random) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            StringBuilder group = new StringBuilder();
            for (int j = 0; j < GROUP_LETTERS; j++) {
                group.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            groups.add(group.toString());
        }
        return String.join("-", groups);
    }

    /**
     * Adds them to a mill's accounts; those who are there already have their new passwords then.
     */
    public void comeTo(AccountFile accounts) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<User> users =
                people.stream()
                        .map(
                                each ->
                                        new User(
                                                each.name(),
                                                each.scopes(),
                                                PasswordHash.of(each.password()),
                                                now))
                        .toList();
        accounts.change(
                all -> {
                    Accounts changed = all;
                    for (User user : users) {
                        changed =
                                changed.user(user.name()).isPresent()
                                        ? changed.replacing(user)
                                        : changed.adding(user);
                    }
                    return changed;
                });
    }
}
