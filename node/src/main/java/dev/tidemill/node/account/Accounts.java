package dev.tidemill.node.account;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All users and their tokens. Immutable. */
public record Accounts(List<User> users, List<Token> tokens) {
    public static final Accounts NONE = new Accounts(List.of(), List.of());

    public Accounts {
        users = List.copyOf(users);
        tokens = List.copyOf(tokens);
    }

    /** Whether there is nobody. */
    public boolean isEmpty() {
        return users.isEmpty();
    }

    public Optional<User> user(String name) {
        return users.stream().filter(user -> user.name().equals(name)).findFirst();
    }

    public Optional<Token> token(String id) {
        return tokens.stream().filter(token -> token.id().equals(id)).findFirst();
    }

    /** A user of this name; throws NOT_FOUND. */
    public User requireUser(String name) {
        return user(name)
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.NOT_FOUND, "there is no user " + name)
                                        .withHint("tidemill user list tells who there is"));
    }

    /** With a new user; throws INVALID_ARGUMENT when the name is taken. */
    public Accounts adding(User user) {
        if (user(user.name()).isPresent()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            "there is a user " + user.name() + " already")
                    .withHint("tidemill user passwd gives another password");
        }
        List<User> all = new ArrayList<>(users);
        all.add(user);
        return new Accounts(all, tokens);
    }

    /** With a user in the place of the one of its name. */
    public Accounts replacing(User user) {
        requireUser(user.name());
        return new Accounts(
                users.stream().map(each -> each.name().equals(user.name()) ? user : each).toList(),
                tokens);
    }

    /** Without a user and its tokens; throws NOT_FOUND. */
    public Accounts removing(String name) {
        requireUser(name);
        return new Accounts(
                users.stream().filter(user -> !user.name().equals(name)).toList(),
                tokens.stream().filter(token -> !token.user().equals(name)).toList());
    }

    /** With a new token of a user that is there. */
    public Accounts adding(Token token) {
        requireUser(token.user());
        List<Token> all = new ArrayList<>(tokens);
        all.add(token);
        return new Accounts(users, all);
    }

    /** Without a token; throws NOT_FOUND. */
    public Accounts revoking(String id) {
        if (token(id).isEmpty()) {
            throw new TidemillException(ErrorCode.NOT_FOUND, "there is no token " + id)
                    .withHint("tidemill token list tells which there are");
        }
        return new Accounts(
                users, tokens.stream().filter(token -> !token.id().equals(id)).toList());
    }
}
