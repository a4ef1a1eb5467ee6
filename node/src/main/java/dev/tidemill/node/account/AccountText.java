package dev.tidemill.node.account;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.access.Scope;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as a text: a line for what the file is, then one for each user and each token, its parts
 * behind tabulators.
 *
 * <pre>
 * tidemill accounts 1
 * user   NAME  SCOPES  PASSWORD or -  CREATED
 * token  ID    USER    SCOPES  DIGEST  CREATED  EXPIRES or -
 * </pre>
 */
final class AccountText {
    private static final String HEAD = "tidemill accounts 1";
    private static final String NOTHING = "-";
    private static final String TAB = "\t";

    private AccountText() {}

    static String of(Accounts accounts) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        for (User user : accounts.users()) {
            PasswordHash password = user.password();
            lines.add(
                    String.join(
                            TAB,
                            "user",
                            user.name(),
                            text(user.scopes()),
                            password == null ? NOTHING : password.text(),
                            user.created().toString()));
        }
        for (Token token : accounts.tokens()) {
            lines.add(
                    String.join(
                            TAB,
                            "token",
                            token.id(),
                            token.user(),
                            text(token.scopes()),
                            token.digest(),
                            token.created().toString(),
                            token.expires() == null ? NOTHING : token.expires().toString()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String text(Set<Scope> scopes) {
        return scopes.isEmpty()
                ? NOTHING
                : scopes.stream().sorted().map(Scope::word).collect(Collectors.joining(","));
    }

    /**
     * The accounts that a text holds.
     *
     * @param file where it stands
     * @throws TidemillException INVALID_FILE with the line: nothing of such a file is used
     */
    static Accounts read(String text, String file) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw wrong(file, 1, null);
        }
        List<User> users = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] parts = lines.get(i).split(TAB, -1);
            try {
                if (parts.length == 5 && parts[0].equals("user")) {
                    users.add(user(parts));
                } else if (parts.length == 7 && parts[0].equals("token")) {
                    tokens.add(token(parts));
                } else {
                    throw new IllegalArgumentException("neither a user nor a token");
                }
            } catch (DateTimeException | IllegalArgumentException | TidemillException e) {
                throw wrong(file, i + 1, e);
            }
        }
        return new Accounts(users, tokens);
    }

    private static User user(String[] parts) {
        PasswordHash password =
                parts[3].equals(NOTHING)
                        ? null
                        : PasswordHash.read(parts[3])
                                .orElseThrow(() -> new IllegalArgumentException("no password"));
        return new User(parts[1], scopes(parts[2]), password, Instant.parse(parts[4]));
    }

    private static Token token(String[] parts) {
        return new Token(
                parts[1],
                parts[2],
                scopes(parts[3]),
                parts[4],
                Instant.parse(parts[5]),
                parts[6].equals(NOTHING) ? null : Instant.parse(parts[6]));
    }

    private static Set<Scope> scopes(String text) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (!text.equals(NOTHING)) {
            for (String word : text.split(",", -1)) {
                scopes.add(
                        Scope.of(word).orElseThrow(() -> new IllegalArgumentException("no scope")));
            }
        }
        return scopes;
    }

    private static TidemillException wrong(String file, int line, @Nullable Exception e) {
        String message = "%s is not a file of accounts: line %d".formatted(file, line);
        TidemillException wrong =
                e == null
                        ? new TidemillException(ErrorCode.INVALID_FILE, message)
                        : new TidemillException(ErrorCode.INVALID_FILE, message, e);
        return wrong.withHint("put it back from a copy; nobody comes in by a part of it");
    }
}
